import Testing

@testable import Swiftlet

/// The best weights come back, however a training ends.
struct EarlyStoppingTests {
  /// The best is epoch 3.
  private let curve: [Double] = [5, 4, 1, 2, 3, 4, 5, 6, 7, 8]

  @Test func itEndsAfterPatienceAndGivesTheBestWeightsBack() throws {
    let counting = try CountingModel()
    let stopper = EarlyStopping(patience: 2)
    let history = try counting.fit(epochs: 10, [Feeder(curve, to: stopper)])
    #expect(history.ending == .stopped(reason: "loss has not improved for 2 epochs; the best was 1.0 in epoch 3"))
    #expect(history.loss.count == 5 && history.bestEpoch == 3 && stopper.stoppedEpoch == 5)
    #expect(counting.updates == 3)
  }

  @Test func aTrainingThatRunsToItsEndHasTheBestWeightsToo() throws {
    let counting = try CountingModel()
    let history = try counting.fit(epochs: 10, [Feeder(curve, to: EarlyStopping(patience: 50))])
    #expect(history.ending == .completed && counting.updates == 3 && history.bestEpoch == 3)
  }

  @Test func withoutRestoringTheLastWeightsStay() throws {
    let counting = try CountingModel()
    _ = try counting.fit(epochs: 10, [Feeder(curve, to: EarlyStopping(patience: 2, restoresBest: false))])
    #expect(counting.updates == 5)
  }

  @Test func anotherCallbackMayEndIt() throws {
    let counting = try CountingModel()
    let stopper = EarlyStopping(patience: 9)
    let history = try counting.fit(
      epochs: 10,
      [Feeder(curve, to: stopper), .onEpochEnd { epoch, t in if epoch.number == 6 { t.stop(because: "no") } }])
    #expect(history.ending == .stopped(reason: "no") && counting.updates == 3 && stopper.stoppedEpoch == nil)
  }

