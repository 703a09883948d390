/// What a learning-rate range test has measured: the loss of each batch while the rate grew.
public struct LearningRateSweep: Sendable, Hashable {
  /// Rising by the same factor from batch to batch.
  public let rates: [Double]
  /// The mean loss of each batch, before its update.
  public let losses: [Double]
  /// The losses with the noise of the batches taken out: a mean that forgets a tenth with each batch, corrected for its
  /// start.
  public let smoothed: [Double]
  /// The rate at which the smoothed loss fell fastest per factor on the rate; nil when it never fell. A good rate lies
  /// here or a few times lower.
  public let suggestion: Double?

  init(rates: [Double], losses: [Double]) {
    self.rates = rates
    self.losses = losses
    var (mean, share) = (0.0, 1.0)
    let smoothed = losses.map { loss in
      mean = 0.9 * mean + 0.1 * loss
      share *= 0.9
      return mean / (1 - share)
    }
    self.smoothed = smoothed
    // Rates rise by one factor, so the slope over their logarithm is a difference: over a tenth of the range, because
    // batches differ, and not where the mean is one of a few batches only.
    let reach = max(1, losses.count / 20)
    let settled = max(reach, min(10, losses.count / 3))
    let slopes = losses.indices.dropFirst(settled).dropLast(reach).map {
      (index: $0, slope: smoothed[$0 + reach] - smoothed[$0 - reach])
    }
    let steepest = slopes.filter { $0.slope < 0 }.min { $0.slope < $1.slope }
    suggestion = steepest.map { rates[$0.index] }
  }
}

extension Model {
  /// Trains for some batches while the learning rate grows from a hardly noticeable one to one that is too large, and
  /// reports the loss at each: a rate a little below the steepest fall is a good one to start with (Smith 2017).
  ///
  /// The optimizer starts anew and its schedule is left out. It ends early when the smoothed loss has risen to four
  /// times its least, or is no number. Afterwards the model is as it was: weights, optimizer, everything.
  ///
  ///     let sweep = try model.learningRateRangeTest(train)
  ///     print(sweep.suggestion ?? "it never fell")
  ///
  /// - Parameters:
  ///   - from: The first rate, above 0.
  ///   - to: The last rate, above the first.
  ///   - steps: Batches, at least 3; the data are gone through as often as they need.
  ///   - batchSize: Rows per batch, at least 1.
  ///   - threads: The most that work on a batch, at least 1; nil: see `fit`.
  /// - Throws: `SwiftletError` as `fit`, and for a range that cannot be used.
  public func learningRateRangeTest(
    _ data: Dataset, from first: Double = 1e-6, to last: Double = 10, steps: Int = 100, batchSize: Int = 32,
    threads: Int? = nil
  ) throws(SwiftletError) -> LearningRateSweep {
    let compilation = try compiled()
    if let fault = Self.sweepFault(first, last, steps, compilation.optimizer) { throw SwiftletError(.training, fault) }
    let recorder = RangeRecorder(first: first, factor: power(last / first, 1 / Double(steps - 1)), steps: steps)
    try leavingNoTrace { () throws(SwiftletError) in
      self.compilation?.optimizer = compilation.optimizer.schedule(.constant).decayed(0)
      training = nil
      // At most as many epochs as batches; the recorder ends it.
      try fit(
        data, epochs: steps, batchSize: batchSize, callbacks: [recorder, StopOnNaN()], threads: threads,
        verbose: .silent)
    }
    return LearningRateSweep(rates: recorder.rates, losses: recorder.losses)
  }

  /// Lets `body` train, and puts everything back that training changes: weights, statistics, the optimizer and its
  /// memory, the names that were learnt from data.
  func leavingNoTrace<Result>(_ body: () throws(SwiftletError) -> Result) throws(SwiftletError) -> Result {
    let snapshot = try snapshot()
    let (compilation, kept, run, names) = (self.compilation, training, lastRun, (outputClasses, columnNames))
    let result: Swift.Result<Result, SwiftletError>
    do throws(SwiftletError) { result = .success(try body()) } catch { result = .failure(error) }
    self.compilation = compilation
    training = kept
    (lastRun, outputClasses, columnNames) = (run, names.0, names.1)
    try restore(snapshot)
    return try result.get()
  }

  private static func sweepFault(_ first: Double, _ last: Double, _ steps: Int, _ optimizer: Optimizer) -> Finding? {
    if optimizer.isSolver {
      return Finding(
        .badArgument, "\(optimizer.name) chooses its own steps", expected: "an optimizer with a learning rate",
        got: optimizer.name, remedy: "There is no rate to look for: train with the default")
    }
    guard Float(first) > 0, last > first, Float(last).isFinite, (3...1_000_000).contains(steps) else {
      return Finding(
        .badArgument, "the range of learning rates cannot be used",
        expected: "0 < from < to, finite, in 3 to 1000000 steps", got: "from \(first), to \(last), steps \(steps)",
        remedy: "Use from: 1e-6, to: 10, steps: 100")
    }
    return nil
  }
}

/// Raises the rate from batch to batch and keeps the losses.
private final class RangeRecorder: BatchCallback {
  let first: Double
  let factor: Double
  let steps: Int
  private(set) var rates: [Double] = []
  private(set) var losses: [Double] = []
  private var smoothed = (mean: 0.0, share: 1.0, least: Double.infinity)

  init(first: Double, factor: Double, steps: Int) {
    self.first = first
    self.factor = factor
    self.steps = steps
  }

  func handle(_ event: Training.Event, _ training: Training) throws {
    if case .began = event { training.learningRate = first }
  }

  func batchEnded(_ step: Training.Step, _ training: Training) throws {
    guard step.loss.isFinite else { return training.stop(because: "the loss is no longer a number") }
    rates.append(training.learningRate)
    losses.append(step.loss)
    smoothed.mean = 0.9 * smoothed.mean + 0.1 * step.loss
    smoothed.share *= 0.9
    let loss = smoothed.mean / (1 - smoothed.share)
    smoothed.least = min(smoothed.least, loss)
    if losses.count >= steps { return training.stop(because: "the range is done") }
    // A loss may lie below 0: then nothing is four times as much.
    if smoothed.least > 0, loss > 4 * smoothed.least { return training.stop(because: "the loss has risen") }
    training.learningRate = first * power(factor, Double(losses.count))
  }
}
