import CKernels
import TestSupport
import Testing

@testable import Swiftlet

/// Every activation and its derivative against mpmath (60 digits), PReLU and the functions of rows against the
/// peers: every case of the file, through `Activation`, with the kernels of every instruction set.
struct GoldenActivationTests {
  /// The activation of a case, as the library with this preset has it; nil for a name that is not known.
  private func activation(_ fixture: GoldenValue, _ preset: Preset) throws -> Activation? {
    let parameters = try fixture["params"]
    func number(_ key: String, or value: Double = 0) throws -> Double {
      try parameters.optional(key)?.double() ?? value
    }
    switch try fixture["name"].string() {
    case "hard_sigmoid_keras1": return .hardSigmoid(.keras1)
    case "hard_sigmoid_keras3": return .hardSigmoid(preset)
    case "selu": return .selu(preset)
    case "hard_tanh": return .hardTanh(preset)
    case "relu":
      return .relu(
        slope: try number("negative_slope"), maximum: try parameters.optional("max_value")?.double(),
        threshold: try number("threshold"))
    case "leaky_relu": return .leakyReLU(slope: try number("negative_slope"))
    case "thresholded_relu": return .thresholdedReLU(theta: try number("theta"))
    case "elu": return .elu(alpha: try number("alpha", or: 1))
    case "celu": return .celu(alpha: try number("alpha", or: 1))
    case "gelu": return .gelu(approximate: try parameters["approximate"].bool())
    case "squareplus": return .squareplus(b: try number("b", or: 4))
    case "soft_shrink": return .softShrink(try number("threshold"))
    case "hard_shrink": return .hardShrink(try number("threshold"))
    case let name: return parameters.keys.isEmpty ? Activation.lookUp(name) : nil
    }
  }

