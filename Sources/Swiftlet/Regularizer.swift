/// What a weight costs by itself: a term of the loss that keeps weights small, sparse or different from each other.
///
/// The penalty belongs to the loss, as in Keras: `history.loss` and `evaluate` contain it, and it has a gradient.
/// For Keras's numbers write `.l2(0.01)`; PyTorch's `weight_decay: d` is `.l2(d / 2)`.
///
/// Unknown literal names are kept and are a fault at `compile()`.
@nonexhaustive public enum Regularizer: Sendable, Hashable, Codable {
  /// λ·Σ|w|
  case l1(_ factor: Double = 0.01)
  /// λ·Σw²
  case l2(_ factor: Double = 0.01)
  /// λ₁·Σ|w| + λ₂·Σw²
  case l1l2(_ l1: Double = 0.01, _ l2: Double = 0.01)
  /// λ·Σ|cos(wᵢ, wⱼ)| over all pairs i < j of rows (or columns) of a matrix, divided by the number of pairs:
  /// 0 when they are orthogonal, λ when they are parallel. A vector of zeros counts as orthogonal to all.
  case orthogonal(_ factor: Double = 0.01, mode: Vectors = .rows)
  case unknown(String)

  /// What is made orthogonal. A kernel is [in, out]: its columns belong to the units.
  public enum Vectors: String, Sendable, Hashable, Codable { case rows, columns }
}

extension Regularizer: ExpressibleByStringLiteral, Named {
  static let vocabulary: [(String, Regularizer)] = [
    ("l1", .l1()), ("l2", .l2()), ("l1_l2", .l1l2()), ("orthogonal_regularizer", .orthogonal()),
    ("orthogonal", .orthogonal()),
  ]
  static let noun = "regularizer"

  public init(stringLiteral name: String) { self = Self.lookUp(name) ?? .unknown(name) }

  /// - Throws: `SwiftletError` (`unknown-name`) with the nearest known names.
  public init(named name: String) throws(SwiftletError) { self = try Self.find(name) }

  var description: String {
    switch self {
    case .l1(let factor): "l1(\(factor))"
    case .l2(let factor): "l2(\(factor))"
    case .l1l2(let l1, let l2): "l1_l2(\(l1), \(l2))"
    case .orthogonal(let factor, let mode): "orthogonal(\(factor), \(mode.rawValue))"
    case .unknown(let name): name
    }
  }
}

extension Regularizer {
  /// λ₁ and λ₂ of a sum of powers; nil for what is none.
  var powers: (l1: Double, l2: Double)? {
    switch self {
    case .l1(let factor): (factor, 0)
    case .l2(let factor): (0, factor)
    case .l1l2(let l1, let l2): (l1, l2)
    case .orthogonal, .unknown: nil
    }
  }

  private var numbers: [Double] {
    switch self {
    case .l1(let factor), .l2(let factor), .orthogonal(let factor, _): [factor]
    case .l1l2(let l1, let l2): [l1, l2]
    case .unknown: []
    }
  }

  /// Why it cannot be used; nil when it can.
  func fault(for what: String, place: Finding.Place?) -> Finding? {
    if case .unknown(let name) = self { return Self.unknownName(name, place: place) }
    let bad = numbers.first { !($0 >= 0) || !Float($0).isFinite }
    return bad.map {
      Finding(
        .badArgument, "the factor of the regularizer of \(what) cannot be used",
        expected: "a finite number of at least 0", got: "\($0)", remedy: "Give a factor such as 0.01 or 1e-4",
        place: place)
    }
  }
}
