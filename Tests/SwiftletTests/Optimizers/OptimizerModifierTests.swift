import CKernels
import TestSupport
import Testing

@testable import Swiftlet

/// What every rule shares: clipping, decay, accumulation, averages, parameter groups.
struct OptimizerModifierTests {
  /// Follows the gradients one after the other.
  private func way(
    _ optimizer: Optimizer, from start: [Float], _ gradients: [[Float]], arrays: [Int]? = nil
  ) throws -> [[Float]] {
    var step = 0
    return try optimizer.descent(from: start, steps: gradients.count, arrays: arrays) { _ in
      defer { step += 1 }
      return (0, gradients[step])
    }
  }

  @Test func clippingFollowsItsFormulas() throws {
    let sgd = Optimizer.sgd(learningRate: 1)
    let gradient: [Float] = [3, 4, 0, -12]
    func step(_ optimizer: Optimizer) throws -> [Float] {
      try #require(try way(optimizer, from: [0, 0, 0, 0], [gradient], arrays: [2, 2]).last)
    }
    #expect(try step(sgd.clipped(value: 3.5)) == [-3, -3.5, 0, 3.5])
    // Norms 5 and 12, together 13.
    expectClose(try step(sgd.clipped(norm: 6)), [-3, -4, 0, 6], .close(absolute: 1e-6, relative: 1e-6))
    expectClose(
      try step(sgd.clipped(globalNorm: 6.5)), [-1.5, -2, 0, 6], .close(absolute: 1e-6, relative: 1e-6))
    #expect(try step(sgd.clipped(globalNorm: 13.5)) == gradient.map { -$0 })
    // In the order in which they are written, as Keras 1: the norm first.
    expectClose(
      try step(sgd.clipped(globalNorm: 6.5).clipped(value: 2)), [-1.5, -2, 0, 2], .close(absolute: 1e-6, relative: 1e-6)
    )
    // PyTorch's norm is a millionth larger: seen where the norm is of that size.
    let torch = try way(Optimizer.sgd(.torch, learningRate: 1).clipped(globalNorm: 1e-6), from: [0], [[2e-6]])
    expectClose(torch[1], [-2e-6 / 3], .close(absolute: 0, relative: 1e-5))
  }

  @Test func aGradientThatIsNoNumberSpoilsEverythingThatItsNormScales() throws {
    let clipped = Optimizer.sgd(learningRate: 1).clipped(norm: 1)
    let end = try #require(try way(clipped, from: [0, 0, 0], [[1, .nan, 1]], arrays: [2, 1]).last)
    #expect(end[0].isNaN && end[1].isNaN && end[2] == -1)
  }

  @Test func decayGoesBesideTheGradientOrThroughIt() throws {
    let momentum = Optimizer.sgd(learningRate: 0.5, momentum: 0.5)
    let gradients: [[Float]] = [[1], [1]]
    // v = -0.5·1; θ = 2 - 2·0.1·0.5 - 0.5 = 1.4; then v = -0.75, θ = 1.4·0.95 - 0.75
    expectClose(
      try way(momentum.weightDecay(0.1), from: [2], gradients).flatMap(\.self), [2, 1.4, 0.58],
      .close(absolute: 1e-6, relative: 1e-6))
    // g = 1 + 0.2; v = -0.6, θ = 1.4; g = 1.14, v = -0.3 - 0.57
    expectClose(
      try way(momentum.weightDecay(0.1, .coupled), from: [2], gradients).flatMap(\.self), [2, 1.4, 0.53],
      .close(absolute: 1e-6, relative: 1e-6))
  }

  @Test func accumulatedBatchesMoveAsTheirMeanDoes() throws {
    var samples = Samples(seed: 61)
    let gradients = (0..<6).map { _ in samples.floats(5) }
    let means: [[Float]] = [0, 3].map { first in
      (0..<5).map { (i: Int) -> Float in
        let sum: Float = gradients[first][i] + gradients[first + 1][i] + gradients[first + 2][i]
        return sum / 3
      }
    }
    let start = samples.floats(5)
    let adam = Optimizer.adam(learningRate: 0.1).schedule(.step(every: 1, factor: 0.5))
    let way = try way(adam.accumulating(batches: 3), from: start, gradients)
    let expected = try self.way(adam, from: start, means)
    #expect(way[1] == start && way[2] == start && way[3] == way[5])
    expectClose(way[3], expected[1].map(Double.init), .close(absolute: 1e-6, relative: 1e-6))
    expectClose(way[6], expected[2].map(Double.init), .close(absolute: 1e-6, relative: 1e-6))
  }