  @Test(arguments: InstructionSet.available)
  func everyActivationEqualsItsFixture(_ set: InstructionSet) throws {
    let file = try Golden.load("activations")
    let x = try file["x"].floats()
    let cases = try file["cases"].list()
    var compared = 0
    for fixture in cases {
      let activation = try #require(try activation(fixture, .keras3), "no activation for \(fixture.path)")
      let (y, dydx) = try apply(activation, set, x)
      let isSteep = activation == .exponential || activation == .sine
      let values = try fixture["y"].doubles()
      // At |x| = 10⁴ the argument's own rounding decides.
      let isFar = x.map { activation == .sine && abs($0) > 1e3 }
      let bounds = values.indices.map { isFar[$0] ? 1e-3 : 1e-6 + (isSteep ? 1e-5 : 2e-6) * abs(values[$0]) }
      expectWithin(y, values, bounds, fixture.path)
      let kinks = Set(try fixture["kink_indices"].doubles().map { Int($0) })
      let slopes = try fixture["dydx"].doubles()
      let smooth = x.indices.filter { !kinks.contains($0) }
      expectWithin(
        smooth.map { dydx[$0] }, smooth.map { slopes[$0] },
        smooth.map { isFar[$0] ? 1e-3 : 2e-6 + 1e-5 * abs(slopes[$0]) }, "derivative of \(fixture.path)")
      compared += 1
    }
    #expect(compared == cases.count && compared > 0)
    if Golden.isShipped { #expect(compared == 35) }
  }

  /// At a kink the derivative is a convention, and each library has its own.
  @Test(arguments: InstructionSet.available)
  func atKinksEachPresetFollowsItsLibrary(_ set: InstructionSet) throws {
    let x = try Golden.load("activations")["x"].floats()
    var (compared, cases) = (0, 0)
    for fixture in try Golden.cases("activations") {
      let kinks = try fixture["kink_indices"].doubles().map { Int($0) }
      guard !kinks.isEmpty else { continue }
      cases += 1
      for (peer, preset) in [("keras_float64", Preset.keras3), ("torch_float64", .torch)] {
        guard let convention = try fixture["peers"].optional(peer)?.optional("dydx_at_kinks")?.doubles(),
          let activation = try activation(fixture, preset)
        else { continue }
        let (_, dydx) = try apply(activation, set, x)
        // Keras's CELU adds both of its branches at 0: 2, where the function is smooth and its derivative 1.
        let expected = preset == .keras3 && activation.baseName == "celu" ? kinks.map { _ in 1 } : convention
        expectWithin(
          kinks.map { dydx[$0] }, expected, expected.map { 2e-6 + 1e-5 * abs($0) }, "\(fixture.path) as \(preset)")
        compared += 1
      }
    }
    #expect(compared >= cases && cases > 0)
    if Golden.isShipped { #expect(cases == 21 && compared == 37) }
  }

  /// y and dy/dx by the kernels that a plan calls for the activation.
  private func apply(
    _ activation: Activation, _ set: InstructionSet, _ x: [Float]
  ) throws -> (y: [Float], dydx: [Float]) {
    let kernel = try #require(activation.kernel)
    let steps = [kernel] + [activation.ceiling?.kernel].compactMap { $0 }
    var values = [x]
    for step in steps {
      var y = x
      set.kernels.unary(step.kernel)(x.count, step.a, step.b, values.last ?? x, &y)
      values.append(y)
    }
    var slope = [Float](repeating: 1, count: x.count)
    for (i, step) in steps.enumerated().reversed() {
      let dy = slope
      set.kernels.unaryGradient(step.kernel)(x.count, step.a, step.b, values[i], values[i + 1], dy, &slope)
    }
    return (values.last ?? x, slope)
  }

  /// The same through a model: bit for bit what its kernels give.
  @Test func aModelOfOneActivationGivesTheSame() throws {
    let set = try #require(InstructionSet.available.last { $0.kernels.isa == ck_kernels_best().pointee.isa })
    let x = try Golden.load("activations")["x"].floats()
    for fixture in try Golden.cases("activations") {
      let activation = try #require(try activation(fixture, .keras3))
      let input = Symbol.input(1)
      // A linear activation alone would be the input itself.
      let model = Model(inputs: input, outputs: activation(input) * 1)
      let rows = try Tensor(x, rows: x.count, shape: [1])
      let y = try model.predict(rows).values
      let expected = try apply(activation, set, x).y
      for i in x.indices { #expect(y[i] == expected[i], "\(fixture.path) at \(x[i])") }
    }
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

  private func compareRows(_ set: InstructionSet, _ function: Rowwise, _ fixture: GoldenValue, _ name: String) throws {
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

  /// One slope per column; the gradient of a slope is summed over the rows.
  @Test(arguments: InstructionSet.available)
  func preluEqualsItsFixture(_ set: InstructionSet) throws {
    let fixture = try Golden.load("activations")["prelu"]
    let (x, alpha) = (try fixture["x"].floats(), try fixture["alpha"].floats())
    let (n, rows) = (alpha.count, x.count / alpha.count)
    var y = x
    set.kernels.binary(CK_PRELU)(rows, n, x, n, alpha, 0, &y)
    let upstream = try fixture["upstream"].floats()
    var (dx, slopes, dalpha) = (x, x, alpha)
    set.kernels.binaryGradientX(CK_PRELU)(rows, n, x, n, alpha, 0, y, upstream, &dx)
    set.kernels.binaryGradientY(CK_PRELU)(rows, n, x, n, alpha, 0, y, upstream, &slopes)
    set.kernels.column_sums_f32(rows, n, 0, slopes, &dalpha)
    for (name, actual) in [("y", y), ("dx", dx), ("dalpha", dalpha)] {
      let expected = try fixture[name].doubles()
      let (absolute, relative) = name == "y" ? (1e-6, 2e-6) : (2e-6, 1e-5)
      expectWithin(actual, expected, expected.map { absolute + relative * abs($0) }, "\(fixture.path).\(name)")
    }
  }

  /// Every element within its bound, and equal where it is infinite as a float; unlike `expectClose` also where
  /// all of them are small or 0, as the gradient of a softmax that is certain.
  private func expectWithin(
    _ actual: [Float], _ expected: [Double], _ bounds: [Double], _ context: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(actual.count == expected.count && !actual.isEmpty, sourceLocation: sourceLocation)
    for i in actual.indices {
      let isFinite = Float(expected[i]).isFinite
      let isClose = isFinite ? abs(Double(actual[i]) - expected[i]) <= bounds[i] : actual[i] == Float(expected[i])
      #expect(isClose, "\(context) [\(i)]: \(actual[i]), not \(expected[i])", sourceLocation: sourceLocation)
    }
  }
}
