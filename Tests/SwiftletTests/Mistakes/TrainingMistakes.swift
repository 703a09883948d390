import Swiftlet
import Synchronization
import Testing

private struct SourceBroke: Error, CustomStringConvertible, Equatable { let description: String }

private func batch(_ rows: Int, width: Int = 1, from start: Int = 0) throws -> Batch {
  let x = (start..<start + rows).map { row in [Float](repeating: Float(row % 17) / 17, count: width) }
  return try Batch(inputs: x, targets: x.map { [2 * $0[0] + 1] })
}

private func fit(_ batches: [Batch], _ stepsPerEpoch: Int = 4) throws {
  try regressor().fit(batches: batches, stepsPerEpoch: stepsPerEpoch, epochs: 2, verbose: .silent)
}

/// Arguments of `fit` and `evaluate`, generators, and runs that blow up.
@Suite struct TrainingMistakes {
  static let arguments: [Mistake] = [
    Mistake("no epoch", .training, .badArgument, says: ["epoch", "got 0"]) {
      try classifier().fit(.stripes, epochs: 0, verbose: .silent)
    },
    Mistake("negative epochs", .training, .badArgument, says: ["got \(Int.min)"]) {
      try classifier().fit(.stripes, epochs: .min, verbose: .silent)
    },
    Mistake("no row per batch", .training, .badArgument, says: ["batchSize", "got 0", "32"]) {
      try classifier().fit(.stripes, batchSize: 0, verbose: .silent)
    },
    Mistake("a negative batch size and no epoch", .training, .badArgument, .badArgument, says: ["2 faults", "got -8"]) {
      try classifier().fit(.stripes, epochs: 0, batchSize: -8, verbose: .silent)
    },
    Mistake("no step per epoch", .training, .badArgument, says: ["stepsPerEpoch 0"]) {
      try regressor().fit(batches: [batch(4)], stepsPerEpoch: 0, verbose: .silent)
    },
    Mistake("the last rows of a stream", .training, .badArgument, says: [".data(", ".split"]) {
      try regressor().fit(batches: [batch(4)], stepsPerEpoch: 1, validation: .split(0.5), verbose: .silent)
    },
    Mistake("watching no rows", .data, .noRows, says: ["at least 1 row"]) {
      try classifier().fit(.stripes, validation: .data(Dataset.stripes[5..<5]), verbose: .silent)
    },
    Mistake("watching rows of another shape", .training, .shapeMisfit, says: ["[2] per sample", "[5]"]) {
      try classifier().fit(.stripes, validation: .data(.sumThreshold(rows: 9, seed: 1)), verbose: .silent)
    },
    Mistake("a split that leaves nothing to train on", .training, .noRows, says: ["0 to train", "3 to watch"]) {
      try classifier().fit(Dataset.stripes[0..<3], validation: .split(0.99), verbose: .silent)
    },
    Mistake("a batch size of 0 for a judgement", .prediction, .badArgument, says: ["batchSize", "got 0"]) {
      _ = try classifier().evaluate(.stripes, batchSize: 0)
    },
    Mistake("a judgement on no rows", .data, .noRows, says: ["at least 1 row"]) {
      _ = try classifier().evaluate(Dataset.stripes[3..<3])
    },
    Mistake("fit before compile", .training, .notCompiled, says: ["compile(optimizer:loss:metrics:)"]) {
      try Sequential(inputs: 2) { Dense(3) }.fit(.stripes, verbose: .silent)
    },
    Mistake("evaluate before compile", .prediction, .notCompiled, says: ["compile("]) {
      _ = try Sequential(inputs: 2) { Dense(3) }.evaluate(.stripes)
    },
    Mistake("fit on a broken model", .training, .notCompiled, says: ["compile("]) {
      try Sequential(inputs: 2) { Dense(0) }.fit(.stripes, verbose: .silent)
    },
    Mistake("batches before the statistics", .training, .unfittedLayer, says: ["Normalization(means:variances:)"]) {
      let model = try Sequential(inputs: 1) {
        Normalization()
        Dense(1)
      }.regressing()
      try model.fit(batches: [batch(4)], stepsPerEpoch: 1, verbose: .silent)
    },
  ]

