internal import CKernels

/// What the plan needs to know of a function of one number.
struct UnaryKernel {
  let kernel: ck_unary
  var a: Float = 0
  var b: Float = 0
  /// Whether the gradient kernel reads x (so x must be kept) or y.
  let gradientReadsInput: Bool

  init(_ kernel: ck_unary, a: Double = 0, b: Double = 0, reads source: Source) {
    self.kernel = kernel
    self.a = Float(a)
    self.b = Float(b)
    gradientReadsInput = source == .x
  }

  /// What a gradient kernel reads: the contract in ck_activations.h says which.
  enum Source { case x, y }
}

private let seluAlpha = 1.6732632423543772
private let seluScale = 1.0507009873554805

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
    case .linear: UnaryKernel(CK_LINEAR, reads: .x)
    case .relu: UnaryKernel(CK_RELU, reads: .y)
    case .relu6: UnaryKernel(CK_RELU6, reads: .y)
    case .leakyReLU(let slope): UnaryKernel(CK_LEAKY_RELU, a: slope, reads: .x)
    case .rectifier(let slope, let maximum, let threshold): Self.rectifierKernel(slope, maximum, threshold)
    case .thresholdedReLU(let theta): UnaryKernel(CK_THRESHOLDED_RELU, a: theta, reads: .x)
    case .elu(let alpha): UnaryKernel(CK_ELU, a: alpha, reads: .x)
    case .celu(let alpha): UnaryKernel(CK_CELU, a: alpha, reads: .x)
    case .selu(.keras3): UnaryKernel(CK_SELU, a: seluScale, reads: .x)
    case .selu: UnaryKernel(CK_SELU, a: seluScale * seluAlpha, reads: .x)
    case .sigmoid: UnaryKernel(CK_SIGMOID, reads: .y)
    case .logSigmoid: UnaryKernel(CK_LOG_SIGMOID, reads: .x)
    case .hardSigmoid(.keras1), .hardSigmoid(.keras2): UnaryKernel(CK_HARD_SIGMOID_KERAS1, reads: .y)
    case .hardSigmoid: UnaryKernel(CK_HARD_SIGMOID_KERAS3, reads: .y)
    case .tanh: UnaryKernel(CK_TANH, reads: .y)
    case .hardTanh(let preset): UnaryKernel(CK_HARD_TANH, a: preset == .keras3 ? 1 : 0, reads: .x)
    case .tanhShrink: UnaryKernel(CK_TANH_SHRINK, reads: .x)
    case .softShrink(let lambda): UnaryKernel(CK_SOFT_SHRINK, a: lambda, reads: .x)
    case .hardShrink(let lambda): UnaryKernel(CK_HARD_SHRINK, a: lambda, reads: .x)
    case .softplus: UnaryKernel(CK_SOFTPLUS, reads: .x)
    case .softsign: UnaryKernel(CK_SOFTSIGN, reads: .x)
    case .squareplus(let b): UnaryKernel(CK_SQUAREPLUS, a: b, reads: .x)
    case .exponential: UnaryKernel(CK_EXPONENTIAL, reads: .y)
    case .sine: UnaryKernel(CK_SINE, reads: .x)
    case .gaussian: UnaryKernel(CK_GAUSSIAN, reads: .x)
    case .silu: UnaryKernel(CK_SILU, reads: .x)
    case .hardSwish: UnaryKernel(CK_HARD_SILU, reads: .x)
    case .mish: UnaryKernel(CK_MISH, reads: .x)
    case .gelu(approximate: false): UnaryKernel(CK_GELU, reads: .x)
    case .gelu(approximate: true): UnaryKernel(CK_GELU_TANH, reads: .x)
    case .softmax, .logSoftmax, .sparsemax, .unknown: nil
    }
  }

  /// The part below the maximum. Three numbers are one more than a kernel takes: `ceiling` is the rest.
  private static func rectifierKernel(_ slope: Double, _ maximum: Double?, _ threshold: Double) -> UnaryKernel {
    switch (slope, maximum, threshold) {
    case (0, nil, 0): UnaryKernel(CK_RELU, reads: .y)
    case (0, 6, 0): UnaryKernel(CK_RELU6, reads: .y)
    case (0, _, _): UnaryKernel(CK_THRESHOLDED_RELU, a: threshold, reads: .x)
    case (_, nil, 0): UnaryKernel(CK_LEAKY_RELU, a: slope, reads: .x)
    default: UnaryKernel(CK_RELU_ABOVE, a: slope, b: threshold, reads: .x)
    }
  }

  /// What follows the kernel: the maximum of a rectifier whose kernel leaves it out.
  var ceiling: Elementary? {
    switch self {
    case .rectifier(0, 6, 0), .rectifier(_, nil, _): nil
    case .rectifier(_, 6?, 0): .minimum(6)
    case .rectifier(_, let maximum?, _): .ceiling(maximum)
    default: nil
    }
  }

  /// The plain Double form, for `checkGradients`.
  package func forward(_ x: Double) -> Double {
    switch self {
    case .linear: x
    case .relu: x.isNaN ? x : max(x, 0)
    case .relu6: Self.clip(x, 0, 6)
    case .leakyReLU(let slope): x > 0 ? x : slope * x
    case .rectifier(let slope, let maximum, let threshold):
      x > threshold ? min(x, maximum ?? x) : (slope == 0 && !x.isNaN ? 0 : slope * (x - threshold))
    case .thresholdedReLU(let theta): x > theta || x.isNaN ? x : 0
    case .elu(let alpha): x > 0 ? x : alpha * expMinusOne(x)
    case .celu(let alpha): x > 0 ? x : alpha * expMinusOne(x / alpha)
    case .selu: seluScale * (x > 0 ? x : seluAlpha * expMinusOne(x))
    case .sigmoid: Self.sigmoid(x)
    case .logSigmoid: -log1p(exp: -x)
    case .hardSigmoid(.keras1), .hardSigmoid(.keras2): Self.clip(0.2 * x + 0.5, 0, 1)
    case .hardSigmoid: Self.clip(x / 6 + 0.5, 0, 1)
    case .tanh: hyperbolicTangent(x)
    case .hardTanh: Self.clip(x, -1, 1)
    case .tanhShrink: x - hyperbolicTangent(x)
    case .softShrink(let lambda): x > lambda ? x - lambda : (x < -lambda ? x + lambda : (x.isNaN ? x : 0))
    case .hardShrink(let lambda): abs(x) > lambda || x.isNaN ? x : 0
    case .softplus: log1p(exp: x)
    case .softsign: x / (1 + abs(x))
    case .squareplus(let b): x > 0 ? (x + (x * x + b).squareRoot()) / 2 : b / (2 * ((x * x + b).squareRoot() - x))
    case .exponential: Swiftlet.exponential(x)
    case .sine: Swiftlet.sine(x)
    case .gaussian: Swiftlet.exponential(-x * x)
    case .silu: Self.share(Self.sigmoid(x), of: x)
    case .hardSwish: Self.share(Self.clip(x + 3, 0, 6) / 6, of: x)
    case .mish: Self.share(hyperbolicTangent(log1p(exp: x)), of: x)
    case .gelu(approximate: false): Self.share(normalProbability(below: x), of: x)
    case .gelu(approximate: true):
      Self.share(Self.sigmoid(2 * (2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)), of: x)
    case .softmax, .logSoftmax, .sparsemax, .unknown: x
    }
  }

  private static func sigmoid(_ x: Double) -> Double { 1 / (1 + Swiftlet.exponential(-x)) }
  private static func clip(_ x: Double, _ low: Double, _ high: Double) -> Double {
    x.isNaN ? x : min(max(x, low), high)
  }
  /// x·share, where nothing of -∞ is nothing.
  private static func share(_ share: Double, of x: Double) -> Double { share == 0 ? 0 : share * x }

  func range(_ x: ValueRange) -> ValueRange {
    switch self {
    case .linear: x
    case .relu, .relu6, .rectifier, .thresholdedReLU, .celu, .selu, .sigmoid, .logSigmoid, .hardSigmoid, .tanh,
      .hardTanh, .tanhShrink, .softShrink, .hardShrink, .softplus, .squareplus, .exponential:
      x.mapped { Float(forward(Double($0))) }
    case .leakyReLU(let parameter), .elu(let parameter):
      parameter >= 0 ? x.mapped { Float(forward(Double($0))) } : .anything
    case .sine, .softsign: .signed
    case .gaussian: .unitInterval
    // The minima, rounded down.
    case .silu: valley(-0.279, x)
    case .hardSwish: valley(-0.376, x)
    case .mish: valley(-0.309, x)
    case .gelu: valley(-0.171, x)
    case .softmax, .logSoftmax, .sparsemax: rowwise?.range ?? .anything
    case .unknown: .anything
    }
  }

  /// The range of a function that falls to its one minimum left of 0 and rises from there.
  private func valley(_ minimum: Float, _ x: ValueRange) -> ValueRange {
    let ends = x.mapped { Float(forward(Double($0))) }
    return x.interval.lowerBound >= 0 ? ends : ValueRange(minimum...max(ends.interval.upperBound, minimum))
  }
}

extension Elementary {
  var kernel: UnaryKernel {
    switch self {
    case .affine(let a, let b): UnaryKernel(CK_AFFINE, a: a, b: b, reads: .x)
    case .reciprocal(let a): UnaryKernel(CK_RECIPROCAL, a: a, reads: .x)
    case .log: UnaryKernel(CK_LOG, reads: .x)
    case .sqrt: UnaryKernel(CK_SQRT, reads: .y)
    case .cosine: UnaryKernel(CK_COSINE, reads: .x)
    case .abs: UnaryKernel(CK_ABS, reads: .x)
    case .square: UnaryKernel(CK_SQUARE, reads: .x)
    case .maximum(let a): UnaryKernel(CK_MAXIMUM, a: a, reads: .x)
    case .minimum(let a): UnaryKernel(CK_MINIMUM, a: a, reads: .x)
    case .ceiling(let a): UnaryKernel(CK_CEILING, a: a, reads: .x)
    }
  }
}
