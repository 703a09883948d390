import CKernels
import Foundation

/// Every loss of the kernels with its reference in Double: dense targets in the order of `ck_loss`, then
/// those with class numbers in the order of `ck_sparse_loss`, which the reference takes as one-hot rows.
public enum LossFunction: Int32, CaseIterable, Sendable {
  case mse, mae, mape, msle, huber, smoothL1, logCosh, poisson, poissonLog, hinge, squaredHinge, softMargin
  case binaryCrossentropy, binaryCrossentropyLogits, binaryCrossentropyTorch, binaryFocal, binaryFocalLogits
  case klDivergenceLog, output
  case categoricalCrossentropy, categoricalCrossentropyLogits, categoricalFocal, categoricalFocalLogits
  case categoricalHinge, klDivergence, cosineSimilarity
  case sparseCategoricalCrossentropy, sparseCategoricalCrossentropyLogits, sparseNLL, sparseMultiMargin

  public var isSparse: Bool { rawValue >= LossFunction.sparseCategoricalCrossentropy.rawValue }
  public var kernel: ck_loss { ck_loss(rawValue: rawValue) }
  public var sparseKernel: ck_sparse_loss { ck_sparse_loss(rawValue: rawValue - Int32(CK_LOSS_COUNT)) }
}

/// A loss with parameters.
public struct LossForm: Sendable, CustomStringConvertible {
  public let loss: LossFunction
  public var a = 0.0
  public var b = 0.0
  /// Whether each output has a factor.
  public var hasFactors = false

  public init(_ loss: LossFunction, a: Double = 0, b: Double = 0, hasFactors: Bool = false) {
    self.loss = loss
    // Kernels see floats.
    self.a = Double(Float(a))
    self.b = Double(Float(b))
    self.hasFactors = hasFactors
  }

  public var description: String { "\(loss)(\(a), \(b)\(hasFactors ? ", factors" : ""))" }

  /// Every loss, with the parameters that change its course.
  public static let all: [LossForm] = LossFunction.allCases.flatMap { loss -> [LossForm] in
    switch loss {
    case .huber, .smoothL1: [LossForm(loss, a: 1), LossForm(loss, a: 0.3)]
    case .poisson: [LossForm(loss, a: 1e-7)]
    case .binaryCrossentropy, .binaryCrossentropyLogits, .binaryCrossentropyTorch, .categoricalCrossentropy,
      .categoricalCrossentropyLogits, .sparseCategoricalCrossentropy, .sparseCategoricalCrossentropyLogits:
      [
        LossForm(loss), LossForm(loss, a: 0.1), LossForm(loss, hasFactors: true),
        LossForm(loss, a: 0.2, hasFactors: true),
      ]
    case .binaryFocal, .binaryFocalLogits:
      [LossForm(loss, a: 2, b: -1), LossForm(loss, a: 1.5, b: 0.25), LossForm(loss, b: -1)]
    case .categoricalFocal, .categoricalFocalLogits:
      [LossForm(loss, a: 2, b: 0.25), LossForm(loss, a: 0.5, b: 1), LossForm(loss, b: 1)]
    case .cosineSimilarity: [LossForm(loss), LossForm(loss, a: 1)]
    case .sparseNLL: [LossForm(loss), LossForm(loss, hasFactors: true)]
    case .sparseMultiMargin: [LossForm(loss, a: 1, b: 1), LossForm(loss, a: 0.7, b: 2)]
    default: [LossForm(loss)]
    }
  }

  /// The factor of an output.
  public func factor(_ j: Int) -> Double { hasFactors ? 0.5 + 0.25 * Double(j * 7 % 5) : 1 }
}

