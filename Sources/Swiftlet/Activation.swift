/// The function behind a layer's affine map; as a layer of its own: `Activation.relu` on a line.
///
/// Unknown literal names are kept and are a fault at `compile()`; a name held in a variable goes
/// through `init(named:)`. A parameter outside its domain is a fault at `compile()` too.
@nonexhaustive public enum Activation: Sendable, Hashable, Codable {
  /// x
  case linear
  /// max(x, 0)
  case relu
  /// min(max(x, 0), 6) (Krizhevsky 2010)
  case relu6
  /// x > 0 ? x : slope·x (Maas et al. 2013)
  case leakyReLU(slope: Double)
  /// x > threshold ? min(x, maximum) : slope·(x - threshold), Keras's `relu` with all its arguments: none below 0,
  /// no maximum when nil. As in Keras the derivative is 0 at the threshold and 1 at the maximum, except that slope 0
  /// and threshold 0 with maximum 6 have 0 there, and that slope alone is a leaky ReLU.
  case rectifier(slope: Double, maximum: Double?, threshold: Double)
  /// x > theta ? x : 0, theta >= 0 (Konda et al. 2014)
  case thresholdedReLU(theta: Double)
  /// x > 0 ? x : alpha·(e^x - 1) (Clevert et al. 2015)
  case elu(alpha: Double)
  /// x > 0 ? x : alpha·(e^(x/alpha) - 1), alpha > 0 (Barron 2017)
  case celu(alpha: Double)
  /// λ·(x > 0 ? x : α(e^x - 1)), α = 1.67326…, λ = 1.05070… (Klambauer et al. 2017). At 0 the derivative is λ in
  /// Keras 3, λα in Keras 2 and PyTorch; Keras 1 has none.
  case selu(Preset)
  /// 1/(1 + e^-x)
  case sigmoid
  /// -log(1 + e^-x)
  case logSigmoid
  /// Keras 3 and PyTorch: clip(x/6 + 1/2, 0, 1); Keras 1 and 2: clip(0.2x + 0.5, 0, 1)
  case hardSigmoid(Preset)
  /// tanh x
  case tanh
  /// clip(x, -1, 1). At ±1 the derivative is 1 in Keras 3 and 0 in PyTorch; Keras 1 and 2 have none.
  case hardTanh(Preset)
  /// x - tanh x
  case tanhShrink
  /// x > lambda ? x - lambda : x < -lambda ? x + lambda : 0, lambda >= 0
  case softShrink(Double)
  /// |x| > lambda ? x : 0, lambda >= 0
  case hardShrink(Double)
  /// log(1 + e^x)
  case softplus
  /// x/(1 + |x|)
  case softsign
  /// (x + √(x² + b))/2, b > 0 (Barron 2021)
  case squareplus(b: Double)
  /// e^x
  case exponential
  /// sin x
  case sine
  /// e^(-x²)
  case gaussian
  /// x/(1 + e^-x), also called swish (Elfwing et al. 2018)
  case silu
  /// x·clip(x + 3, 0, 6)/6 (Howard et al. 2019)
  case hardSwish
  /// x·tanh(log(1 + e^x)) (Misra 2019)
  case mish
  /// x/2·(1 + erf(x/√2)); approximate: x/2·(1 + tanh(√(2/π)(x + 0.044715x³))) (Hendrycks & Gimpel 2016)
  case gelu(approximate: Bool)
  /// e^x / Σ e^x over the last axis: a row operation in the graph, accepted wherever an activation is.
  case softmax
  /// x - log Σ e^x over the last axis, a row operation as well.
  case logSoftmax
  /// max(x - τ, 0) over the last axis with τ such that the sum is 1 (Martins & Astudillo 2016), a row operation too.
  case sparsemax
  case unknown(String)
}

// MARK: - Defaults

extension Activation {
  /// Slope 0.2, Keras 3's default of the activation.
  public static var leakyReLU: Activation { .leakyReLU(.keras3) }
  /// The slope that a library's leaky ReLU has by itself: 0.3 in the layer of Keras 1 and 2, 0.2 in the activation of
  /// Keras 3 (whose layer keeps 0.3), 0.01 in PyTorch.
  public static func leakyReLU(_ preset: Preset) -> Activation {
    switch preset {
    case .keras1, .keras2: .leakyReLU(slope: 0.3)
    case .keras3: .leakyReLU(slope: 0.2)
    case .torch: .leakyReLU(slope: 0.01)
    }
  }
  /// Keras's `relu` with its arguments, see `rectifier`.
  public static func relu(slope: Double = 0, maximum: Double? = nil, threshold: Double = 0) -> Activation {
    .rectifier(slope: slope, maximum: maximum, threshold: threshold)
  }
  public static var elu: Activation { .elu(alpha: 1) }
  public static var celu: Activation { .celu(alpha: 1) }
  public static var selu: Activation { .selu(.keras3) }
  public static var thresholdedReLU: Activation { .thresholdedReLU(theta: 1) }
  public static var hardSigmoid: Activation { .hardSigmoid(.keras3) }
  public static var hardTanh: Activation { .hardTanh(.keras3) }
  public static var softShrink: Activation { .softShrink(0.5) }
  public static var hardShrink: Activation { .hardShrink(0.5) }
  public static var squareplus: Activation { .squareplus(b: 4) }
  /// The exact form, the default of Keras 3 and PyTorch.
  public static var gelu: Activation { .gelu(approximate: false) }
  /// Another name of `silu`.
  public static var swish: Activation { .silu }
  /// Another name of `hardSwish`, Keras 3's first.
  public static var hardSilu: Activation { .hardSwish }

  /// One typical value of every activation that works element by element; the tests and the
  /// gallery iterate it.
  package static let elementwise: [Activation] = [
    .linear, .relu, .relu6, .leakyReLU, .relu(slope: 0.1, maximum: 4, threshold: 0.5), .thresholdedReLU(theta: 0.25),
    .elu, .celu,
    .selu, .sigmoid, .logSigmoid, .hardSigmoid(.keras1), .hardSigmoid, .tanh, .hardTanh, .tanhShrink, .softShrink,
    .hardShrink, .softplus, .softsign, .squareplus, .exponential, .sine, .gaussian, .silu, .hardSwish, .mish, .gelu,
    .gelu(approximate: true),
  ]
}

/// The enum is the layer too: `Activation.relu` or `Activation("relu")` on a line of its own,
/// `Activation.relu(x)` on a symbol.
extension Activation: Layer {
  public func forward(_ x: Symbol) -> Symbol { x.activated(self) }
}
