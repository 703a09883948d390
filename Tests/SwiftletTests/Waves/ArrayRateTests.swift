import TestSupport
import Testing

@testable import Swiftlet

/// Arrays of one layer with learning rates of their own.
struct ArrayRateTests {
  private static let data = Dataset.means(rows: 96, seed: 1)

  private static func model(_ modify: (Dense) -> any Layer, rate: Double, rule: String) throws -> Sequential {
    let model = Sequential(inputs: 2, seed: 3) {
      [modify(Dense(5, activation: .tanh))]
      Dense(1)
    }
    let optimizer: Optimizer = rule == "adam" ? .adam(learningRate: rate) : .sgd(learningRate: rate, momentum: 0.9)
    try model.compile(optimizer: optimizer, loss: .mse)
    return model
  }

  /// A group that learns at s times the rate moves as it would under an optimizer with that rate: in the first
  /// update, where gradients are the same.
  @Test(arguments: ["sgd", "adam"], [0.25, 4]) func aScaleIsARateOfItsOwn(rule: String, scale: Double) throws {
    let plain = try Self.model({ $0 }, rate: 0.01, rule: rule)
    let fast = try Self.model({ $0 }, rate: 0.01 * scale, rule: rule)
    let mixed = try Self.model({ $0.learningRate(scale: scale, of: "kernel") }, rate: 0.01, rule: rule)
    for model in [plain, fast, mixed] { try model.fit(Self.data, epochs: 1, batchSize: 96, verbose: .silent) }
    #expect(mixed.weights["dense/kernel"] == fast.weights["dense/kernel"])
    for array in ["dense/bias", "dense_1/kernel", "dense_1/bias"] {
      #expect(mixed.weights[array] == plain.weights[array], "\(array)")
    }
    #expect(plain.weights["dense/kernel"] != fast.weights["dense/kernel"])
  }

  /// Over many updates: with everything else frozen, training with the scale is training at that rate, bit by bit.
  @Test(arguments: ["sgd", "adam"]) func aWholeTrainingIsOneAtThatRate(rule: String) throws {
    func trained(_ scale: Double?, rate: Double) throws -> [String: Tensor] {
      let model = Sequential(inputs: 2, seed: 3) {
        if let scale {
          Dense(5, activation: .tanh, bias: false).learningRate(scale: scale, of: "kernel")
        } else {
          Dense(5, activation: .tanh, bias: false)
        }
        Dense(1).frozen()
      }
      let optimizer: Optimizer = rule == "adam" ? .adam(learningRate: rate) : .sgd(learningRate: rate, momentum: 0.9)
      try model.compile(optimizer: optimizer, loss: .mse)
      try model.fit(Self.data, epochs: 20, batchSize: 16, verbose: .silent)
      return model.weights
    }
    #expect(try trained(0.5, rate: 0.02) == trained(nil, rate: 0.01))
    #expect(try trained(0.5, rate: 0.02) != trained(nil, rate: 0.02))
  }

  @Test func scalesOfArraysLayersAndModelsMultiply() throws {
    let inner = Sequential(inputs: 2, seed: 3) {
      Dense(3).learningRate(scale: 0.5).learningRate(scale: 0.5, of: "kernel").learningRate(scale: 0.5, of: "kernel")
      Dense(2).learningRate(scale: 3, of: "bias")
    }
    let model = Sequential(inputs: 2) {
      inner.learningRate(scale: 10).learningRate(scale: 7, of: "bias")
      Dense(1)
    }
    let graph = try model.prepared().graph
    let scales = Dictionary(
      uniqueKeysWithValues: zip(graph.parameters.entries.map(\.name), graph.parameterGroups.map(\.rateScale)))
    #expect(scales["sequential/dense/kernel"] == 1.25 && scales["sequential/dense/bias"] == 35)
    #expect(scales["sequential/dense_1/kernel"] == 10 && scales["sequential/dense_1/bias"] == 210)
    #expect(scales["dense/kernel"] == 1)
  }

  @Test func summaryAndFilesKnowThem() throws {
    let model = Sequential(inputs: 2, seed: 3) {
      Dense(3).learningRate(scale: 0.25, of: "kernel")
      Dense(1)
    }
    try model.compile(optimizer: .sgd(learningRate: 0.1), loss: .mse)
    #expect(model.summary().contains("learning rate × 0.25"))
    let folder = try TemporaryFolder()
    try model.save(to: folder.path("rates.safetensors"))
    let loaded = try Model(load: folder.path("rates.safetensors"))
    #expect(try loaded.prepared().graph.parameterGroups.map(\.rateScale) == [0.25, 1, 1, 1])
    #expect(try recoded(LayerOptions(arrayRateScales: ["kernel": 2])) == LayerOptions(arrayRateScales: ["kernel": 2]))
  }

  @Test func whatCannotBeScaledIsRefused() throws {
    let model = Sequential(inputs: 2) {
      Dense(3).learningRate(scale: 0.1, of: "kernle").learningRate(scale: 0, of: "bias")
      Flatten().learningRate(scale: 0.1, of: "kernel")
      Dense(1).learningRate(scale: .infinity, of: "kernel")
    }
    let error = try #require(throws: SwiftletError.self) { try model.compile(loss: .mse) }
    #expect(Set(error.faults.map(\.id)) == [.unknownName, .badArgument])
    for words in ["\"kernle\"", "Did you mean kernel?", "Dense/bias", "Flatten", "inf"] {
      #expect(error.description.contains(words), "\(words): \(error)")
    }
    #expect(error.faults.allSatisfy { $0.place != nil })
  }

  @Test func solversRefuseThem() throws {
    let model = Sequential(inputs: 2) { Dense(1).learningRate(scale: 0.1, of: "kernel") }
    #expect(throws: SwiftletError.self) { try model.compile(optimizer: .lbfgs(), loss: .mse) }
  }
}
