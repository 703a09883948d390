/// What a weight is brought back to after each update of the optimizer.
///
/// Norms are those of the columns of a kernel [in, out], one per unit, as Keras's axis 0; a vector is one column.
/// They are divided by (norm + 1e-7), as in Keras.
///
/// Unknown literal names are kept and are a fault at `compile()`.
@nonexhaustive public enum Constraint: Sendable, Hashable, Codable {
  /// Columns longer than `limit` are shortened to it (Srivastava et al. 2014).
  case maxNorm(_ limit: Double = 2)
  /// Norms move by the share `rate` towards the nearest number in `min...max`.
  case minMaxNorm(min: Double = 0, max: Double = 1, rate: Double = 1)
  /// Negative numbers become 0.
  case nonNegative
  /// Every column gets the norm 1.
  case unitNorm
  case unknown(String)
}

extension Constraint: ExpressibleByStringLiteral, Named {
  static let vocabulary: [(String, Constraint)] = [
    ("max_norm", .maxNorm()), ("min_max_norm", .minMaxNorm()), ("non_neg", .nonNegative),
    ("non_negative", .nonNegative), ("unit_norm", .unitNorm),
  ]
  static let noun = "constraint"

  public init(stringLiteral name: String) { self = Self.lookUp(name) ?? .unknown(name) }

  /// - Throws: `SwiftletError` (`unknown-name`) with the nearest known names.
  public init(named name: String) throws(SwiftletError) { self = try Self.find(name) }

  var description: String {
    switch self {
    case .maxNorm(let limit): "max_norm(\(limit))"
    case .minMaxNorm(let low, let high, let rate): "min_max_norm(\(low), \(high), rate \(rate))"
    case .nonNegative: "non_negative"
    case .unitNorm: "unit_norm"
    case .unknown(let name): name
    }
  }
}

extension Constraint {
  /// Why it cannot be used; nil when it can.
  func fault(for what: String, place: Finding.Place?) -> Finding? {
    func bad(_ number: String, expected: String, got: String) -> Finding {
      Finding(
        .badArgument, "the \(number) of the constraint of \(what) cannot be used", expected: expected, got: got,
        remedy: "Give another number, or leave it out for the default", place: place)
    }
    switch self {
    case .unknown(let name): return Self.unknownName(name, place: place)
    case .maxNorm(let limit) where !(limit >= 0) || !Float(limit).isFinite:
      return bad("limit", expected: "a finite number of at least 0", got: "\(limit)")
    case .minMaxNorm(let low, let high, _) where !(low >= 0 && low <= high) || !Float(high).isFinite:
      return bad("norms", expected: "finite numbers, 0 ≤ min ≤ max", got: "min \(low), max \(high)")
    case .minMaxNorm(_, _, let rate) where !(rate >= 0 && rate <= 1):
      return bad("rate", expected: "a number from 0 to 1", got: "\(rate)")
    default: return nil
    }
  }
}
