/// (x - mean) / √variance, column by column: inputs of very different sizes become comparable.
///
/// Without arguments the statistics are taken by the first `fit` on a Dataset, from the rows it
/// trains on alone, and kept; a constant column is only shifted. The statistics are part of the
/// model but no gradient moves them.
///
/// **Shapes** x and y are equal; one mean and variance per value of a sample.
public struct Normalization: Layer, Sendable {
  let statistics: NormalizationStatistics

  /// Fitted by the first `fit`. It must stand first, directly on an input.
  public init() { statistics = NormalizationStatistics(given: nil) }

  /// Given statistics, one pair per value of a sample; variances at least 0.
  public init(means: [Float], variances: [Float]) {
    statistics = NormalizationStatistics(given: (means, variances))
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
    return (x - statistics.symbol(statistics.mean, like: x)) * statistics.symbol(statistics.scale, like: x)
  }
}

/// The two state arrays of a Normalization: y = (x - mean)·scale.
final class NormalizationStatistics: Sendable {
  let given: (means: [Float], variances: [Float])?
  let mean: StateBox
  let scale: StateBox

  init(given: (means: [Float], variances: [Float])?) {
    self.given = given
    let scales = given?.variances.map { Self.scale(variance: Double($0)) }
    mean = StateBox(name: "mean", initial: 0, values: given?.means)
    scale = StateBox(name: "scale", initial: 1, values: scales)
  }

  func symbol(_ box: StateBox, like x: Symbol) -> Symbol {
    Symbol(Node(.state(box), [], shape: x.shape, isBatched: false, place: x.node.place, name: box.name))
  }

  func fault(for shape: Shape) -> Finding? {
    guard let given else { return nil }
    let count = shape.count
    guard given.means.count == count, given.variances.count == count else {
      return Finding(
        .shapeMisfit, "Normalization needs a mean and a variance per value",
        expected: "\(count) of each, for inputs of shape \(shape)",
        got: "\(given.means.count) means and \(given.variances.count) variances",
        remedy: "Give one pair per input column")
    }
    let bad = given.means.first { !$0.isFinite } ?? given.variances.first { !$0.isFinite || $0 < 0 }
    return bad.map {
      Finding(
        .badArgument, "a mean or variance cannot be used", expected: "finite means, finite variances of at least 0",
        got: "\($0)", remedy: "Look for NaN, infinity or negative variances among them")
    }
  }

  /// What a column is multiplied with. A constant column is shifted to 0 and not stretched.
  static func scale(variance: Double) -> Float {
    variance > 0 ? min(Float(1 / variance.squareRoot()), Float.greatestFiniteMagnitude) : 1
  }
}