  /// Half-way between two updates too.
  @Test func aSnapshotKeepsTheBatchesThatWaitForTheirUpdate() throws {
    let data = try Dataset(inputs: Samples.rows(40, 3, seed: 5), targets: Samples.rows(40, 1, seed: 6))
    let model = Sequential(inputs: 3, seed: 4) { Dense(1) }
    // Five batches an epoch, three an update.
    try model.compile(optimizer: .adam(learningRate: 0.05).accumulating(batches: 3), loss: .mse)
    try model.fit(data, epochs: 1, batchSize: 8, verbose: .silent)
    let kept = try model.snapshot()
    try model.fit(data, epochs: 2, batchSize: 8, verbose: .silent)
    let weights = model.weights
    try model.restore(kept)
    try model.fit(data, epochs: 2, batchSize: 8, verbose: .silent)
    for (name, tensor) in weights { expectSameBits(model.weights[name]?.values ?? [], tensor.values) }
  }

  // MARK: - Groups

  private func state(
    _ optimizer: Optimizer, _ values: [Float], _ groups: [ParameterGroup]
  ) throws -> (TrainingState, AlignedBuffer) {
    let parameters = try AlignedBuffer(count: values.count, for: "a test")
    _ = parameters.buffer.update(fromContentsOf: values)
    return (try TrainingState(parameters, groups, optimizer, kernels: ck_kernels_best()), parameters)
  }

  /// Counts its steps in one slot and sums gradients in another.
  private struct Own: OptimizerRule {
    let name = "own"
    let slots = 2
    func step(
      _ p: inout MutableSpan<Float>, gradients g: borrowing Span<Float>, slots: inout MutableSpan<Float>,
      learningRate: Float, step: Int
    ) {
      precondition(slots.count == 2 * p.count && g.count == p.count)
      for i in 0..<p.count {
        slots[i] += 1
        slots[p.count + i] += g[i]
        p[i] -= learningRate * slots[p.count + i] / slots[i]
      }
    }
  }

  static let rules: [Optimizer] =
    Optimizer.vocabulary.filter { $0.0 != "lbfgs" }.map { $0.1().weightDecay(0.25) } + [
      .sgd(.torch, momentum: 0.9), .adam(amsgrad: true).weightDecay(0.25, .coupled),
      Optimizer(Own(), learningRate: 0.1).weightDecay(0.25),
    ]

