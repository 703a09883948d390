// The same words in other libraries, and PyTorch's words for the same things.

extension Initializer {
  /// What PyTorch calls a gain: by how much an activation shrinks the variance that goes through it, as a factor of
  /// deviations. A number, or one of `torch.nn.init.calculate_gain`.
  public struct Gain: Sendable, Hashable, Codable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
    public let value: Double

    public init(_ value: Double) { self.value = value }
    public init(floatLiteral value: Double) { self.value = value }
    public init(integerLiteral value: Int) { self.value = Double(value) }

    public static let linear: Gain = 1
    public static let sigmoid: Gain = 1
    public static let tanh = Gain(5.0 / 3)
    public static let relu = Gain(2.0.squareRoot())
    public static let selu: Gain = 0.75
    /// √(2/(1 + slope²))
    public static func leakyReLU(slope: Double = 0.01) -> Gain { Gain((2 / (1 + slope * slope)).squareRoot()) }
  }

  /// U(±gain·√(6/(in + out))).
  public static func xavierUniform(gain: Gain = .linear) -> Initializer {
    .varianceScaling(scale: gain.value * gain.value, fan: .fanAverage, distribution: .uniform)
  }

  /// Normal of deviation gain·√(2/(in + out)), not truncated.
  public static func xavierNormal(gain: Gain = .linear) -> Initializer {
    .varianceScaling(scale: gain.value * gain.value, fan: .fanAverage, distribution: .untruncatedNormal)
  }

  /// U(±gain·√(3/fan)).
  public static func kaimingUniform(gain: Gain = .relu, fan: Fan = .fanIn) -> Initializer {
    .varianceScaling(scale: gain.value * gain.value, fan: fan, distribution: .uniform)
  }

  /// Normal of deviation gain/√fan, not truncated.
  public static func kaimingNormal(gain: Gain = .relu, fan: Fan = .fanIn) -> Initializer {
    .varianceScaling(scale: gain.value * gain.value, fan: fan, distribution: .untruncatedNormal)
  }

  /// Glorot's normal: truncated in Keras 3, not in Keras 1 and PyTorch.
  public static func glorotNormal(_ preset: Preset) -> Initializer {
    preset.truncatesNormals ? .glorotNormal : .xavierNormal()
  }

  /// He's normal: truncated in Keras 3, not in Keras 1 and PyTorch.
  public static func heNormal(_ preset: Preset) -> Initializer {
    preset.truncatesNormals ? .heNormal : .kaimingNormal()
  }

  /// gain 1 in Keras 3 and PyTorch, 1.1 in Keras 1.
  public static func orthogonal(_ preset: Preset) -> Initializer {
    switch preset {
    case .keras1: .orthogonal(gain: 1.1)
    default: .orthogonal(gain: 1)
    }
  }

  /// U(±0.05) in Keras, U(0, 1) in PyTorch.
  public static func uniform(_ preset: Preset) -> Initializer {
    switch preset {
    case .torch: .uniform(0...1)
    default: .uniform(-0.05...0.05)
    }
  }

  /// Deviation 0.05 in Keras, 1 in PyTorch.
  public static func normal(_ preset: Preset) -> Initializer { .normal(mean: 0, deviation: preset.deviation) }

  /// Deviation 0.05 in Keras, 1 in PyTorch, cut at two of them.
  public static func truncatedNormal(_ preset: Preset) -> Initializer {
    .truncatedNormal(mean: 0, deviation: preset.deviation)
  }
}

extension Preset {
  fileprivate var truncatesNormals: Bool {
    switch self {
    case .keras1, .torch: false
    default: true
    }
  }

  fileprivate var deviation: Double {
    switch self {
    case .torch: 1
    default: 0.05
    }
  }
}
