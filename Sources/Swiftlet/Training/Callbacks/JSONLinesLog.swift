/// Writes one JSON object per line: how the training began, each epoch, how it ended.
///
///     {"event":"began","settings":{"loss":"mse","optimizer":"adam(…)"}}
///     {"event":"epoch","epoch":1,"loss":0.25,"val_loss":0.5,"learning_rate":0.001,"seconds":0.01,"complete":true}
///     {"event":"ended","ending":"completed","best_epoch":1}
///
/// JSON has no words for numbers that are none: they are the strings "nan", "inf" and "-inf".
public final class JSONLinesLog: Callback {
  let path: String
  let append: Bool
  private var file: LineFile?

  /// - Parameters:
  ///   - path: The file; its folder exists.
  ///   - append: Whether lines are added to those of the file; else it is emptied.
  public init(to path: String, append: Bool = false) {
    self.path = path
    self.append = append
  }

  public func handle(_ event: Training.Event, _ training: Training) throws {
    guard let file else { return }
    switch event {
    case .began:
      let settings = training.history.settings.sorted { $0.key < $1.key }.map { ($0.key, JSONText.string($0.value)) }
      try file.write(JSONText.object([("event", "\"began\""), ("settings", JSONText.object(settings))]))
    case .epochBegan: break
    case .epochEnded(let epoch): try file.write(Self.line(epoch))
    case .ended(let ending):
      let best = training.history.bestEpoch.map { [("best_epoch", "\($0)")] } ?? []
      try file.write(JSONText.object([("event", "\"ended\"")] + Self.fields(ending) + best))
      self.file = nil
    }
  }

  private static func line(_ epoch: Epoch) -> String {
    JSONText.object(
      [("event", "\"epoch\""), ("epoch", "\(epoch.number)")]
        + epoch.values.map { ($0.name, JSONText.number($0.value)) } + [
          ("learning_rate", JSONText.number(epoch.learningRate)), ("seconds", JSONText.number(epoch.seconds)),
          ("complete", "\(epoch.isComplete)"),
        ])
  }

  private static func fields(_ ending: History.Ending) -> [(String, String)] {
    switch ending {
    case .completed: [("ending", "\"completed\"")]
    case .cancelled: [("ending", "\"cancelled\"")]
    case .stopped(let reason): [("ending", "\"stopped\""), ("reason", JSONText.string(reason))]
    case .failed(let reason): [("ending", "\"failed\""), ("reason", JSONText.string(reason))]
    }
  }
}

extension JSONLinesLog: ReadyMadeCallback {
  func faults(in session: FitSession) -> [Finding] { [] }

  func open() throws(SwiftletError) {
    file = nil
    file = try LineFile(path, append: append)
  }
}

/// How JSON is written, on one line.
enum JSONText {
  static func object(_ fields: [(String, String)]) -> String {
    "{" + fields.map { "\(string($0.0)):\($0.1)" }.joined(separator: ",") + "}"
  }

  static func number(_ value: Double) -> String {
    value.isFinite ? "\(value)" : "\"\(CSVText.number(value))\""
  }

  static func string(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}

extension Callback where Self == JSONLinesLog {
  /// Writes one JSON object per line and epoch.
  public static func jsonLinesLog(to path: String, append: Bool = false) -> Self {
    JSONLinesLog(to: path, append: append)
  }
}
