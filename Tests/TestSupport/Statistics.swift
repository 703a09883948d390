import Foundation

/// Numbers that were measured, one per seed or start.
public struct Sample: Sendable {
  public let values: [Double]

  public init(_ values: [Double]) { self.values = values }

  public var count: Int { values.count }
  /// NaN without values.
  public var mean: Double { values.reduce(0, +) / Double(count) }
  /// Divided by n - 1; NaN below two values.
  public var variance: Double {
    guard count >= 2 else { return .nan }
    let mean = mean
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)
  }
  public var deviation: Double { variance.squareRoot() }
  public var min: Double { values.min() ?? .nan }
  public var max: Double { values.max() ?? .nan }
}

/// What somebody else measured of the same thing: count, mean and standard deviation.
public struct Reference: Sendable {
  public let count: Int
  public let mean: Double
  public let deviation: Double

  public init(count: Int, mean: Double, deviation: Double) {
    self.count = count
    self.mean = mean
    self.deviation = deviation
  }
}

/// What "two distributions are equal" means in the tests: the means differ by less than so many standard
/// errors of the difference, and a two-sided F-test on the variances does not reject at a level.
public struct Comparison: Sendable {
  public var standardErrors = 3.0
  public var level = 0.001

  public init() {}

  /// Everything that speaks against equality; empty when nothing does. What cannot be judged (too few
  /// values, a NaN, no spread on either side) speaks against it.
  public func differences(_ sample: Sample, _ reference: Reference) -> [String] {
    guard sample.count >= 2, reference.count >= 2 else { return ["too few values to compare"] }
    guard (sample.values + [reference.mean, reference.deviation]).allSatisfy(\.isFinite) else {
      return ["a value is not finite"]
    }
    guard sample.deviation > 0, reference.deviation > 0 else { return ["a side has no spread"] }
    var found: [String] = []
    let distance = Statistics.meanDistance(sample, reference)
    if !(distance < standardErrors) {
      found.append("the means \(sample.mean) and \(reference.mean) differ by \(distance) standard errors")
    }
    let p = Statistics.varianceTest(sample, reference)
    if !(p >= level) {
      found.append("the deviations \(sample.deviation) and \(reference.deviation) differ: p = \(p) in the F-test")
    }
    return found
  }

  /// The same for a share of `count`: within so many binomial standard errors of the expected one.
  public func differences(share: Double, of count: Int, expected: Double) -> [String] {
    guard count >= 1, share.isFinite, expected > 0, expected < 1 else { return ["the share cannot be judged"] }
    let distance = abs(share - expected) / Statistics.binomialError(expected, count)
    return distance < standardErrors
      ? [] : ["the shares \(share) of \(count) and \(expected) differ by \(distance) standard errors"]
  }
}

/// The few formulas of statistics that the tests need. Their own test compares them with SciPy.
public enum Statistics {
  /// |difference of means| in standard errors √(s₁²/n₁ + s₂²/n₂).
  public static func meanDistance(_ sample: Sample, _ reference: Reference) -> Double {
    let variance =
      sample.variance / Double(sample.count) + reference.deviation * reference.deviation / Double(reference.count)
    return abs(sample.mean - reference.mean) / variance.squareRoot()
  }

  /// p of the two-sided F-test that two variances are equal.
  public static func varianceTest(_ sample: Sample, _ reference: Reference) -> Double {
    let ratio = sample.variance / (reference.deviation * reference.deviation)
    let upper = upperTail(ofF: ratio, Double(sample.count - 1), Double(reference.count - 1))
    return 2 * Swift.min(upper, 1 - upper)
  }

  /// √(p(1 - p)/n)
  public static func binomialError(_ p: Double, _ n: Int) -> Double { (p * (1 - p) / Double(n)).squareRoot() }

  /// P(F > `f`) with `d1` and `d2` degrees of freedom: I_x(d2/2, d1/2) at x = d2/(d2 + d1·f).
  public static func upperTail(ofF f: Double, _ d1: Double, _ d2: Double) -> Double {
    incompleteBeta(d2 / 2, d1 / 2, d2 / (d2 + d1 * f))
  }

  /// The regularised incomplete beta function I_x(a, b), for a, b > 0 and x in 0...1.
  public static func incompleteBeta(_ a: Double, _ b: Double, _ x: Double) -> Double {
    guard x > 0 else { return x == 0 ? 0 : .nan }
    guard x < 1 else { return x == 1 ? 1 : .nan }
    // The fraction converges fast below the mean; above it the other tail is computed.
    guard x <= (a + 1) / (a + b + 2) else { return 1 - incompleteBeta(b, a, 1 - x) }
    let logFront = a * log(x) + b * log(1 - x) + logGamma(a + b) - logGamma(a) - logGamma(b)
    return exp(logFront) / (a * betaFraction(a, b, x))
  }

  /// The continued fraction of I_x (Abramowitz & Stegun 26.5.8), evaluated from the front (Lentz 1976).
  private static func betaFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    var value = 1.0
    var c = 1.0
    var d = 0.0
    for i in 1...10_000 {
      let m = Double(i / 2)
      let term =
        i % 2 == 0
        ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 + term * d
      d = 1 / (d == 0 ? tiny : d)
      c = 1 + term / c
      if c == 0 { c = tiny }
      value *= c * d
      if abs(c * d - 1) < 1e-15 { return value }
    }
    return .nan
  }

  /// log Γ(x) for x > 0: Stirling's series behind the recurrence, which carries x to where it is exact.
  /// (libm's lgamma keeps the sign in a global variable, and tests run side by side.)
  public static func logGamma(_ x: Double) -> Double {
    var x = x
    var product = 1.0
    while x < 12 {
      product *= x
      x += 1
    }
    let y = 1 / (x * x)
    let series = (1.0 / 12 - y * (1.0 / 360 - y * (1.0 / 1260 - y * (1.0 / 1680 - y / 1188)))) / x
    return (x - 0.5) * log(x) - x + 0.5 * log(2 * Double.pi) + series - log(product)
  }
}
