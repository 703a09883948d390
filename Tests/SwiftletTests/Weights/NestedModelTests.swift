import Foundation
import TestSupport
import Testing

@testable import Swiftlet

/// A model inside another: the same weights, in both directions.
struct NestedModelTests {
  static let data = RegularizerTests.data
  static let rows = RegularizerTests.rows

  private func encoder(seed: UInt64 = 5) -> Sequential {
    Sequential(inputs: 3, seed: seed) {
      Dense(4, activation: .tanh)
      Dense(2, activation: .tanh)
    }
  }

  private func outer(_ encoder: some Layer) throws -> Sequential {
    let model = Sequential(inputs: 3, seed: 1) {
      encoder
      Dense(2)
    }
    try model.compile(optimizer: .sgd(learningRate: 0.1), loss: .mse)
    return model
  }

  @Test func aNestedModelComputesWhatItComputesAlone() throws {
    let inner = encoder()
    let model = Sequential(inputs: 3) { inner }
    #expect(try model.predict(Self.rows) == inner.predict(Self.rows))
    #expect(model.weights.keys.sorted().first == "sequential/dense/bias")
    #expect(model.weights["sequential/dense_1/kernel"] == inner.weights["dense_1/kernel"])
  }

  @Test func whatEitherLearnsTheOtherKnows() throws {
    let inner = encoder()
    let model = try outer(inner)
    let start = inner.weights
    try model.fit(Self.data, epochs: 2, verbose: .silent)
    #expect(inner.weights != start)
    #expect(inner.weights["dense/kernel"] == model.weights["sequential/dense/kernel"])
    // And the other way.
    try inner.compile(optimizer: .sgd(learningRate: 0.1), loss: .mse)
    try inner.fit(Self.data, epochs: 2, verbose: .silent)
    #expect(inner.weights["dense_1/bias"] == model.weights["sequential/dense_1/bias"])
    try inner.setWeights(start)
    #expect(model.weights["sequential/dense/kernel"] == start["dense/kernel"])
    let snapshot = try model.snapshot()
    try model.fit(Self.data, verbose: .silent)
    try model.restore(snapshot)
    #expect(inner.weights["dense/kernel"] == start["dense/kernel"])
  }

  @Test func aTrainedModelKeepsItsValuesInTheOuterOne() throws {
    let inner = encoder()
    try inner.compile(loss: .mse)
    try inner.fit(Self.data, epochs: 3, verbose: .silent)
    let model = try outer(inner)
    #expect(model.weights["sequential/dense/kernel"] == inner.weights["dense/kernel"])
  }

  @Test func aFrozenModelStaysAsItIs() throws {
    let inner = encoder()
    let model = try outer(inner.named("encoder").frozen())
    let start = inner.weights
    let head = model.weights["dense/kernel"]
    try model.fit(Self.data, epochs: 3, verbose: .silent)
    #expect(inner.weights == start && model.weights["dense/kernel"] != head)
    #expect(model.weights["encoder/dense/kernel"] == start["dense/kernel"])
    // Alone it is not frozen.
    try inner.compile(loss: .mse)
    try inner.fit(Self.data, epochs: 1, verbose: .silent)
    #expect(inner.weights != start)
  }

  @Test func aModelUsedTwiceHasOneSetOfWeights() throws {
    let inner = encoder()
    let (left, right) = (Symbol.input(3, name: "left"), Symbol.input(3, name: "right"))
    let model = Model(inputs: [left, right], outputs: [inner(left) - inner(right)])
    #expect(model.weights.count == 4)
    let same = try Tensor(rows: Self.rows)
    let difference = try #require(try model.predict(["left": same, "right": same]).values.first)
    #expect(difference.values.allSatisfy { $0 == 0 })
  }

  @Test func gradientsOfNestedModelsAgreeWithDifferences() throws {
    let inner = Sequential(inputs: 3, seed: 5) {
      BatchNormalization()
      Dense(4, activation: .tanh, regularizer: .l2(0.1), activityRegularizer: .l1(0.1))
      Dense(2).frozen()
    }
    let model = try outer(inner)
    let check = try model.checkGradients(on: Self.data)
    #expect(check.largestError < 1e-5 && check.entries.count > 20, "\(check)")
  }

