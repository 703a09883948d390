/// Writes the model into a file while it learns: after every epoch, every few, or when it is better than before.
///
///     try model.fit(train, epochs: 50, callbacks: [.checkpoint(to: "best.safetensors", bestOnly: true)])
///     let best = try Model(load: "best.safetensors")
///
/// The file is whole at every moment: a new one replaces the old one at once. (Keras: `ModelCheckpoint`.)
public final class Checkpoint: Callback {
  let path: String
  let interval: Int
  let bestOnly: Bool
  let watched: Watched
  private var rule: PatienceRule
  private var lastSaved = 0
  /// The last epoch whose model is in a file, counted from 1; nil before the first.
  public var savedEpoch: Int? { lastSaved > 0 ? lastSaved : nil }

  /// - Parameters:
  ///   - path: The file; its folder exists. `{epoch}` in it stands for the number of the epoch, so that each has a file.
  ///   - every: So many epochs lie between two looks, at least 1.
  ///   - bestOnly: Whether only a model that is better than all before is written.
  ///   - metric: By what it is judged: one of the metrics of `compile()`, or nil for the loss.
  ///   - mode: Which way is better.
  ///   - rows: Where it is measured.
  public init(
    to path: String, every epochs: Int = 1, bestOnly: Bool = false, on metric: Metric? = nil,
    mode: Monitor.Mode = .automatic, rows: Monitor.Rows = .automatic
  ) {
    self.path = path
    interval = epochs
    self.bestOnly = bestOnly
    watched = Watched(metric, rows, mode)
    rule = PatienceRule(patience: .max, minDelta: 0, prefersLarger: watched.prefersLarger)
  }

  public func handle(_ event: Training.Event, _ training: Training) throws {
    guard case .epochEnded(let epoch) = event, interval >= 1, epoch.number % interval == 0 else { return }
    if bestOnly {
      guard let value = watched.value(of: epoch), rule.judge(value, epoch: epoch.number - 1) == .improved else {
        return
      }
    }
    try training.model.save(to: file(of: epoch.number))
    lastSaved = epoch.number
  }

  private func file(of epoch: Int) -> String {
    var parts = path.split(separator: "{epoch}", omittingEmptySubsequences: false).map(String.init)
    let last = parts.removeLast()
    return parts.map { $0 + "\(epoch)" }.joined() + last
  }
}

extension Checkpoint: ReadyMadeCallback {
  func faults(in session: FitSession) -> [Finding] {
    let interval = CallbackArgument.check(
      interval >= 1, "the checkpoint", "number of epochs", expected: "1 or more", got: "\(interval)",
      remedy: "Give every: 1 or more")
    return interval + (bestOnly ? watched.faults(in: session, "the checkpoint") : [])
  }

  func open() throws(SwiftletError) {
    rule = PatienceRule(patience: .max, minDelta: 0, prefersLarger: watched.prefersLarger)
    lastSaved = 0
    let file = file(of: 1)
    do throws(AtomicFile.Failure) { try AtomicFile.tryOut(file) } catch {
      throw SwiftletError(
        .storage,
        Finding(
          .unwritableFile, "the checkpoint \(CellText.quoted(file)) cannot be written",
          expected: "a file that can be written", got: error.what, remedy: error.remedySentence))
    }
  }
}

extension Callback where Self == Checkpoint {
  /// Writes the model into a file while it learns.
  public static func checkpoint(
    to path: String, every epochs: Int = 1, bestOnly: Bool = false, on metric: Metric? = nil,
    mode: Monitor.Mode = .automatic, rows: Monitor.Rows = .automatic
  ) -> Self {
    Checkpoint(to: path, every: epochs, bestOnly: bestOnly, on: metric, mode: mode, rows: rows)
  }
}
