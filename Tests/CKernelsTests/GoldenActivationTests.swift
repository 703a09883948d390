import CKernels
import TestSupport
import Testing

/// Activations and their derivatives against mpmath (60 digits), and softmax against the same.
struct GoldenActivationTests {
  /// The fixture's name and its first parameter, if it has one.
  static let table: [(function: UnaryFunction, name: String, parameter: String?)] = [
    (.linear, "linear", nil), (.relu, "relu", nil), (.leakyRelu, "leaky_relu", "negative_slope"),
    (.elu, "elu", "alpha"),
    (.selu, "selu", nil), (.tanh, "tanh", nil), (.sigmoid, "sigmoid", nil),
    (.hardSigmoidKeras1, "hard_sigmoid_keras1", nil), (.hardSigmoidKeras3, "hard_sigmoid_keras3", nil),
    (.softplus, "softplus", nil), (.softsign, "softsign", nil), (.exponential, "exponential", nil), (.sine, "sin", nil),
  ]

  @Test(arguments: InstructionSet.available)
  func activationsEqualTheFixtures(_ set: InstructionSet) throws {
    let x = try Golden.load("activations")["x"].floats()
    let cases = try Golden.cases("activations")
    var compared = 0
    for (function, name, parameter) in Self.table {
      for fixture in cases where try fixture["name"].string() == name {
        let parameters = try fixture["params"]
        guard parameters.keys == (parameter.map { [$0] } ?? []) else { continue }
        let a = try parameter.map { Float(try parameters[$0].double()) } ?? 0
        try compare(set, function, a, x, fixture)
        compared += 1
      }
    }
    #expect(compared == 16)
  }

  private func compare(
    _ set: InstructionSet, _ function: UnaryFunction, _ a: Float, _ x: [Float], _ fixture: GoldenValue
  ) throws {
    var y = x
    set.kernels.unary(function.kernel)(x.count, a, 0, x, &y)
    let tail = function == .exponential || function == .sine ? 1e-5 : 2e-6
    let values = try fixture["y"].doubles()
    // At |x| = 10⁴ the argument's own rounding decides.
    let bounds = zip(x, values).map { function == .sine && abs($0) > 1e3 ? 1e-3 : 1e-6 + tail * abs($1) }
    expectBounded(y, values, bounds, fixture.path)

    let ones = [Float](repeating: 1, count: x.count)
    var dydx = ones
    set.kernels.unaryGradient(function.kernel)(x.count, a, 0, x, y, ones, &dydx)
    let kinks = Set(try fixture["kink_indices"].doubles().map { Int($0) })
    let exact = try fixture["dydx"].doubles()
    let smooth = x.indices.filter { !kinks.contains($0) }
    #expect(smooth.count > 80)
    let slopeBounds = smooth.map { function == .sine && abs(x[$0]) > 1e3 ? 1e-3 : 2e-6 + 1e-5 * abs(exact[$0]) }
    expectBounded(smooth.map { dydx[$0] }, smooth.map { exact[$0] }, slopeBounds, "derivative of \(fixture.path)")
  }

  /// The bounds of the overflowing ends are infinite beside the rest: those elements must be equal.
  private func expectBounded(
    _ actual: [Float], _ expected: [Double], _ bounds: [Double], _ context: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    expectClose(
      actual, expected, .each(zip(expected, bounds).map { Float($0).isFinite ? $1 : 0 }), context,
      sourceLocation: sourceLocation)
  }

  @Test(arguments: InstructionSet.available)
  func softmaxAndItsLogarithmEqualTheFixtures(_ set: InstructionSet) throws {
    let cases = try Golden.load("activations")["softmax_cases"].list()
    for fixture in cases {
      try compareRows(set, .softmax, fixture, "softmax")
      try compareRows(set, .logSoftmax, fixture, "log_softmax")
    }
    #expect(cases.count > 0)
    if Golden.isShipped { #expect(cases.count == 6) }
  }

  private func compareRows(
    _ set: InstructionSet, _ function: RowFunction, _ fixture: GoldenValue, _ name: String
  ) throws {
    let x = try fixture["x"].floats()
    let n = try fixture["x"].shape().last ?? 1
    let expected = try fixture[name]["y"].doubles()
    var y = x
    set.kernels.rowwise(function.kernel)(x.count / n, n, x, &y)
    expectWithin(y, expected, expected.map { 1e-6 + 2e-6 * abs($0) }, fixture.path)
    let vjp = try fixture[name]["vjp"].doubles()
    var dx = y
    set.kernels.rowwiseGradient(function.kernel)(x.count / n, n, y, try fixture["upstream"].floats(), &dx)
    expectWithin(dx, vjp, vjp.map { 1e-6 + 1e-5 * abs($0) }, fixture.path)
  }

  /// Every element within its bound; unlike `expectClose` also where all of them are small or 0, as the gradient
  /// of a softmax that is certain.
  private func expectWithin(
    _ actual: [Float], _ expected: [Double], _ bounds: [Double], _ context: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(actual.count == expected.count && !actual.isEmpty, sourceLocation: sourceLocation)
    for i in actual.indices {
      let isClose = Double(actual[i]) == expected[i] || abs(Double(actual[i]) - expected[i]) <= bounds[i]
      #expect(isClose, "\(context) [\(i)]: \(actual[i]), not \(expected[i])", sourceLocation: sourceLocation)
    }
  }
}
