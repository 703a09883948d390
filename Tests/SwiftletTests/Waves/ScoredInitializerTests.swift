import TestSupport
import Testing

@testable import Swiftlet

/// Kernels of sine units that start from waves in the rows of the first fit.
struct ScoredInitializerTests {
  private static func model(
    for data: Dataset, _ initializer: Initializer = .scored(range: 250), units: Int = 2, seed: UInt64 = 1,
    frequency: Double = 1
  ) -> Sequential {
    Sequential(for: data, seed: seed) {
      Sine(units, frequency: frequency, kernel: initializer)
        .learningRate(scale: 0.05, of: "kernel").learningRate(scale: 1 / frequency)
      Dense(3)
    }
  }

  private static func compile(_ model: Model) throws {
    try model.compile(
      optimizer: .adam(learningRate: 1).schedule(.cosine(steps: 200)),
      loss: .sparseCategoricalCrossentropy(from: .logits),
      metrics: [.accuracy])
  }

  @Test(arguments: [1.0, 30]) func theKernelStartsFromTheStripes(frequency: Double) throws {
    let data = Dataset.sumMod(rows: 600, seed: 2)
    let model = Self.model(for: data, frequency: frequency)
    try Self.compile(model)
    #expect(try model.prepared().isFitted == false)
    #expect(throws: SwiftletError.self) { try model.predict([0.5, 0.5]) }
    let history = try model.fit(data, epochs: 100, batchSize: 300, verbose: .silent)
    #expect(history.findings.contains { $0.id == .scoredWaves && $0.severity == .note })
    let kernel = try #require(model.weights["sine/kernel"]).values.map { Double($0) * frequency }
    for weight in kernel { #expect(abs(abs(weight) - 209.44) < 1) }
    #expect(try model.evaluate(Dataset.sumMod(rows: 2000, seed: 3))[.accuracy] > 0.97)
  }

  @Test func threadsAndRunsChangeNoBit() throws {
    let data = Dataset.sumMod(rows: 400, seed: 2)
    let weights = try [1, 2, 3].map { threads in
      let model = Self.model(for: data, units: 4)
      try Self.compile(model)
      try model.fit(data, epochs: 1, threads: threads, verbose: .silent)
      return model.weights
    }
    #expect(weights[0] == weights[1] && weights[0] == weights[2])
  }

  /// What was found is kept: a second fit does not look again, a loaded model has it, setWeights stands for it.
  @Test func whatWasFoundIsKept() throws {
    let data = Dataset.sumMod(rows: 400, seed: 2)
    let model = Self.model(for: data)
    try Self.compile(model)
    let path = try TemporaryFolder()
    try model.save(to: path.path("new.safetensors"))
    let early = try Model(load: path.path("new.safetensors"))
    #expect(try early.prepared().isFitted == false)
    try model.fit(data, epochs: 1, verbose: .silent)
    let found = try #require(model.weights["sine/kernel"])
    let second = try model.fit(Dataset.sumMod(rows: 300, seed: 9), epochs: 1, verbose: .silent)
    #expect(!second.findings.contains { $0.id == .scoredWaves })
    try model.save(to: path.path("late.safetensors"))
    let late = try Model(load: path.path("late.safetensors"))
    #expect(try late.prepared().isFitted && late.weights == model.weights)
    try early.setWeights(["sine/kernel": found])
    #expect(try early.predict([0.2, 0.3]).count == 3)
  }

  @Test func severalPairsTakeSeveralWaves() throws {
    let points = Tensor.uniform(rows: 500, shape: [1], seed: 6)
    let amounts = points.values.map { Float(sine(60 * Double($0)) + 0.7 * cosine(95 * Double($0))) }
    let data = try Dataset(inputs: points, .values(Tensor(column: amounts)))
    let model = Sequential(for: data) {
      Sine(5, kernel: .scored(range: 120))
      Dense(1)
    }
    try model.compile(optimizer: .sgd(learningRate: 1e-6), loss: .mse)
    try model.fit(data, epochs: 1, verbose: .silent)
    let kernel = try #require(model.weights["sine/kernel"]).values.map { abs($0) }
    for (got, expected) in zip(kernel, [60, 60, 95, 95] as [Float]) { #expect(abs(got - expected) < 0.5) }
    let bias = try #require(model.weights["sine/bias"]).values
    for (got, expected) in zip(bias, [0, 1.5708, 0, 1.5708, 0] as [Float]) { #expect(abs(got - expected) < 1e-3) }
  }

  /// Normalization before it is fitted first; frequencies are then those of what it gives.
  @Test func normalizationMayStandBefore() throws {
    let points = try Tensor(rows: (0..<400).map { [1000 + Double($0 * 37 % 400) / 4] })
    let amounts = points.values.map { Float(sine(2 * Double($0))) }
    let data = try Dataset(inputs: points, .values(Tensor(column: amounts)))
    let model = Sequential(for: data) {
      Normalization(.minMax())
      Sine(2, kernel: .scored(range: 300))
      Dense(1)
    }
    try model.compile(optimizer: .sgd(learningRate: 1e-6), loss: .mse)
    try model.fit(data, epochs: 1, verbose: .silent)
    let span = Double(points.values.max() ?? 0) - 1000
    let kernel = try #require(model.weights["sine/kernel"]).values
    #expect(abs(abs(Double(kernel[0])) - 2 * span) < 0.3)
  }

  @Test(arguments: [
    Initializer.scored(range: 0), .scored(range: -1), .scored(range: .nan), .scored(range: 1e5),
    .scored(range: 600, candidates: 0), .scored(range: 600, candidates: 1000), .scored(range: 600, candidates: 1 << 40),
  ])
  func badNumbersAreFaultsOfCompile(_ initializer: Initializer) throws {
    let error = try #require(throws: SwiftletError.self) {
      try Self.compile(Self.model(for: .sumMod(seed: 1), initializer))
    }
    #expect(error.faults.map(\.id) == [.badArgument] && error.faults[0].place != nil)
  }

  @Test func moreThanThreeInputsAreRefused() throws {
    let model = Sequential(inputs: 4) { Sine(2, kernel: .scored(range: 10)) }
    let error = try #require(throws: SwiftletError.self) { try model.compile(loss: .mse) }
    #expect(error.faults.map(\.id) == [.badArgument] && error.description.contains("1 to 3 inputs"))
  }

  private static func refused(
    _ data: Dataset, loss: Loss = .sparseCategoricalCrossentropy(from: .logits),
    @LayerBuilder _ layers: () -> [any Layer]
  ) throws -> SwiftletError {
    let model = Sequential(for: data, layers)
    try model.compile(loss: loss)
    let before = model.weights
    let error = try #require(throws: SwiftletError.self) { try model.fit(data, verbose: .silent) }
    #expect(model.weights == before, "a fit that is refused leaves nothing behind")
    return error
  }

  @Test func whatCannotWorkIsRefusedAtFit() throws {
    let data = Dataset.sumMod(rows: 100, seed: 1)
    let behind = try Self.refused(data) {
      Dense(2)
      Sine(2, kernel: .scored(range: 10))
      Dense(3)
    }
    #expect(behind.description.contains("nothing before it may be learnt"))
    let noSine = try Self.refused(data) {
      Normalization()
      Dense(2, activation: .tanh, weights: .scored(range: 10))
      Dense(3)
    }
    #expect(noSine.description.contains("no sine"))
    let same = try Dataset(inputs: [[0.1], [0.2], [0.3]], targets: [[4], [4], [4]])
    let constant = try Self.refused(same, loss: .mse) {
      Sine(2, kernel: .scored(range: 10))
      Dense(1)
    }
    #expect(constant.description.contains("the same in every row"))
    let point = try Dataset(inputs: [[1, 2], [1, 2], [1, 2]], targets: [[4], [5], [6]])
    let onePoint = try Self.refused(point, loss: .mse) {
      Sine(2, kernel: .scored(range: 10))
      Dense(1)
    }
    #expect(onePoint.description.contains("inputs are the same"))
  }

  @Test func batchesCannotBeLookedThrough() throws {
    let model = Self.model(for: .sumMod(rows: 64, seed: 1))
    try Self.compile(model)
    let error = try #require(throws: SwiftletError.self) {
      try model.fit(batches: [Batch](), stepsPerEpoch: 1, verbose: .silent)
    }
    #expect(error.faults.map(\.id) == [.unfittedLayer])
    #expect(throws: SwiftletError.self) { try model.checkGradients(on: .sumMod(rows: 8, seed: 1)) }
  }

  @Test func weightsOfRowsAndSeveralClassesCount() throws {
    // The stripes of the rows that count are those of x0; the others would say x1.
    let points = Tensor.uniform(rows: 600, shape: [2], seed: 8)
    let labels = (0..<600).map { row -> Int in
      let value = points[row: row][row % 2]
      return Int(40 * Double(value)) % 2
    }
    let data = try Dataset(inputs: points, .classes(labels)).weighted((0..<600).map { $0 % 2 == 0 ? 1 : 0.05 })
    let model = Sequential(for: data) {
      Sine(2, kernel: .scored(range: 150))
      Dense(2)
    }
    try model.compile(optimizer: .sgd(learningRate: 1e-6), loss: .sparseCategoricalCrossentropy(from: .logits))
    try model.fit(data, epochs: 1, verbose: .silent)
    let kernel = try #require(model.weights["sine/kernel"]).values
    #expect(abs(abs(kernel[0]) - 40 * .pi) < 2 && abs(kernel[2]) < 4)
  }

  @Test func itSurvivesCodingAndSaysWhatItIs() throws {
    for initializer in [Initializer.scored(range: 600, candidates: 7), .repeating([0, 1.5])] {
      #expect(try recoded(initializer) == initializer)
    }
    #expect(Initializer.scored(range: 600).description == "scored(range 600.0, candidates 1048576)")
    #expect(throws: SwiftletError.self) {
      try Sequential(inputs: 2) { Dense(2, biases: .repeating([])) }.compile(loss: .mse)
    }
  }
}
