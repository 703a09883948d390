import TestSupport
import Testing

@testable import Swiftlet

/// Every case of metrics.json, key by key, against scikit-learn and Keras: through the values that are told from
/// arrays, and through `evaluate` of a model that hands its inputs on.
struct GoldenMetricTests {
  private func section(_ name: String, count: Int) throws -> [GoldenValue] {
    let cases = try Golden.load("metrics")[name].list()
    if Golden.isShipped { #expect(cases.count == count) } else { #expect(!cases.isEmpty) }
    return cases
  }

  /// Keys that describe a case instead of judging it.
  private static let descriptions: Set<String> = [
    "tag", "y_true", "y_pred", "score", "threshold", "pred_rule", "sample_weight", "n_classes", "probs",
    "log_loss_note", "mape_note", "note",
  ]

  /// Compares what we tell of a case with all its other keys; a key nobody answers is a failure.
  ///
  /// - Parameter undefined: What is expected where the peer gives none.
  private func compare(_ golden: GoldenValue, _ told: [String: [Double]], undefined: [String: Double]) throws {
    var compared = 0
    for key in golden.keys where !Self.descriptions.contains(key) {
      guard let ours = told[key] else {
        Issue.record("\(golden.path).\(key) is not answered")
        continue
      }
      let value = try golden[key]
      if value.isNull {
        let expected = undefined[key] ?? .nan
        #expect(ours.count == 1 && (ours[0].isNaN && expected.isNaN || abs(ours[0] - expected) < 1e-9), "\(value.path)")
      } else {
        let peer = try (try? value.doubles()) ?? [value.double()]
        // Keras computes in float32.
        let tolerance = key.hasSuffix("keras3") ? 1e-6 : 1e-9
        #expect(ours.count == peer.count, "\(value.path)")
        for (a, b) in zip(ours, peer) {
          #expect(a == b || abs(a - b) <= tolerance * (1 + abs(b)), "\(value.path): \(a) instead of \(b)")
        }
      }
      compared += 1
    }
    #expect(compared >= 4, "\(golden.path)")
  }

  /// Hands its inputs on.
  private func passing(_ width: Int, _ loss: Loss, _ metrics: [Metric]) throws -> Model {
    let model = Sequential(inputs: Shape([width])) {
      Dense(width, bias: false, weights: .values((0..<width * width).map { $0 % (width + 1) == 0 ? 1 : 0 }))
    }
    try model.compile(loss: loss, metrics: metrics, allowing: [.logitsIntoProbabilityLoss])
    return model
  }

  // MARK: - Two classes

  @Test func twoClasses() throws {
    for golden in try section("binary", count: 12) {
      let scores = try golden["score"].doubles()
      let truths = try golden["y_true"].doubles().map { Int($0) }
      let threshold = try golden["threshold"].double()
      let weights = try golden.optional("sample_weight")?.doubles()
      let matrix = try ConfusionMatrix(
        truths: truths, answers: scores.map { $0 > threshold ? 1 : 0 }, classes: ["0", "1"], weights: weights)
      let rows = ScoredRows(positives: scores, truths: truths, weights: weights)
      var told = told(matrix)
      told["roc_auc"] = [rows.rocAUC(.oneVersusRest)]
      told["average_precision"] = [rows.averagePrecision]
      told["log_loss"] = [rows.logLoss]
      told["brier"] = [rows.brier]
      let all = weights ?? scores.map { _ in 1 }
      let plainBrier = zip(zip(scores, truths), all).map { $1 * ($0.0 - Double($0.1)) * ($0.0 - Double($0.1)) }
      let recalls = [0, 1].map { matrix.recall(of: $0) }
      let undefined = [
        "brier": plainBrier.reduce(0, +) / all.reduce(0, +), "balanced_accuracy": (recalls[0] + recalls[1]) / 2,
      ]
      try compareCurves(golden, scores, truths, weights)
      try compare(golden.without(["roc_curve", "pr_curve"]), told, undefined: undefined)
      if weights == nil { try evaluateTwoClasses(golden, scores, truths, threshold, undefined) }
    }
  }

  private func told(_ matrix: ConfusionMatrix) -> [String: [Double]] {
    [
      "accuracy": [matrix.accuracy], "confusion_matrix": matrix.counts, "precision": [matrix.precision()],
      "recall": [matrix.recall()], "f1": [matrix.fBeta(1)], "mcc": [matrix.matthews],
      "balanced_accuracy": [matrix.balancedAccuracy], "kappa": [matrix.cohenKappa],
    ]
  }

  private func compareCurves(
    _ golden: GoldenValue, _ scores: [Double], _ truths: [Int], _ weights: [Double]?
  ) throws {
    let positive = truths.map { $0 == 1 }
    if let peer = try golden.optional("roc_curve") {
      let curve = try ROCCurve(scores: scores, truths: positive, weights: weights)
      try compare3(
        peer, ["fpr": curve.falsePositiveRates, "tpr": curve.truePositiveRates, "thresholds": curve.thresholds])
    }
    if let peer = try golden.optional("pr_curve") {
      let curve = try PrecisionRecallCurve(scores: scores, truths: positive, weights: weights)
      try compare3(
        peer, ["precision": curve.precisions, "recall": curve.recalls, "thresholds": curve.thresholds])
    }
  }

  private func compare3(_ peer: GoldenValue, _ ours: [String: [Double]]) throws {
    #expect(peer.keys == ours.keys.sorted())
    for (key, values) in ours {
      let expected = try peer[key].doubles()
      #expect(values.count == expected.count, "\(peer.path).\(key)")
      #expect(zip(values, expected).allSatisfy { $0 == $1 || abs($0 - $1) <= 1e-9 }, "\(peer.path).\(key)")
    }
  }

  /// The same through kernels and plans, in batches that do not divide the rows.
  private func evaluateTwoClasses(
    _ golden: GoldenValue, _ scores: [Double], _ truths: [Int], _ threshold: Double, _ undefined: [String: Double]
  ) throws {
    let average = Metric.Average.binary(threshold: threshold)
    var metrics: [String: Metric] = [
      "accuracy": .binaryAccuracy(threshold: threshold), "precision": .precision(average: average),
      "recall": .recall(average: average), "f1": .f1(average: average), "roc_auc": .rocAUC,
      "average_precision": .averagePrecision, "log_loss": .logLoss, "brier": .brier,
    ]
    var left = ["roc_curve", "pr_curve"]
    if threshold == 0.5 {
      metrics["mcc"] = .matthews
      metrics["balanced_accuracy"] = .balancedAccuracy
    } else {
      left += ["mcc", "balanced_accuracy", "confusion_matrix"]
    }
    let model = try passing(1, .binaryCrossentropy, Array(metrics.values))
    let data = try Dataset(inputs: scores.map { [$0] }, classes: truths, names: ["0", "1"])
    for batchSize in [7, 256] {
      let judged = try model.evaluate(data, batchSize: batchSize)
      var told = metrics.mapValues { [judged[$0]] }
      told["confusion_matrix"] = try model.confusionMatrix(on: data).counts
      try compare(golden.without(left), told, undefined: undefined)
    }
  }

  // MARK: - Several classes

  @Test func severalClasses() throws {
    for golden in try section("multiclass", count: 7) {
      let truths = try golden["y_true"].doubles().map { Int($0) }
      let answers = try golden["y_pred"].doubles().map { Int($0) }
      let count = Int(try golden["n_classes"].double())
      let names = (0..<count).map(String.init)
      let matrix = try ConfusionMatrix(truths: truths, answers: answers, classes: names)
      try compare(
        golden.without(["macro", "micro", "weighted", "per_class"] + Self.ofScores), told(matrix), undefined: [:])
      for (key, average) in [("macro", Metric.Average.macro), ("micro", .micro), ("weighted", .weighted)] {
        let told = [
          "precision": [matrix.precision(average)], "recall": [matrix.recall(average)],
          "f1": [matrix.fBeta(1, average)],
        ]
        try compareAll(golden[key], told)
      }
      let report = ClassReport(matrix)
      try compareAll(
        golden["per_class"],
        [
          "precision": report.classes.map(\.precision), "recall": report.classes.map(\.recall),
          "f1": report.classes.map(\.f1), "support": report.classes.map(\.support),
        ])
      let probabilities =
        try golden.optional("probs")?.doubles()
        ?? answers.flatMap { answer in (0..<count).map { $0 == answer ? 1 : 0 } }
      try evaluateClasses(golden, probabilities, truths, count)
    }
  }

  /// What is told from scores, not from answers.
  private static let ofScores =
    ["log_loss", "roc_auc_ovr_macro", "roc_auc_ovo_macro", "categorical_accuracy_keras3"]
    + ["sparse_categorical_accuracy_keras3"]
    + (1...9).flatMap { ["top\($0)_accuracy_sklearn", "top\($0)_accuracy_keras3"] }

  private func compareAll(_ golden: GoldenValue, _ told: [String: [Double]]) throws {
    #expect(golden.keys == told.keys.sorted(), "\(golden.path)")
    for (key, ours) in told {
      let peer = try (try? golden[key].doubles()) ?? [golden[key].double()]
      #expect(ours.count == peer.count && zip(ours, peer).allSatisfy { abs($0 - $1) <= 1e-9 }, "\(golden.path).\(key)")
    }
  }

  private func evaluateClasses(_ golden: GoldenValue, _ p: [Double], _ truths: [Int], _ count: Int) throws {
    var metrics: [String: Metric] = [
      "accuracy": .accuracy, "mcc": .matthews, "kappa": .cohenKappa, "log_loss": .logLoss,
      "roc_auc_ovr_macro": .rocAUC, "roc_auc_ovo_macro": .rocAUC(.oneVersusOne),
      "categorical_accuracy_keras3": .accuracy, "sparse_categorical_accuracy_keras3": .accuracy,
    ]
    for k in 1...9 {
      metrics["top\(k)_accuracy_sklearn"] = .topK(k, ties: .ordered)
      metrics["top\(k)_accuracy_keras3"] = .topK(k)
    }
    let averages: [(String, Metric.Average)] = [("macro", .macro), ("micro", .micro), ("weighted", .weighted)]
    let averaged = averages.flatMap { [Metric.precision(average: $1), .recall(average: $1), .f1(average: $1)] }
    let inputs = (0..<truths.count).map { Array(p[$0 * count..<($0 + 1) * count]) }
    let names = (0..<count).map(String.init)
    for (loss, data) in [
      (Loss.sparseCategoricalCrossentropy, try Dataset(inputs: inputs, classes: truths, names: names)),
      (.categoricalCrossentropy, try Dataset(inputs: inputs, classes: truths, names: names).oneHot()),
    ] {
      let model = try passing(count, loss, Array(Set(metrics.values)) + averaged)
      for batchSize in [7, 256] {
        let judged = try model.evaluate(data, batchSize: batchSize)
        var told = metrics.mapValues { [judged[$0]] }
        told["confusion_matrix"] = try model.confusionMatrix(on: data).counts
        try compare(golden.without(["macro", "micro", "weighted", "per_class"]), told, undefined: [:])
        for (key, average) in averages {
          let told = [
            "precision": [judged[.precision(average: average)]], "recall": [judged[.recall(average: average)]],
            "f1": [judged[.f1(average: average)]],
          ]
          try compareAll(golden[key], told)
        }
      }
    }
  }

  // MARK: - Numbers

  @Test func numbers() throws {
    for golden in try section("regression", count: 9) {
      let (targets, outputs) = (try golden["y_true"].doubles(), try golden["y_pred"].doubles())
      let shape = try golden["y_true"].shape()
      let width = shape.count > 1 ? shape[1] : 1
      let weights = try golden.optional("sample_weight")?.doubles()
      let moments = ErrorMoments(outputs: outputs, targets: targets, width: width, weights: weights)
      let rows = NumberRows(outputs: outputs, targets: targets, width: width)
      let told = [
        "mae": [moments.mae], "mse": [moments.mse], "rmse": [moments.mse.squareRoot()], "r2": [moments.r2],
        "explained_variance": [moments.explainedVariance], "max_error": [rows.maxError],
        "median_ae": [rows.medianAbsoluteError], "mape_fraction": [moments.relativeError],
      ]
      let undefined = ["max_error": zip(outputs, targets).map { abs($0 - $1) }.max() ?? .nan]
      try compare(golden, told, undefined: undefined)
      if weights == nil { try evaluateNumbers(golden, outputs, targets, width, undefined) }
    }
  }

  private func evaluateNumbers(
    _ golden: GoldenValue, _ outputs: [Double], _ targets: [Double], _ width: Int, _ undefined: [String: Double]
  ) throws {
    let metrics: [String: Metric] = [
      "mae": .mae, "mse": .mse, "rmse": .rmse, "r2": .r2, "explained_variance": .explainedVariance,
      "max_error": .maxError, "median_ae": .medianAbsoluteError, "mape_fraction": .mape,
    ]
    func rows(_ values: [Double]) -> [[Double]] {
      (0..<values.count / width).map { Array(values[$0 * width..<($0 + 1) * width]) }
    }
    let model = try passing(width, .mse, Array(metrics.values))
    let data = try Dataset(inputs: rows(outputs), targets: rows(targets))
    for batchSize in [7, 256] {
      let judged = try model.evaluate(data, batchSize: batchSize)
      var told = metrics.mapValues { [judged[$0]] }
      told["mape_fraction"] = [judged[.mape] / 100]
      try compare(golden, told, undefined: undefined)
    }
  }

  // MARK: - Keras

  @Test func keras() throws {
    let golden = try Golden.load("metrics")["keras"]
    if Golden.isShipped { #expect(golden.keys == ["binary_accuracy", "keras1_metric_means"]) }
    for key in golden.keys where key != "keras1_metric_means" {
      let value = try golden[key]
      guard key == "binary_accuracy" else {
        Issue.record("keras.\(key) is not answered")
        continue
      }
      let rows = try (value["y_pred"].doubles(), value["y_true"].doubles())
      let data = try Dataset(inputs: rows.0.map { [$0] }, targets: rows.1.map { [$0] })
      let model = try passing(1, .binaryCrossentropy, ["binary_accuracy"])
      // Means over batches, each as often as it has rows, are the mean over all rows: whatever the batches.
      for batchSize in [1, 7, 32, 256] {
        let accuracy = try model.evaluate(data, batchSize: batchSize)[.binaryAccuracy]
        #expect(abs(accuracy - (try value["keras3"].double())) < 1e-6)
        #expect(abs(accuracy - (try value["keras1"].double())) < 1e-9)
      }
    }
  }
}
