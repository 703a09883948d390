import CKernels
import Testing

@testable import Swiftlet

/// The check agrees with right gradients and finds each kind of wrong one: a sign, a factor, a missing term.
struct GradientCheckTests {
  /// Two ways through the network, so that gradients are sums.
  private func model() throws -> (Model, Dataset) {
    let x = Symbol.input(3)
    let hidden = Dense(4, activation: .tanh, biases: .uniform(-0.5...0.5)).named("hidden")(x)
    let other = Dense(4, activation: .sigmoid, biases: .uniform(-0.5...0.5)).named("other")(hidden)
    let model = Model(inputs: x, outputs: Dense(2).named("last")(Add()(hidden * 0.5, other)), seed: 3)
    try model.compile(loss: .mse)
    let data = try Dataset(
      inputs: Tensor.uniform(rows: 6, shape: 3, in: -1...1, seed: 1),
      .values(Tensor.uniform(rows: 6, shape: 2, in: -1...1, seed: 2)))
    return (model, data)
  }

  @Test func rightGradientsPassAndEveryArrayHasItsRow() throws {
    let (model, data) = try model()
    let check = try model.checkGradients(on: data)
    #expect(check.passed, "\(check)")
    #expect(check.parts.map(\.name) == model.weights.keys.sorted { check.place($0) < check.place($1) })
    #expect(check.parts.reduce(0) { $0 + $1.compared } == check.entries.count && check.entries.count == 46)
    #expect(check.parts.allSatisfy { $0.passed && $0.error < GradientCheck.tolerance && $0.largest > 1e-3 })
    let lines = check.description.split(separator: "\n")
    #expect(lines.count == 8 && lines.last?.hasPrefix("passed: 46 gradients agree") == true)
    #expect(lines.filter { $0.hasSuffix("agrees") }.count == 6)
  }

  static let arrays = ["hidden/kernel", "hidden/bias", "other/kernel", "other/bias", "last/kernel", "last/bias"]

  /// - Parameter change: What becomes of each gradient of the array.
  private func wrong(_ array: String, _ change: @escaping (Float) -> Float) throws -> GradientCheck {
    let (model, data) = try model()
    let entry = try #require(try model.prepared().graph.parameters.entries.first { $0.name == array })
    return try model.checkGradients(
      on: data,
      tampering: GradientTampering(gradients: { gradients in
        for i in entry.offset..<entry.offset + entry.count { gradients[i] = change(gradients[i]) }
      }))
  }

  @Test(arguments: arrays) func aWrongSignIsFound(_ array: String) throws {
    let check = try wrong(array) { -$0 }
    #expect(!check.passed && check.parts.filter { !$0.passed }.map(\.name) == [array])
    #expect(abs((check.parts.first { $0.name == array }?.error ?? 0) - 2) < 0.1)
    #expect(check.description.contains("WRONG") && check.description.contains("failed: \(array)"))
  }

  @Test(arguments: arrays, [Float(0), 0.5, 0.99, 1.01, 2]) func aWrongFactorIsFound(
    _ array: String, _ factor: Float
  ) throws {
    let check = try wrong(array) { $0 * factor }
    #expect(!check.passed && check.parts.filter { !$0.passed }.map(\.name) == [array])
  }

  @Test(arguments: arrays, [Float.nan, .infinity]) func whatIsNoNumberIsFound(_ array: String, _ value: Float) throws {
    let check = try wrong(array) { _ in value }
    #expect(!check.passed && check.parts.filter { !$0.passed }.map(\.name).contains(array))
  }

  /// Every step behind the loss is a term of some gradient: without it the check fails.
  @Test func everyMissingTermIsFound() throws {
    let (model, data) = try model()
    var count = 0
    _ = try model.checkGradients(on: data, tampering: GradientTampering(steps: { count = $0.count }))
    var backward = 0
    for place in 0..<count {
      var isBackward = false
      let check = try model.checkGradients(
        on: data,
        tampering: GradientTampering(steps: { steps in
          let loss = steps.firstIndex { $0.kind == CK_STEP_LOSS } ?? steps.count
          isBackward = place > loss
          if isBackward { steps.remove(at: place) }
        }))
      #expect(check.passed != isBackward, "step \(place)")
      backward += isBackward ? 1 : 0
    }
    #expect(backward >= 6)
  }

  /// The derivative of another activation.
  @Test func aWrongFormulaIsFound() throws {
    let (model, data) = try model()
    var changed = 0
    let check = try model.checkGradients(
      on: data,
      tampering: GradientTampering(steps: { steps in
        for i in steps.indices where steps[i].kind == CK_STEP_UNARY_GRAD {
          steps[i].index = Int32(CK_SOFTSIGN.rawValue)
          changed += 1
        }
      }))
    #expect(changed > 0 && !check.passed)
  }

  @Test func nothingToCompareIsNoPass() throws {
    let model = Sequential(inputs: 2) { Lambda { x in x * 2 } }
    try model.compile(loss: .mse)
    let data = try Dataset(inputs: [[1, 2]] as [[Float]], targets: [[1, 2]] as [[Float]])
    let check = try model.checkGradients(on: data)
    #expect(!check.passed && check.parts.isEmpty)
    #expect(check.description.hasSuffix("failed: there was nothing to compare"))
  }

  @Test(arguments: [
    (0.0, "0"), (1, "1.0"), (-0.5, "-0.5"), (0.0123456, "0.0123"), (123456, "123456.0"), (1.23456e-7, "1.23e-7"),
    (-9.999e9, "-1.0e10"), (.infinity, "inf"), (0.001, "0.001"), (12.345, "12.3"),
  ])
  func numbersOfTheTableHaveThreeDigits(_ value: Double, _ words: String) {
    #expect(GradientCheck.words(value) == words)
  }
}

extension GradientCheck {
  fileprivate func place(_ name: String) -> Int { parts.firstIndex { $0.name == name } ?? -1 }
}
