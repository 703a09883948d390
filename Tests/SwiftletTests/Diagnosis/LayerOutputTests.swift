import TestSupport
import Testing

@testable import Swiftlet

struct LayerOutputTests {
  @Test func everyLayerAnswersAsTheModelUsesIt() throws {
    let data = try Dataset(inputs: Samples.rows(40, 3, seed: 8), targets: Samples.rows(40, 2, seed: 9))
    let model = Sequential(inputs: 3, seed: 5) {
      Normalization()
      Dense(6, activation: .tanh)
      Dropout(0.5)
      Dense(2)
    }
    try model.compile(loss: .mse)
    try model.fit(data, epochs: 2, verbose: .silent)
    let before = try model.snapshot()
    let outputs = try model.layerOutputs(on: data)
    #expect(outputs.map(\.name) == ["normalization", "dense", "dropout", "dense_1"])
    #expect(outputs.map(\.activation) == [nil, "tanh", nil, nil])
    #expect(outputs.map { $0.values.shape.count } == [3, 6, 6, 2])
    #expect(outputs[3].values.values == (try model.predict(data.inputs)).values)
    // Dropout acts in training alone.
    #expect(outputs[2].values.values == outputs[1].values.values)
    #expect(try model.snapshot() == before)
    #expect(try model.layerOutputs(on: data, rows: 7).allSatisfy { $0.values.rows == 7 })
  }

  @Test func deadAndSaturatedUnitsAreCounted() throws {
    let data = try Dataset(inputs: [[-1.0], [-0.5], [0.5], [1]], targets: [[0.0], [0], [0], [0]])
    let model = Sequential(inputs: 1) {
      Dense(3, activation: .relu)
      Dense(2, activation: .tanh)
      Dense(1, activation: .sine)
    }
    try model.compile(loss: .mse)
    // Above 0 for x > 0, for all x, for none.
    try model.setWeights([
      "dense/kernel": Tensor(row: [1, 1, 1]), "dense/bias": Tensor(row: [0, 2, -3]),
      "dense_1/kernel": Tensor(row: [0, 0, 100, 0, 0, 0]), "dense_1/bias": Tensor(row: [0, 0]),
    ])
    let outputs = try model.layerOutputs(on: data)
    #expect(outputs[0].deadUnits == 1 && outputs[0].saturatedShare == nil)
    // The first is always at 1, the second always at 0.
    #expect(outputs[1].deadUnits == 2 && outputs[1].saturatedShare == 0.5)
    #expect(outputs[2].saturatedShare == nil)
  }

  @Test func whatCannotBeAskedIsRefused() throws {
    let model = Sequential(inputs: 2) { Dense(1) }
    let data = try Dataset(inputs: [[1.0, 2]], targets: [[1.0]])
    #expect(throws: SwiftletError.self) { try model.layerOutputs(on: data, rows: 0) }
    #expect(throws: SwiftletError.self) {
      try model.layerOutputs(on: Dataset(inputs: [[1.0]], targets: [[1.0]]))
    }
  }
}

struct AnatomyTests {
  @Test func aChainIsReadFromItsInputOn() throws {
    let model = Sequential(inputs: 2, seed: 1) {
      Dense(3, activation: .relu)
      Dense(1, bias: false)
    }
    let parts = try model.anatomy().parts
    #expect(parts.map(\.kind) == ["Input", "Dense", "Dense"])
    #expect(parts.map(\.sources) == [[], [0], [1]])
    #expect(parts.map(\.function) == ["", "relu", ""])
    #expect(parts[1].kernel == model.weights["dense/kernel"]?.values)
    #expect(parts[1].bias.count == 3 && parts[2].bias.isEmpty && parts[2].kernel.count == 3)
  }

  @Test func branchesKnowWhatTheyRead() throws {
    let (left, right) = (Symbol.input(4, name: "left"), Symbol.input(3, name: "right"))
    let first = Dense(8, activation: .relu)(left)
    let both = Concatenate()(first, Dense(8)(right))
    let model = Model(inputs: [left, right], outputs: [Dense(1, name: "price")(both), Dense(2, name: "kind")(both)])
    let parts = try model.anatomy().parts
    #expect(parts.map(\.name).prefix(2) == ["left", "right"])
    let places = Dictionary(uniqueKeysWithValues: parts.enumerated().map { ($1.name, $0) })
    let joint = try #require(places["concatenate"])
    #expect(parts[joint].sources == [places["dense"], places["dense_1"]].compactMap { $0 }.sorted())
    #expect(parts[try #require(places["price"])].sources == [joint])
    #expect(parts[try #require(places["kind"])].sources == [joint])
  }
}
