/// A wave of the inputs, as a network has learnt it: sin and cos of one direction with one period.
///
///     x0 + x1, period 0.0300, crest at 0.0050
///
/// **Units** frequencies in radians per unit of each input; period and crest in units of the direction.
public struct Wave: Sendable, Hashable, CustomStringConvertible {
  /// Radians per unit of each input, in the order of the columns.
  public let frequencies: [Double]
  /// The names of the columns.
  public let names: [String]
  /// The direction as a sum of the inputs: whole numbers up to 4 where they fit to within half a per cent, else the
  /// largest is 1. The first that is not 0 is positive.
  public let coefficients: [Double]
  /// How far it is from crest to crest along Σ coefficient·input.
  public let period: Double
  /// Where along the direction the wave is highest for the first output, or class, between 0 and the period.
  public let crest: Double
  /// The share of the targets' variance that it explained by itself when it was found.
  public let share: Double

  init(frequencies: [Double], names: [String], crestAngle: Double, share: Double) {
    self.frequencies = frequencies
    self.names = names
    self.share = share
    coefficients = Self.direction(frequencies)
    // The factor between the two that fits best.
    let squares = coefficients.reduce(0) { $0 + $1 * $1 }
    let factor = squares > 0 ? zip(frequencies, coefficients).reduce(0) { $0 + $1.0 * $1.1 } / squares : 0
    period = factor != 0 ? 2 * Double.pi / abs(factor) : .infinity
    let turns = factor != 0 ? crestAngle / (2 * Double.pi) * (factor < 0 ? -1 : 1) : 0
    let part = turns - turns.rounded(.down)
    crest = period.isFinite && part < 0.9995 ? part * period : 0
  }

  private static func direction(_ frequencies: [Double]) -> [Double] {
    let largest = frequencies.map(abs).max() ?? 0
    guard largest > 0 else { return frequencies }
    let sign = frequencies.first { abs($0) > 0.005 * largest }.map { $0 < 0 ? -1.0 : 1.0 } ?? 1
    let ratios = frequencies.map { $0 / largest * sign }
    for size in [1.0, 2, 3, 4] where ratios.allSatisfy({ abs($0 * size - ($0 * size).rounded()) <= 0.005 }) {
      return ratios.map { ($0 * size).rounded() + 0 }
    }
    return ratios
  }

  /// `x0 + x1`, `3·x0 - x1`, `x0 + 0.300·x1`.
  public var direction: String {
    var text = ""
    for (coefficient, name) in zip(coefficients, names) where coefficient != 0 {
      let size = abs(coefficient)
      let term = size == 1 ? name : "\(Self.number(size, digits: 3))·\(name)"
      text += text.isEmpty ? (coefficient < 0 ? "-" : "") + term : (coefficient < 0 ? " - " : " + ") + term
    }
    return text.isEmpty ? "nothing" : text
  }

  public var description: String {
    "\(direction), period \(Self.number(period, digits: 3)), crest at \(Self.number(crest, relativeTo: period))"
  }

  /// With so many digits that count: 0.0300, 12.6, 3 for whole numbers.
  private static func number(_ value: Double, digits: Int) -> String {
    if !value.isFinite { return "\(value)" }
    if value == value.rounded(), abs(value) < 1000 { return "\(Int(value))" }
    return number(value, relativeTo: value, digits: digits)
  }

  /// With as many decimals as a number of the size of `scale` needs.
  private static func number(_ value: Double, relativeTo scale: Double, digits: Int = 3) -> String {
    var (decimals, size) = (digits - 1, abs(scale))
    while size < 0.9995, size > 0, decimals < 12 { (size, decimals) = (size * 10, decimals + 1) }
    while size >= 10, decimals > 0 { (size, decimals) = (size / 10, decimals - 1) }
    let factor = power(10, Double(decimals))
    let rounded = (value * factor).rounded()
    guard abs(rounded) < 1e15 else { return "\(value)" }
    let (whole, rest) = Int(abs(rounded)).quotientAndRemainder(dividingBy: Int(factor))
    let sign = rounded < 0 ? "-" : ""
    guard decimals > 0 else { return "\(sign)\(whole)" }
    let tail = String(rest)
    return "\(sign)\(whole).\(String(repeating: "0", count: decimals - tail.count))\(tail)"
  }
}

/// How strongly the targets go along with each wave that was tried.
///
/// **Shapes** `scores` row-major over the axes, one for each input: `[axes[0].count][axes[1].count]` for two.
public struct WaveSpectrum: Sendable {
  /// The frequencies that were tried along each input, rising, in radians per unit of the input. Those of the first
  /// are above 0, because a wave and its negative are the same; of an input that is constant there is only 0.
  public let axes: [[Double]]
  /// Σ over the outputs of the squared mean product of what the best constant leaves of the targets with the sine, plus
  /// that with the cosine. Three equal stripes reach 0.23; chance makes about 0.7 / rows of them.
  public let scores: [Float]

  /// The frequencies that belong to a score.
  public func frequencies(at index: Int) -> [Double] {
    var rest = index
    return axes.reversed().map { axis in
      defer { rest /= axis.count }
      return axis[rest % axis.count]
    }.reversed()
  }

  /// The largest score, and the frequencies that have it.
  public var peak: (frequencies: [Double], score: Float)? {
    scores.indices.max { scores[$0] < scores[$1] }.map { (frequencies(at: $0), scores[$0]) }
  }
}
