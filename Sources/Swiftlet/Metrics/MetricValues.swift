// From what was measured to the number that is told: once per epoch, in Double.

/// Everything measured of one goal.
struct Evidence {
  let tally: Tally
  let plan: Plan
  /// Of the plan.
  let goal: Int
  let outputs: Int
  let rows: RowCollection?

  /// - Returns: NaN for what is not defined for these rows.
  func value(of resolved: ResolvedMetric) -> Double {
    guard let place = plan.request.goals[goal].measurements.firstIndex(of: resolved.measurement) else { return .nan }
    let slot = plan.places[goal][place]
    switch resolved.measurement {
    case .right(let counting):
      let right = slot.map { tally.counts[$0] } ?? tally.goals[goal].correct
      return Double(right) / Double(max(counting.units(rows: tally.rows, outputs: outputs), 1))
    case .topK: return slot.map { Double(tally.counts[$0]) / Double(max(tally.rows, 1)) } ?? .nan
    case .confusion, .confusionAbove:
      return slot.map { resolved.metric.value(confusion(at: $0, resolved.reading)) } ?? .nan
    case .moments:
      let count = ErrorMoments.sumsPerColumn * outputs
      return slot.map { resolved.metric.value(ErrorMoments(sums: tally.sums[$0..<$0 + count], rows: tally.rows)) }
        ?? .nan
    case .rows:
      guard let rows else { return .nan }
      return resolved.reading == .numbers
        ? resolved.metric.value(rows.numbers)
        : resolved.metric.value(
          rows.scored(resolved.reading, isSparse: plan.request.goals[goal].loss.readsClassIndices))
    }
  }

  private func confusion(at slot: Int, _ reading: MetricReading) -> ConfusionMatrix {
    let classes = reading.classCount
    let counts = tally.counts[slot...slot + classes * classes].map(Double.init)
    return ConfusionMatrix(
      classes: (0..<classes).map(String.init), counts: Array(counts.dropLast()), unanswered: counts.last ?? 0)
  }
}

extension Metric {
  func value(_ matrix: ConfusionMatrix) -> Double {
    switch self {
    case .balancedAccuracy: matrix.balancedAccuracy
    case .precision(let average): matrix.precision(average)
    case .recall(let average): matrix.recall(average)
    case .fBeta(let beta, let average): matrix.fBeta(beta, average)
    case .matthews: matrix.matthews
    case .cohenKappa: matrix.cohenKappa
    default: .nan
    }
  }

  func value(_ moments: ErrorMoments) -> Double {
    switch self {
    case .r2: moments.r2
    case .explainedVariance: moments.explainedVariance
    case .mse: moments.mse
    case .rmse: moments.mse.squareRoot()
    case .mae: moments.mae
    case .mape: 100 * moments.relativeError
    default: .nan
    }
  }

  func value(_ rows: NumberRows) -> Double {
    switch self {
    case .maxError: rows.maxError
    case .medianAbsoluteError: rows.medianAbsoluteError
    case .cosineSimilarity: rows.cosineSimilarity
    default: .nan
    }
  }

  func value(_ rows: ScoredRows) -> Double {
    switch self {
    case .rocAUC(let pairing): rows.rocAUC(pairing)
    case .averagePrecision: rows.averagePrecision
    case .logLoss: rows.logLoss
    case .brier: rows.brier
    case .calibrationError(let bins): rows.calibrationError(bins: bins)
    default: .nan
    }
  }
}
