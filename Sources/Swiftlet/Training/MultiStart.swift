/// One of several trainings that differ in where they start.
public struct Start: Sendable, Hashable {
  /// Counted from 0.
  public let index: Int
  /// Of its own, following from the seed of the whole.
  public let seed: UInt64
}

extension Choice {
  /// Trains a model from each of several starts, side by side on the cores, and keeps the one that is best on
  /// `validation`. Make the model inside `train` and give it away, so that nothing is shared:
  ///
  ///     let best = try Choice.ofStarts(8, seed: 1, on: validation) { start in
  ///       let model = Sequential(for: train, seed: start.seed) { Dense(4, activation: .tanh); Dense(1) }
  ///       try model.compile(optimizer: .adam(), loss: .mse)
  ///       try model.fit(train, epochs: 20, verbose: .silent)
  ///       return model
  ///     }
  ///     try best.model.fit(train, epochs: 500)
  ///
  /// The result is the same for any number of threads.
  ///
  /// - Parameters:
  ///   - count: At least 1.
  ///   - metric: What they are judged by; nil: the loss.
  ///   - threads: How many are trained at a time, at least 1; nil: one for each core that the process may use.
  /// - Throws: The first error of `train`, in the order of the starts; `SwiftletError` for no start;
  ///   `CancellationError`.
  public static func ofStarts(
    _ count: Int, seed: UInt64, on validation: Dataset, by metric: Metric? = nil, threads: Int? = nil,
    _ train: @Sendable (Start) throws -> sending M
  ) throws -> Choice<M> {
    let threads = try ThreadCount.resolved(threads, .training)
    let tried = try Parallel.map(count, threads: threads) { index in
      let model = try train(Start(index: index, seed: Self.seed(of: index, seed)))
      return Tried(model: model, value: try Self.value(of: model, on: validation, by: metric))
    }
    let values = tried.map(\.value)
    guard let index = Self.best(values, prefersLarger: metric?.prefersLarger ?? false) else {
      throw SwiftletError(
        .training,
        Finding(
          .badArgument, "a training needs at least one start", expected: "1 or more", got: "\(count)",
          remedy: "Give a number such as 8"))
    }
    return Choice(model: tried[index].model, index: index, values: values)
  }

  private static func seed(of index: Int, _ seed: UInt64) -> UInt64 {
    var random = RandomStream(.initialization, seed: seed, UInt64(index), 2)
    return random.next()
  }

  /// `@unchecked`: the model was given away by who made it, and its thread is done with it.
  private struct Tried: @unchecked Sendable {
    let model: M
    let value: Double
  }
}
