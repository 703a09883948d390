/// What can be wrong with a table whose text is in order.
enum TableFaults {
  static func emptyFile(_ place: Finding.Place) -> Finding {
    Finding(
      .noRows, "the file is empty", expected: "a row of column names and at least 1 row of data", got: "nothing",
      remedy: "Check how the file was written", place: place)
  }

  static func headerOnly(_ place: Finding.Place) -> Finding {
    Finding(
      .noRows, "the table has column names but no rows", expected: "at least 1 row of data", got: "0",
      remedy: "Check how the file was written", place: place)
  }

  static func allDropped(_ place: Finding.Place, rows: Int) -> Finding {
    Finding(
      .noRows, "every row has a missing value, so none is left", expected: "at least 1 complete row",
      got: "0 of \(rows)", remedy: "Leave out the columns that are mostly empty with ignoring:", place: place)
  }

  static func unnamedColumn(_ index: Int, _ place: Finding.Place) -> Finding {
    Finding(
      .malformedTable, "column \(index + 1) has no name", expected: "a name for every column", got: "an empty cell",
      remedy: "Name it; a row counter written by pandas goes away with to_csv(index=False), or with ignoring: [\"\"]",
      place: place)
  }

  static func duplicateColumn(_ name: String, _ first: Int, _ second: Int, _ place: Finding.Place) -> Finding {
    Finding(
      .duplicateColumn, "two columns have the same name", expected: "distinct names",
      got: "\(CellText.quoted(name)) as columns \(first + 1) and \(second + 1)", remedy: "Rename one of them",
      place: place)
  }

  static func ignoredTarget(_ name: String, _ place: Finding.Place) -> Finding {
    Finding(
      .badArgument, "the target column is also to be ignored", expected: "a target that is read",
      got: CellText.quoted(name), remedy: "Take it out of ignoring:, or name another target", place: place)
  }

  static func noInputs(_ place: Finding.Place, ignored: [String]) -> Finding {
    Finding(
      .malformedTable, "no column is left to learn from", expected: "at least 1 column of numbers beside the target",
      got: ignored.isEmpty ? "the target alone" : "all others are ignored",
      remedy: ignored.isEmpty
        ? "Check the separator (separator: \";\" for semicolons) and the file" : "Ignore fewer columns",
      place: place)
  }

  static func raggedRow(expected: Int, got: Int, _ place: Finding.Place) -> Finding {
    Finding(
      .raggedRow, "the row has \(got < expected ? "fewer" : "more") cells than there are column names",
      expected: "\(expected) cells", got: "\(got)",
      remedy: got < expected ? "Add the missing cells" : "Quote a cell that holds the separator, or name the column",
      place: place)
  }

  static func textInput(_ cell: CSVCell, column: String, isFirstRow: Bool, _ place: Finding.Place) -> Finding {
    let hasComma = cell.bytes.contains(UInt8(ascii: ",")) && cell.bytes.allSatisfy { $0 < UInt8(ascii: ":") }
    let leaveOut = "leave the column out with ignoring: [\(CellText.quoted(column))]"
    let remedy =
      hasComma
      ? "Write numbers with a decimal point and without separators of thousands"
      : isFirstRow ? "If it is a column of text, encode it as numbers or \(leaveOut)" : "Mend the cell, or \(leaveOut)"
    return Finding(
      .notANumber, "a cell of an input column is not a number", expected: "a number", got: CellText.quoted(cell.bytes),
      remedy: remedy, place: place)
  }

  static func notFinite(_ cell: CSVCell, _ place: Finding.Place) -> Finding {
    Finding(
      .notFinite, "a cell is not a finite float32 number", expected: "a number between -3.4e38 and 3.4e38",
      got: CellText.quoted(cell.bytes), remedy: "Replace it, drop the row, or scale the column down", place: place)
  }

  static func missing(_ count: Int, _ place: Finding.Place) -> Finding {
    Finding(
      .missingValue, count == 1 ? "a cell has no value" : "\(count) cells of the column have no value, here the first",
      expected: "a value in every row", got: "an empty cell, or a word like NA",
      remedy: "Fill them in, pass missing: .dropRow, or leave the column out with ignoring:", place: place,
      evidence: [Finding.Evidence(name: "missing cells", value: Double(count), threshold: 0)])
  }

  static func target(
    _ refusal: TargetColumn.Refusal, _ cell: CSVCell, _ place: Finding.Place
  ) -> [Finding] {
    switch refusal {
    case .notUTF8: return CSVFaults.notUTF8(place, text: cell.bytes).faults
    case .notANumber:
      return [
        Finding(
          .notANumber, "a cell of the target column is not a number", expected: "a number",
          got: CellText.quoted(cell.bytes), remedy: "Mend the cell, or pass task: .classification", place: place)
      ]
    case .mixed:
      return [
        Finding(
          .notANumber, "the target column mixes text with numbers that are no class labels",
          expected: "all numbers, or all classes", got: CellText.quoted(cell.bytes),
          remedy: "Mend the cell, or pass task: .classification if every distinct text is a class", place: place)
      ]
    case .tooManyClasses:
      return [
        Finding(
          .labelSet, "the target column has too many distinct texts to be classes",
          expected: "at most \(DatasetChecks.mostClasses)", got: "more", remedy: "Name another column as target",
          place: place)
      ]
    }
  }
}
