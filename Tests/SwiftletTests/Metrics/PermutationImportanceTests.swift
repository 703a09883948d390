import Testing

@testable import Swiftlet

@Suite struct PermutationImportanceTests {
  /// 3·x0, whatever x1 is.
  private func model(metrics: [Metric] = []) throws -> Sequential {
    let model = Sequential(inputs: 2, seed: 1) { Dense(1, bias: false, weights: .values([3, 0])) }
    try model.compile(optimizer: .sgd(learningRate: 1e-30), loss: .mse, metrics: metrics)
    return model
  }

  private func data(_ rows: Int = 2000) throws -> Dataset {
    let inputs = Tensor.uniform(rows: rows, shape: [2], seed: 5)
    let targets = (0..<rows).map { 3 * Double(inputs.values[2 * $0]) }
    return try Dataset(inputs: inputs, .values(Tensor(column: targets)))
  }

  /// R² of a perfect model is 1, and -1 when its only column is shuffled: the mean of (x - x')² is twice the variance.
  @Test func aColumnThatIsAllAndOneThatIsNothing() throws {
    let importance = try model().permutationImportance(on: data(), repeats: 5, seed: 3)
    #expect(importance.metric == .r2 && abs(importance.score - 1) < 1e-6)
    #expect(abs(importance.columns[0].mean - 2) < 0.1)
    #expect(importance.columns[0].standardDeviation > 0 && importance.columns[0].standardDeviation < 0.1)
    #expect(importance.columns[1].drops == [0, 0, 0, 0, 0])
    #expect(importance.ranked.map(\.name) == ["x0", "x1"])
    #expect(importance.columns[0].drops.count == 5 && Set(importance.columns[0].drops).count == 5)
  }

  /// Where less is better, the drop is the growth.
  @Test func lossesCountTheOtherWayRound() throws {
    let importance = try model().permutationImportance(on: data(), metric: .mse, repeats: 3)
    #expect(importance.columns[0].mean > 1)
    #expect(importance.score < 1e-6)
  }

  @Test func equalSeedsGiveEqualNumbersAndNothingIsChanged() throws {
    let (model, data) = (try model(), try data(200))
    let before = try model.predict(data.inputs)
    let first = try model.permutationImportance(on: data, seed: 8)
    #expect(try model.permutationImportance(on: data, seed: 8) == first)
    #expect(try model.permutationImportance(on: data, seed: 9) != first)
    #expect(try model.predict(data.inputs) == before)
  }

  @Test func classesAreJudgedByTheirAccuracy() throws {
    let model = Sequential(inputs: 2) { Dense(2, bias: false, weights: .values([1, -1, 0, 0])) }
    try model.compile(loss: .sparseCategoricalCrossentropy(from: .logits))
    let inputs = [[1.0, 5], [2, 5], [-1, 5], [-2, 5], [3, 5], [-3, 5]]
    let data = try Dataset(inputs: inputs, classes: [0, 0, 1, 1, 0, 1])
    let importance = try model.permutationImportance(on: data, repeats: 20)
    #expect(importance.metric == .accuracy && importance.score == 1)
    #expect(importance.columns[0].mean > 0.3)
    // A column of equal numbers cannot be shuffled.
    #expect(importance.columns[1].drops.allSatisfy { $0 == 0 })
    for metric in [Metric.rocAUC, .logLoss, .f1, .balancedAccuracy] {
      #expect(try model.permutationImportance(on: data, metric: metric, repeats: 5).columns[0].mean > 0)
    }
    #expect(importance.description.contains("drop in accuracy"))
  }

  @Test func whatHasNoMeaningIsRefused() throws {
    let (model, data) = (try model(), try data(20))
    for metric in [Metric.accuracy, .rocAUC, .topK(2), "accuracyy"] {
      #expect(throws: SwiftletError.self) { try model.permutationImportance(on: data, metric: metric) }
    }
    #expect(throws: SwiftletError.self) { try model.permutationImportance(on: data, repeats: 0) }
    #expect(throws: SwiftletError.self) { try model.permutationImportance(on: data[0..<0]) }
    #expect(throws: SwiftletError.self) { try model.permutationImportance(on: data, column: 1) }
    #expect(throws: SwiftletError.self) { try model.permutationImportance(on: data, output: "nothing") }
  }
}
