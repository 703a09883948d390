internal import CKernels

/// The function behind a layer's affine map; as a layer of its own: `Activation.relu` on a line.
///
/// Unknown literal names are kept and are a fault at `compile()`; a name held in a variable goes
/// through `init(named:)`.
@nonexhaustive public enum Activation: Sendable, Hashable, Codable {
  /// x
  case linear
  /// max(x, 0)
  case relu
  /// tanh x
  case tanh
  /// 1/(1 + e^-x)
  case sigmoid
  /// log(1 + e^x)
  case softplus
  /// x/(1 + |x|)
  case softsign
  /// e^x
  case exponential
  /// λ·(x > 0 ? x : α(e^x - 1)), α = 1.67326…, λ = 1.05070… (Klambauer et al. 2017)
  case selu
  /// sin x
  case sine
  /// x > 0 ? x : slope·x
  case leakyReLU(slope: Double)
  /// x > 0 ? x : alpha·(e^x - 1)
  case elu(alpha: Double)
  /// Keras 3: clip(x/6 + 1/2, 0, 1); Keras 1: clip(0.2x + 0.5, 0, 1)
  case hardSigmoid(Preset)
  /// e^x / Σ e^x over the last axis: a row operation in the graph, accepted wherever an activation is.
  case softmax
  /// x - log Σ e^x over the last axis, a row operation as well.
  case logSoftmax
  /// max(x - τ, 0) over the last axis with τ such that the sum is 1 (Martins & Astudillo 2016), a row operation too.
  case sparsemax
  case unknown(String)

  /// Slope 0.2, Keras 3's default of the activation.
  public static var leakyReLU: Activation { .leakyReLU(slope: 0.2) }
  public static var elu: Activation { .elu(alpha: 1) }
  public static var hardSigmoid: Activation { .hardSigmoid(.keras3) }

  /// One typical value of every activation that works element by element; the tests and the
  /// gallery iterate it.
  static let elementwise: [Activation] = [
    .linear, .relu, .tanh, .sigmoid, .softplus, .softsign, .exponential, .selu, .sine, .leakyReLU, .elu,
    .hardSigmoid(.keras1), .hardSigmoid(.keras3),
  ]
}

/// What the plan needs to know of a function of one number.
struct UnaryKernel {
  let kernel: ck_unary
  var a: Float = 0
  var b: Float = 0
  /// Whether the gradient kernel reads x (so x must be kept) or y.
  let gradientReadsInput: Bool
}

extension Activation {
  /// The row operation that it is in the graph, if it is one.
  var rowwise: Rowwise? {
    switch self {
    case .softmax: .softmax
    case .logSoftmax: .logSoftmax
    case .sparsemax: .sparsemax
    default: nil
    }
  }

  /// The kernel; nil for row operations and for unknown names.
  var kernel: UnaryKernel? {
    switch self {
    case .linear: UnaryKernel(kernel: CK_LINEAR, gradientReadsInput: false)
    case .relu: UnaryKernel(kernel: CK_RELU, gradientReadsInput: false)
    case .tanh: UnaryKernel(kernel: CK_TANH, gradientReadsInput: false)
    case .sigmoid: UnaryKernel(kernel: CK_SIGMOID, gradientReadsInput: false)
    case .softplus: UnaryKernel(kernel: CK_SOFTPLUS, gradientReadsInput: true)
    case .softsign: UnaryKernel(kernel: CK_SOFTSIGN, gradientReadsInput: true)
    case .exponential: UnaryKernel(kernel: CK_EXPONENTIAL, gradientReadsInput: false)
    case .selu: UnaryKernel(kernel: CK_SELU, gradientReadsInput: true)
    case .sine: UnaryKernel(kernel: CK_SINE, gradientReadsInput: true)
    case .leakyReLU(let slope): UnaryKernel(kernel: CK_LEAKY_RELU, a: Float(slope), gradientReadsInput: true)
    case .elu(let alpha): UnaryKernel(kernel: CK_ELU, a: Float(alpha), gradientReadsInput: true)
    case .hardSigmoid(.keras1): UnaryKernel(kernel: CK_HARD_SIGMOID_KERAS1, gradientReadsInput: false)
    case .hardSigmoid: UnaryKernel(kernel: CK_HARD_SIGMOID_KERAS3, gradientReadsInput: false)
    case .softmax, .logSoftmax, .sparsemax, .unknown: nil
    }
  }

