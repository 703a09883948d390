/// Writes a table with a row per epoch: `epoch`, everything that is measured, `learning_rate` and `seconds`.
///
/// Each row is in the file as soon as its epoch has ended. Numbers are written so that reading them gives the same
/// Double; what is no number is written `nan`, `inf` or `-inf`. Epochs count from 1.
public final class CSVLog: Callback {
  let path: String
  let append: Bool
  private var file: LineFile?
  private var columns: [String] = []

  /// - Parameters:
  ///   - path: The file; its folder exists.
  ///   - append: Whether rows are added to those of the file, which must have the same columns; else it is emptied.
  public init(to path: String, append: Bool = false) {
    self.path = path
    self.append = append
  }

  public func handle(_ event: Training.Event, _ training: Training) throws {
    switch event {
    case .began, .epochBegan: break
    case .epochEnded(let epoch): try write(epoch)
    case .ended: file = nil
    }
  }

  private func write(_ epoch: Epoch) throws(SwiftletError) {
    guard let file else { return }
    if columns.isEmpty {
      columns = epoch.values.map(\.name)
      let header = (["epoch"] + columns + ["learning_rate", "seconds"]).map(CSVText.cell).joined(separator: ",")
      if let there = file.firstLine { try checkHeader(there, header) } else { try file.write(header) }
    }
    let values = columns.map { CSVText.number(epoch.value(named: $0) ?? .nan) }
    let row = ["\(epoch.number)"] + values + [CSVText.number(epoch.learningRate), CSVText.number(epoch.seconds)]
    try file.write(row.joined(separator: ","))
  }

  private func checkHeader(_ there: String, _ header: String) throws(SwiftletError) {
    let there = there.hasSuffix("\r") ? String(there.dropLast()) : there
    guard there != header else { return }
    throw SwiftletError(
      .storage,
      Finding(
        .malformedTable, "the log \(CellText.quoted(path)) has other columns than this training measures",
        expected: header, got: String(there.prefix(200)), remedy: "Choose another file, or leave out append: true"))
  }
}

extension CSVLog: ReadyMadeCallback {
  func faults(in session: FitSession) -> [Finding] { [] }

  func open() throws(SwiftletError) {
    columns = []
    file = nil
    file = try LineFile(path, append: append)
  }
}

/// How tables are written.
enum CSVText {
  static func number(_ value: Double) -> String {
    value.isNaN ? "nan" : value.isInfinite ? (value < 0 ? "-inf" : "inf") : "\(value)"
  }

  static func cell(_ text: String) -> String {
    text.contains { $0 == "," || $0 == "\"" || $0.isNewline }
      ? "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\"" : text
  }
}

extension Callback where Self == CSVLog {
  /// Writes a table with a row per epoch.
  public static func csvLog(to path: String, append: Bool = false) -> Self { CSVLog(to: path, append: append) }
}
