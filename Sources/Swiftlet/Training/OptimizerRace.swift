/// Several optimizers on one model: each trained it from the same start, over the same batches.
///
///     let race = try model.optimizerRace(train, [("sgd", .sgd(learningRate: 0.1)), ("adam", .adam())], epochs: 30)
///     for run in race.runs { print(run.name, run.history.loss.last ?? .nan, run.history.seconds.reduce(0, +)) }
public struct OptimizerRace: Sendable {
  /// One optimizer's way.
  public struct Run: Sendable {
    public let name: String
    /// Loss and metrics per epoch. Where the loss stopped being a number the curve ends in that, and `ending` says so.
    public let history: History
  }

  /// In the order in which they were given.
  public let runs: [Run]
}

extension Model {
  /// Trains this model once with each of several optimizers, always from the weights that it has now and with the same
  /// shuffles, and reports how the loss fell. Afterwards the model is as it was: weights, optimizer, everything.
  ///
  /// They run one after the other, so that their times can be compared. A loss that stops being a number ends that run
  /// alone.
  ///
  /// - Parameters:
  ///   - optimizers: At least one, by the names that shall tell them apart.
  ///   - epochs: Of each run, at least 1.
  ///   - batchSize: Rows per update, at least 1.
  ///   - validation: Rows that are only watched.
  ///   - threads: See `fit`.
  /// - Throws: `SwiftletError` as `compile` and `fit`, with all faults of all optimizers at once; for no optimizers, and
  ///   for two of one name.
  public func optimizerRace(
    _ data: Dataset, _ optimizers: [(name: String, optimizer: Optimizer)], epochs: Int = 20, batchSize: Int = 32,
    validation: Validation = .none, threads: Int? = nil
  ) throws(SwiftletError) -> OptimizerRace {
    _ = try compiled()
    let faults = Self.raceFaults(optimizers) + optimizers.flatMap { solverFaults($0.optimizer) }
    guard faults.isEmpty else { throw SwiftletError(.training, faults) }
    let start = try snapshot().withoutMemory
    return try leavingNoTrace { () throws(SwiftletError) in
      var runs: [OptimizerRace.Run] = []
      for (name, optimizer) in optimizers {
        compilation?.optimizer = optimizer
        training = nil
        try restore(start)
        let history = try fit(
          data, epochs: epochs, batchSize: batchSize, validation: validation, callbacks: [StopOnNaN()],
          threads: threads, verbose: .silent)
        runs.append(OptimizerRace.Run(name: name, history: history))
      }
      return OptimizerRace(runs: runs)
    }
  }

  private static func raceFaults(_ optimizers: [(name: String, optimizer: Optimizer)]) -> [Finding] {
    if optimizers.isEmpty {
      return [
        Finding(
          .badArgument, "a race needs optimizers", expected: "at least one", got: "none",
          remedy: "Give some by name: [(\"sgd\", .sgd()), (\"adam\", .adam())]")
      ]
    }
    var names: Set<String> = []
    let twice = optimizers.map(\.name).filter { !names.insert($0).inserted }
    return optimizers.flatMap(\.optimizer.faults)
      + twice.prefix(1).map {
        Finding(
          .badArgument, "two optimizers of the race have one name", expected: "distinct names", got: "\"\($0)\" twice",
          remedy: "Say in the names what differs: \"adam 0.01\", \"adam 0.001\"")
      }
  }
}
