import CKernels
import TestSupport
import Testing

/// Optimizer steps against the formulas in Double. The trajectories of other libraries: GoldenOptimizerTests.
struct OptimizerTests {
  static let all: [OptimizerStep] = [
    .sgd(lr: 0.125),
    .momentumKeras(lr: 0.1, mu: 0.9, nesterov: false),
    .momentumKeras(lr: 0.1, mu: 0.9, nesterov: true),
    .momentumTorch(lr: 0.1, mu: 0.9, dampening: 0.25, nesterov: false),
    .momentumTorch(lr: 0.1, mu: 0.9, dampening: 0, nesterov: true),
    rmsprop(), rmsprop(inside: true), rmsprop(centered: true), rmsprop(inside: true, centered: true, momentum: 0.5),
    rmsprop(momentum: 0.9), rmsprop(momentum: 0.9, torch: true), rmsprop(centered: true, momentum: 0.5, torch: true),
    adam(torch: false, amsgrad: false), adam(torch: true, amsgrad: false), adam(torch: false, amsgrad: true),
    adam(torch: true, amsgrad: true),
    .adagrad(lr: 0.05, epsilon: 1e-7, inside: true), .adagrad(lr: 0.05, epsilon: 1e-3, inside: false),
    .adadelta(lr: 0.5, rho: 0.9, epsilon: 1e-6),
    .adamax(lr: 0.01, beta1: 0.9, beta2: 0.99, epsilon: 1e-7, torch: false),
    .adamax(lr: 0.01, beta1: 0.9, beta2: 0.99, epsilon: 1e-3, torch: true),
    .nadam(lr: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, momentumDecay: 1),
    .nadam(lr: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, momentumDecay: 0.004),
    .lion(lr: 0.01, beta1: 0.9, beta2: 0.99),
    .rprop(shrink: 0.5, grow: 1.25, smallest: 0.0078125, largest: 0.0625),
  ]

  private static func rmsprop(
    inside: Bool = false, centered: Bool = false, momentum: Double? = nil, torch: Bool = false
  ) -> OptimizerStep {
    .rmsprop(
      lr: 0.01, rho: 0.9, epsilon: 1e-6, mu: momentum ?? 0, inside: inside, torchMomentum: torch, centered: centered,
      hasMomentum: momentum != nil)
  }

  private static func adam(torch: Bool, amsgrad: Bool) -> OptimizerStep {
    .adam(lr: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, torch: torch, amsgrad: amsgrad)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let set: InstructionSet
    let step: OptimizerStep
    var testDescription: String { "\(step) on \(set.testDescription)" }
  }
  static let cases = InstructionSet.available.flatMap { set in all.map { Case(set: set, step: $0) } }

  /// Ten steps for every size around the vectors. Hyper-parameters are rounded to Float on the way into
  /// the kernel (relative 2^-24 each), the state at every step: 1e-6 of the way a parameter can have gone.
  @Test(arguments: cases)
  func tenStepsFollowTheFormula(_ test: Case) {
    var samples = Samples(seed: 91)
    for n in sizesAroundVectors where n > 0 {
      let start = samples.floats(n, 1, 2)
      let p = Guarded(start, offset: n % 16)
      let slots = (0..<OptimizerStep.slotCount).map { Guarded([Float](repeating: 0, count: n), offset: (n + $0) % 16) }
      var exact = start.map(Double.init)
      var exactSlots = [[Double]](repeating: [Double](repeating: 0, count: n), count: OptimizerStep.slotCount)
      for t in 1...10 {
        let g = samples.floats(n)
        test.step.step(
          t, by: test.set.kernels, count: n, gradients: g, parameters: p.pointer, slots: slots.map(\.pointer))
        test.step.step(t, gradients: g.map(Double.init), parameters: &exact, slots: &exactSlots)
      }
      expectClose(p.values, exact, .close(absolute: 2e-6, relative: 2e-6), "n \(n)")
      p.expectGuardsIntact()
      for slot in slots { slot.expectGuardsIntact() }
    }
  }