  /// Each group moves as it would alone, to the bit; what is frozen keeps every bit.
  @Test(arguments: rules.indices)
  func groupsMoveAsTheyWouldAlone(_ index: Int) throws {
    let optimizer = Self.rules[index]
    var samples = Samples(seed: 62)
    let values = samples.floats(40)
    var groups = [0..<7, 7..<12, 12..<20, 20..<23, 23..<40].map { ParameterGroup(range: $0, shape: Shape([$0.count])) }
    groups[1].rateScale = 0.5
    groups[2].isFrozen = true
    groups[4].decays = false
    let (state, parameters) = try state(optimizer, values, groups)
    #expect(!state.parts.isPlain && state.parts.parts.count == 5)
    let gradients = (0..<4).map { _ in samples.floats(40) }
    for gradient in gradients {
      _ = state.gradients.buffer.update(fromContentsOf: gradient)
      state.update()
    }
    for group in groups where !group.isFrozen {
      var alone = group.decays ? optimizer : optimizer.weightDecay(0)
      alone = Optimizer(method: alone.method, learningRate: alone.learningRate * group.rateScale, alone)
      let way = try way(alone, from: Array(values[group.range]), gradients.map { Array($0[group.range]) })
      expectSameBits(Array(parameters.buffer[group.range]), try #require(way.last))
    }
    expectSameBits(Array(parameters.buffer[12..<20]), Array(values[12..<20]))
  }

  @Test func equalNeighboursAreOneSweep() throws {
    var groups = [0..<3, 3..<3, 3..<5, 5..<9].map { ParameterGroup(range: $0, shape: Shape([$0.count])) }
    #expect(UpdateParts(groups, Modifiers()).isPlain)
    #expect(UpdateParts(groups, Modifiers()).parts.map(\.range) == [0..<9])
    groups[3].rateScale = 2
    #expect(UpdateParts(groups, Modifiers()).parts.map(\.range) == [0..<5, 5..<9])
    #expect(!UpdateParts(groups, Modifiers()).isPlain)
  }

  @Test func theGlobalNormLeavesFrozenGradientsOut() throws {
    var groups = [0..<2, 2..<3].map { ParameterGroup(range: $0, shape: Shape([$0.count])) }
    groups[1].isFrozen = true
    let (state, parameters) = try state(Optimizer.sgd(learningRate: 1).clipped(globalNorm: 5), [0, 0, 7], groups)
    _ = state.gradients.buffer.update(fromContentsOf: [3, 4, 1e9])
    state.update()
    #expect(Array(parameters.buffer) == [-3, -4, 7])
  }

  @Test func constraintsHoldAfterEveryUpdate() throws {
    var groups = [0..<4, 4..<6, 6..<8].map { ParameterGroup(range: $0, shape: Shape([$0.count])) }
    groups[0] = ParameterGroup(range: 0..<4, shape: [2, 2])
    groups[0].constraint = .maxNorm(1)
    groups[1].constraint = .nonNegative
    let (state, parameters) = try state(.sgd(learningRate: 1), [0, 0, 0, 0, 1, 1, 1, 1], groups)
    _ = state.gradients.buffer.update(fromContentsOf: [-3, -0.5, -4, 0, 2, 0.5, 2, 0.5])
    state.update()
    // The columns of [[3, 0.5], [4, 0]] have the norms 5 and 0.5.
    expectClose(
      Array(parameters.buffer), [0.6, 0.5, 0.8, 0, 0, 0.5, -1, 0.5], .close(absolute: 1e-6, relative: 1e-6))
  }

  // MARK: - Averages

  @Test func theAverageForgetsAsItsDecaySays() throws {
    let group = ParameterGroup(range: 0..<1, shape: [1])
    let (state, parameters) = try state(Optimizer.sgd(learningRate: 1).averaged(decay: 0.75), [0], [group])
    var (exact, average) = (0.0, 0.0)
    for step in 1...5 {
      state.gradients.pointer[0] = Float(step)
      state.update()
      exact -= Double(step)
      average = step == 1 ? exact : 0.75 * average + 0.25 * exact
      #expect(parameters.pointer[0] == Float(exact))
      let seen = state.withAverages { parameters.pointer[0] }
      #expect(abs(Double(seen) - average) <= 1e-5)
      #expect(parameters.pointer[0] == Float(exact))
    }
    state.settleAverages()
    #expect(abs(Double(parameters.pointer[0]) - average) <= 1e-5)
  }

  private func trained(_ optimizer: Optimizer) throws -> (Sequential, Dataset, History) {
    let data = try Dataset(inputs: Samples.rows(64, 3, seed: 5), targets: Samples.rows(64, 1, seed: 6))
    let model = Sequential(inputs: 3, seed: 4) {
      Dense(5, activation: .tanh)
      Dense(1)
    }
    try model.compile(optimizer: optimizer, loss: .mse)
    return (model, data, try model.fit(data, epochs: 3, batchSize: 8, validation: .data(data), verbose: .silent))
  }

  @Test func anAverageThatForgetsEverythingChangesNothing() throws {
    let (plain, _, _) = try trained(.adam(learningRate: 0.05))
    let (averaged, _, _) = try trained(.adam(learningRate: 0.05).averaged(decay: 0))
    for (name, tensor) in plain.weights { expectSameBits(averaged.weights[name]?.values ?? [], tensor.values) }
  }

  @Test func fitEndsAtTheAverageThatItValidatedWith() throws {
    let (model, data, history) = try trained(.adam(learningRate: 0.05).averaged(decay: 0.9))
    let (raw, _, _) = try trained(.adam(learningRate: 0.05))
    #expect(model.weights["dense/kernel"] != raw.weights["dense/kernel"])
    let watched = try #require(history.validation?.loss.last)
    #expect(abs(try model.evaluate(data).loss - watched) <= 1e-6 * watched)
  }

  // MARK: - Momentum that cycles

  @Test func oneCycleMovesTheMomentumOfTheRule() throws {
    let schedule = Schedule.oneCycle(steps: 8)
    let way = try way(
      .sgd(learningRate: 0.1, momentum: 0.5).schedule(schedule), from: [1], [[Float]](repeating: [0.5], count: 8))
    var (point, speed) = (1.0, 0.0)
    for step in 0..<8 {
      let rate = 0.1 * schedule.factor(step: step)
      speed = (try #require(schedule.momentum(step: step))) * speed - rate * 0.5
      point += speed
      #expect(abs(Double(way[step + 1][0]) - point) <= 1e-6)
    }
    #expect(schedule.momentum(step: 0) == 0.95)
    // Without a momentum there is none to move.
    let plain = try self.way(.sgd(learningRate: 0.1).schedule(schedule), from: [1], [[0.5]])
    expectClose(plain[1], [1 - 0.1 / 25 * 0.5], .close(absolute: 1e-7, relative: 0))
  }
}

extension Optimizer {
  /// Another learning rate, and everything else of `other`.
  fileprivate init(method: Method, learningRate: Double, _ other: Optimizer) {
    self.init(method: method, learningRate: learningRate, preset: other.preset)
    schedule = other.schedule
    modifiers = other.modifiers
  }
}
