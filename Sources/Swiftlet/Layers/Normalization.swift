/// Column by column, inputs of very different sizes become comparable: (x - mean) / √variance, or, with `.minMax()`,
/// low + (high - low)·(x - min) / (max - min).
///
/// Without given statistics the statistics are taken by the first `fit` on a Dataset, from the rows it
/// trains on alone, and kept; a constant column is only shifted. The statistics are part of the
/// model but no gradient moves them.
///
/// **Shapes** x and y are equal; one mean and variance, or min and max, per value of a sample.
public struct Normalization: Layer, Sendable {
  /// What a column becomes.
  public enum Scaling: Sendable, Hashable {
    /// Mean 0 and variance 1.
    case standard
    /// The smallest value of the rows trained on becomes the lower end of `range`, the largest the upper end.
    case minMax(into: ClosedRange<Double>)

    /// Into 0...1.
    public static func minMax() -> Scaling { .minMax(into: 0...1) }
  }

  let statistics: NormalizationStatistics
  let scaling: Scaling

  /// Fitted by the first `fit`. It must stand first, directly on an input.
  public init(_ scaling: Scaling = .standard) {
    self.scaling = scaling
    statistics = NormalizationStatistics(given: nil, takesExtremes: scaling != .standard)
  }

  /// Given statistics, one pair per value of a sample; variances at least 0.
  public init(means: [Float], variances: [Float]) {
    scaling = .standard
    statistics = NormalizationStatistics(given: (means, variances), takesExtremes: false)
  }

  /// Given extremes, one pair per value of a sample, none of them above its maximum.
  public init(minimums: [Float], maximums: [Float], into range: ClosedRange<Double> = 0...1) {
    scaling = .minMax(into: range)
    statistics = NormalizationStatistics(given: (minimums, maximums), takesExtremes: true)
  }

  public func forward(_ x: Symbol) -> Symbol {
    if let fault = statistics.fault(for: x.shape) {
      return .poisoned(
        fault.id, fault.sentence, expected: fault.expected ?? "", got: fault.got ?? "", remedy: fault.remedy,
        place: nil, inputs: [x])
    }
    if statistics.given == nil {
      guard case .input = x.node.source.operation else {
        return .poisoned(
          .unfittedLayer, "Normalization() takes its statistics from the data, so it must stand first",
          expected: "an input of the model", got: "values computed by another layer",
          remedy: "Move it to the front, or give it means: and variances:", place: nil, inputs: [x])
      }
    }
    // Subtract first: a column around 1e6 that varies by 1 keeps its digits.
    let y = (x - statistics.symbol(statistics.mean, like: x)) * statistics.symbol(statistics.scale, like: x)
    guard case .minMax(let range) = scaling, range != 0...1 else { return y }
    let span = range.upperBound - range.lowerBound
    guard span > 0, span.isFinite, Float(span).isFinite else {
      return .poisoned(
        .badArgument, "columns cannot be scaled into this range", expected: "two different finite numbers",
        got: "\(range)", remedy: "Use .minMax() for 0...1, or .minMax(into: -1...1)", place: nil, inputs: [x])
    }
    return y * span + range.lowerBound
  }
}

/// The two state arrays of a Normalization: y = (x - mean)·scale, with the minimum in the place of the mean for min-max.
final class NormalizationStatistics: Sendable {
  /// Means and variances, or minimums and maximums.
  let given: (first: [Float], second: [Float])?
  let takesExtremes: Bool
  let mean: StateBox
  let scale: StateBox

  /// The name of the array of minimums, by which `fit` knows what to take.
  static let minimum = "min"

  init(given: (first: [Float], second: [Float])?, takesExtremes: Bool) {
    self.given = given
    self.takesExtremes = takesExtremes
    let scales = given.map { given in
      zip(given.first, given.second).map { first, second in
        takesExtremes
          ? Self.scale(min: Double(first), max: Double(second)) : Self.scale(variance: Double(second))
      }
    }
    mean = StateBox(name: takesExtremes ? Self.minimum : "mean", initial: 0, values: given?.first)
    scale = StateBox(name: "scale", initial: 1, values: scales)
  }

  func symbol(_ box: StateBox, like x: Symbol) -> Symbol {
    Symbol(Node(.state(box), [], shape: x.shape, isBatched: false, place: x.node.place, name: box.name))
  }

  func fault(for shape: Shape) -> Finding? {
    guard let given else { return nil }
    let count = shape.count
    let (first, second) = takesExtremes ? ("minimum", "maximum") : ("mean", "variance")
    guard given.first.count == count, given.second.count == count else {
      return Finding(
        .shapeMisfit, "Normalization needs a \(first) and a \(second) per value",
        expected: "\(count) of each, for inputs of shape \(shape)",
        got: "\(given.first.count) \(first)s and \(given.second.count) \(second)s",
        remedy: "Give one pair per input column")
    }
    if takesExtremes { return extremesFault(given) }
    let bad = given.first.first { !$0.isFinite } ?? given.second.first { !$0.isFinite || $0 < 0 }
    return bad.map {
      Finding(
        .badArgument, "a mean or variance cannot be used", expected: "finite means, finite variances of at least 0",
        got: "\($0)", remedy: "Look for NaN, infinity or negative variances among them")
    }
  }

  private func extremesFault(_ given: (first: [Float], second: [Float])) -> Finding? {
    let bad = zip(given.first, given.second).first { !$0.isFinite || !$1.isFinite || $0 > $1 }
    return bad.map {
      Finding(
        .badArgument, "a minimum and its maximum cannot be used", expected: "finite numbers, the minimum not above",
        got: "\($0.0) and \($0.1)", remedy: "Look for NaN, infinity or exchanged numbers among them")
    }
  }

  /// What a column is multiplied with. A constant column is shifted to 0 and not stretched.
  static func scale(variance: Double) -> Float {
    variance > 0 ? min(Float(1 / variance.squareRoot()), Float.greatestFiniteMagnitude) : 1
  }

  /// The same for columns that are to lie in 0...1.
  static func scale(min: Double, max: Double) -> Float {
    max > min ? Swift.min(Float(1 / (max - min)), Float.greatestFiniteMagnitude) : 1
  }
}
