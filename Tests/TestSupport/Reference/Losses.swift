import CKernels
import Foundation

/// Every loss of the kernels with its reference in Double: dense targets in the order of `ck_loss`, then
/// the two with class numbers, which the reference takes as one-hot rows.
public enum LossFunction: Int32, CaseIterable, Sendable {
  case mse, mae, hinge, squaredHinge, binaryCrossentropy, binaryCrossentropyLogits
  case categoricalCrossentropy, categoricalCrossentropyLogits
  case sparseCategoricalCrossentropy, sparseCategoricalCrossentropyLogits

  public var isSparse: Bool { self == .sparseCategoricalCrossentropy || self == .sparseCategoricalCrossentropyLogits }
  public var isCategorical: Bool { rawValue >= LossFunction.categoricalCrossentropy.rawValue }
  public var takesProbabilities: Bool {
    self == .binaryCrossentropy || self == .categoricalCrossentropy || self == .sparseCategoricalCrossentropy
  }
  public var hasSignTargets: Bool { self == .hinge || self == .squaredHinge }
  public var kernel: ck_loss { ck_loss(rawValue: rawValue) }
  public var sparseKernel: ck_sparse_loss { ck_sparse_loss(rawValue: rawValue - Int32(CK_LOSS_COUNT)) }

  /// Keras's ε as float kernels have it: 1 - ε rounds to 1 - 2^-23.
  private static let low = Double(Float(1e-7))
  private static let high = Double(1 - Float(1e-7))

  /// The loss of one row of predictions against one row of targets.
  public func value(_ p: [Double], _ t: [Double]) -> Double {
    let n = Double(p.count)
    let pairs = zip(p, t)
    switch self {
    case .mse: return pairs.map { ($0 - $1) * ($0 - $1) }.reduce(0, +) / n
    case .mae: return pairs.map { abs($0 - $1) }.reduce(0, +) / n
    case .hinge: return pairs.map { max(0, 1 - $0 * $1) }.reduce(0, +) / n
    case .squaredHinge: return pairs.map { pow(max(0, 1 - $0 * $1), 2) }.reduce(0, +) / n
    case .binaryCrossentropy:
      return pairs.map { -($1 * log(Self.clip($0)) + (1 - $1) * log(1 - Self.clip($0))) }.reduce(0, +) / n
    case .binaryCrossentropyLogits:
      return pairs.map { max($0, 0) - $0 * $1 + log1p(exp(-abs($0))) }.reduce(0, +) / n
    case .categoricalCrossentropy:
      let sum = p.reduce(0, +)
      return -pairs.map { $1 * log(Self.clip($0 / sum)) }.reduce(0, +)
    case .categoricalCrossentropyLogits, .sparseCategoricalCrossentropyLogits:
      let whole = Self.logSumExp(p)
      return -pairs.map { $1 == 0 ? 0 : $1 * ($0 - whole) }.reduce(0, +)
    case .sparseCategoricalCrossentropy:
      let q = p.map(Self.clip)
      return log(q.reduce(0, +)) - zip(q, t).map { $1 * log($0) }.reduce(0, +)
    }
  }

  /// Its gradient with respect to the predictions.
  public func gradient(_ p: [Double], _ t: [Double]) -> [Double] {
    let n = Double(p.count)
    let pairs = zip(p, t)
    switch self {
    case .mse: return pairs.map { 2 * ($0 - $1) / n }
    case .mae: return pairs.map { $0 == $1 ? 0 : ($0 > $1 ? 1 : -1) / n }
    case .hinge: return pairs.map { 1 - $0 * $1 >= 0 ? -$1 / n : 0 }
    case .squaredHinge: return pairs.map { -2 * $1 * max(0, 1 - $0 * $1) / n }
    case .binaryCrossentropy:
      return pairs.map { Self.isOpen($0) ? ($0 - $1) / ($0 * (1 - $0)) / n : 0 }
    case .binaryCrossentropyLogits: return pairs.map { (1 / (1 + exp(-$0)) - $1) / n }
    case .categoricalCrossentropy:
      let sum = p.reduce(0, +)
      let open = pairs.filter { Self.isOpen($0.0 / sum) }.map { $0.1 }.reduce(0, +)
      return pairs.map { (open - (Self.isOpen($0 / sum) ? $1 * sum / $0 : 0)) / sum }
    case .categoricalCrossentropyLogits, .sparseCategoricalCrossentropyLogits:
      let whole = Self.logSumExp(p)
      let total = t.reduce(0, +)
      return pairs.map { exp($0 - whole) * total - $1 }
    case .sparseCategoricalCrossentropy:
      let sum = p.map(Self.clip).reduce(0, +)
      return pairs.map { Self.isOpen($0) ? 1 / sum - $1 / $0 : 0 }
    }
  }

  /// How many of a row's predictions count as right.
  public func correct(_ p: [Double], _ t: [Double]) -> Int {
    if p.contains(where: \.isNaN) && isCategorical { return 0 }
    switch self {
    case .mse, .mae: return 0
    case .hinge, .squaredHinge: return Self.count(p, t) { ($0 > 0) == ($1 > 0) }
    case .binaryCrossentropy: return Self.count(p, t) { ($0 > 0.5) == ($1 > 0.5) }
    case .binaryCrossentropyLogits: return Self.count(p, t) { ($0 > 0) == ($1 > 0.5) }
    default: return Self.argmax(p) == Self.argmax(t) ? 1 : 0
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
  private static func clip(_ p: Double) -> Double { min(max(p, low), high) }
  private static func isOpen(_ p: Double) -> Bool { p >= low && p <= high }
  private static func logSumExp(_ p: [Double]) -> Double {
    let largest = p.max() ?? 0
    return largest + log(p.map { exp($0 - largest) }.reduce(0, +))
  }
}

/// Softmax of one row, in Double.
public func softmaxReference(_ x: [Double]) -> [Double] {
  let largest = x.max() ?? 0
  let e = x.map { exp($0 - largest) }
  let sum = e.reduce(0, +)
  return e.map { $0 / sum }
}
