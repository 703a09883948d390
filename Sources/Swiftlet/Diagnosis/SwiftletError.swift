/// Everything this library can refuse, from every stage: always a list of findings, so that one
/// `catch { error.faults }` serves data, compile, training and storage alike.
public struct SwiftletError: Error, Sendable, CustomStringConvertible {
  public enum Stage: String, Sendable { case data, compile, training, prediction, storage }

  /// One word wide, so that a typed throw costs no more than a pointer.
  private let storage: Storage
  private final class Storage: Sendable {
    let stage: Stage
    let faults: [Finding]
    let history: History?
    let underlying: (any Error)?
    init(_ stage: Stage, _ faults: [Finding], _ history: History?, _ underlying: (any Error)?) {
      self.stage = stage
      self.faults = faults
      self.history = history
      self.underlying = underlying
    }
  }

  public init(_ stage: Stage, _ faults: [Finding], history: History? = nil, underlying: (any Error)? = nil) {
    storage = Storage(stage, faults, history, underlying)
  }

  public init(_ stage: Stage, _ fault: Finding, history: History? = nil, underlying: (any Error)? = nil) {
    self.init(stage, [fault], history: history, underlying: underlying)
  }

  public var stage: Stage { storage.stage }
  public var faults: [Finding] { storage.faults }
  /// What was learnt before training stopped.
  public var history: History? { storage.history }
  /// The error of a user's generator or callback, as it was thrown.
  public var underlying: (any Error)? { storage.underlying }

  public func contains(_ id: Finding.ID) -> Bool { faults.contains { $0.id == id } }

  /// The whole message, as printed to a stranger: one fault on one line, several as a list.
  public var description: String {
    var text: String
    if faults.count == 1 {
      text = faults[0].description
    } else {
      text = "\(faults.count) faults:\n" + faults.map { "  - \($0)" }.joined(separator: "\n")
    }
    if let underlying { text += "\n  caused by: \(underlying)" }
    return text
  }
}