  /// A parameter's bits do not depend on its place in the vector.
  @Test(arguments: cases)
  func bitsDoNotDependOnThePosition(_ test: Case) {
    var samples = Samples(seed: 92)
    let n = 37
    let start = samples.floats(n)
    let gradients = (0..<3).map { _ in samples.floats(n) }
    func run(_ indices: Range<Int>) -> [Float] {
      let p = Guarded(Array(start[indices]), offset: indices.lowerBound % 16)
      let slots = (0..<OptimizerStep.slotCount).map { _ in Guarded([Float](repeating: 0, count: indices.count)) }
      for (t, g) in gradients.enumerated() {
        test.step.step(
          t + 1, by: test.set.kernels, count: indices.count, gradients: Array(g[indices]), parameters: p.pointer,
          slots: slots.map(\.pointer))
      }
      return p.values
    }
    expectSameBits((0..<n).flatMap { run($0..<$0 + 1) }, run(0..<n))
  }

  @Test(arguments: cases)
  func nanInAGradientReachesItsParameterAlone(_ test: Case) {
    var g = [Float](repeating: 0.5, count: 19)
    g[7] = .nan
    var p = [Float](repeating: 1, count: 19)
    let slots = (0..<OptimizerStep.slotCount).map { _ in Guarded([Float](repeating: 0, count: 19)) }
    test.step.step(1, by: test.set.kernels, count: 19, gradients: g, parameters: &p, slots: slots.map(\.pointer))
    #expect(p.indices.filter { p[$0].isNaN } == [7])
  }

  /// The smallest normal number as an average, and no gradient any more: what would become subnormal becomes 0. Not
  /// in Lion, which follows its sign.
  @Test(arguments: cases)
  func anAverageThatHasFadedIsNothing(_ test: Case) {
    let slots = Self.slotsAfterNoGradient(test)
    for slot in slots { #expect(slot == [Float](repeating: slot[0], count: slot.count)) }
    switch test.step {
    case .sgd, .adagrad, .rprop: break
    case .lion: #expect(slots[0][0].isSubnormal)
    default:
      #expect(slots[0][0] == 0)
      #expect(slots.allSatisfy { !$0[0].isSubnormal })
    }
  }

  /// Without an epsilon a square stays, since 0 is not to be divided by.
  @Test(arguments: InstructionSet.available)
  func aSquareThatIsDividedByStays(_ set: InstructionSet) {
    let steps: [(OptimizerStep, slot: Int)] = [
      (.adam(lr: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 0, torch: true, amsgrad: false), 1),
      (.nadam(lr: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 0, momentumDecay: 1), 1),
      (.adamax(lr: 0.01, beta1: 0.9, beta2: 0.99, epsilon: 0, torch: false), 1),
      (.adadelta(lr: 0.5, rho: 0.9, epsilon: 0), 0),
      (
        .rmsprop(
          lr: 0.01, rho: 0.9, epsilon: 0, mu: 0, inside: false, torchMomentum: false, centered: false,
          hasMomentum: false), 0
      ),
    ]
    for (step, slot) in steps {
      #expect(Self.slotsAfterNoGradient(Case(set: set, step: step))[slot].allSatisfy { $0.isSubnormal }, "\(step)")
    }
  }

  /// Slots that began as 2^-126, after a step without a gradient. Parameters are where they were, nearly.
  private static func slotsAfterNoGradient(_ test: Case) -> [[Float]] {
    let n = 19
    let slots = (0..<OptimizerStep.slotCount).map { _ in
      Guarded([Float](repeating: .leastNormalMagnitude, count: n))
    }
    var p = [Float](repeating: 1, count: n)
    test.step.step(
      2, by: test.set.kernels, count: n, gradients: [Float](repeating: 0, count: n), parameters: &p,
      slots: slots.map(\.pointer))
    #expect(p.allSatisfy { $0.isFinite && abs($0 - 1) < 0.1 })
    return slots.map(\.values)
  }
}
