import Foundation
import TestSupport
import Testing

@testable import Swiftlet

struct ActivationTests {
  /// One of every case: a new one does not compile until it is here, and the next test asks for it in the list.
  private func isCovered(_ activation: Activation) -> Bool {
    switch activation {
    case .linear, .relu, .relu6, .leakyReLU, .rectifier, .thresholdedReLU, .elu, .celu, .selu, .sigmoid, .logSigmoid,
      .hardSigmoid, .tanh, .hardTanh, .tanhShrink, .softShrink, .hardShrink, .softplus, .softsign, .squareplus,
      .exponential, .sine, .gaussian, .silu, .hardSwish, .mish, .gelu, .softmax, .logSoftmax, .sparsemax:
      true
    case .unknown: false
    }
  }

  @Test func everyNameStandsForAnActivationAndEveryActivationHasAName() throws {
    let named = Set(Activation.vocabulary.map(\.1.baseName))
    for activation in Activation.elementwise + [.softmax, .logSoftmax, .sparsemax] {
      #expect(isCovered(activation) && named.contains(activation.baseName), "\(activation.description)")
      #expect((activation.kernel == nil) == (activation.rowwise != nil))
      #expect(activation.fault == nil)
    }
    #expect(named.count == 29, "29 functions; the presets and parameters of each are one name")
    for (spelling, activation) in [
      ("Swish", Activation.silu), ("SiLU", .silu), ("Hardswish", .hardSwish), ("hard_silu", .hardSilu),
      ("LogSoftmax", .logSoftmax), ("Hardtanh", .hardTanh), ("Softshrink", .softShrink), ("ReLU6", .relu6),
      ("LogSigmoid", .logSigmoid), ("CELU", .celu), ("Tanhshrink", .tanhShrink), ("sin", .sine),
      ("ThresholdedReLU", .thresholdedReLU), ("Identity", .linear), ("Hardshrink", .hardShrink),
    ] { #expect(try Activation(named: spelling) == activation) }
  }

  /// Presets that differ give different numbers.
  @Test func presetsThatDifferGiveDifferentNumbers() {
    #expect(Activation.leakyReLU(.keras1).forward(-1) == -0.3)
    #expect(Activation.leakyReLU(.keras2).forward(-1) == -0.3)
    #expect(Activation.leakyReLU(.keras3).forward(-1) == -0.2 && Activation.leakyReLU == .leakyReLU(.keras3))
    #expect(Activation.leakyReLU(.torch).forward(-1) == -0.01)
    #expect(Activation.hardSigmoid(.keras1).forward(1) == 0.7 && Activation.hardSigmoid(.keras2).forward(1) == 0.7)
    expectClose(Activation.hardSigmoid(.keras3).forward(1), 2.0 / 3, relative: 1e-15)
    expectClose(Activation.hardSigmoid(.torch).forward(1), 2.0 / 3, relative: 1e-15)
    #expect(Activation.hardSigmoid(.keras2).kernel?.kernel == Activation.hardSigmoid(.keras1).kernel?.kernel)
    // The derivative at the kink.
    #expect(Activation.selu(.keras3).kernel?.a == 1.0507009873554805)
    #expect(Activation.selu(.torch).kernel?.a == 1.7580993408473766)
    #expect(Activation.hardTanh(.keras3).kernel?.a == 1 && Activation.hardTanh(.torch).kernel?.a == 0)
  }

  @Test func descriptionsShowTheNumbersThatAreUsed() {
    #expect(Activation.leakyReLU(.torch).description == "leaky_relu(slope 0.01)")
    #expect(Activation.leakyReLU.description == "leaky_relu(slope 0.2)")
    #expect(Activation.relu(slope: 0.1, maximum: 6).description == "relu(slope 0.1, maximum 6, threshold 0)")
    #expect(Activation.elu.description == "elu" && Activation.elu(alpha: 0.5).description == "elu(alpha 0.5)")
    #expect(Activation.gelu.description == "gelu")
    #expect(Activation.gelu(approximate: true).description == "gelu(tanh)")
    #expect(Activation.hardSigmoid.description == "hard_sigmoid")
    #expect(Activation.hardSigmoid(.keras1).description == "hard_sigmoid(keras1)")
    #expect(Activation.hardSwish.description == "hard_silu")
  }

  @Test func activationsAreSavedAndReadBack() throws {
    for activation in Activation.elementwise + [.softmax, .logSoftmax, .sparsemax, .relu(maximum: 3), "no_such_thing"] {
      let data = try JSONEncoder().encode(activation)
      #expect(try JSONDecoder().decode(Activation.self, from: data) == activation)
    }
  }

  /// What a range says must hold for the numbers of the kernels.
  @Test(arguments: Activation.elementwise)
  func valuesStayInTheRangeThatIsPromised(_ activation: Activation) throws {
    for interval in [-Float.infinity...Float.infinity, -3...(-1), -2...4, 0.5...3, -0.25...0.75] {
      let range = activation.range(ValueRange(interval))
      let (low, high) = (max(interval.lowerBound, -30), min(interval.upperBound, 30))
      let x = (0...300).map { low + (high - low) * Float($0) / 300 }
      let input = Symbol.input(1)
      let model = Model(inputs: input, outputs: activation(input) * 1)
      let y = try model.predict(Tensor(x, rows: x.count, shape: [1])).values
      // Half a unit in the last place: the bounds are rounded from Double.
      let slack = { (bound: Float) in bound.isFinite ? bound.ulp : 0 }
      for value in y {
        #expect(value >= range.interval.lowerBound - slack(range.interval.lowerBound), "\(activation) \(interval)")
        #expect(value <= range.interval.upperBound + slack(range.interval.upperBound), "\(activation) \(interval)")
      }
    }
  }

  static let faults: [(Activation, String)] = [
    (.leakyReLU(slope: .nan), "slope"), (.leakyReLU(slope: 1e39), "slope"), (.elu(alpha: .infinity), "alpha"),
    (.celu(alpha: 0), "alpha"), (.celu(alpha: -1), "alpha"), (.celu(alpha: 1e-60), "alpha"),
    (.squareplus(b: 0), "b"), (.squareplus(b: -4), "b"), (.squareplus(b: .nan), "b"),
    (.softShrink(-0.5), "lambda"), (.hardShrink(.infinity), "lambda"), (.thresholdedReLU(theta: -1), "theta"),
    (.relu(slope: -0.1), "slope"), (.relu(maximum: -1), "maximum"), (.relu(maximum: .infinity), "maximum"),
    (.relu(threshold: -1), "threshold"), (.relu(threshold: .nan), "threshold"), (.selu(.keras1), "has no activation"),
    (.hardTanh(.keras1), "has no activation"), (.hardTanh(.keras2), "has no activation"),
  ]

  @Test(arguments: faults.indices)
  func aParameterOutsideItsDomainIsNamedByCompile(_ index: Int) throws {
    let (activation, word) = Self.faults[index]
    let model = Sequential(inputs: 2) {
      Dense(3, activation: activation)
    }
    let error = try #require(throws: SwiftletError.self) { try model.compile(loss: .mse) }
    let finding = try #require(error.faults.first)
    #expect(finding.id == .badArgument && finding.sentence.contains(word), "\(finding)")
    #expect(!finding.remedy.isEmpty && finding.place != nil)
  }

  @Test func aNameIsTheLayerTheArgumentAndTheFunction() throws {
    let model = Sequential(inputs: 2) {
      Dense(3, activation: .relu(maximum: 6))
      Activation.relu
      Activation("swish")
      Lambda { x in Activation.relu(x) + Activation.relu(slope: 0.1)(x) + Activation.leakyReLU(x) }
      Dense(3, activation: .logSoftmax)
    }
    let y = try model.predict([0.5, -1])
    expectClose(y.reduce(0) { $0 + exp(Double($1)) }, 1, relative: 1e-6)
    #expect(y.allSatisfy { $0 <= 0 })
  }

  /// Log-probabilities are not probabilities, and are as good as logits.
  @Test func lossesKnowWhatALogSoftmaxIs() throws {
    let model = Sequential(inputs: 2) { Dense(3, activation: .logSoftmax) }
    try model.compile(loss: .sparseCategoricalCrossentropy(from: .logits))
    let error = try #require(throws: SwiftletError.self) { try model.compile(loss: .sparseCategoricalCrossentropy) }
    #expect(error.faults.first?.id == .logitsIntoProbabilityLoss)
  }
}
