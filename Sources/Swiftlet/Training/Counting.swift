// Which accuracy `accuracy` becomes, decided by loss and labels and said so.

extension Metric {
  /// How it is counted for this loss and these targets.
  ///
  /// - Throws: `SwiftletError` (`metric-misfit`) when the share of right answers has no meaning.
  func counting(loss: Loss, targets: Targets, output: Shape) throws(SwiftletError) -> Counting {
    switch self {
    case .binaryAccuracy, .signAccuracy:
      // Its targets are one index per row, not a number per output.
      if loss.readsClassIndices { throw needsNumbers(under: loss) }
      if case .binaryAccuracy(let threshold) = self { return .threshold(threshold) }
      return .sign
    default: break
    }
    if let counting = loss.counting { return counting }
    switch targets {
    case .signs: return .sign
    case .oneHot where output.last > 1, .classes where output.last > 1: return .argmax
    default:
      throw SwiftletError(
        .training,
        Finding(
          .metricMisfit, "accuracy counts right answers, and the targets under \(loss.description) are numbers",
          expected: "classes, one-hot rows or signs", got: "numbers",
          remedy: "Leave the metric out; evaluate(...).skill is R² for mse"))
    }
  }

  private func needsNumbers(under loss: Loss) -> SwiftletError {
    SwiftletError(
      .training,
      Finding(
        .metricMisfit, "\(name) compares output by output, and \(loss.description) has one class index per row",
        expected: "a target per output", got: "class indices", remedy: "Use .accuracy"))
  }
}

extension Counting {
  /// What is counted per row: rows for the largest output, outputs otherwise.
  func units(rows: Int, outputs: Int) -> Int { self == .argmax ? rows : rows * outputs }
}
