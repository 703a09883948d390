/// What can be wrong with a request to divide rows.
enum SplitFaults {
  static func badShare(_ share: Double) -> Finding {
    Finding(
      .badArgument, "the share of rows to hold out is not between 0 and 1", expected: "more than 0 and less than 1",
      got: "\(share)", remedy: "Use 0.2 to hold out a fifth of the rows")
  }

  static func emptyPart(rows: Int, share: Double, testRows: Int) -> Finding {
    Finding(
      .noRows, "one part of the split has no rows", expected: "at least 1 row in each part",
      got: "\(rows - testRows) for training and \(testRows) held out (\(share) of \(rows) rows)",
      remedy: "Use more rows, or another share")
  }

  static let noClasses = Finding(
    .badArgument, "rows can be stratified by class only, and the target holds numbers", expected: "a class target",
    got: "numbers", remedy: "Leave out stratified: true")

  static func badFolds(_ folds: Int, rows: Int) -> Finding {
    folds < 2
      ? Finding(
        .badArgument, "a cross-validation needs at least two folds", expected: "2 ... \(rows)", got: "\(folds)",
        remedy: "Use 5 or 10 folds")
      : Finding(
        .tooFewRows, "there are fewer rows than folds", expected: "at most \(rows) folds for \(rows) rows",
        got: "\(folds) folds", remedy: "Use fewer folds or more rows")
  }

  static func smallClass(_ name: String, rows: Int, folds: Int) -> Finding {
    Finding(
      .tooFewRows, "class \(CellText.quoted(name)) has fewer rows than there are folds",
      expected: "at least \(folds) rows", got: "\(rows)",
      remedy: "Use at most \(max(rows, 2)) folds, add rows of this class, or leave out stratified: true")
  }

  /// The number of folds that an assignment names.
  static func foldCount(_ assigned: [Int], rows: Int) throws(SwiftletError) -> Int {
    guard assigned.count == rows else {
      throw SwiftletError(
        .data,
        Finding(
          .shapeMisfit, "the assignment to folds has another number of entries than there are rows",
          expected: "\(rows)", got: "\(assigned.count)", remedy: "Give one fold number per row"))
    }
    if let row = assigned.firstIndex(where: { $0 < 0 || $0 >= rows }) {
      throw SwiftletError(
        .data,
        Finding(
          .badArgument, "row \(row) is assigned to a fold that cannot be", expected: "0 ... \(max(rows - 1, 0))",
          got: "\(assigned[row])", remedy: "Number the folds from 0 without gaps"))
    }
    let count = (assigned.max() ?? -1) + 1
    if count < 2 { throw SwiftletError(.data, badFolds(count, rows: rows)) }
    var sizes = [Int](repeating: 0, count: count)
    for fold in assigned { sizes[fold] += 1 }
    if let empty = sizes.firstIndex(of: 0) {
      throw SwiftletError(
        .data,
        Finding(
          .noRows, "fold \(empty) of \(count) has no rows", expected: "at least 1 row in each fold", got: "0",
          remedy: "Number the folds from 0 without gaps"))
    }
    return count
  }

  /// Throws when a class that has rows in `data` has none in `rows`.
  static func checkClasses(of data: Dataset, in rows: [Int], called part: String) throws(SwiftletError) {
    for target in data.targetParts {
      guard let labels = target.targets.classIndices else { continue }
      var missing = Set(labels)
      for row in rows { missing.remove(labels[row]) }
      guard let first = missing.min() else { continue }
      let name = target.targets.classNames[first]
      let total = labels.count { $0 == first }
      throw SwiftletError(
        .data,
        Finding(
          .classMissingFromSplit, "class \(CellText.quoted(name)) is missing from \(part)",
          expected: "at least 1 row of each class in each part", got: "0 of its \(total) rows",
          remedy: total < 2
            ? "Add rows of this class or leave it out" : "Use stratified: true, a larger part, or another seed"))
    }
  }
}
