import TestSupport
import Testing

@testable import Swiftlet

/// Everything that a run has to say, as bits.
private struct RunBits: Equatable {
  let weights: [String: [UInt32]]
  let history: [String: [UInt64]]
  let scores: [UInt64]
  let predictions: [[UInt32]]
}

/// A network and how it is trained.
struct ThreadCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let rows: Int
  let inputs: Int
  /// 0: numbers, two of them.
  let classes: Int
  let batchSize: Int
  let epochs: Int
  let layers: @Sendable () -> [any Layer]
  let compile: @Sendable (Model) throws -> Void

  init(
    _ name: String, rows: Int, _ inputs: Int, classes: Int = 0, batch: Int, epochs: Int = 2,
    @LayerBuilder layers: @escaping @Sendable () -> [any Layer], compile: @escaping @Sendable (Model) throws -> Void
  ) {
    (testDescription, self.rows, self.inputs, self.classes) = (name, rows, inputs, classes)
    (batchSize, self.epochs, self.layers, self.compile) = (batch, epochs, layers, compile)
  }

  func data() throws -> Dataset {
    let inputs = Tensor.uniform(rows: rows, shape: Shape([inputs]), in: -1...1, seed: 1)
    if classes == 0 {
      return try Dataset(inputs: inputs, .values(.uniform(rows: rows, shape: [2], in: -1...1, seed: 2)))
    }
    let labels = (0..<rows).map { row in (row * 7 + inputs[row: row].prefix(5).count { $0 > 0 }) % classes }
    return try Dataset(inputs: inputs, .classes(labels, names: (0..<classes).map { "class \($0)" }))
  }

  fileprivate func run(threads: Int) throws -> RunBits {
    let data = try data()
    let model = Sequential(for: data, seed: 3) { layers() }
    try compile(model)
    let history = try model.fit(
      data, epochs: epochs, batchSize: batchSize, validation: .split(0.25), threads: threads, verbose: .silent)
    let scores = try model.evaluate(data, threads: threads)
    let metrics = scores.outputs[0].metrics.sorted { $0.key.name < $1.key.name }.map(\.value)
    return RunBits(
      weights: model.weights.mapValues { $0.values.map(\.bitPattern) },
      history: Dictionary(
        uniqueKeysWithValues: history.columns.map { ($0.name, $0.values.map(\.bitPattern)) }),
      scores: ([scores.loss, scores.skill] + metrics).map(\.bitPattern),
      predictions: [
        try model.predict(data.inputs, threads: threads), try model.predictor().predict(data.inputs, threads: threads),
      ].map { $0.values.map(\.bitPattern) })
  }
}

extension ThreadCase {
  private static let crossentropy = Loss.sparseCategoricalCrossentropy(from: .logits)

  static let all: [ThreadCase] = [
    ThreadCase("2-2-3, batches of 1", rows: 80, 2, classes: 3, batch: 1) {
      Dense(2, activation: .relu)
      Dense(3)
    } compile: {
      try $0.compile(optimizer: .sgd(learningRate: 0.01, momentum: 0.9), loss: crossentropy, metrics: [.accuracy])
    },
    ThreadCase("5-20-2, batches of 32", rows: 500, 5, classes: 2, batch: 32) {
      Dense(20, activation: .relu)
      Dense(2)
    } compile: {
      try $0.compile(optimizer: .rmsprop(), loss: crossentropy, metrics: [.accuracy])
    },
    ThreadCase("2-1, batches of 64 and of thousands", rows: 9000, 2, batch: 6000) {
      Dense(2)
    } compile: {
      try $0.compile(optimizer: .rmsprop(), loss: .mse)
    },
    ThreadCase("4-32-16-2, one batch", rows: 5000, 4, batch: 10_000, epochs: 4) {
      Dense(32, activation: .tanh)
      Dense(16, activation: .tanh)
      Dense(2)
    } compile: {
      try $0.compile(optimizer: .adam(), loss: .mse, metrics: [.mae, .r2, .medianAbsoluteError])
    },
    ThreadCase("784-512-512-10, batches of 128", rows: 400, 784, classes: 10, batch: 128, epochs: 1) {
      Dense(512, activation: .relu)
      Dense(512, activation: .relu)
      Dense(10)
    } compile: {
      try $0.compile(optimizer: .adam(), loss: crossentropy, metrics: [.accuracy])
    },
    ThreadCase("64-128-10, batches of 32 and a last one of 23", rows: 420, 64, classes: 10, batch: 32) {
      Dense(128, activation: .relu)
      Dense(10)
    } compile: {
      try $0.compile(optimizer: .adam(), loss: crossentropy, metrics: [.accuracy])
    },
    ThreadCase("dropout, clipping, averages, metrics that keep their rows", rows: 2400, 30, classes: 4, batch: 700) {
      Normalization()
      Dense(70, activation: .gelu)
      Dropout(0.3)
      LayerNormalization()
      Dense(40, activation: .silu).regularized(.l2(0.01))
      Dense(4, activation: .softmax)
    } compile: {
      try $0.compile(
        optimizer: .adamw(learningRate: 0.01).clipped(globalNorm: 0.5).averaged(decay: 0.9),
        loss: .sparseCategoricalCrossentropy,
        metrics: [.accuracy, .rocAUC(.oneVersusRest), .logLoss, .calibrationError(bins: 10), .topK(2), .matthews])
    },
    ThreadCase("batch normalisation, which is not cut", rows: 1200, 20, classes: 3, batch: 300) {
      Dense(200)
      BatchNormalization()
      Activation.relu
      Dense(3)
    } compile: {
      try $0.compile(optimizer: .nadam(), loss: crossentropy, metrics: [.accuracy])
    },
    ThreadCase("L-BFGS over all rows", rows: 3000, 6, batch: 32, epochs: 3) {
      Dense(24, activation: .tanh)
      Dense(2)
    } compile: {
      try $0.compile(optimizer: .lbfgs(), loss: .mse)
    },
    ThreadCase("wide layers, a few rows", rows: 120, 300, classes: 7, batch: 45) {
      Dense(700, activation: .tanh)
      Dense(650, activation: .gelu)
      Dense(7)
    } compile: {
      try $0.compile(
        optimizer: .sgd(learningRate: 0.01, momentum: 0.9).accumulating(batches: 2), loss: crossentropy,
        metrics: [.accuracy])
    },
  ]
}