  @Test func anErrorLeavesTheBestWeights() throws {
    let counting = try CountingModel()
    let thrown = #expect(throws: SwiftletError.self) {
      try counting.fit(
        epochs: 10,
        [Feeder(curve, to: EarlyStopping()), .onEpochEnd { epoch, _ in if epoch.number == 6 { throw Stumble() } }])
    }
    #expect(thrown?.underlying is Stumble && counting.updates == 3 && thrown?.history?.bestEpoch == 3)
  }

  @Test func aLossThatIsNoNumberLeavesTheBestWeights() throws {
    let data = Dataset.sumBin(rows: 40, seed: 1)
    let model = Sequential(inputs: 2) { Dense(3) }
    try model.compile(optimizer: .sgd(learningRate: 0.1), loss: .sparseCategoricalCrossentropy(from: .logits))
    var best: [String: [Float]] = [:]
    #expect(throws: SwiftletError.self) {
      try model.fit(
        data, epochs: 6,
        callbacks: [
          .earlyStopping(),
          .onEpochEnd { epoch, training in
            if epoch.number == 2 { best = training.model.weights.mapValues(\.values) }
            if epoch.number == 2 { training.learningRate = 3e38 }
          },
        ], verbose: .silent)
    }
    #expect(!best.isEmpty && model.weights.mapValues(\.values) == best)
    #expect(try model.predict([0.5, 0.5]).allSatisfy(\.isFinite))
  }

  @Test func cancellingLeavesTheBestWeights() async throws {
    let (run, curve) = (Run(), curve)
    let (updates, ending) = try await run.run {
      let counting = try CountingModel()
      let feeder = Feeder(curve + [Double](repeating: 9, count: 10_000), to: EarlyStopping(patience: .max))
      let history = try counting.fit(
        epochs: 10_010, [feeder, .onEpochEnd { epoch, _ in if epoch.number == 8 { run.cancel() } }])
      return (counting.updates, history.ending)
    }
    #expect(ending == .cancelled && updates == 3)
  }

  @Test func aMetricIsWatchedUpwards() throws {
    let data = Dataset.sumBin(rows: 60, seed: 1)
    let model = Sequential(inputs: 2) { Dense(3) }
    try model.compile(
      optimizer: .adam(learningRate: 0.05), loss: .sparseCategoricalCrossentropy(from: .logits), metrics: [.accuracy])
    let stopper = EarlyStopping(on: .accuracy, patience: 3)
    let history = try model.fit(
      data, epochs: 200, validation: .data(data), callbacks: [stopper], verbose: .silent)
    let curve = try #require(history.validation)[.accuracy]
    let best = try #require(stopper.bestEpoch)
    #expect(curve[best - 1] == curve.max() && history.bestEpoch == best && curve.count == best + 3)
    #expect(try model.evaluate(data)[.accuracy] == curve[best - 1])
  }

  @Test func theRowsThatAreWatchedCanBeChosen() throws {
    let (a, b) = (Dataset.sumBin(rows: 60, seed: 1), Dataset.sumBin(rows: 60, seed: 2))
    func best(_ callback: EarlyStopping) throws -> History {
      let model = Sequential(inputs: 2, seed: 1) { Dense(3) }
      try model.compile(optimizer: .adam(learningRate: 0.3), loss: .sparseCategoricalCrossentropy(from: .logits))
      return try model.fit(a, epochs: 30, validation: .data(b), callbacks: [callback], verbose: .silent)
    }
    let (trained, watched) = (
      try best(EarlyStopping(patience: 99, rows: .training)), try best(.earlyStopping(patience: 99))
    )
    let named = try best(.earlyStopping(monitoring: "val_loss", patience: 99))
    func argmin(_ values: [Double]) -> Int? { values.indices.min { values[$0] < values[$1] }.map { $0 + 1 } }
    #expect(trained.bestEpoch == argmin(trained.loss))
    #expect(watched.bestEpoch == argmin(try #require(watched.validation).loss))
    #expect(named.bestEpoch == watched.bestEpoch)
  }

  @Test func oneOfSeveralOutputsCanBeWatched() throws {
    let x = Symbol.input(2, name: "x")
    let hidden = Dense(4, activation: .tanh)(x)
    let (size, kind) = (Dense(1)(hidden).named("size"), Dense(3)(hidden).named("kind"))
    let model = Model(inputs: [x], outputs: [size, kind], seed: 1)
    try model.compile(
      optimizer: .adam(learningRate: 0.05),
      losses: ["size": .mse, "kind": .sparseCategoricalCrossentropy(from: .logits)], metrics: ["kind": [.accuracy]])
    let rows = Dataset.sumBin(rows: 60, seed: 1)
    let data = try Dataset(
      inputs: ["x": rows.inputs],
      targets: ["kind": rows.targets, "size": .values(Tensor(column: rows.targets.labels.map(Float.init)))])
    let (byName, byMetric) = (
      EarlyStopping(monitoring: "val_kind_accuracy", patience: 99), EarlyStopping(on: .accuracy)
    )
    var seen: [Double?] = []
    let history = try model.fit(
      data, epochs: 12, validation: .data(data),
      callbacks: [byName, byMetric, .onEpochEnd { epoch, _ in seen.append(epoch.validation(.accuracy)) }],
      verbose: .silent)
    let curve = try #require(history.validation)[.accuracy, of: "kind"]
    let best = try #require(curve.max())
    #expect(!curve.isEmpty && seen == curve.map { $0 })
    #expect(byName.bestEpoch == curve.firstIndex(of: best).map { $0 + 1 } && byMetric.bestEpoch == byName.bestEpoch)
  }

  @Test func itStartsAnewInEachFit() throws {
    let counting = try CountingModel()
    let stopper = EarlyStopping(patience: 2)
    for _ in 0..<2 {
      let history = try counting.fit(epochs: 10, [Feeder(curve, to: stopper)])
      #expect(history.loss.count == 5 && stopper.bestEpoch == 3)
    }
    // The second fit goes on from the best weights, and its own best comes three updates later.
    #expect(counting.updates == 6)
  }

  @Test func twoInOneListAreNoMistake() throws {
    let counting = try CountingModel()
    let (patient, quick) = (EarlyStopping(patience: 4), EarlyStopping(patience: 2, startFromEpoch: 4))
    let history = try counting.fit(epochs: 10, [Feeder(curve, to: patient), Feeder(curve, to: quick)])
    // From epoch 5 on 5 is the best of the second, which waits for 6 and 7; the first ends at 7 as well.
    #expect(history.loss.count == 7 && patient.bestEpoch == 3 && quick.bestEpoch == 5 && counting.updates == 5)
  }

  @Test func valuesThatAreNoNumbersAreNoImprovement() {
    var rule = PatienceRule(patience: 2, minDelta: 0, prefersLarger: false)
    #expect(rule.judge(.nan, epoch: 0) == .waiting)
    #expect(rule.judge(3, epoch: 1) == .improved)
    #expect(rule.judge(.nan, epoch: 2) == .waiting)
    #expect(rule.judge(.infinity, epoch: 3) == .exhausted)
    #expect(rule.bestEpoch == 1)
  }
}
