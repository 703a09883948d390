import Swiftlet
import Testing

/// Metrics out of range, and metrics for another kind of targets.
@Suite struct MetricMistakes {
  private static func compile(_ metric: Metric) throws {
    try Sequential(inputs: 2) { Dense(3) }.compile(
      loss: .sparseCategoricalCrossentropy(from: .logits), metrics: [metric])
  }

  static let ranges: [Mistake] =
    [0.0, 1, -1, .nan, .infinity].map { (threshold: Double) in
      Mistake(
        "a threshold of \(threshold)", .compile, .badArgument, says: ["threshold", "\(threshold)"], isLocated: true
      ) {
        try compile(.precision(average: .binary(threshold: threshold)))
      }
    }
    + [-1.0, .nan, .infinity, 1e200].map { (beta: Double) in
      Mistake("a beta of \(beta)", .compile, .badArgument, says: ["beta", "\(beta)"], isLocated: true) {
        try compile(.fBeta(beta))
      }
    }
    + [0, -3, Int.min].map { (k: Int) in
      Mistake("a top \(k)", .compile, .badArgument, says: ["top-k", ".topK(5)"], isLocated: true) {
        try compile(.topK(k))
      }
    }
    + [0, -1, Int.max].map { (bins: Int) in
      Mistake("\(bins) bins", .compile, .badArgument, says: ["bins", "1...1000000"], isLocated: true) {
        try compile(.calibrationError(bins: bins))
      }
    }
    + [
      Mistake("a misspelt metric", .compile, .unknownName, says: ["\"recal\"", "\"recall\""], isLocated: true) {
        try compile("recal")
      },
      Mistake("an unknown average", .compile, .unknownName, says: ["metric called \"macro\""], isLocated: true) {
        try compile("macro")
      },
    ]

  private static let ofClasses: [Metric] = [
    .accuracy, .topK(2), .balancedAccuracy, .precision, .recall, .f1, .matthews, .cohenKappa, .rocAUC,
    .averagePrecision, .logLoss, .brier, .calibrationError,
  ]
  private static let ofNumbers: [Metric] = [
    .r2, .explainedVariance, .mse, .rmse, .mae, .mape, .maxError, .medianAbsoluteError, .cosineSimilarity,
  ]

  static let misfits: [Mistake] =
    ofClasses.map { metric in
      Mistake("\(metric.name) of numbers", .training, .metricMisfit, says: [metric.name, "numbers"]) {
        let model = try Sequential(inputs: 1) { Dense(1) }.regressing([metric])
        try model.fit(.doubling, verbose: .silent)
      }
    }
    + ofNumbers.map { metric in
      Mistake("\(metric.name) of classes", .training, .metricMisfit, says: [metric.name, ".accuracy"]) {
        try Sequential(inputs: 2) { Dense(3) }.classifying([metric]).fit(.stripes, verbose: .silent)
      }
    }
    + [Metric.logLoss, .brier, .calibrationError].map { metric in
      Mistake("\(metric.name) under a hinge", .training, .metricMisfit, says: ["probabilities", "hinge", ".rocAUC"]) {
        let model = Sequential(inputs: 5) { Dense(1) }
        try model.compile(loss: .hinge, metrics: [metric])
        try model.fit(.sumThreshold(rows: 40, labels: .signs, seed: 1), verbose: .silent)
      }
    }
    + [
      Mistake("binary precision of three classes", .training, .metricMisfit, says: ["there are 3", ".macro"]) {
        try Sequential(inputs: 2) { Dense(3) }.classifying([.precision(average: .binary(threshold: 0.5))])
          .fit(.stripes, verbose: .silent)
      },
      Mistake("a threshold on two outputs", .training, .metricMisfit, says: ["largest is the answer", "one unit"]) {
        try Sequential(inputs: 5) { Dense(2) }.classifying([.recall(average: .binary(threshold: 0.25))])
          .fit(.sumThreshold(rows: 40, labels: .zeroOne, seed: 1), verbose: .silent)
      },
      Mistake("a metric of the second output", .training, .metricMisfit, says: ["r2 measures amounts"]) {
        let x = Symbol.input(1)
        let model = Model(inputs: [x], outputs: [Dense(1).named("a")(x), Dense(2).named("b")(x)])
        try model.compile(
          losses: ["a": .mse, "b": .sparseCategoricalCrossentropy(from: .logits)], metrics: ["a": [.r2], "b": [.r2]])
        let column = Tensor(column: [1.0, 2, 4])
        try model.fit(
          Dataset(
            inputs: ["x": column], targets: ["a": .values(Tensor(column: [3.0, 1, 0])), "b": .classes([0, 1, 0])]),
          verbose: .silent)
      },
    ]

  static let tables: [Mistake] = [
    Mistake("a matrix of numbers", .prediction, .metricMisfit, says: ["Use predict"]) {
      _ = try regressor().confusionMatrix(on: .doubling)
    },
    Mistake("answers without rows", .data, .shapeMisfit, says: ["2 of each", "1 answers"]) {
      _ = try ConfusionMatrix(truths: [0, 1], answers: [0], classes: ["a", "b"])
    },
    Mistake("an answer that is no class", .data, .labelSet, says: ["0...1", "got 2"]) {
      _ = try ConfusionMatrix(truths: [0, 1], answers: [0, 2], classes: ["a", "b"])
    },
    Mistake("a weight below zero", .data, .badArgument, says: ["got -1.0"]) {
      _ = try ConfusionMatrix(truths: [0, 1], answers: [0, 1], classes: ["a", "b"], weights: [1, -1])
    },
    Mistake("a score that is no number", .data, .notFinite, says: ["row 1", "nan"]) {
      _ = try ROCCurve(scores: [0, .nan], truths: [true, false])
    },
    Mistake("scores without truths", .data, .shapeMisfit, says: ["2 of each", "1 truths"]) {
      _ = try PrecisionRecallCurve(scores: [0, 1], truths: [true])
    },
  ]

  @Test(arguments: ranges) func numbersOutOfRange(_ mistake: Mistake) { mistake.check() }
  @Test(arguments: misfits) func metricsForOtherTargets(_ mistake: Mistake) { mistake.check() }
  @Test(arguments: tables) func tablesOfOtherThings(_ mistake: Mistake) { mistake.check() }
}
