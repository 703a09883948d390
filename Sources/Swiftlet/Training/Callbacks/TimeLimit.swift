/// Ends the training at the first batch after a time has passed.
public final class TimeLimit: BatchCallback {
  let seconds: Double
  private var start = ContinuousClock.now

  /// - Parameter seconds: Wall time from the beginning of the training, above 0.
  public init(seconds: Double) { self.seconds = seconds }

  public func handle(_ event: Training.Event, _ training: Training) throws {
    if case .began = event { start = .now }
  }

  public func batchEnded(_ step: Training.Step, _ training: Training) throws {
    if (ContinuousClock.now - start) / .seconds(1) >= seconds {
      training.stop(because: "the time limit of \(seconds) seconds was reached")
    }
  }
}

extension TimeLimit: ReadyMadeCallback {
  func faults(in session: FitSession) -> [Finding] {
    CallbackArgument.check(
      seconds > 0 && seconds.isFinite, "the time limit", "number of seconds", expected: "a finite number above 0",
      got: "\(seconds)", remedy: "Give seconds: above 0, or leave the limit out")
  }
}

extension Callback where Self == TimeLimit {
  /// Ends the training after so many seconds of wall time.
  public static func timeLimit(seconds: Double) -> Self { TimeLimit(seconds: seconds) }
}
