/// Multiplies the learning rate with a factor when what it watches has not improved for some epochs.
///
/// rate ← max(rate·factor, minLearningRate). In Keras's form at the end of the `patience`-th epoch without improvement,
/// in PyTorch's of the one after. Keras's `minDelta` is absolute, PyTorch's (`threshold`) a share of the best value.
///
/// Source: Keras 3 `ReduceLROnPlateau`; PyTorch `torch.optim.lr_scheduler.ReduceLROnPlateau`.
public final class ReduceOnPlateau: Callback {
  let watched: Watched
  let start: PlateauRule
  private var rule: PlateauRule

  /// - Parameters:
  ///   - preset: Whose way of counting: Keras's, or `.torch`.
  ///   - metric: What is watched: one of the metrics of `compile()`, or nil for the loss.
  ///   - factor: Above 0 and below 1.
  ///   - patience: Epochs without improvement, at least 0.
  ///   - minDelta: What counts as an improvement: more than this, at least 0.
  ///   - isRelative: Whether `minDelta` is a share of the best value; nil for the preset's way.
  ///   - cooldown: Epochs after a lowering in which nothing is counted, at least 0.
  ///   - minLearningRate: It is never lowered below this.
  ///   - mode: Which way is better.
  ///   - rows: Where it is measured.
  public init(
    _ preset: Preset = .keras3, on metric: Metric? = nil, factor: Double = 0.1, patience: Int = 10,
    minDelta: Double = 1e-4, isRelative: Bool? = nil, cooldown: Int = 0, minLearningRate: Double = 0,
    mode: Monitor.Mode = .automatic, rows: Monitor.Rows = .automatic
  ) {
    watched = Watched(metric, rows, mode)
    let isTorch = preset == .torch
    start = PlateauRule(
      form: isTorch ? .torch : .keras, factor: factor, patience: patience, minDelta: minDelta,
      isRelative: isRelative ?? isTorch, cooldown: cooldown, minRate: minLearningRate,
      prefersLarger: watched.prefersLarger)
    rule = start
  }

  public func handle(_ event: Training.Event, _ training: Training) throws {
    switch event {
    case .began: rule = start
    case .epochEnded(let epoch):
      guard let value = watched.value(of: epoch) else { return }
      let rate = training.learningRate
      let next = rule.rate(after: value, rate: rate)
      if next != rate { training.learningRate = next }
    case .epochBegan, .ended: break
    }
  }
}

extension ReduceOnPlateau: ReadyMadeCallback {
  func faults(in session: FitSession) -> [Finding] {
    let name = "reduce on plateau"
    return CallbackArgument.check(
      start.factor > 0 && start.factor < 1, name, "factor", expected: "a number above 0 and below 1",
      got: "\(start.factor)", remedy: "Use 0.5 or 0.1: the rate is multiplied with it")
      + CallbackArgument.notNegative(start.patience, name, "patience", usual: 10)
      + CallbackArgument.notNegative(start.minDelta, name, "minDelta")
      + CallbackArgument.notNegative(start.cooldown, name, "cooldown", usual: 0)
      + CallbackArgument.notNegative(start.minRate, name, "minLearningRate") + watched.faults(in: session, name)
  }
}

extension Callback where Self == ReduceOnPlateau {
  /// Lowers the learning rate when the loss, or `metric`, has not improved for `patience` epochs.
  public static func reduceOnPlateau(
    _ preset: Preset = .keras3, on metric: Metric? = nil, factor: Double = 0.1, patience: Int = 10,
    minDelta: Double = 1e-4, isRelative: Bool? = nil, cooldown: Int = 0, minLearningRate: Double = 0,
    mode: Monitor.Mode = .automatic, rows: Monitor.Rows = .automatic
  ) -> Self {
    ReduceOnPlateau(
      preset, on: metric, factor: factor, patience: patience, minDelta: minDelta, isRelative: isRelative,
      cooldown: cooldown, minLearningRate: minLearningRate, mode: mode, rows: rows)
  }
}