  static let splits: [Mistake] = [0, 1, 1.5, -0.2, Double.nan, .infinity].map { share in
    Mistake(
      "a validation share of \(share)", .training, .badArgument, says: ["between 0 and 1", "\(share)", ".split(0.2)"]
    ) {
      try classifier().fit(.stripes, validation: .split(share), verbose: .silent)
    }
  }

  static let generators: [Mistake] = [
    Mistake(
      "a generator that throws", .training, .batchSourceFailed,
      says: ["after 3 batches", "caused by: the disk is gone"]
    ) {
      let source = BatchSource(seed: 1) { random in
        // Its fourth pull fails: the stream of each pull is its own, so count by what was drawn before.
        if random.next() == fourthDraw { throw SourceBroke(description: "the disk is gone") }
        return try batch(4)
      }
      try regressor().fit(batches: source, stepsPerEpoch: 8, verbose: .silent)
    },
    Mistake("a generator that fails at once", .training, .batchSourceFailed, says: ["after 0 batches", "caused by"]) {
      let source = BatchSource(seed: 1) { _ in try Batch(inputs: [[1.0], [2, 3]], targets: [[1.0], [2]]) }
      try regressor().fit(batches: source, stepsPerEpoch: 8, verbose: .silent)
    },
    Mistake("no batch at all", .training, .noRows, says: ["before its first batch", "got 0"]) { try fit([]) },
    Mistake("a batch of another width", .training, .shapeMisfit, says: ["batch 2", "[1] per sample", "[3]"]) {
      try fit([batch(4), batch(4, width: 3)])
    },
    Mistake("a ragged batch", .data, .raggedRow, says: ["row 1"]) {
      try fit([Batch(inputs: [[1.0], [2, 3]], targets: [[1.0], [2]])])
    },
    Mistake("an empty batch", .training, .noRows, says: ["batch 3"]) {
      try fit([batch(4), batch(4), Batch(inputs: Tensor(column: [Float]()), targets: Tensor(column: [Float]()))])
    },
    Mistake("more targets than inputs", .training, .shapeMisfit, says: ["batch 1", "expected 2", "got 3"]) {
      try fit([Batch(inputs: Tensor(column: [1.0, 2]), targets: Tensor(column: [1.0, 2, 3]))])
    },
    Mistake("a batch with a hole", .training, .notFinite, says: ["batch 2", "row 1", "nan"]) {
      try fit([batch(4), Batch(inputs: [[1.0], [.nan]], targets: [[1.0], [2]])])
    },
    Mistake("a batch whose target is infinite", .training, .notFinite, says: ["batch 1", "target", "row 1", "inf"]) {
      try fit([Batch(inputs: [[1.0], [2]], targets: [[1.0], [-.infinity]])])
    },
    Mistake("a batch of two targets", .training, .outputCount, says: ["batch 1", "2: a, b"]) {
      let column = Tensor(column: [1.0, 2])
      try fit([Batch(inputs: ["x": column], targets: ["a": column, "b": column])])
    },
    Mistake("a weight too many", .training, .badArgument, says: ["batch 1", "weights"]) {
      try fit([Batch(inputs: Tensor(column: [1.0, 2]), targets: Tensor(column: [1.0, 2]), weights: [1, 1, 1])])
    },
  ]

  @Test(arguments: arguments) func argumentsOutOfRange(_ mistake: Mistake) { mistake.check() }
  @Test(arguments: splits) func validationSharesOutOfRange(_ mistake: Mistake) { mistake.check() }
  @Test(arguments: generators) func generatorsThatFail(_ mistake: Mistake) { mistake.check() }

