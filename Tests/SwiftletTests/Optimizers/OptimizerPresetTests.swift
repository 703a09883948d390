import Foundation
import TestSupport
import Testing

@testable import Swiftlet

/// What a name stands for in each library, what its numbers may be, and that a person can read them.
struct OptimizerPresetTests {
  /// An optimizer of a preset, and the presets that mean the same by it.
  struct Family: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let alike: [[Preset]]
    let make: @Sendable (Preset) -> Optimizer
  }

  static let families: [Family] = [
    Family(testDescription: "sgd", alike: [[.keras1, .keras2, .keras3], [.torch]]) { .sgd($0) },
    Family(testDescription: "rmsprop", alike: [[.keras1], [.keras2], [.keras3], [.torch]]) { .rmsprop($0) },
    Family(testDescription: "adagrad", alike: [[.keras1], [.keras2], [.keras3], [.torch]]) { .adagrad($0) },
    Family(testDescription: "adadelta", alike: [[.keras1], [.keras2], [.keras3], [.torch]]) { .adadelta($0) },
    Family(testDescription: "adam", alike: [[.keras1], [.keras2, .keras3], [.torch]]) { .adam($0) },
    Family(testDescription: "adamw", alike: [[.keras3], [.torch]]) { .adamw($0) },
    Family(testDescription: "adamax", alike: [[.keras1], [.keras2], [.keras3], [.torch]]) { .adamax($0) },
    Family(testDescription: "nadam", alike: [[.keras1, .torch], [.keras2], [.keras3]]) { .nadam($0) },
    Family(testDescription: "radam", alike: [[.torch]]) { .radam($0) },
    Family(testDescription: "lion", alike: [[.keras3]]) { .lion($0) },
    Family(testDescription: "rprop", alike: [[.torch]]) { .rprop($0) },
    Family(testDescription: "lbfgs", alike: [[.torch]]) { .lbfgs($0) },
  ]

  /// Gradients as small as the epsilons, so that these count.
  private func way(_ optimizer: Optimizer) throws -> [[Float]] {
    var step: Float = 0
    return try optimizer.descent(from: [0, 0, 0], steps: 12) { _ in
      step += 1
      return (0, [2e-7, -3e-8 * step, step.remainder(dividingBy: 3) * 1e-7])
    }
  }

  @Test(arguments: families)
  func presetsThatDifferGiveDifferentNumbers(_ family: Family) throws {
    guard family.testDescription != "lbfgs" else { return }
    let ways = try family.alike.map { try $0.map { try way(family.make($0)) } }
    for (index, group) in ways.enumerated() {
      for same in group { #expect(same == group[0]) }
      for other in ways[..<index] { #expect(other[0] != group[0], "\(family.alike[index])") }
    }
  }

  @Test(arguments: families)
  func aLibraryThatHasNotGotAnOptimizerIsNoPresetOfIt(_ family: Family) {
    let known = family.alike.flatMap(\.self)
    for preset in Preset.allCases {
      let faults = family.make(preset).faults
      #expect(faults.isEmpty == known.contains(preset), "\(preset): \(faults)")
      #expect(faults.allSatisfy { $0.description.contains(".\(preset.rawValue)") })
    }
  }

  @Test(arguments: Optimizer.vocabulary.map(\.0))
  func everyNameMakesAnOptimizerOfThatName(_ name: String) throws {
    let optimizer = try Optimizer(named: name)
    #expect(optimizer.name == name)
    #expect(optimizer.faults.isEmpty)
    #expect(optimizer.description.hasPrefix("\(name)(learning_rate \(optimizer.learningRate)"))
  }

  /// Every number that a person may give, put into its place.
  static let numbers: [(String, @Sendable (Double) -> Optimizer)] = [
    ("learning rate", { .sgd(learningRate: $0) }), ("momentum", { .sgd(momentum: $0) }),
    ("dampening", { .sgd(.keras3, dampening: $0) }), ("rho", { .rmsprop(rho: $0) }),
    ("momentum", { .rmsprop(momentum: $0) }), ("epsilon", { .rmsprop(epsilon: $0) }),
    ("initial accumulator", { .adagrad(initialAccumulator: $0) }), ("epsilon", { .adagrad(epsilon: $0) }),
    ("rho", { .adadelta(rho: $0) }), ("epsilon", { .adadelta(epsilon: $0) }), ("beta1", { .adam(beta1: $0) }),
    ("beta2", { .adam(beta2: $0) }), ("epsilon", { .adam(epsilon: $0) }),
    ("weight decay", { .adamw(weightDecay: $0) }), ("beta1", { .adamax(beta1: $0) }),
    ("beta2", { .adamax(beta2: $0) }), ("epsilon", { .adamax(epsilon: $0) }), ("beta1", { .nadam(beta1: $0) }),
    ("beta2", { .nadam(beta2: $0) }), ("epsilon", { .nadam(epsilon: $0) }),
    ("momentum decay", { .nadam(momentumDecay: $0) }), ("beta1", { .radam(beta1: $0) }),
    ("beta2", { .radam(beta2: $0) }), ("epsilon", { .radam(epsilon: $0) }), ("beta1", { .lion(beta1: $0) }),
    ("beta2", { .lion(beta2: $0) }), ("factors", { .rprop(shrink: $0) }), ("factors", { .rprop(grow: $0) }),
    ("step sizes", { .rprop(smallest: $0) }), ("step sizes", { .rprop(largest: $0) }),
    ("gradient tolerance", { .lbfgs(gradientTolerance: $0) }), ("change tolerance", { .lbfgs(changeTolerance: $0) }),
    ("value to clip at", { .sgd().clipped(value: $0) }), ("norm to clip at", { .sgd().clipped(norm: $0) }),
    ("global norm to clip at", { .sgd().clipped(globalNorm: $0) }),
    ("weight decay", { .sgd().weightDecay($0, .coupled) }), ("time decay", { .sgd().decayed($0) }),
    ("decay of the averaged weights", { .sgd().averaged(decay: $0) }),
  ]

  @Test(arguments: numbers.indices)
  func everyNumberOutOfItsDomainIsNamedAtCompile(_ index: Int) throws {
    let (what, make) = Self.numbers[index]
    for value in [Double.nan, .infinity, -.infinity, -1, 1e60] {
      let model = Sequential(inputs: 2) { Dense(1) }
      let error = try #require(throws: SwiftletError.self) { try model.compile(optimizer: make(value), loss: .mse) }
      let fault = try #require(error.faults.first { $0.sentence.contains("the \(what) of ") }, "\(what) \(value)")
      #expect(fault.id == .badArgument && fault.got?.contains("\(value)") == true)
    }
  }

  static let counts: [@Sendable (Int) -> Optimizer] = [
    { .lbfgs(iterations: $0) }, { .lbfgs(evaluations: $0) }, { .lbfgs(history: $0) },
    { .sgd().accumulating(batches: $0) },
  ]

  @Test(arguments: counts.indices, [0, -1, Int.min, Int.max])
  func everyCountOutOfItsDomainIsNamed(_ index: Int, _ value: Int) {
    #expect(Self.counts[index](value).faults.contains { $0.got == "\(value)" })
  }

  @Test func theSummaryHasEveryResolvedNumber() throws {
    let model = Sequential(inputs: 2) { Dense(1) }
    let optimizer = Optimizer.nadam(.torch, beta1: 0.8).schedule(
      .warmUp(steps: 50, then: .cosine(steps: 500, end: 0.25))
    )
    .clipped(value: 0.5).clipped(globalNorm: 3).weightDecay(0.125).decayed(0.01).accumulating(batches: 4)
    .averaged(decay: 0.875)
    try model.compile(optimizer: optimizer, loss: .mse)
    let summary = model.summary()
    for words in [
      "nadam(learning_rate 0.002, beta_1 0.8, beta_2 0.999, epsilon 1e-08, momentum_decay 0.004)",
      "warm-up from 0.0 over 50 steps, then cosine to 0.25 over 500 steps", "clipped at ±0.5",
      "global norm 3.0 (norm + 1e-06)", "weight decay 0.125 (coupled)", "1 + 0.01·t", "per 4 batches",
      "averaged with decay 0.875",
    ] { #expect(summary.contains(words), "\(words) in \(summary)") }
  }

  // MARK: - Files

  static let coded: [Optimizer] =
    Optimizer.vocabulary.map { $0.1() } + [
      .sgd(.torch, momentum: 0.9, nesterov: true).schedule(.oneCycle(steps: 10, shape: .init(isLinear: true))),
      .adam(.keras2, amsgrad: true).clipped(globalNorm: 1).clipped(norm: 2).weightDecay(0.1, .coupled),
      .rmsprop(.torch, centered: true).averaged().accumulating(batches: 3).decayed(0.5)
        .schedule(.warmUp(steps: 3, then: .cyclic(from: 0.1, up: 4, peaks: .exponential(rate: 0.9)))),
      .adagrad(.torch).schedule(.piecewise([0: 1, 20: 0.1])), .lbfgs(history: 7),
    ]

  @Test(arguments: coded.indices)
  func anOptimizerComesBackFromAFileAsItWas(_ index: Int) throws {
    let optimizer = Self.coded[index]
    let data = try JSONEncoder().encode(optimizer)
    let back = try JSONDecoder().decode(Optimizer.self, from: data)
    #expect(back.description == optimizer.description)
    #expect(back.schedule == optimizer.schedule && back.modifiers == optimizer.modifiers)
    #expect(back.preset == optimizer.preset && back.learningRate == optimizer.learningRate)
    switch (optimizer.method, back.method) {
    case (.sweep(let a as any KernelRule), .sweep(let b as any KernelRule)):
      #expect(AnyHashable(a) == AnyHashable(b))
    case (.solver(let a), .solver(let b)): #expect(AnyHashable(a) == AnyHashable(b))
    default: Issue.record("another method")
    }
    #expect(optimizer.isCodable)
  }

  private struct Own: OptimizerRule {
    let name = "own"
    let slots = 0
    func step(
      _ parameters: inout MutableSpan<Float>, gradients: borrowing Span<Float>, slots: inout MutableSpan<Float>,
      learningRate: Float, step: Int
    ) {}
  }

  @Test func aRuleOfOnesOwnHasNoPlaceInAFile() {
    let optimizer = Optimizer(Own(), learningRate: 1)
    #expect(!optimizer.isCodable)
    #expect(throws: EncodingError.self) { try JSONEncoder().encode(optimizer) }
  }

  @Test func damagedFilesAreRefusedAndBadNumbersAreFaults() throws {
    let text = String(decoding: try JSONEncoder().encode(Optimizer.adam()), as: UTF8.self)
    let renamed = text.replacingOccurrences(of: "\"name\":\"adam\"", with: "\"name\":\"adamm\"")
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Optimizer.self, from: Data(renamed.utf8)) }
    let spoilt = text.replacingOccurrences(of: "0.999", with: "1.5")
    let back = try JSONDecoder().decode(Optimizer.self, from: Data(spoilt.utf8))
    #expect(back.faults.map(\.sentence) == ["the beta2 of adam cannot be used"])
  }
}
