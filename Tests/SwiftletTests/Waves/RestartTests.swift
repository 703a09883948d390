import TestSupport
import Testing

@testable import Swiftlet

/// Layers and arrays that start again.
struct RestartTests {
  private static func model() throws -> Sequential {
    let model = Sequential(for: .means(rows: 64, seed: 1), seed: 5) {
      Normalization()
      Dense(4, activation: .tanh)
      Dense(4, activation: .tanh).named("middle")
      Dense(1)
    }
    try model.compile(optimizer: .adam(learningRate: 0.01), loss: .mse)
    return model
  }

  @Test func whatIsNamedStartsAsItFirstDid() throws {
    let model = try Self.model()
    let fresh = model.weights
    try model.fit(.means(rows: 64, seed: 1), epochs: 3, verbose: .silent)
    let learnt = model.weights
    try model.restart("middle", "dense_1/kernel")
    for name in fresh.keys {
      let isNamed = name.hasPrefix("middle/") || name == "dense_1/kernel"
      #expect(model.weights[name] == (isNamed ? fresh : learnt)[name], "\(name)")
    }
    #expect(fresh["middle/kernel"] != learnt["middle/kernel"])
    #expect(try model.snapshot().step == 0, "the optimizer starts anew")
    // Statistics are no weights: they stay, and are not taken again.
    try model.fit(.means(rows: 30, seed: 9), epochs: 1, verbose: .silent)
    #expect(model.weights["normalization/mean"] == learnt["normalization/mean"])
  }

  @Test func anotherSeedGivesOtherNumbers() throws {
    let model = try Self.model()
    let fresh = try #require(model.weights["dense/kernel"])
    try model.restart("dense", seed: 6)
    let other = try #require(model.weights["dense/kernel"])
    #expect(other != fresh)
    try model.restart("dense", seed: 6)
    #expect(model.weights["dense/kernel"] == other)
    try model.restart("dense")
    #expect(model.weights["dense/kernel"] == fresh)
  }

  @Test func aNameThatIsNoneChangesNothing() throws {
    let model = try Self.model()
    try model.fit(.means(rows: 64, seed: 1), epochs: 1, verbose: .silent)
    let learnt = model.weights
    for names in [["dense", "midle"], ["dense/kernal"], ["normalization"], [""]] {
      let error = try #require(throws: SwiftletError.self) {
        switch names.count {
        case 1: try model.restart(names[0])
        default: try model.restart(names[0], names[1])
        }
      }
      #expect(error.faults.map(\.id) == [.unknownName])
      #expect(model.weights == learnt)
    }
    #expect(throws: SwiftletError.self) { try model.restart() }
    let near = try #require(throws: SwiftletError.self) { try model.restart("midle") }
    #expect(near.description.contains("Did you mean middle"))
  }

  @Test func aScoredKernelLooksAtTheNextData() throws {
    let data = Dataset.sumMod(rows: 300, seed: 2)
    let model = Sequential(for: data) {
      Normalization()
      Sine(2, kernel: .scored(range: 100))
      Dense(3)
    }
    try model.compile(loss: .sparseCategoricalCrossentropy(from: .logits))
    try model.fit(data, epochs: 1, verbose: .silent)
    let statistics = try #require(model.weights["normalization/mean"])
    try model.restart("sine/kernel")
    #expect(throws: SwiftletError.self) { try model.predict([0.1, 0.1]) }
    let history = try model.fit(Dataset.sumMod(rows: 200, seed: 3), epochs: 1, verbose: .silent)
    #expect(history.findings.contains { $0.id == .scoredWaves })
    #expect(model.weights["normalization/mean"] == statistics)
  }

  /// A copy of what a model is between a restart and the next training forgets neither the one nor the other.
  @Test func aSnapshotKnowsWhatIsStillToBeReadFromData() throws {
    let data = Dataset.sumMod(rows: 300, seed: 2)
    func made() throws -> Sequential {
      let model = Sequential(for: data, seed: 3) {
        Normalization()
        Sine(2, kernel: .scored(range: 100))
        Dense(3)
      }
      try model.compile(loss: .sparseCategoricalCrossentropy(from: .logits))
      return model
    }
    let model = try made()
    try model.fit(data, epochs: 1, verbose: .silent)
    let statistics = try #require(model.weights["normalization/mean"])
    try model.restart("sine")
    let folder = try TemporaryFolder()
    try model.snapshot().save(to: folder.path("between.safetensors"))
    let other = try made()
    for snapshot in [try model.snapshot(), try Snapshot(load: folder.path("between.safetensors"))] {
      try other.restore(snapshot)
      #expect(throws: SwiftletError.self) { try other.predict([0.1, 0.1]) }
      let history = try other.fit(Dataset.sumMod(rows: 200, seed: 3), epochs: 1, verbose: .silent)
      #expect(history.findings.contains { $0.id == .scoredWaves })
      #expect(other.weights["normalization/mean"] == statistics)
    }
  }

  /// A kernel that starts again in one model does so in every model that it is part of.
  @Test func aScoredKernelOfAnInnerModelStartsAgainInTheOuterOne() throws {
    let data = Dataset.sumMod(rows: 300, seed: 2)
    let inner = Sequential(for: data, seed: 3) { Sine(2, kernel: .scored(range: 100)) }
    let outer = Sequential(for: data, seed: 4) {
      inner
      Dense(3)
    }
    try outer.compile(loss: .sparseCategoricalCrossentropy(from: .logits))
    try outer.fit(data, epochs: 1, verbose: .silent)
    #expect(try inner.prepared().isFitted)
    try inner.restart("sine")
    #expect(throws: SwiftletError.self) { try outer.predict([0.1, 0.1]) }
    let history = try outer.fit(data, epochs: 1, verbose: .silent)
    #expect(history.findings.contains { $0.id == .scoredWaves })
    #expect(try inner.predict([0.1, 0.1]).count == 2)
  }
}
