/// How a weight starts.
///
/// **Fans** `[in, out]` of a kernel; a vector of n has fans n and n, and the leading axes of an array with more than
/// two multiply both, as in Keras. Bare names mean Keras 3's formulas; where Keras 1 or PyTorch use the same word for
/// another one, it is said: `.heNormal(.keras1)`.
///
/// The same seed gives the same numbers, weight by weight. Unknown literal names are kept and are a fault at
/// `compile()`.
@nonexhaustive public enum Initializer: Sendable, Hashable, Codable {
  /// The same number everywhere: 0 or 1.
  case zeros, ones
  /// The same number everywhere.
  case constant(Double)
  /// U(±√(6/(in + out))) (Glorot & Bengio 2010), Keras's default.
  case glorotUniform
  /// Truncated normal of variance 2/(in + out).
  case glorotNormal
  /// U(±√(6/in)) (He et al. 2015).
  case heUniform
  /// Truncated normal of variance 2/in.
  case heNormal
  /// U(±√(3/in)) (LeCun et al. 1998).
  case lecunUniform
  /// Truncated normal of variance 1/in; for SELU.
  case lecunNormal
  /// Variance scale/fan, from one of three distributions.
  case varianceScaling(scale: Double = 1, fan: Fan = .fanIn, distribution: Distribution = .truncatedNormal)
  /// Evenly spread over a range.
  case uniform(ClosedRange<Double>)
  /// Gauss's bell.
  case normal(mean: Double, deviation: Double)
  /// Normal, redrawn outside ±2 deviations; `deviation` is that of the normal before truncation.
  case truncatedNormal(mean: Double, deviation: Double)
  /// gain times a matrix with orthonormal rows or columns, whichever are shorter in number, uniformly distributed
  /// (Saxe et al. 2014). Keras 1's gain was 1.1. Leading axes of more than two count as one.
  case orthogonal(gain: Double = 1)
  /// gain on the diagonal of a matrix, 0 elsewhere.
  case identity(gain: Double = 1)
  /// Of each input's weights the share `sparsity`, rounded up, is 0; the others are normal (Martens 2010).
  case sparse(sparsity: Double, deviation: Double = 0.01)
  /// U(±1/in): the first layer of a SIREN (Sitzmann et al. 2020).
  case sirenFirst
  /// U(±√(6/in)/ω): its other layers, sin(ω·(x·w + b)).
  case sirenHidden(frequency: Double = 30)
  /// U(±1/√in), PyTorch's default for the weights of a Linear.
  case torchLinear
  /// The same for its bias, whose fan has to be said.
  case torchLinearBias(fanIn: Int)
  /// Given numbers, row-major; a kernel is [in, out].
  case values([Float])
  case unknown(String)

  /// What a variance is divided by; the average is (in + out)/2.
  public enum Fan: String, Sendable, Hashable, Codable {
    case fanIn = "fan_in"
    case fanOut = "fan_out"
    case fanAverage = "fan_avg"
  }

  /// Three distributions of one variance; a truncated normal is cut at two deviations of the normal it is cut from.
  public enum Distribution: String, Sendable, Hashable, Codable {
    case uniform
    case truncatedNormal = "truncated_normal"
    case untruncatedNormal = "untruncated_normal"
  }
}

extension Initializer: ExpressibleByStringLiteral, Named {
  static let vocabulary: [(String, Initializer)] = [
    ("zeros", .zeros), ("ones", .ones), ("glorot_uniform", .glorotUniform), ("glorot_normal", .glorotNormal),
    ("he_uniform", .heUniform), ("he_normal", .heNormal), ("lecun_uniform", .lecunUniform),
    ("lecun_normal", .lecunNormal), ("random_uniform", .uniform(.keras3)), ("random_normal", .normal(.keras3)),
    ("truncated_normal", .truncatedNormal(.keras3)), ("variance_scaling", .varianceScaling()),
    ("orthogonal", .orthogonal()), ("identity", .identity()), ("constant", .constant(0)),
    ("xavier_uniform", .xavierUniform()), ("xavier_normal", .xavierNormal()), ("kaiming_uniform", .kaimingUniform()),
    ("kaiming_normal", .kaimingNormal()), ("torch_linear", .torchLinear), ("siren_first", .sirenFirst),
    ("siren_hidden", .sirenHidden()),
    // Keras 1 and short forms.
    ("uniform", .uniform(.keras1)), ("normal", .normal(.keras1)), ("zero", .zeros), ("one", .ones),
    ("eye", .identity()),
  ]
  static let noun = "initializer"

  public init(stringLiteral name: String) { self = Self.lookUp(name) ?? .unknown(name) }

  /// - Throws: `SwiftletError` (`unknown-name`) with the nearest known names.
  public init(named name: String) throws(SwiftletError) { self = try Self.find(name) }

  var description: String {
    switch self {
    case .constant(let value): "constant(\(value))"
    case .uniform(let range): "uniform(\(range.lowerBound)...\(range.upperBound))"
    case .normal(let mean, let deviation): "normal(mean \(mean), deviation \(deviation))"
    case .truncatedNormal(let mean, let deviation): "truncated_normal(mean \(mean), deviation \(deviation))"
    case .varianceScaling(let scale, let fan, let distribution):
      "variance_scaling(\(scale), \(fan.rawValue), \(distribution.rawValue))"
    case .orthogonal(let gain): "orthogonal(gain \(gain))"
    case .identity(let gain): "identity(gain \(gain))"
    case .sparse(let sparsity, let deviation): "sparse(\(sparsity), deviation \(deviation))"
    case .sirenHidden(let frequency): "siren_hidden(frequency \(frequency))"
    case .torchLinearBias(let fan): "torch_linear_bias(fan in \(fan))"
    case .values(let values): "values(\(values.count) given)"
    case .unknown(let name): name
    case .zeros, .ones, .glorotUniform, .glorotNormal, .heUniform, .heNormal, .lecunUniform, .lecunNormal,
      .sirenFirst, .torchLinear:
      Self.vocabulary.first { $0.1 == self }?.0 ?? "\(self)"
    }
  }
}