  /// The plain Double form, for `checkGradients`.
  func forward(_ x: Double) -> Double {
    switch self {
    case .linear: x
    case .relu: x.isNaN ? x : max(x, 0)
    case .tanh: hyperbolicTangent(x)
    case .sigmoid: 1 / (1 + Swiftlet.exponential(-x))
    case .softplus: log1p(exp: x)
    case .softsign: x / (1 + abs(x))
    case .exponential: Swiftlet.exponential(x)
    case .selu: 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * expMinusOne(x))
    case .sine: Swiftlet.sine(x)
    case .leakyReLU(let slope): x > 0 ? x : slope * x
    case .elu(let alpha): x > 0 ? x : alpha * expMinusOne(x)
    case .hardSigmoid(.keras1): min(max(0.2 * x + 0.5, 0), 1)
    case .hardSigmoid: min(max(x / 6 + 0.5, 0), 1)
    case .softmax, .logSoftmax, .sparsemax, .unknown: x
    }
  }

  func range(_ x: ValueRange) -> ValueRange {
    switch self {
    case .linear: x
    case .relu, .tanh, .sigmoid, .softplus, .exponential, .selu, .hardSigmoid:
      x.mapped { Float(forward(Double($0))) }
    case .sine, .softsign: .signed
    case .leakyReLU(let parameter), .elu(let parameter):
      parameter >= 0 ? x.mapped { Float(forward(Double($0))) } : .anything
    case .softmax, .logSoftmax, .sparsemax: rowwise?.range ?? .anything
    case .unknown: .anything
    }
  }

  /// The parameter, where there is one and it makes no sense.
  var badParameter: Double? {
    switch self {
    case .leakyReLU(let parameter), .elu(let parameter): parameter.isFinite ? nil : parameter
    default: nil
    }
  }
}

extension Elementary {
  var kernel: UnaryKernel {
    switch self {
    case .affine(let a, let b): UnaryKernel(kernel: CK_AFFINE, a: Float(a), b: Float(b), gradientReadsInput: false)
    case .reciprocal(let a): UnaryKernel(kernel: CK_RECIPROCAL, a: Float(a), gradientReadsInput: true)
    case .log: UnaryKernel(kernel: CK_LOG, gradientReadsInput: true)
    case .sqrt: UnaryKernel(kernel: CK_SQRT, gradientReadsInput: false)
    case .cosine: UnaryKernel(kernel: CK_COSINE, gradientReadsInput: true)
    case .abs: UnaryKernel(kernel: CK_ABS, gradientReadsInput: true)
    case .square: UnaryKernel(kernel: CK_SQUARE, gradientReadsInput: true)
    case .maximum(let a): UnaryKernel(kernel: CK_MAXIMUM, a: Float(a), gradientReadsInput: true)
    case .minimum(let a): UnaryKernel(kernel: CK_MINIMUM, a: Float(a), gradientReadsInput: true)
    }
  }
}

// MARK: - Names

extension Activation: ExpressibleByStringLiteral, Named {
  static let vocabulary: [(String, Activation)] = [
    ("linear", .linear), ("relu", .relu), ("tanh", .tanh), ("sigmoid", .sigmoid), ("softplus", .softplus),
    ("softsign", .softsign), ("exponential", .exponential), ("selu", .selu), ("sine", .sine),
    ("leaky_relu", .leakyReLU), ("elu", .elu), ("hard_sigmoid", .hardSigmoid), ("softmax", .softmax),
    ("log_softmax", .logSoftmax), ("sparsemax", .sparsemax),
  ]
  static let noun = "activation"

  public init(stringLiteral name: String) { self = Self.lookUp(name) ?? .unknown(name) }

  /// - Throws: `SwiftletError` (`unknown-name`) with the nearest known names.
  public init(named name: String) throws(SwiftletError) { self = try Self.find(name) }

  /// The name as Keras spells it, with its parameter.
  var description: String {
    switch self {
    case .leakyReLU(let slope): "leaky_relu(slope \(slope))"
    case .elu(let alpha) where alpha != 1: "elu(alpha \(alpha))"
    case .hardSigmoid(.keras1): "hard_sigmoid(keras1)"
    case .unknown(let name): name
    default: Self.vocabulary.first { $0.1 == self }?.0 ?? "\(self)"
    }
  }
}

/// The enum is the layer too: `Activation.relu` or `Activation("relu")` on a line of its own,
/// `Activation.relu(x)` on a symbol.
extension Activation: Layer {
  public func forward(_ x: Symbol) -> Symbol { x.activated(self) }
}
