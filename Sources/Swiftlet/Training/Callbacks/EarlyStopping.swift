/// Ends the training when what it watches has not improved for some epochs, and gives the best weights back.
///
/// It watches the loss, or a metric, on the validation rows where there are some and on those trained on otherwise. The
/// model, with the memory of its optimizer, ends as it was after the best epoch, however the training ends: run to its
/// end, stopped by this or another callback, cancelled, or with an error. Of two in one list the last decides.
///
/// Keras's EarlyStopping with two other defaults: Keras keeps the last weights, and its patience is 0.
public final class EarlyStopping: Callback {
  let watched: Watched
  let patience: Int
  let minDelta: Double
  let baseline: Double?
  let startFromEpoch: Int
  let restoresBest: Bool
  private var rule: PatienceRule
  private var best: Snapshot?
  /// Counted from 1; nil before the first watched epoch.
  public var bestEpoch: Int? { rule.bestEpoch.map { $0 + 1 } }
  /// The epoch after which it ended the training, counted from 1; nil when something else did.
  public private(set) var stoppedEpoch: Int?

  /// - Parameters:
  ///   - metric: What is watched: one of the metrics of `compile()`, or nil for the loss.
  ///   - patience: Epochs without improvement after which it ends, at least 0.
  ///   - minDelta: What counts as an improvement: more than this, at least 0.
  ///   - mode: Which way is better.
  ///   - rows: Where it is measured.
  ///   - baseline: Improvements count only when they are better than this, too.
  ///   - startFromEpoch: So many epochs pass unwatched.
  ///   - restoresBest: Whether the model ends as it was after the best epoch.
  public init(
    on metric: Metric? = nil, patience: Int = 5, minDelta: Double = 0, mode: Monitor.Mode = .automatic,
    rows: Monitor.Rows = .automatic, baseline: Double? = nil, startFromEpoch: Int = 0, restoresBest: Bool = true
  ) {
    watched = Watched(metric, rows, mode)
    self.patience = patience
    self.minDelta = minDelta
    self.baseline = baseline
    self.startFromEpoch = startFromEpoch
    self.restoresBest = restoresBest
    rule = Self.rule(watched, patience, minDelta, baseline, startFromEpoch)
  }

  /// The same on a value by the name under which it is printed, `val_kind_accuracy` say, for models with several
  /// outputs.
  public init(
    monitoring name: String, patience: Int = 5, minDelta: Double = 0, mode: Monitor.Mode = .automatic,
    baseline: Double? = nil, startFromEpoch: Int = 0, restoresBest: Bool = true
  ) {
    watched = Watched(named: name, mode)
    self.patience = patience
    self.minDelta = minDelta
    self.baseline = baseline
    self.startFromEpoch = startFromEpoch
    self.restoresBest = restoresBest
    rule = Self.rule(watched, patience, minDelta, baseline, startFromEpoch)
  }

  private static func rule(
    _ watched: Watched, _ patience: Int, _ minDelta: Double, _ baseline: Double?, _ start: Int
  ) -> PatienceRule {
    PatienceRule(
      patience: patience, minDelta: minDelta, prefersLarger: watched.prefersLarger, baseline: baseline,
      startFromEpoch: start)
  }

  public func handle(_ event: Training.Event, _ training: Training) throws {
    switch event {
    case .began: reset()
    case .epochBegan: break
    case .epochEnded(let epoch): try judge(epoch, training)
    case .ended:
      if let best { try training.model.restore(best) }
      best = nil
    }
  }

  private func reset() {
    rule = Self.rule(watched, patience, minDelta, baseline, startFromEpoch)
    best = nil
    stoppedEpoch = nil
  }

  private func judge(_ epoch: Epoch, _ training: Training) throws {
    guard let value = watched.value(of: epoch) else { return }
    switch rule.judge(value, epoch: epoch.number - 1) {
    case .unwatched, .waiting: break
    case .improved:
      if restoresBest { best = try training.model.snapshot() }
      training.session.history.watchedBest = epoch.number
    case .exhausted:
      // A callback before this one may have ended it already.
      if training.session.callbacks.stopReason == nil { stoppedEpoch = epoch.number }
      training.stop(because: reason(epoch))
    }
  }

  private func reason(_ epoch: Epoch) -> String {
    let name = watched.name(isValidated: epoch.validationLoss != nil)
    let epochs = rule.waited == 1 ? "1 epoch" : "\(rule.waited) epochs"
    guard let best = rule.best, let bestEpoch, !best.isNaN else {
      return "\(name) was not a number in any of \(epochs): there is nothing to compare"
    }
    return "\(name) has not improved for \(epochs); the best was \(best) in epoch \(bestEpoch)"
  }
}

extension EarlyStopping: ReadyMadeCallback {
  func faults(in session: FitSession) -> [Finding] {
    let name = "early stopping"
    return CallbackArgument.notNegative(patience, name, "patience", usual: 5)
      + CallbackArgument.notNegative(minDelta, name, "minDelta")
      + CallbackArgument.notNegative(startFromEpoch, name, "startFromEpoch", usual: 0)
      + CallbackArgument.check(
        baseline?.isFinite ?? true, name, "baseline", expected: "a finite number", got: "\(baseline ?? 0)",
        remedy: "Give another number, or leave it out") + watched.faults(in: session, name)
  }
}

extension Callback where Self == EarlyStopping {
  /// Ends the training when the loss, or `metric`, has not improved for `patience` epochs; gives the best weights back.
  public static func earlyStopping(
    on metric: Metric? = nil, patience: Int = 5, minDelta: Double = 0, mode: Monitor.Mode = .automatic,
    rows: Monitor.Rows = .automatic, baseline: Double? = nil, startFromEpoch: Int = 0, restoresBest: Bool = true
  ) -> Self {
    EarlyStopping(
      on: metric, patience: patience, minDelta: minDelta, mode: mode, rows: rows, baseline: baseline,
      startFromEpoch: startFromEpoch, restoresBest: restoresBest)
  }

  /// The same on a value by the name under which it is printed.
  public static func earlyStopping(
    monitoring name: String, patience: Int = 5, minDelta: Double = 0, mode: Monitor.Mode = .automatic,
    baseline: Double? = nil, startFromEpoch: Int = 0, restoresBest: Bool = true
  ) -> Self {
    EarlyStopping(
      monitoring: name, patience: patience, minDelta: minDelta, mode: mode, baseline: baseline,
      startFromEpoch: startFromEpoch, restoresBest: restoresBest)
  }
}
