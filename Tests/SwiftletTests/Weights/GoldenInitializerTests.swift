import Foundation
import TestSupport
import Testing

@testable import Swiftlet

/// Every specification of init.json, by the test that the file itself advises: bounds of five standard errors for
/// mean and variance of at least 1e5 numbers, and limits that are reached but never left.
struct GoldenInitializerTests {
  /// What a specification says of one initializer of ours.
  struct Claim {
    let initializer: Initializer
    let shape: Shape
    var mean = 0.0
    let variance: Double
    let kurtosis: Double
    /// The numbers lie in ±limit around the mean; nil: a normal that is not cut.
    let limit: Double?
  }

  static let uniformKurtosis = -1.2
  static let truncatedKurtosis = -0.63

  @Test func everySpecificationHolds() throws {
    let cases = try Golden.cases("init")
    if ProcessInfo.processInfo.environment["SWIFTLET_GOLDEN"] == nil { #expect(cases.count == 91) }
    #expect(!cases.isEmpty)
    var checked = 0
    for fixture in cases {
      if try fixture["name"].string() == "Orthogonal" {
        try checkOrthogonal(fixture)
      } else {
        let claims = try Self.claims(fixture)
        #expect(!claims.isEmpty, "\(fixture.path): no claim is known for it")
        for claim in claims { check(claim, fixture.path) }
      }
      checked += 1
    }
    #expect(checked == cases.count)
  }

  /// Draws arrays of the shape until there are 1e5 numbers.
  private func draw(_ claim: Claim) -> [Float] {
    var values: [Float] = []
    while values.count < 100_000 {
      var part = [Float](repeating: .nan, count: claim.shape.count)
      var random = RandomStream(.initialization, seed: 17, UInt64(values.count))
      part.withUnsafeMutableBufferPointer { claim.initializer.fill($0, shape: claim.shape, random: &random) }
      values += part
    }
    return values
  }

  private func check(_ claim: Claim, _ path: String) {
    let values = draw(claim)
    let n = Double(values.count)
    let (what, deviation) = ("\(path): \(claim.initializer)", claim.variance.squareRoot())
    var (sum, squares, largest) = (0.0, 0.0, 0.0)
    for value in values {
      let distance = Double(value) - claim.mean
      sum += distance
      squares += distance * distance
      largest = max(largest, abs(distance))
    }
    let mean = sum / n
    #expect(abs(mean) < 5 * deviation / n.squareRoot(), "\(what): mean \(mean)")
    let ratio = (squares / n - mean * mean) / claim.variance
    #expect(abs(ratio - 1) < 5 * ((claim.kurtosis + 2) / n).squareRoot(), "\(what): variance off by \(ratio)")
    if let limit = claim.limit {
      // A limit is a Double; the number nearest to it may lie half a unit of float32 beyond.
      #expect(largest <= limit * (1 + 0x1p-23) && largest > 0.98 * limit, "\(what): largest \(largest) of \(limit)")
    } else {
      #expect(largest > 3 * deviation, "\(what): cut at \(largest)")
    }
  }

  private func checkOrthogonal(_ fixture: GoldenValue) throws {
    let gain = try fixture["gain"].double()
    for (rows, columns) in [(1, 1), (1, 5), (5, 1), (7, 7), (20, 5), (5, 20), (64, 48)] {
      let shape = Shape([rows, columns])
      var values = [Float](repeating: .nan, count: rows * columns)
      var random = RandomStream(.initialization, seed: 3)
      values.withUnsafeMutableBufferPointer {
        Initializer.orthogonal(gain: gain).fill($0, shape: shape, random: &random)
      }
      let matrix = (0..<rows).map { row in (0..<columns).map { Double(values[row * columns + $0]) } }
      let vectors =
        rows <= columns ? matrix : (0..<columns).map { column in matrix.map { $0[column] } }
      for (i, a) in vectors.enumerated() {
        for (j, b) in vectors.enumerated() {
          let product = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
          #expect(abs(product - (i == j ? gain * gain : 0)) < 1e-6 * gain * gain, "\(shape) \(i) \(j): \(product)")
        }
      }
    }
  }

  // MARK: - From the file's words to ours

  static func claims(_ fixture: GoldenValue) throws -> [Claim] {
    let name = try fixture["name"].string()
    switch try fixture["lib"].string() {
    case "torch": return try torchClaims(name, fixture)
    case "keras1.2.2":
      let range = try fixture["scale"].double()
      let variance = try fixture["variance"].double()
      let isUniform = name == "uniform"
      return [
        Claim(
          initializer: isUniform ? .uniform(-range...range) : .normal(mean: 0, deviation: range), shape: [100, 100],
          variance: variance, kurtosis: isUniform ? uniformKurtosis : 0, limit: isUniform ? range : nil)
      ]
    default: return [try kerasClaim(name, fixture)]
    }
  }

  private static func shape(_ fixture: GoldenValue) throws -> Shape {
    Shape([Int(try fixture["fan_in"].double()), Int(try fixture["fan_out"].double())])
  }

  private static func kerasClaim(_ name: String, _ fixture: GoldenValue) throws -> Claim {
    let variance = try fixture["variance"].double()
    let square: Shape = [100, 100]
    switch name {
    case "RandomUniform":
      let (low, high) = (try fixture["minval"].double(), try fixture["maxval"].double())
      return Claim(
        initializer: .uniform(low...high), shape: square, mean: (low + high) / 2, variance: variance,
        kurtosis: uniformKurtosis, limit: (high - low) / 2)
    case "RandomNormal":
      let (mean, deviation) = (try fixture["mean"].double(), try fixture["stddev"].double())
      return Claim(
        initializer: .normal(mean: mean, deviation: deviation), shape: square, mean: mean, variance: variance,
        kurtosis: 0, limit: nil)
    case "TruncatedNormal":
      let (mean, deviation) = (try fixture["mean"].double(), try fixture["stddev"].double())
      return Claim(
        initializer: .truncatedNormal(mean: mean, deviation: deviation), shape: square, mean: mean,
        variance: variance, kurtosis: truncatedKurtosis, limit: try fixture["limit"].double())
    default:
      // Found by Keras's own name.
      let isUniform = try fixture["distribution"].string() == "uniform"
      return Claim(
        initializer: try Initializer(named: name), shape: try shape(fixture), variance: variance,
        kurtosis: isUniform ? uniformKurtosis : truncatedKurtosis, limit: try fixture["limit"].double())
    }
  }

  private static func torchClaims(_ name: String, _ fixture: GoldenValue) throws -> [Claim] {
    let shape = try shape(fixture)
    func uniform(_ initializer: Initializer, _ limit: Double, shape: Shape) -> Claim {
      Claim(
        initializer: initializer, shape: shape, variance: limit * limit / 3, kurtosis: uniformKurtosis, limit: limit)
    }
    func normal(_ initializer: Initializer, _ deviation: Double) -> Claim {
      Claim(initializer: initializer, shape: shape, variance: deviation * deviation, kurtosis: 0, limit: nil)
    }
    switch name {
    case "torch_linear_default":
      let limit = try fixture["limit"].double()
      let variance = try fixture["variance"].double()
      #expect(abs(limit * limit / 3 - variance) < 1e-12)
      return [
        uniform(.torchLinear, limit, shape: shape),
        uniform(.torchLinearBias(fanIn: shape.sizes[0]), limit, shape: Shape([shape.sizes[1]])),
      ]
    case "torch_xavier":
      let gain = try gain(fixture)
      return [
        uniform(.xavierUniform(gain: gain), try fixture["uniform_limit"].double(), shape: shape),
        normal(.xavierNormal(gain: gain), try fixture["normal_std"].double()),
      ]
    case "torch_kaiming":
      let gain = try gain(fixture)
      return [
        uniform(.kaimingUniform(gain: gain), try fixture["uniform_limit_fan_in"].double(), shape: shape),
        normal(.kaimingNormal(gain: gain), try fixture["normal_std_fan_in"].double()),
        normal(.kaimingNormal(gain: gain, fan: .fanOut), try fixture["normal_std_fan_out"].double()),
      ]
    // Refused by the caller: nothing may be left unchecked.
    default: return []
    }
  }

  /// PyTorch's number for an activation, which is also ours.
  private static func gain(_ fixture: GoldenValue) throws -> Initializer.Gain {
    let name = try fixture["gain_for"].string()
    let gain: Initializer.Gain =
      switch name {
      case "linear": .linear
      case "sigmoid": .sigmoid
      case "tanh": .tanh
      case "relu": .relu
      case "selu": .selu
      default:
        .leakyReLU(slope: Double(name.replacingOccurrences(of: "leaky_relu_", with: "")) ?? .nan)
      }
    let expected = try fixture["gain"].double()
    #expect(abs(gain.value - expected) < 1e-12, "\(fixture.path)")
    return gain
  }
}
