import Testing

@testable import Swiftlet

/// What a model keeps, hands over and is asked for.
struct ModelTests {
  private let rows = [[1.0, 2], [3, 4], [5, 7]]

  private func line(seed: UInt64) throws -> (model: Sequential, data: Dataset) {
    let data = try Dataset(inputs: rows, targets: [[1.0], [2], [2.5]])
    let model = Sequential(for: data, seed: seed) {
      Normalization()
      Dense(1)
    }
    try model.compile(loss: .mse)
    return (model, data)
  }

  @Test func allWeightsOfAModelMakeAnotherTheSame() throws {
    let (first, data) = try line(seed: 1)
    try first.fit(data, verbose: .silent)
    let (second, _) = try line(seed: 2)
    try second.setWeights(first.weights)
    #expect(try second.predict([2.0, 5]) == first.predict([2.0, 5]))
    // The statistics were given, so other rows do not change them.
    try second.fit(data[0..<2], verbose: .silent)
    #expect(second.weights["normalization/mean"] == first.weights["normalization/mean"])
  }

  @Test func aPartOfTheStatisticsIsNotEnough() throws {
    let (first, data) = try line(seed: 1)
    try first.fit(data, verbose: .silent)
    let (second, _) = try line(seed: 2)
    try second.setWeights(first.weights.filter { $0.key != "normalization/scale" })
    let error = #expect(throws: SwiftletError.self) { try second.predict([2.0, 5]) }
    #expect(error?.contains(.unfittedLayer) == true)
  }

  @Test func aGradientCheckLeavesTheModelAsItWas() throws {
    let (model, data) = try line(seed: 1)
    let before = model.weights
    #expect(try model.checkGradients(on: data).entries.count == 3)
    #expect(model.weights == before)
    #expect(throws: SwiftletError.self) { try model.predict([2.0, 5]) }
    let error = #expect(throws: SwiftletError.self) { try model.checkGradients(on: data[0..<0]) }
    #expect(error?.contains(.noRows) == true)
  }

  @Test func outputsWithoutNamesAreAllHandedOver() throws {
    let x = Symbol.input(2)
    let model = Model(inputs: [x], outputs: [x[0], x[1], (x[0] + x[1]).named("sum")])
    let outputs = try model.predict(["inputs": Tensor(rows: [[1.0, 2]])])
    #expect(outputs.mapValues(\.values) == ["outputs": [1], "outputs_1": [2], "sum": [3]])
  }

  /// Sigmoids side by side do not sum to one; as probabilities of classes they are shares of their sum.
  @Test func probabilitiesOfClassesSumToOne() throws {
    let data = try Dataset(inputs: [[0.0, 1], [1, 0], [2, 2]], oneHot: [[0, 1], [1, 0], [1, 0]])
    for loss in [Loss.binaryCrossentropy, .categoricalCrossentropy, .mse] {
      let model = Sequential(inputs: 2, seed: 3) { Dense(2, activation: .sigmoid) }
      try model.compile(loss: loss, allowing: [.sigmoidCategoricalCrossentropy])
      try model.fit(data, verbose: .silent)
      let outputs = try model.predict([2.0, 1])
      let shares = try model.classify([2.0, 1]).probabilities
      #expect(abs(shares.reduce(0, +) - 1) < 1e-6)
      #expect(abs(shares[0] - outputs[0] / (outputs[0] + outputs[1])) < 1e-6)
    }
  }

  /// The same on logits: each output has a sigmoid of its own, so that both ways of writing a model agree.
  @Test func separateLogitsBecomeSharesOfTheirSigmoids() throws {
    let data = try Dataset(inputs: [[0.0, 1], [1, 0], [2, 2]], oneHot: [[0, 1], [1, 0], [1, 0]])
    func shares(_ last: Activation, _ loss: Loss) throws -> [Float] {
      let model = Sequential(inputs: 2, seed: 3) { Dense(2, activation: last) }
      try model.compile(loss: loss)
      try model.fit(data, verbose: .silent)
      return try model.classify([2.0, 1]).probabilities
    }
    let logits = try shares(.linear, .binaryCrossentropy(from: .logits))
    let sigmoids = try shares(.sigmoid, .binaryCrossentropy)
    #expect(zip(logits, sigmoids).allSatisfy { abs($0 - $1) < 1e-6 } && logits.count == 2)
  }

  @Test func theLastRunIsTheLastRunFromBatchesToo() throws {
    let (model, data) = try line(seed: 1)
    try model.fit(data, batchSize: 2, verbose: .silent)
    #expect(model.lastRun["batch_size"] == "2")
    try model.fit(batches: data.batches(of: 3), stepsPerEpoch: 4, verbose: .silent)
    #expect(model.lastRun["batch_size"] == nil)
    #expect(model.lastRun["steps_per_epoch"] == "4")
  }

  @Test func classIndicesThatBecomeRowsAreMentioned() throws {
    let data = try Dataset(inputs: [[0.0, 1], [1, 0], [2, 2]], classes: [0, 1, 1])
    let model = Sequential(inputs: 2, seed: 3) { Dense(2, activation: .sigmoid) }
    try model.compile(loss: .binaryCrossentropy)
    #expect(try model.fit(data, verbose: .silent).findings.contains { $0.id == .labelSet && $0.severity == .note })
  }
}