/// Threads change no bit: not of what is learnt, not of what is told of it, not of what is answered.
@Suite struct ThreadBitsTests {
  @Test(arguments: ThreadCase.all) func anyNumberOfThreadsGivesTheSameBits(_ example: ThreadCase) throws {
    let alone = try example.run(threads: 1)
    #expect(alone.weights.contains { $0.value.contains { $0 != 0 } })
    for threads in 2...4 {
      let run = try example.run(threads: threads)
      #expect(run.weights == alone.weights, "weights of \(threads) threads")
      #expect(run.history == alone.history, "history of \(threads) threads")
      #expect(run.scores == alone.scores, "scores of \(threads) threads")
      #expect(run.predictions == alone.predictions, "predictions of \(threads) threads")
    }
  }

  /// That the comparison compares something: batches large enough are shared, small ones are not.
  @Test func onlyBatchesThatAreWorthItAreShared() throws {
    func session(_ name: String, rows: Int) throws -> FitSession {
      let example = try #require(ThreadCase.all.first { $0.testDescription.hasPrefix(name) })
      let model = Sequential(for: try example.data(), seed: 3) { example.layers() }
      try example.compile(model)
      let session = try FitSession(model, verbose: .silent, epochs: 1, steps: nil, threads: 3)
      try session.resolveMetrics(try model.matchedTargets(example.data().targetParts, stage: .training))
      try session.prepare(rows: rows, isWeighted: [false], epochRows: rows)
      return session
    }
    func lanes(_ name: String, rows: Int) throws -> Int { try session(name, rows: rows).laneCount }
    func shares(_ name: String, rows: Int) throws -> Bool { try session(name, rows: rows).sharesProducts }
    #expect(try lanes("2-2-3", rows: 1) == 1)
    #expect(try lanes("5-20-2", rows: 32) == 1)
    #expect(try lanes("2-1", rows: 64) == 1)
    #expect(try lanes("2-1", rows: 6000) == 3)
    #expect(try lanes("4-32-16-2", rows: 3750) == 3)
    #expect(try lanes("64-128-10", rows: 32) == 1)
    #expect(try lanes("batch normalisation", rows: 300) == 1)
    #expect(try shares("784-512-512-10", rows: 128) && lanes("784-512-512-10", rows: 128) == 1)
    #expect(try shares("wide layers", rows: 45))
    #expect(try !shares("64-128-10", rows: 128) && !shares("2-1", rows: 6000))
  }

  @Test(arguments: [0, -1, Int.min]) func lessThanOneThreadIsRefused(_ threads: Int) throws {
    let data = Dataset.sumBin(rows: 20, seed: 1)
    let model = Sequential(for: data) { Dense(3) }
    try model.compile(loss: .sparseCategoricalCrossentropy(from: .logits))
    let calls: [() throws -> Void] = [
      { try model.fit(data, threads: threads, verbose: .silent) },
      { try model.fit(batches: [Batch](), stepsPerEpoch: 1, threads: threads, verbose: .silent) },
      { _ = try model.evaluate(data, threads: threads) },
      { _ = try model.predict(data.inputs, threads: threads) },
      { _ = try model.predictor().predict(data.inputs, threads: threads) },
      { _ = try model.learningRateRangeTest(data, threads: threads) },
    ]
    for call in calls { expectFault(.badArgument, saying: "at least one thread") { try call() } }
  }

  @Test func modelsSideBySideHaveOneThreadEach() throws {
    #expect(try ThreadCount.resolved(nil, .training) == ThreadCount.standard)
    #expect(try ThreadCount.resolved(100_000, .training) == 1023)
    let counts = try Parallel.map(2, threads: 2) { _ in try ThreadCount.resolved(nil, .training) }
    #expect(counts == [1, 1])
    #expect(try Parallel.map(2, threads: 2) { _ in try ThreadCount.resolved(3, .training) } == [3, 3])
    #expect(try Parallel.map(1, threads: 1) { _ in try ThreadCount.resolved(nil, .training) } == [ThreadCount.standard])
  }

  @Test func anEnvironmentThatSaysNothingPossibleIsRefused() {
    for text in ["1", "2", "4000"] { #expect(Surroundings.threadsFault(of: text) == nil) }
    for text in ["0", "-1", "", "two", "1.5", "99999999999999999999"] {
      #expect(Surroundings.threadsFault(of: text)?.got == "\"\(text)\"")
    }
    for set in InstructionSet.available { #expect(Surroundings.instructionSetFault(of: set.testDescription) == nil) }
    for text in ["", "AVX2", "sse9"] {
      #expect(Surroundings.instructionSetFault(of: text)?.expected?.contains("baseline") == true)
    }
  }
}