  @Test func modelsNestInModelsThatNest() throws {
    let inner = encoder()
    let middle = Sequential(inputs: 3) { inner }
    let model = try outer(middle)
    #expect(model.weights["sequential/sequential/dense/kernel"] == inner.weights["dense/kernel"])
    try model.fit(Self.data, verbose: .silent)
    #expect(try middle.predict(Self.rows) == inner.predict(Self.rows))
  }

  @Test func severalInputsAndOutputsAreLists() throws {
    let (a, b) = (Symbol.input(2, name: "a"), Symbol.input(3, name: "b"))
    let both = Model(inputs: [a, b], outputs: [Dense(2)(a), Dense(4)(b)])
    let sum = Model(inputs: [a, b], outputs: [Dense(2)(a) + Dense(2)(b)])
    let (x, y) = (Symbol.input(2, name: "x"), Symbol.input(3, name: "y"))
    let parts = both([x, y])
    #expect(parts.map(\.shape) == [[2], [4]])
    let model = Model(inputs: [x, y], outputs: [Concatenate()(parts[0], parts[1], sum(x, y))])
    #expect(throws: Never.self) { try model.compile(loss: .mse) }
    #expect(model.weights.count == 8)
  }

  @Test func aNestedNormalizationIsFittedOnTheOuterInput() throws {
    let inner = Sequential(inputs: 3) {
      Normalization()
      Dense(2)
    }
    let model = try outer(inner)
    try model.fit(Self.data, verbose: .silent)
    #expect(inner.weights["normalization/mean"]?.values.contains { $0 != 0 } == true)
    #expect(throws: Never.self) { try inner.predict(Self.rows) }
    let late = Sequential(inputs: 3) {
      Dense(3)
      Sequential(inputs: 3) { Normalization() }
    }
    let error = try #require(throws: SwiftletError.self) { try late.compile(loss: .mse) }
    #expect(error.faults.map(\.id) == [.unfittedLayer], "\(error)")
    // Once it has its statistics it may stand anywhere.
    let anywhere = Sequential(inputs: 3) {
      Dense(3)
      inner
    }
    #expect(throws: Never.self) { try anywhere.compile(loss: .mse) }
  }

  @Test func misfitsOfNestedModelsAreFaultsOfTheOuterOne() throws {
    let wrong = Sequential(inputs: 5) {
      encoder()
      Dense(2)
    }
    let error = try #require(throws: SwiftletError.self) { try wrong.compile(loss: .mse) }
    #expect(error.faults.map(\.id) == [.shapeMisfit] && error.description.contains("[5]"), "\(error)")
    let broken = Sequential(inputs: 3) {
      Sequential(inputs: 3) {
        Dense(2, activation: "rellu")
        Dense(0)
      }
      Dense(2)
    }
    let two = try #require(throws: SwiftletError.self) { try broken.compile(loss: .mse) }
    #expect(Set(two.faults.map(\.id)) == [.unknownName, .badArgument], "\(two)")
    let x = Symbol.input(3)
    let forked = Model(inputs: [x], outputs: [Dense(2)(x), Dense(3)(x)])
    let three = try #require(throws: SwiftletError.self) {
      try Sequential(inputs: 3) { forked }.compile(loss: .mse)
    }
    #expect(three.faults.map(\.id) == [.outputCount], "\(three)")
  }

  @Test func nestedModelsAreSavedWithTheOuterOne() throws {
    let model = try outer(encoder().frozen())
    try model.fit(Self.data, verbose: .silent)
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("nested-\(UUID()).safetensors").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try model.save(to: path)
    let restored = try Model(load: path)
    #expect(restored.weights == model.weights)
    #expect(try restored.predict(Self.rows) == model.predict(Self.rows))
    try restored.compile(optimizer: .sgd(learningRate: 0.1), loss: .mse)
    #expect(restored.summary() == model.summary())
    let before = restored.weights
    try restored.fit(Self.data, verbose: .silent)
    #expect(restored.weights["sequential/dense/kernel"] == before["sequential/dense/kernel"], "still frozen")
  }

  @Test func summariesShowANestedModelAsOneLayer() throws {
    let text = try outer(encoder().named("encoder")).summary()
    #expect(text.contains("encoder (Sequential)  [2]") && text.contains("26"), "\(text)")
  }
}
