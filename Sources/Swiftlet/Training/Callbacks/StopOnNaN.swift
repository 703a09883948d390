/// Ends the training at the first batch whose loss is not a number, with the history instead of an error.
///
/// Without it `fit` throws at the end of such an epoch. (Keras: `TerminateOnNaN`.) The weights may be lost by then;
/// `.earlyStopping()` beside it gives those of the best epoch back.
public struct StopOnNaN: BatchCallback {
  public init() {}

  public func handle(_ event: Training.Event, _ training: Training) throws {}

  public func batchEnded(_ step: Training.Step, _ training: Training) throws {
    guard !step.loss.isFinite else { return }
    let what = step.loss.isNaN ? "not a number" : "infinite"
    training.stop(because: "the loss was \(what) in batch \(step.number) of epoch \(step.epoch)")
  }
}

extension Callback where Self == StopOnNaN {
  /// Ends the training when the loss is not a number, instead of throwing.
  public static func stopOnNaN() -> Self { StopOnNaN() }
}
