// Which accuracy `accuracy` becomes, decided by loss and labels and said so.

extension Metric {
  /// How it is counted for this loss and these targets.
  ///
  /// - Throws: `SwiftletError` (`metric-misfit`) when the share of right answers has no meaning.
  func counting(loss: Loss, targets: Targets, output: Shape) throws(SwiftletError) -> Counting {
    switch self {
    case .binaryAccuracy(let threshold): return .threshold(threshold)
    case .signAccuracy: return .sign
    case .accuracy, .unknown: break
    }
    if case .binaryCrossentropy(.probabilities) = loss { return .threshold(0.5) }
    if let counting = loss.counting { return counting }
    switch targets {
    case .signs: return .sign
    case .oneHot where output.last > 1: return .argmax
    default:
      throw SwiftletError(
        .training,
        Finding(
          .metricMisfit, "accuracy counts right answers, and the targets under \(loss.description) are numbers",
          expected: "classes, one-hot rows or signs", got: "numbers",
          remedy: "Leave the metric out; evaluate(...).skill is R² for mse"))
    }
  }
}

extension Counting {
  /// What is counted per row: rows for the largest output, outputs otherwise.
  func units(rows: Int, outputs: Int) -> Int { self == .argmax ? rows : rows * outputs }
}
