import TestSupport
import Testing

@testable import Swiftlet

/// What weights and values cost by themselves: in the loss, in its gradient, once per batch.
struct RegularizerTests {
  static let rows: [[Float]] = [[0.5, -1, 0.25], [1, 0.75, -0.5], [-0.25, 0.5, 1], [0.125, -0.5, 0.75]]
  static let data = try! Dataset(inputs: rows, targets: [[Float(0.5), -1], [0.25, 1], [-0.75, 0.5], [1, 0.25]])
  static let kernel: [Float] = [0.5, -0.25, 0.75, 1, -0.5, 0.25]

  private func model(_ layers: Dense...) throws -> Sequential {
    let model = Sequential(inputs: 3) { for layer in layers { layer } }
    try model.compile(optimizer: .sgd(learningRate: 0.1), loss: .mse, metrics: [.binaryAccuracy(threshold: 0)])
    return model
  }

  /// Σ|w| = 3.25, Σw² = 2.1875 of the kernel.
  static let costs: [(Regularizer, Double)] = [
    (.l1(0.1), 0.325), (.l2(0.1), 0.21875), (.l1l2(0.1, 0.2), 0.7625), ("l2", 0.021875), ("L1L2", 0.054375),
  ]

  @Test(arguments: costs) func lossesContainThePenalty(_ regularizer: Regularizer, _ expected: Double) throws {
    let plain = try model(Dense(2, weights: .values(Self.kernel)))
    let costly = try model(Dense(2, weights: .values(Self.kernel), regularizer: regularizer))
    let (without, with) = (try plain.evaluate(Self.data), try costly.evaluate(Self.data))
    #expect(abs(with.loss - without.loss - expected) < 1e-6)
    #expect(
      with.skill == without.skill && with[.binaryAccuracy(threshold: 0)] == without[.binaryAccuracy(threshold: 0)],
      "neither knows of penalties")
    // Of an epoch of one batch, before its update.
    let history = try costly.fit(Self.data, batchSize: 4, validation: .data(Self.data), verbose: .silent)
    #expect(abs(history.loss[0] - with.loss) < 1e-6)
    #expect(try abs(history.validation!.loss[0] - costly.evaluate(Self.data).loss) < 1e-6)
  }

  @Test func anEpochCountsThePenaltyByTheRowsOfItsBatches() throws {
    // Three rows, then one: Keras weighs the losses of batches with their rows.
    let model = try model(Dense(2, weights: .values(Self.kernel), regularizer: .l2(0.1)))
    let history = try model.fit(Self.data, batchSize: 3, shuffle: false, verbose: .silent)
    let again = try self.model(Dense(2, weights: .values(Self.kernel), regularizer: .l2(0.1)))
    let first = try again.evaluate(Self.data[0..<3]).loss
    try again.fit(Self.data[0..<3], batchSize: 3, shuffle: false, verbose: .silent)
    let second = try again.evaluate(Self.data[3..<4]).loss
    #expect(abs(history.loss[0] - (3 * first + second) / 4) < 1e-6)
  }

  @Test(arguments: [1, 128, 300, 2100]) func penaltiesMoveWeightsOncePerBatchHoweverItIsCut(_ rows: Int) throws {
    // Inputs of 0 and targets of 0: nothing but the penalty has a gradient.
    let data = try Dataset(
      inputs: [[Float]](repeating: [0, 0, 0], count: rows), targets: [[Float]](repeating: [0, 0], count: rows))
    let model = try model(
      Dense(2, bias: false, weights: .values(Self.kernel), regularizer: .l1l2(0.25, 0.5)))
    try model.fit(data, batchSize: rows, verbose: .silent)
    let expected = Self.kernel.map { Double($0) - 0.1 * (0.25 * ($0 > 0 ? 1 : -1) + 2 * 0.5 * Double($0)) }
    let kernel = try #require(model.weights["dense/kernel"])
    expectClose(kernel.values, expected, .close(absolute: 1e-7, relative: 1e-6), "\(rows) rows")
  }

  @Test(arguments: [
    Regularizer.l1(0.3), .l2(0.2), .l1l2(0.1, 0.3), .orthogonal(0.5), .orthogonal(0.5, mode: .columns),
  ])
  func gradientsOfPenaltiesAgreeWithDifferences(_ regularizer: Regularizer) throws {
    let layers = Sequential(inputs: 3, seed: 4) {
      Dense(4, activation: .tanh, regularizer: regularizer, biasRegularizer: .l2(0.4))
      Dense(2).regularized(regularizer).regularized(.l2(0.1))
    }
    try layers.compile(loss: .mse)
    let check = try layers.checkGradients(on: Self.data)
    #expect(check.largestError < 1e-5 && check.entries.count > 20, "\(check)")
    // They are not zero: without the penalty the gradients are others.
    let plain = Sequential(inputs: 3, seed: 4) {
      Dense(4, activation: .tanh)
      Dense(2)
    }
    try plain.compile(loss: .mse)
    let largest = try plain.checkGradients(on: Self.data).entries
    let other = Dictionary(uniqueKeysWithValues: largest.map { ($0.name, $0.computed) })
    #expect(check.entries.contains { abs($0.computed - (other[$0.name] ?? 0)) > 1e-2 })
  }

  @Test func activitiesCostTheMeanOverTheRows() throws {
    let plain = try model(Dense(2, weights: .values(Self.kernel)))
    let outputs = try plain.predict(Self.rows)
    let cost = outputs.reduce(0.0) { sum, row in
      row.reduce(sum) { $0 + 0.3 * abs(Double($1)) + 0.1 * Double($1) * Double($1) }
    }
    let costly = try model(
      Dense(2, weights: .values(Self.kernel), activityRegularizer: .l1l2(0.3, 0.1)))
    let difference = try costly.evaluate(Self.data).loss - plain.evaluate(Self.data).loss
    #expect(abs(difference - cost / 4) < 1e-6)
    #expect(try costly.predict(Self.rows) == outputs)
  }

  @Test func gradientsOfActivitiesAgreeWithDifferences() throws {
    let model = Sequential(inputs: 3, seed: 4) {
      Dense(4, activation: .tanh, activityRegularizer: .l1(0.3))
      ActivityRegularization(l1: 0.1, l2: 0.2)
      Dense(3, activation: .relu, activityRegularizer: .l2(0.2))
      Dense(2, activation: .softmax, activityRegularizer: .l2(0.5))
    }
    try model.compile(loss: .mse)
    let check = try model.checkGradients(on: Self.data)
    #expect(check.largestError < 1e-5 && check.entries.count > 20, "\(check)")
  }

  @Test func anActivityThatTwoLayersReadIsCountedOnce() throws {
    let x = Symbol.input(3)
    let shared = ActivityRegularization(l2: 0.3)(Dense(4, activation: .tanh)(x))
    let model = Model(inputs: x, outputs: Dense(2)(shared) + Dense(2)(shared), seed: 3)
    try model.compile(loss: .mse)
    let check = try model.checkGradients(on: Self.data)
    #expect(check.largestError < 1e-5, "\(check)")
  }

  @Test func frozenWeightsCostNothing() throws {
    let frozen = Sequential(inputs: 3) { Dense(2, weights: .values(Self.kernel), regularizer: .l2(1)).frozen() }
    let plain = Sequential(inputs: 3) { Dense(2, weights: .values(Self.kernel)) }
    try frozen.compile(loss: .mse)
    try plain.compile(loss: .mse)
    #expect(try frozen.evaluate(Self.data).loss == plain.evaluate(Self.data).loss)
  }

  @Test(arguments: [
    Regularizer.l1(-0.1), .l2(.nan), .l1l2(0.1, .infinity), .orthogonal(-1), .orthogonal(.nan), .l2(1e300),
  ])
  func badFactorsAreFaultsOfCompile(_ regularizer: Regularizer) throws {
    for layer in [
      Dense(2, regularizer: regularizer), Dense(2, activityRegularizer: regularizer),
      Dense(2, biasRegularizer: regularizer),
    ] {
      let model = Sequential(inputs: 3) { layer }
      let error = try #require(throws: SwiftletError.self) { try model.compile(loss: .mse) }
      #expect(error.faults.contains { $0.id == .badArgument && ($0.place?.line ?? 0) > 0 }, "\(error)")
    }
  }

  @Test func whatCannotBeRegularizedIsSaid() throws {
    for (layer, id) in [
      (Dense(2, regularizer: "l3"), Finding.ID.unknownName), (Dense(2, biasRegularizer: .orthogonal()), .shapeMisfit),
      (Dense(2, activityRegularizer: .orthogonal()), .badArgument), (Dense(2, constraint: "max_nrom"), .unknownName),
    ] {
      let model = Sequential(inputs: 3) { layer }
      let error = try #require(throws: SwiftletError.self) { try model.compile(loss: .mse) }
      #expect(error.faults.map(\.id) == [id], "\(error)")
    }
    let model = Sequential(inputs: 3) { Flatten().regularized(.l2()) }
    let error = try #require(throws: SwiftletError.self) { try model.compile(loss: .mse) }
    #expect(error.faults.map(\.id) == [.badArgument] && error.description.contains("no kernel"), "\(error)")
  }

  @Test func regularizersSurviveCoding() throws {
    for (_, regularizer) in Regularizer.vocabulary { #expect(try recoded(regularizer) == regularizer) }
    for (_, constraint) in Constraint.vocabulary { #expect(try recoded(constraint) == constraint) }
  }
}