extension LossForm {
  /// Keras's ε as float kernels have it: 1 - ε rounds to 1 - 2^-23.
  static let low = Double(Float(1e-7))
  static let high = Double(1 - Float(1e-7))
  static func clip(_ p: Double) -> Double { min(max(p, low), high) }
  static func isOpen(_ p: Double) -> Bool { p >= low && p <= high }
  static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
  static func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }

  /// The loss of one row of predictions against one row of targets.
  public func value(_ p: [Double], _ t: [Double]) -> Double {
    switch loss {
    case .categoricalCrossentropy, .categoricalCrossentropyLogits, .categoricalFocal, .categoricalFocalLogits,
      .categoricalHinge, .klDivergence, .cosineSimilarity, .sparseCategoricalCrossentropy,
      .sparseCategoricalCrossentropyLogits, .sparseNLL, .sparseMultiMargin:
      rowValue(p, t)
    default:
      p.indices.reduce(0) { $0 + pointValue(p[$1], t[$1], factor($1)) } / Double(p.count)
    }
  }

  /// Its gradient with respect to the predictions.
  public func gradient(_ p: [Double], _ t: [Double]) -> [Double] {
    switch loss {
    case .categoricalCrossentropy, .categoricalCrossentropyLogits, .categoricalFocal, .categoricalFocalLogits,
      .categoricalHinge, .klDivergence, .cosineSimilarity, .sparseCategoricalCrossentropy,
      .sparseCategoricalCrossentropyLogits, .sparseNLL, .sparseMultiMargin:
      rowGradient(p, t)
    default:
      p.indices.map { pointSlope(p[$0], t[$0], factor($0)) / Double(p.count) }
    }
  }

  // MARK: - Element by element

  private func pointValue(_ p: Double, _ t: Double, _ f: Double) -> Double {
    let e = p - t
    let s = t * (1 - a) + a / 2
    switch loss {
    case .mse: return e * e
    case .mae: return abs(e)
    case .mape: return 100 * abs(e) / max(abs(t), Self.low)
    case .msle: return pow(log(max(p, Self.low) + 1) - log(max(t, Self.low) + 1), 2)
    case .huber: return abs(e) <= a ? e * e / 2 : a * abs(e) - a * a / 2
    case .smoothL1: return abs(e) < a ? e * e / (2 * a) : abs(e) - a / 2
    case .logCosh: return log(cosh(e))
    case .poisson: return t == 0 ? p : p - t * log(p + a)
    case .poissonLog: return exp(p) - t * p
    case .hinge: return max(0, 1 - t * p)
    case .squaredHinge: return pow(max(0, 1 - t * p), 2)
    case .softMargin: return Self.softplus(-t * p)
    case .binaryCrossentropy: return -(f * s * log(Self.clip(p)) + (1 - s) * log(1 - Self.clip(p)))
    case .binaryCrossentropyLogits: return f * s * Self.softplus(-p) + (1 - s) * Self.softplus(p)
    case .binaryCrossentropyTorch: return -(f * s * max(log(p), -100) + (1 - s) * max(log(1 - p), -100))
    case .binaryFocal: return focal(Self.clip(p), 1 - Self.clip(p), t)
    case .binaryFocalLogits: return focal(Self.clip(Self.sigmoid(p)), Self.clip(Self.sigmoid(-p)), t)
    case .klDivergenceLog: return t == 0 ? 0 : t * (log(t) - p)
    default: return p
    }
  }

  private func pointSlope(_ p: Double, _ t: Double, _ f: Double) -> Double {
    let e = p - t
    let s = t * (1 - a) + a / 2
    let sign = e == 0 ? 0.0 : e > 0 ? 1 : -1
    switch loss {
    case .mse: return 2 * e
    case .mae: return sign
    case .mape: return 100 * sign / max(abs(t), Self.low)
    case .msle:
      return p < Self.low ? 0 : 2 * (log(p + 1) - log(max(t, Self.low) + 1)) / (p + 1)
    case .huber: return abs(e) <= a ? e : a * sign
    case .smoothL1: return abs(e) < a ? e / a : sign
    case .logCosh: return tanh(e)
    case .poisson: return t == 0 ? 1 : 1 - t / (p + a)
    case .poissonLog: return exp(p) - t
    case .hinge: return 1 - t * p >= 0 ? -t : 0
    case .squaredHinge: return -2 * t * max(0, 1 - t * p)
    case .softMargin: return -t * Self.sigmoid(-t * p)
    case .binaryCrossentropy: return Self.isOpen(p) ? (1 - s) / (1 - p) - f * s / p : 0
    case .binaryCrossentropyLogits: return (1 - s) * Self.sigmoid(p) - f * s * Self.sigmoid(-p)
    case .binaryCrossentropyTorch: return ((1 - s) * p - f * s * (1 - p)) / max(p * (1 - p), 1e-12)
    case .binaryFocal: return Self.isOpen(p) ? focalSlope(p, 1 - p, t) : 0
    case .binaryFocalLogits:
      let (q, rest) = (Self.sigmoid(p), Self.sigmoid(-p))
      return Self.isOpen(q) ? focalSlope(q, rest, t) * q * rest : 0
    case .klDivergenceLog: return -t
    default: return 1
    }
  }

  private func focal(_ q: Double, _ rest: Double, _ t: Double) -> Double {
    let balance = b < 0 ? 1 : t * b + (1 - t) * (1 - b)
    return -balance * pow(t * rest + (1 - t) * q, a) * (t * log(q) + (1 - t) * log(rest))
  }

  private func focalSlope(_ q: Double, _ rest: Double, _ t: Double) -> Double {
    let balance = b < 0 ? 1 : t * b + (1 - t) * (1 - b)
    let away = t * rest + (1 - t) * q
    let entropy = -(t * log(q) + (1 - t) * log(rest))
    return balance * (pow(away, a) * ((1 - t) / rest - t / q) + a * pow(away, a - 1) * (1 - 2 * t) * entropy)
  }

  // MARK: - What is right

  /// How many of a row's predictions count as right.
  public func correct(_ p: [Double], _ t: [Double]) -> Int {
    switch loss {
    case .hinge, .squaredHinge, .softMargin: Self.count(p, t) { ($0 > 0) == ($1 > 0) }
    case .binaryCrossentropy, .binaryCrossentropyTorch, .binaryFocal: Self.count(p, t) { ($0 > 0.5) == ($1 > 0.5) }
    case .binaryCrossentropyLogits, .binaryFocalLogits: Self.count(p, t) { ($0 > 0) == ($1 > 0.5) }
    case .categoricalCrossentropy, .categoricalCrossentropyLogits, .categoricalFocal, .categoricalFocalLogits,
      .categoricalHinge, .sparseCategoricalCrossentropy, .sparseCategoricalCrossentropyLogits, .sparseNLL,
      .sparseMultiMargin:
      p.contains(where: \.isNaN) ? 0 : Self.argmax(p) == Self.argmax(t) ? 1 : 0
    default: 0
    }
  }

  /// The first of the largest.
  public static func argmax(_ x: [Double]) -> Int {
    var best = 0
    for i in x.indices where x[i] > x[best] { best = i }
    return best
  }

  private static func count(_ p: [Double], _ t: [Double], _ same: (Double, Double) -> Bool) -> Int {
    zip(p, t).filter { !$0.isNaN && same($0, $1) }.count
  }
}

/// Softmax of one row, in Double.
public func softmaxReference(_ x: [Double]) -> [Double] {
  let largest = x.max() ?? 0
  let e = x.map { exp($0 - largest) }
  let sum = e.reduce(0, +)
  return e.map { $0 / sum }
}
