import Foundation
import Testing

@testable import Swiftlet

struct DataLoaderTests {
  private let data = Dataset.sumBin(rows: 23, seed: 1)

  private func values(_ loader: DataLoader) -> [[Float]] { loader.map { $0.inputParts[0].tensor.values } }

  @Test func onePassHasEveryRowOnce() throws {
    let loader = try DataLoader(data, batchSize: 10)
    #expect(loader.map(\.count) == [10, 10, 3] && loader.count == 3)
    #expect(values(loader).flatMap { $0 } == data.inputs.values)
    #expect(values(loader) == values(loader))
  }

  @Test func theLastBatchCanBeLeftOut() throws {
    let loader = try DataLoader(data, batchSize: 10, dropsLast: true)
    #expect(loader.map(\.count) == [10, 10] && loader.count == 2)
    #expect(try DataLoader(data, batchSize: 40, dropsLast: true).map(\.count) == [])
    #expect(try DataLoader(data, batchSize: 23, dropsLast: true).map(\.count) == [23])
  }

  @Test func eachEpochHasItsOwnOrderKnownByTheSeed() throws {
    let loader = try DataLoader(data, batchSize: 4, shuffled: 5)
    let (first, second) = (values(loader), values(loader.epoch(1)))
    #expect(first != second && first == values(loader.epoch(0)))
    #expect(values(try DataLoader(data, batchSize: 4, shuffled: 5).epoch(1)) == second)
    for pass in [first, second] { #expect(pass.flatMap { $0 }.sorted() == data.inputs.values.sorted()) }
  }

  @Test func aBatchKnowsItsNumbersAndWeights() throws {
    let weighted = try data.weighted((1...23).map(Double.init))
    let batch = try #require(Array(try DataLoader(weighted, batchSize: 10)).last)
    #expect(batch.weights == [21, 22, 23] && batch.count == 3)
  }

  @Test(arguments: [0, -3]) func aSizeThatCannotBeIsNamed(_ size: Int) {
    expectFault(.badArgument, saying: "got \(size)") { try DataLoader(data, batchSize: size) }
  }

  @Test func noRowsAreNamed() {
    expectFault(.noRows) { try DataLoader(data[0..<0], batchSize: 2) }
  }
}

struct ConcatenationTests {
  private func data(_ labels: [String], from start: Int = 0) throws -> Dataset {
    try Dataset(inputs: labels.indices.map { [Float(start + $0)] }, classes: labels)
  }

  @Test func rowsFollowRows() throws {
    let joined = try Dataset.sumBin(rows: 5, seed: 1).concatenated(with: .sumBin(rows: 4, seed: 2))
    #expect(joined.count == 9)
    #expect(joined[5..<9].inputs.values == Dataset.sumBin(rows: 4, seed: 2).inputs.values)
  }

  @Test func classesAreFoundByName() throws {
    let joined = try data(["b", "a"]).concatenated(with: data(["c", "a", "b"], from: 2))
    #expect(joined.classes == ["a", "b", "c"] && joined.targets.labels == [1, 0, 2, 0, 1])
    #expect(joined.inputs.values == [0, 1, 2, 3, 4])
  }

  @Test func rowsWithoutWeightsCountOnce() throws {
    let joined = try data(["a", "b"]).weighted([2, 3]).concatenated(with: data(["a"]))
    #expect(joined.weights == [2, 3, 1])
  }

  @Test func whatDoesNotFitIsNamed() throws {
    let numbers = try Dataset(inputs: [[Float(1)]], targets: [[Float(2)]])
    expectFault(.labelSet, saying: "classes", "numbers of shape [1]") { try data(["a"]).concatenated(with: numbers) }
    expectFault(.shapeMisfit, saying: "[1]", "[2]") {
      try data(["a"]).concatenated(with: Dataset(inputs: [[Float(1), 2]], classes: ["a"]))
    }
  }
}

struct MinMaxTests {
  private let rows: [[Float]] = [[0, 100, 7], [5, 300, 7], [10, 200, 7]]

  private func outputs(_ layer: Normalization) throws -> [[Float]] {
    let model = Sequential(inputs: 3) { layer }
    try model.compile(optimizer: .sgd(learningRate: 1e-9), loss: .mse)
    if layer.statistics.given == nil {
      let history = try model.fit(Dataset(inputs: rows, targets: rows), verbose: .silent)
      #expect(history.findings.contains { $0.sentence.contains("same value") })
    }
    return try model.predict(rows)
  }

  @Test func columnsOfTheRowsTrainedOnFillTheRange() throws {
    #expect(try outputs(Normalization(.minMax())) == [[0, 0, 0], [0.5, 1, 0], [1, 0.5, 0]])
    #expect(try outputs(Normalization(.minMax(into: -1...3))) == [[-1, -1, -1], [1, 3, -1], [3, 1, -1]])
  }

  @Test func givenExtremesNeedNoData() throws {
    #expect(
      try outputs(Normalization(minimums: [0, 0, 0], maximums: [10, 400, 7]))
        == [[0, 0.25, 1], [0.5, 0.75, 1], [1, 0.5, 1]])
  }

  @Test func theStatisticsAreWeightsOfTheModel() throws {
    let model = Sequential(inputs: 3) { Normalization(.minMax()) }
    try model.compile(optimizer: .sgd(), loss: .mse)
    try model.fit(Dataset(inputs: rows, targets: rows), verbose: .silent)
    #expect(model.weights["normalization/min"]?.values == [0, 100, 7])
    #expect(model.weights["normalization/scale"]?.values == [0.1, 0.005, 1])
    let other = Sequential(inputs: 3) { Normalization(.minMax()) }
    try other.setWeights(model.weights)
    try other.compile(optimizer: .sgd(), loss: .mse)
    #expect(try other.predict(rows) == model.predict(rows))
  }

  @Test func theyAreSavedWithTheModel() throws {
    let path = FileManager.default.temporaryDirectory.path + "/minmax-\(UInt64.random(in: 0 ... .max)).safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let model = Sequential(inputs: 3) { Normalization(.minMax(into: -1...1)) }
    try model.compile(optimizer: .sgd(), loss: .mse)
    try model.save(to: path)
    // Loaded before it has seen data, it takes extremes, not moments.
    let restored = try Model(load: path)
    try restored.compile(optimizer: .sgd(), loss: .mse)
    for model in [model, restored] { try model.fit(Dataset(inputs: rows, targets: rows), verbose: .silent) }
    #expect(try restored.predict(rows) == model.predict(rows))
    try model.save(to: path)
    let again = try Model(load: path)
    try again.compile(optimizer: .sgd(), loss: .mse)
    #expect(try again.predict(rows) == [[-1, -1, -1], [0, 1, -1], [1, 0, -1]])
  }

  @Test func extremesAndRangesThatCannotBeAreNamed() throws {
    for layer in [
      Normalization(minimums: [1, 0, 0], maximums: [0, 1, 1]),
      Normalization(minimums: [.nan, 0, 0], maximums: [1, 1, 1]),
      Normalization(.minMax(into: 2...2)), Normalization(.minMax(into: 0 ... .infinity)),
    ] {
      expectFault(.badArgument) {
        try Sequential(inputs: 3) { layer }.compile(optimizer: .sgd(), loss: .mse)
      }
    }
    expectFault(.shapeMisfit, saying: "2 minimums") {
      try Sequential(inputs: 3) { Normalization(minimums: [1, 0], maximums: [1, 1]) }.compile(
        optimizer: .sgd(), loss: .mse)
    }
  }
}
