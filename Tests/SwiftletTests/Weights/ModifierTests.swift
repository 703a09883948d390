import TestSupport
import Testing

@testable import Swiftlet

/// What every layer can be asked for beside its work.
struct ModifierTests {
  static let data = RegularizerTests.data

  private func frozenModel(_ optimizer: Optimizer) throws -> Sequential {
    let model = Sequential(inputs: 3, seed: 2) {
      Dense(4, activation: .tanh).named("encoder").frozen()
      Dense(2)
    }
    try model.compile(optimizer: optimizer, loss: .mse)
    return model
  }

  @Test(arguments: ["sgd", "rmsprop", "adam"]) func frozenWeightsKeepEveryBit(_ name: String) throws {
    let model = try frozenModel(try Optimizer(named: name))
    let before = model.weights
    try model.fit(Self.data, epochs: 5, batchSize: 2, verbose: .silent)
    let after = model.weights
    for array in ["encoder/kernel", "encoder/bias"] { #expect(before[array] == after[array]) }
    for array in ["dense/kernel", "dense/bias"] { #expect(before[array] != after[array]) }
  }

  @Test func aFrozenLayerHasNoStepsOnTheWayBack() throws {
    func steps(_ isFrozen: Bool) throws -> Int {
      let model = Sequential(inputs: 3) {
        Dense(4, activation: .tanh).frozen(isFrozen)
        Dense(2)
      }
      let goals = [PlanRequest.Goal(output: 0, loss: .mse)]
      return try Plan(try model.prepared().graph, PlanRequest(mode: .train, capacity: 4, goals: goals)).steps.count
    }
    #expect(try steps(true) < steps(false))
  }

  @Test func gradientsPassThroughFrozenLayers() throws {
    let model = Sequential(inputs: 3, seed: 2) {
      Dense(4, activation: .tanh)
      Dense(4, activation: .tanh).frozen()
      Dense(2)
    }
    try model.compile(loss: .mse)
    let check = try model.checkGradients(on: Self.data)
    #expect(check.largestError < 1e-5)
    #expect(check.entries.count + check.skipped == 16 + 10, "only of what is trained: \(check)")
  }

  @Test func aFrozenNormalisationUsesItsMovingStatistics() throws {
    let model = Sequential(inputs: 3, seed: 2) {
      BatchNormalization().frozen()
      Dense(2)
    }
    try model.compile(loss: .mse)
    try model.setWeights(["batch_normalization/moving_mean": Tensor(row: [1, 0.5, -1])])
    #expect(try model.checkGradients(on: Self.data).largestError < 1e-5)
    let before = model.weights
    // One row has no variance of its own; what is frozen needs none.
    try model.fit(Self.data, epochs: 2, batchSize: 1, verbose: .silent)
    for (name, array) in before { #expect((model.weights[name] == array) == name.hasPrefix("batch"), "\(name)") }
  }

  @Test func weightsWithoutALossAreNamed() throws {
    let x = Symbol.input(3)
    let (price, kind) = (Dense(2)(x), Dense(4)(x).squared())
    let model = Model(inputs: [x], outputs: [price.named("price"), kind.named("kind")])
    try model.compile(losses: ["price": .mse])
    let notes = try model.compiled().notes.filter { $0.id == .noGradientPath }
    #expect(notes.count == 1 && notes[0].severity == .warning, "\(notes)")
    #expect(notes.first?.sentence.hasSuffix("dense_1/kernel, dense_1/bias") == true, "\(notes)")
  }

  @Test func modifiersComposeInAnyOrder() throws {
    let one = Sequential(inputs: 3) { Dense(2).named("head").frozen().learningRate(scale: 0.5).regularized(.l2(0.1)) }
    let two = Sequential(inputs: 3) { Dense(2).regularized(.l2(0.1)).learningRate(scale: 0.5).frozen().named("head") }
    for model in [one, two] {
      let graph = try model.prepared().graph
      #expect(graph.parameters.entries.map(\.name) == ["head/kernel", "head/bias"])
      #expect(graph.parameterGroups.map(\.isFrozen) == [true, true])
      #expect(graph.parameterGroups.map(\.rateScale) == [0.5, 0.5])
      #expect(graph.parameterGroups.map(\.regularizers) == [[.l2(0.1)], []])
    }
    let thawed = Sequential(inputs: 3) { Dense(2).frozen().frozen(false) }
    #expect(try thawed.prepared().graph.parameterGroups.allSatisfy { !$0.isFrozen }, "the last word counts")
  }

  struct Pair: Layer {
    let first = Dense(4).learningRate(scale: 0.5)
    let second = Dense(2)
    func forward(_ x: Symbol) -> Symbol { second(first(x)) }
  }

  @Test func aModifierReachesTheLayersInside() throws {
    let model = Sequential(inputs: 3) { Pair().learningRate(scale: 0.1).constrained(.maxNorm(1)) }
    let groups = try model.prepared().graph.parameterGroups
    #expect(groups.map(\.rateScale) == [0.05, 0.05, 0.1, 0.1])
    #expect(groups.map(\.constraint) == [.maxNorm(1), nil, .maxNorm(1), nil])
    let frozen = Sequential(inputs: 3) { Pair().frozen() }
    #expect(try frozen.prepared().graph.parameterGroups.allSatisfy(\.isFrozen))
  }

  @Test func whatAWeightAsksForComesBeforeItsLayer() throws {
    let model = Sequential(inputs: 3) {
      Dense(2, regularizer: .l1(1), constraint: .nonNegative, biasConstraint: .unitNorm)
        .regularized(.l2(1)).constrained(.maxNorm(1))
    }
    let groups = try model.prepared().graph.parameterGroups
    #expect(groups.map(\.constraint) == [.nonNegative, .unitNorm])
    #expect(groups.map(\.regularizers) == [[.l2(1), .l1(1)], []])
  }

  @Test func sharedWeightsHaveOneWill() throws {
    let shared = Dense(3)
    let model = Sequential(inputs: 3) {
      shared
      shared.frozen()
    }
    let error = try #require(throws: SwiftletError.self) { try model.compile(loss: .mse) }
    #expect(error.faults.map(\.id) == [.badArgument, .badArgument])
    #expect(error.description.contains("dense/kernel") && error.description.contains("shared"), "\(error)")
    let frozen = Dense(3).frozen()
    let good = Sequential(inputs: 3) {
      frozen
      frozen
    }
    #expect(throws: Never.self) { try good.compile(loss: .mse) }
  }

  @Test(arguments: [0.0, -1, .nan, .infinity, 1e300]) func badScalesAreFaultsOfCompile(_ scale: Double) throws {
    let model = Sequential(inputs: 3) { Dense(2).learningRate(scale: scale) }
    let error = try #require(throws: SwiftletError.self) { try model.compile(loss: .mse) }
    #expect(error.faults.map(\.id) == [.badArgument] && error.faults[0].place != nil)
  }

  @Test func summariesTellWhatIsFrozen() throws {
    let text = try frozenModel(.sgd()).summary()
    #expect(text.contains("26 parameters (10 trainable, 16 frozen)"), "\(text)")
    #expect(text.contains("encoder/kernel [3, 4]: glorot_uniform, frozen"), "\(text)")
    let costly = Sequential(inputs: 3) { Dense(2, regularizer: .l2(0.5)).constrained(.maxNorm(3)) }
    #expect(costly.summary().contains("glorot_uniform, l2(0.5), max_norm(3.0)"), "\(costly.summary())")
  }

  @Test func aModelOfFrozenWeightsSaysThatItCannotLearn() throws {
    let model = Sequential(inputs: 3) { Dense(2).frozen() }
    try model.compile(loss: .mse)
    let before = model.weights
    let history = try model.fit(Self.data, epochs: 2, verbose: .silent)
    #expect(history.findings.contains { $0.id == .noGradientPath && $0.severity == .warning })
    #expect(model.weights == before)
  }
}
