import TestSupport
import Testing

@testable import Swiftlet

/// Weights that are brought back after each update, and layers that learn at a rate of their own.
struct ConstraintTests {
  static let data = RegularizerTests.data
  static let kernel: [Float] = [3, -0.25, 0.75, 4, -0.5, 0.25]

  /// The kernel after one update; with a learning rate so small that it moves nothing but by the constraint.
  private func brought(back constraint: Constraint, bias: Bool = false) throws -> [Float] {
    let model = Sequential(inputs: 3) {
      Dense(
        2, weights: .values(Self.kernel), biases: .values([3, -4]), constraint: bias ? nil : constraint,
        biasConstraint: bias ? constraint : nil)
    }
    try model.compile(optimizer: .sgd(learningRate: 1e-30), loss: .mse)
    try model.fit(Self.data, batchSize: 4, verbose: .silent)
    return try #require(model.weights[bias ? "dense/bias" : "dense/kernel"]).values
  }

  @Test(arguments: [
    (Constraint.maxNorm(2), 0.0, 2.0, 1.0), (.unitNorm, 1, 1, 1),
    (.minMaxNorm(min: 3.5, max: 3.8, rate: 0.5), 3.5, 3.8, 0.5),
    (.maxNorm(100), 0, 100, 1), ("max_norm", 0, 2, 1),
  ])
  func normsOfUnitsAreKeras(_ constraint: Constraint, _ low: Double, _ high: Double, _ rate: Double) throws {
    let expected = WeightReference(Self.kernel, rows: 3, columns: 2).limited(low: low, high: high, rate: rate)
    expectClose(try brought(back: constraint), expected, .close(absolute: 1e-7, relative: 3e-7), "\(constraint)")
    // A bias is one vector.
    let bias = WeightReference([3, -4], rows: 2, columns: 1).limited(low: low, high: high, rate: rate)
    expectClose(
      try brought(back: constraint, bias: true), bias, .close(absolute: 1e-7, relative: 3e-7), "\(constraint)")
  }

  @Test func negativeWeightsBecomeZero() throws {
    #expect(try brought(back: .nonNegative) == [3, 0, 0.75, 4, 0, 0.25])
    #expect(try brought(back: "non_neg", bias: true) == [3, 0])
  }

  @Test func constraintsHoldAfterEveryUpdate() throws {
    let model = Sequential(inputs: 3, seed: 3) {
      Dense(4, activation: .tanh).constrained(.maxNorm(0.5))
      Dense(2, constraint: .nonNegative)
    }
    try model.compile(optimizer: .adam(learningRate: 0.1), loss: .mse)
    try model.fit(Self.data, epochs: 5, batchSize: 1, verbose: .silent)
    let kernel = try #require(model.weights["dense/kernel"]).values
    for unit in 0..<4 {
      let norm = (0..<3).reduce(0.0) { $0 + Double(kernel[$1 * 4 + unit]) * Double(kernel[$1 * 4 + unit]) }.squareRoot()
      #expect(norm <= 0.5 * (1 + 1e-6))
    }
    #expect(try #require(model.weights["dense_1/kernel"]).values.allSatisfy { $0 >= 0 })
  }

  @Test func aScaledLayerMovesByItsShare() throws {
    func moved(_ layer: some Layer) throws -> [Float] {
      let model = Sequential(inputs: 3) { layer }
      try model.compile(optimizer: .sgd(learningRate: 0.125), loss: .mse)
      try model.fit(Self.data, batchSize: 4, verbose: .silent)
      return zip(try #require(model.weights["dense/kernel"]).values, Self.kernel).map { $0 - $1 }
    }
    let whole = try moved(Dense(2, weights: .values(Self.kernel)))
    let half = try moved(Dense(2, weights: .values(Self.kernel)).learningRate(scale: 0.5))
    expectClose(half, whole.map { Double($0) / 2 }, .close(absolute: 1e-6, relative: 1e-6), "half")
  }

  @Test(arguments: ["sgd", "adam"]) func frozenWeightsDoNotDecay(_ name: String) throws {
    let model = Sequential(inputs: 3, seed: 2) {
      Dense(4, activation: .tanh).frozen()
      Dense(2)
    }
    try model.compile(optimizer: try Optimizer(named: name).weightDecay(0.1), loss: .mse)
    let before = model.weights
    try model.fit(Self.data, epochs: 3, verbose: .silent)
    #expect(model.weights["dense/kernel"] == before["dense/kernel"])
    #expect(model.weights["dense_1/kernel"] != before["dense_1/kernel"])
  }

  @Test(arguments: [
    Constraint.maxNorm(-1), .maxNorm(.nan), .minMaxNorm(min: 2, max: 1), .minMaxNorm(min: -1, max: 1),
    .minMaxNorm(min: 0, max: 1, rate: 1.5), .minMaxNorm(min: 0, max: .infinity), .minMaxNorm(rate: .nan),
  ])
  func badNumbersAreFaultsOfCompile(_ constraint: Constraint) throws {
    for layer in [Dense(2, constraint: constraint), Dense(2, biasConstraint: constraint)] {
      let model = Sequential(inputs: 3) { layer }
      let error = try #require(throws: SwiftletError.self) { try model.compile(loss: .mse) }
      #expect(error.faults.map(\.id) == [.badArgument] && error.faults[0].place != nil, "\(error)")
    }
  }
}
