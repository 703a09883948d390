// What can be wrong with a metric: its own numbers, known in `compile()`, and a metric for another kind of targets,
// known when these are.

extension Metric {
  /// What `compile()` refuses.
  var fault: Finding? {
    switch self {
    case .unknown(let name): Metric.unknownName(name)
    case .binaryAccuracy(let threshold) where !threshold.isFinite:
      bad(
        "the threshold of a metric is not finite", "a finite number", threshold,
        "Use 0.5 for probabilities, 0 for logits")
    case .precision(let average), .recall(let average): average.fault
    case .fBeta(let beta, let average):
      beta.isFinite && beta >= 0 && (beta * beta).isFinite
        ? average.fault
        : bad(
          "the beta of an F-beta is out of range", "a finite number of 0 or more", beta,
          "Use 1 for as much precision as recall, 2 for more recall")
    case .topK(let k, _) where k < 1:
      bad("the k of a top-k accuracy is out of range", "1 or more", Double(k), "Use .topK(5), or .accuracy for 1")
    case .calibrationError(let bins) where bins < 1 || bins > 1_000_000:
      bad("the number of bins is out of range", "1...1000000", Double(bins), "Use 15")
    case .accuracy, .binaryAccuracy, .signAccuracy, .topK, .balancedAccuracy, .matthews, .cohenKappa, .rocAUC,
      .averagePrecision, .logLoss, .brier, .calibrationError, .r2, .explainedVariance, .mse, .rmse, .mae, .mape,
      .maxError, .medianAbsoluteError, .cosineSimilarity:
      nil
    }
  }

  private func bad(_ sentence: String, _ expected: String, _ got: Double, _ remedy: String) -> Finding {
    Finding(.badArgument, sentence, expected: expected, got: "\(got)", remedy: remedy)
  }

  /// A metric of classes for targets that are numbers.
  func needsClasses(_ loss: Loss) -> SwiftletError {
    misfit(
      "\(name) tells classes apart, and the targets under \(loss.description) are numbers",
      expected: "classes, one-hot rows or signs", got: "numbers", remedy: "Use .r2, .rmse or .mae")
  }

  /// A metric of numbers for targets that are classes.
  func needsNumbers() -> SwiftletError {
    misfit(
      "\(name) measures amounts, and the targets are classes", expected: "numbers", got: "classes",
      remedy: "Use .accuracy, .logLoss or .brier")
  }

  func needsProbabilities(_ loss: Loss) -> SwiftletError {
    misfit(
      "\(name) judges probabilities, and the outputs under \(loss.description) are none",
      expected: "a cross-entropy", got: loss.description,
      remedy: "Use .rocAUC, or train with .binaryCrossentropy(from: .logits)")
  }

  func misfit(_ sentence: String, expected: String, got: String, remedy: String) -> SwiftletError {
    SwiftletError(.training, Finding(.metricMisfit, sentence, expected: expected, got: got, remedy: remedy))
  }
}

extension Metric.Average {
  fileprivate var fault: Finding? {
    guard case .binary(let threshold) = self, !(threshold > 0 && threshold < 1) else { return nil }
    return Finding(
      .badArgument, "the threshold of a probability is out of range", expected: "a number between 0 and 1",
      got: "\(threshold)", remedy: "Use .binary(threshold: 0.5)")
  }
}
