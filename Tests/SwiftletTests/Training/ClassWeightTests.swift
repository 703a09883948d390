import Testing

@testable import Swiftlet

struct ClassWeightTests {
  /// 5 rows of a, 3 of b, 2 of c.
  private var rows: Dataset {
    get throws {
      let labels = ["a", "b", "a", "c", "a", "b", "a", "b", "c", "a"]
      return try Dataset(inputs: labels.indices.map { [Float($0) / 10, Float($0 % 3)] }, classes: labels)
    }
  }

  private func model(_ loss: Loss = .sparseCategoricalCrossentropy(from: .logits), units: Int = 3) throws -> Sequential
  {
    let model = Sequential(inputs: 2, seed: 1) { Dense(units) }
    try model.compile(optimizer: .sgd(learningRate: 0.5), loss: loss)
    return model
  }

  @Test func balancedWeightsAreThoseOfScikitLearn() throws {
    let weights = try #require(try ClassWeights.balanced.applied(to: rows).weights)
    // n / (k · count) = 10 / (3 · 5), 10 / (3 · 3), 10 / (3 · 2).
    let expected = try rows.targets.labels.map { [10.0 / 15, 10.0 / 9, 10.0 / 6][$0] }
    for (weight, expected) in zip(weights, expected) { #expect(abs(weight - expected) < 1e-15) }
    #expect(weights.count == 10 && abs(weights.reduce(0, +) - 10) < 1e-12)
  }

  @Test func classesWithoutRowsDoNotCount() throws {
    let data = try Dataset(
      inputs: [[Float(0)], [1], [2]], classes: [0, 0, 2], names: ["a", "b", "c"])
    #expect(try ClassWeights.balanced.applied(to: data).weights == [0.75, 0.75, 1.5])
  }

  @Test func theyMultiplyTheWeightsOfTheRows() throws {
    let own = (1...10).map { Double($0) }
    let weighted = try ClassWeights.weights(["c": 3, "a": 0.5]).applied(to: rows.weighted(own))
    let factors = try rows.targets.labels.map { [0.5, 1, 3][$0] }
    #expect(weighted.weights == zip(own, factors).map { $0 * $1 })
  }

  /// Keras: the loss of a batch is Σ w·l / rows, so weights by class are weights by row.
  @Test func aTrainingWithThemIsOneWithTheSameWeightsByRow() throws {
    let (byClass, byRow) = (try model(), try model())
    let factors = try rows.targets.labels.map { [1, 0.25, 2.5][$0] }
    let a = try byClass.fit(rows, epochs: 3, classWeights: ["b": 0.25, "c": 2.5], verbose: .silent)
    let b = try byRow.fit(rows.weighted(factors), epochs: 3, verbose: .silent)
    #expect(a.loss == b.loss && byClass.weights.mapValues(\.values) == byRow.weights.mapValues(\.values))
    #expect(try a.loss != model().fit(rows, epochs: 3, verbose: .silent).loss)
  }

  @Test func theFirstLossIsTheWeightedMean() throws {
    let model = try model()
    var expected = 0.0
    for (row, label) in try rows.targets.labels.enumerated() {
      let logits = try model.predict(rows.inputs[row: row]).map(Double.init)
      let sum = logits.reduce(0) { $0 + exponential($1) }
      expected += [1, 1, 4][label] * (naturalLog(sum) - logits[label])
    }
    let history = try model.fit(rows, classWeights: ["c": 4], verbose: .silent)
    #expect(abs(history.loss[0] - expected / 10) < 1e-6)
  }

  @Test func rowsThatAreWatchedCountOnce() throws {
    let (a, b) = (try model(), try model())
    let still = Optimizer.sgd(learningRate: 1e-30)
    try a.compile(optimizer: still, loss: .sparseCategoricalCrossentropy(from: .logits))
    try b.compile(optimizer: still, loss: .sparseCategoricalCrossentropy(from: .logits))
    let weighted = try a.fit(rows, validation: .data(rows), classWeights: .balanced, verbose: .silent)
    let plain = try b.fit(rows, validation: .data(rows), verbose: .silent)
    #expect(weighted.validation?.loss == plain.validation?.loss && weighted.loss != plain.loss)
  }

  @Test func oneHotRowsAndSignsHaveClassesToo() throws {
    #expect(try ClassWeights.weights(["c": 2]).applied(to: rows.oneHot()).weights?.filter { $0 == 2 }.count == 2)
    let signs = try Dataset(inputs: Tensor(rows: [[Float(0)], [1], [2]]), .signs([-1, 1, 1]))
    #expect(try ClassWeights.weights(["-1": 2]).applied(to: signs).weights == [2, 1, 1])
    #expect(try ClassWeights.balanced.applied(to: signs).weights == [1.5, 0.75, 0.75])
  }

  @Test func batchesOfADataSetAreWeightedAlike() throws {
    let (whole, batched) = (try model(), try model())
    let a = try whole.fit(
      rows, epochs: 2, batchSize: 5, shuffle: false, classWeights: ["b": 3, "a": 0.5], verbose: .silent)
    let b = try batched.fit(
      batches: rows.batches(of: 5), stepsPerEpoch: 2, epochs: 2, classWeights: ["b": 3, "a": 0.5], verbose: .silent)
    #expect(a.loss == b.loss && whole.weights.mapValues(\.values) == batched.weights.mapValues(\.values))
  }

  /// A stream of one's own has numbers; the model knows what they stand for.
  @Test(arguments: [0, 1, 2])
  func numbersOfAStreamAreTakenAsTheClassesThatTheyAre(_ form: Int) throws {
    let x: [[Float]] = [[0, 1], [1, 0], [1, 1], [0, 0]]
    let y: [[[Float]]] = [[[0], [1], [1], [0]], [[1, 0], [0, 1], [0, 1], [1, 0]], [[-1], [1], [1], [-1]]]
    let (loss, units): (Loss, Int) = [
      (.binaryCrossentropy(from: .logits), 1), (.categoricalCrossentropy(from: .logits), 2), (.hinge, 1),
    ][form]
    let names = form == 2 ? ["-1", "+1"] : ["0", "1"]
    let batch = try Batch(inputs: x, targets: y[form])
    let weighted = try Batch(inputs: Tensor(rows: x), targets: Tensor(rows: y[form]), weights: [1, 5, 5, 1])
    let (byClass, byRow) = (try model(loss, units: units), try model(loss, units: units))
    let a = try byClass.fit(
      batches: [batch, batch], stepsPerEpoch: 1, epochs: 2, classWeights: [names[1]: 5], verbose: .silent)
    let b = try byRow.fit(batches: [weighted, weighted], stepsPerEpoch: 1, epochs: 2, verbose: .silent)
    #expect(a.loss == b.loss && a.loss.count == 2)
  }
}
