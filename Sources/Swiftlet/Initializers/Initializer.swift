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
  /// The numbers again and again, row-major: [0, π/2] as the bias of sine units makes pairs of sine and cosine.
  case repeating([Double])
  /// For the kernel of a `Sine` layer: the first `fit` on a Dataset looks through all frequencies below `range` for the
  /// waves that go best along with the targets of the rows it trains on, by the gradient that the output weights of
  /// such a neuron would receive while they are still 0; units 2k and 2k + 1 start as a pair on the k-th of them.
  ///
  /// The layer has one to three inputs, with nothing before it that is learnt. Until that `fit` the model cannot
  /// predict. The range is in radians across the span of each of them, 2π times the number of periods that fit in;
  /// frequencies are tried π apart in each direction, so that candidates grow as range^inputs. A range that needs more
  /// than `candidates` is refused. `WaveFit` finds a range by itself.
  ///
  ///     Sine(2, kernel: .scored(range: 600)).learningRate(scale: 0.05, of: "kernel")
  case scored(range: Double, candidates: Int = 1 << 20)
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

  /// Whether its numbers are taken from the rows of the first `fit`.
  var looksAtData: Bool { if case .scored = self { true } else { false } }

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
    case .repeating(let values): "repeating(\(values.count) given)"
    case .scored(let range, let candidates): "scored(range \(range), candidates \(candidates))"
    case .values(let values): "values(\(values.count) given)"
    case .unknown(let name): name
    case .zeros, .ones, .glorotUniform, .glorotNormal, .heUniform, .heNormal, .lecunUniform, .lecunNormal,
      .sirenFirst, .torchLinear:
      Self.vocabulary.first { $0.1 == self }?.0 ?? "\(self)"
    }
  }
}