  @Test func sortedRowsCannotBeSplitAtTheirEnd() throws {
    let inputs = (0..<150).map { [Double($0 * 37 % 101), Double($0 % 13)] }
    let data = try Dataset(
      inputs: inputs, classes: (0..<150).map { $0 / 50 }, names: ["setosa", "versicolor", "virginica"])
    Mistake(
      "sorted flowers", .training, .classMissingFromSplit, says: ["\"setosa\"", "last 30 of 150", "stratified: true"]
    ) {
      try Sequential(for: data) { Dense(3) }.classifying().fit(data, validation: .split(0.2), verbose: .silent)
    }.check()
    let allowed = Sequential(for: data) { Dense(3) }
    try allowed.compile(
      loss: .sparseCategoricalCrossentropy(from: .logits), allowing: [.classMissingFromSplit])
    let history = try allowed.fit(data, validation: .split(0.2), verbose: .silent)
    #expect(history.validation?.loss.count == 1)
  }

  @Test func theErrorOfAGeneratorComesAlongWithTheHistory() throws {
    var pulls = 0
    let batches = AnyIterator { () -> Batch? in
      pulls += 1
      return pulls <= 10 ? try? batch(4) : nil
    }
    let history = try regressor().fit(batches: IteratorSequence(batches), stepsPerEpoch: 4, epochs: 9, verbose: .silent)
    #expect(history.loss.count == 3)
    guard case .stopped(let reason) = history.ending else {
      Issue.record("ended as \(history.ending)")
      return
    }
    #expect(reason.contains("epoch 3"))
    let broken = BatchSource(seed: 1) { random in
      if random.next() == fourthDraw { throw SourceBroke(description: "gone") }
      return try batch(4)
    }
    do {
      try regressor().fit(batches: broken, stepsPerEpoch: 2, epochs: 9, verbose: .silent)
      Issue.record("nothing was thrown")
    } catch let error as SwiftletError {
      #expect(error.underlying as? SourceBroke == SourceBroke(description: "gone"))
      #expect(error.history?.loss.count == 1)
    }
  }

  @Test func batchesMayChangeTheirSize() throws {
    let sizes = [4, 700, 1, 33, 129]
    let model = try Sequential(inputs: 1) { Dense(1) }.regressing(["binary_accuracy"])
    let history = try model.fit(
      batches: sizes.map { try batch($0) }, stepsPerEpoch: sizes.count, epochs: 1, verbose: .silent)
    #expect(history.loss.count == 1 && history.loss[0].isFinite)
    #expect(history["binary_accuracy"].count == 1 && (0...1).contains(history["binary_accuracy"][0]))
    #expect(history.ending == .completed)
  }

  /// Inputs near 1e30 with a rate of 1e30: the second step is beyond float32.
  @Test func aLossThatBlowsUpIsToldWithTheHistory() throws {
    let model = Sequential(inputs: 1) { Dense(1) }
    try model.compile(optimizer: .sgd(learningRate: 1e30), loss: .mse)
    do {
      try model.fit(.doubling, epochs: 50, batchSize: 2, verbose: .silent)
      Issue.record("a learning rate of 1e30 went unnoticed")
    } catch let error as SwiftletError {
      print(error)
      #expect(error.stage == .training)
      #expect(error.faults.map(\.id) == [.notFiniteInTraining])
      #expect(error.description.contains("smaller learning rate (now 1e+30)"))
      #expect(error.history?.loss.isEmpty == false)
    }
  }
}

/// What the stream of pull 3 of seed 1 draws first.
private let fourthDraw: UInt64 = {
  let draws = Mutex<[UInt64]>([])
  let probe = BatchSource(seed: 1) { random in
    let draw = random.next()
    draws.withLock { $0.append(draw) }
    return try batch(1)
  }
  for _ in probe.prefix(4) {}
  return draws.withLock { $0[3] }
}()
