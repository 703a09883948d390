/// What to do with rows that have cells without a value.
@nonexhaustive public enum Missing: Sendable {
  /// Throw, naming each column with missing cells.
  case refuse
  /// Leave the row out; a note of the data set says how many.
  case dropRow
}

extension Dataset {
  /// What a target column of a table is.
  public enum TargetKind: Sendable {
    /// Text, or at most 20 distinct whole numbers written without a decimal point, are classes; everything else
    /// is a number. The choice is recorded in `notes`.
    case automatic
    /// Every distinct text is a class.
    case classification
    /// A number to predict.
    case regression
  }

  /// Reads a table of text: the first row names the columns, one column is the target, the others are numbers.
  ///
  ///     let flowers = try Dataset(csv: "iris.csv", target: "species")
  ///
  /// Read as RFC 4180 in UTF-8, with LF, CRLF or CR as line ends; empty lines are skipped. Numbers are written
  /// with a decimal point and rounded once to float32. Classes are sorted: by value when all are numbers, else
  /// by their bytes.
  ///
  /// - Parameters:
  ///   - path: The file. Pipes and devices work too; it is read once, front to back.
  ///   - target: The name of the column to predict.
  ///   - ignoring: Columns to leave out. Text is not read as numbers, so columns of text belong here.
  ///   - separator: One ASCII character between cells.
  ///   - task: Whether the target holds classes or numbers, when the automatic choice is not right.
  ///   - missing: What to do with cells that are empty or say NA, N/A, null, none or ?.
  /// - Throws: `SwiftletError` with file, line, column and text: an unreadable file, an unknown column, a ragged
  ///   row, text or a missing value where a number is needed, a number beyond float32, no rows, bad quotes, text
  ///   that is not UTF-8.
  public init(
    csv path: String, target: String, ignoring: [String] = [], separator: Character = ",",
    task: TargetKind = .automatic, missing: Missing = .refuse
  ) throws(SwiftletError) {
    let request = TableBuilder.Request(
      file: path, target: target, ignoring: ignoring, kind: task, missing: missing)
    try self.init(table: FileBytes(path), request, separator: separator)
  }

  /// - Parameter chunk: Bytes to read at once; the result does not depend on it.
  init(
    table source: any ByteSource, _ request: TableBuilder.Request, separator: Character = ",",
    chunk: Int = 256 * 1024
  ) throws(SwiftletError) {
    guard let byte = separator.asciiValue, !Byte.cannotSeparate(byte) else {
      throw SwiftletError(
        .data,
        Finding(
          .badArgument, "the separator cannot separate cells", expected: "one ASCII character such as , or ;",
          got: CellText.quoted(String(separator)), remedy: "Pass separator: \",\", \";\", \"\\t\" or \"|\""))
    }
    var builder = TableBuilder(request)
    var reader = CSVReader<TableBuilder>(source, file: request.file, separator: byte, chunk: chunk)
    try reader.read(into: &builder)
    self = try builder.finish()
  }
}
