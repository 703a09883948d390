/// The primitive operations of a graph. Each is described once: its shape and range rule where its
/// symbol is made (Symbol*.swift), its plain Double forward in DoubleEvaluation.swift, its kernels
/// and its gradient in Lowering.swift; every `switch` over it is exhaustive, so that a new operation
/// does not compile until it is described everywhere.
enum Operation: Sendable, Codable {
  case input(name: String)
  case parameter(WeightBox)
  /// Numbers that belong to the model but that no gradient moves.
  case state(StateBox)
  case constant(Float)
  case activation(Activation)
  case elementary(Elementary)
  case binary(Binary)
  /// Over the last axis.
  case rowwise(Rowwise)
  /// x [k] times w [k, n].
  case matmul
  /// Elements of the last axis.
  case slice(Range<Int>)
  /// Along the last axis.
  case concatenate
  /// `scale` times the sum over one axis; nil: over all.
  case sum(axis: Int?, scale: Float)
  /// Every value copied along new leading axes or axes of size 1.
  case repeated
  /// The same numbers under another shape.
  case reshape
  /// The same values; λ₁·Σ|x| + λ₂·Σx² of each sample belongs to the loss.
  case penalty(l1: Float, l2: Float)
  /// Nothing but in training.
  case noise(Noise)
  /// x, gamma, beta, as far as they are there: over the last axis.
  case rowNormalization(RowNormalization)
  /// x, moving mean, moving variance, gamma, beta: over the rows of a batch.
  case batchNormalization(BatchStatistics)
  /// Indices and the table [count, units] that they point into.
  case embedding
  /// Indices in 0..<count as rows of zeros with a one.
  case oneHot(Int)
  case axisSwap(AxisSwap)
  /// Stands for values that a misfit made impossible but whose shape is known.
  case placeholder
  /// A misfit of unknown shape, remembered until `compile()`.
  case poison
}

extension Operation {
  /// Whether the plan makes a step for each row along the last axis.
  var isLaidOutByParts: Bool {
    switch self {
    case .slice, .concatenate: true
    default: false
    }
  }
}

/// Functions of two numbers.
enum Binary: Sendable, Codable, CaseIterable {
  case add, subtract, multiply, divide, larger, smaller
  /// x > 0 ? x : y·x
  case prelu

  var sign: String {
    switch self {
    case .add: "+"
    case .subtract: "-"
    case .multiply: "*"
    case .divide: "/"
    case .larger: "maximum"
    case .smaller: "minimum"
    case .prelu: "PReLU"
    }
  }

  func forward(_ x: Double, _ y: Double) -> Double {
    switch self {
    case .add: x + y
    case .subtract: x - y
    case .multiply: x * y
    case .divide: x / y
    case .larger: x.isNaN || x >= y ? x : y
    case .smaller: x.isNaN || x <= y ? x : y
    case .prelu: x > 0 ? x : y * x
    }
  }

  func range(_ x: ValueRange, _ y: ValueRange) -> ValueRange {
    switch self {
    case .add: x.corners(y, +)
    case .subtract: x.corners(y, -)
    case .multiply: x.corners(y, *)
    case .divide: y.interval.lowerBound > 0 || y.interval.upperBound < 0 ? x.corners(y, /) : .anything
    case .larger: x.corners(y, max)
    case .smaller: x.corners(y, min)
    case .prelu: .anything
    }
  }
}

/// Functions of one number beside the activations: what a Lambda is written with.
enum Elementary: Sendable, Hashable, Codable {
  /// a·x + b
  case affine(Double, Double)
  /// a / x
  case reciprocal(Double)
  case log, sqrt, cosine, abs, square
  case maximum(Double)
  case minimum(Double)
  /// min(x, a) with the derivative of the left side at a.
  case ceiling(Double)

  func forward(_ x: Double) -> Double {
    switch self {
    case .affine(let a, let b): a * x + b
    case .reciprocal(let a): a / x
    case .log: naturalLog(x)
    case .sqrt: x.squareRoot()
    case .cosine: Swiftlet.cosine(x)
    case .abs: Swift.abs(x)
    case .square: x * x
    case .maximum(let a): x.isNaN ? x : Swift.max(x, a)
    case .minimum(let a), .ceiling(let a): x.isNaN ? x : Swift.min(x, a)
    }
  }

  func range(_ x: ValueRange) -> ValueRange {
    switch self {
    case .affine, .maximum, .minimum, .ceiling: x.mapped { Float(forward(Double($0))) }
    case .reciprocal:
      x.interval.lowerBound > 0 || x.interval.upperBound < 0 ? x.mapped { Float(forward(Double($0))) } : .anything
    case .log: .anything
    case .sqrt, .abs, .square: .nonNegative
    case .cosine: .signed
    }
  }
}
