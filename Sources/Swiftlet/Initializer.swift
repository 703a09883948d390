/// How a weight starts. Fans: `[in, out]` of a matrix; a vector of n has fans n and n, as in Keras.
///
/// Unknown literal names are kept and are a fault at `compile()`.
@nonexhaustive public enum Initializer: Sendable, Hashable, Codable {
  case zeros, ones
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
  case uniform(ClosedRange<Double>)
  case normal(mean: Double, deviation: Double)
  /// Normal, redrawn outside ±2 deviations; `deviation` is that of the normal before truncation.
  case truncatedNormal(mean: Double, deviation: Double)
  /// U(±1/√in), PyTorch's default for the weights of a Linear.
  case torchLinear
  /// The same for its bias, whose fan has to be said.
  case torchLinearBias(fanIn: Int)
  /// Given numbers, row-major; a kernel is [in, out].
  case values([Float])
  case unknown(String)
}

extension Initializer: ExpressibleByStringLiteral, Named {
  static let vocabulary: [(String, Initializer)] = [
    ("zeros", .zeros), ("ones", .ones), ("glorot_uniform", .glorotUniform), ("glorot_normal", .glorotNormal),
    ("he_uniform", .heUniform), ("he_normal", .heNormal), ("lecun_uniform", .lecunUniform),
    ("lecun_normal", .lecunNormal), ("random_uniform", .uniform(-0.05...0.05)),
    ("random_normal", .normal(mean: 0, deviation: 0.05)),
    ("truncated_normal", .truncatedNormal(mean: 0, deviation: 0.05)), ("torch_linear", .torchLinear),
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
    case .torchLinearBias(let fan): "torch_linear_bias(fan in \(fan))"
    case .values(let values): "values(\(values.count) given)"
    case .unknown(let name): name
    default: Self.vocabulary.first { $0.1 == self }?.0 ?? "\(self)"
    }
  }
}

extension Initializer {
  /// The deviation of a standard normal truncated to [-2, 2].
  static let truncatedDeviation = 0.87962566103423978

  /// Why it cannot fill an array of this shape; nil when it can.
  func fault(for shape: Shape, weight: String, place: Finding.Place?) -> Finding? {
    func bad(_ sentence: String, expected: String, got: String) -> Finding {
      Finding(
        .badArgument, "the initializer of \(weight) \(sentence)", expected: expected, got: got,
        remedy: "Give the initializer other numbers, or leave it out for the default", place: place)
    }
    switch self {
    case .unknown(let name): return Self.unknownName(name, place: place)
    case .values(let values) where values.count != shape.count:
      return bad(
        "has another number of values than the weight", expected: "\(shape.count) for \(shape)", got: "\(values.count)")
    case .values(let values) where !values.allSatisfy(\.isFinite):
      return bad("holds a value that is not finite", expected: "finite numbers", got: "NaN or infinity")
    case .constant(let value) where !Float(value).isFinite:
      return bad("is not finite", expected: "a finite number", got: "\(value)")
    case .uniform(let range) where !Float(range.lowerBound).isFinite || !Float(range.upperBound).isFinite:
      return bad("is not finite as float32", expected: "finite bounds", got: "\(range)")
    case .normal(let mean, let deviation) where !Self.isNormal(mean, deviation),
      .truncatedNormal(let mean, let deviation) where !Self.isNormal(mean, deviation):
      return bad(
        "is no normal distribution", expected: "finite numbers, a deviation of at least 0",
        got: "mean \(mean), deviation \(deviation)")
    case .torchLinearBias(let fan) where fan < 1:
      return bad("needs the number of inputs of its layer", expected: "fanIn of at least 1", got: "\(fan)")
    default: return nil
    }
  }

  /// Finite as float32, also ten deviations away.
  private static func isNormal(_ mean: Double, _ deviation: Double) -> Bool {
    deviation >= 0 && Float(abs(mean) + 10 * deviation).isFinite
  }

  /// Fills `values` of `shape` from `random`.
  func fill(_ values: UnsafeMutableBufferPointer<Float>, shape: Shape, random: inout RandomStream) {
    let fanIn = Double(shape.sizes.first ?? 1)
    let fanOut = Double(shape.sizes.last ?? 1)
    switch self {
    case .zeros, .unknown: values.update(repeating: 0)
    case .ones: values.update(repeating: 1)
    case .constant(let value): values.update(repeating: Float(value))
    case .values(let given): for i in values.indices { values[i] = given[i] }
    case .glorotUniform: Self.uniform(values, (6 / (fanIn + fanOut)).squareRoot(), &random)
    case .heUniform: Self.uniform(values, (6 / fanIn).squareRoot(), &random)
    case .lecunUniform: Self.uniform(values, (3 / fanIn).squareRoot(), &random)
    case .torchLinear: Self.uniform(values, 1 / fanIn.squareRoot(), &random)
    case .torchLinearBias(let fan): Self.uniform(values, 1 / Double(fan).squareRoot(), &random)
    case .glorotNormal:
      Self.truncated(values, 0, (2 / (fanIn + fanOut)).squareRoot() / Self.truncatedDeviation, &random)
    case .heNormal: Self.truncated(values, 0, (2 / fanIn).squareRoot() / Self.truncatedDeviation, &random)
    case .lecunNormal: Self.truncated(values, 0, (1 / fanIn).squareRoot() / Self.truncatedDeviation, &random)
    case .truncatedNormal(let mean, let deviation): Self.truncated(values, mean, deviation, &random)
    case .normal(let mean, let deviation):
      for i in values.indices { values[i] = Float(mean + deviation * random.normal()) }
    case .uniform(let range):
      let width = range.upperBound - range.lowerBound
      for i in values.indices { values[i] = Float(range.lowerBound + width * random.uniform()) }
    }
  }

  private static func uniform(
    _ values: UnsafeMutableBufferPointer<Float>, _ limit: Double, _ random: inout RandomStream
  ) {
    for i in values.indices { values[i] = Float((2 * random.uniform() - 1) * limit) }
  }

  private static func truncated(
    _ values: UnsafeMutableBufferPointer<Float>, _ mean: Double, _ deviation: Double, _ random: inout RandomStream
  ) {
    for i in values.indices {
      var draw = random.normal()
      while abs(draw) > 2 { draw = random.normal() }
      values[i] = Float(mean + deviation * draw)
    }
  }
}
