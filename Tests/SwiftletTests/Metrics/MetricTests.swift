import Foundation
import TestSupport
import Testing

@testable import Swiftlet

/// Metrics of whole epochs: by hand, and independent of how rows are cut.
struct MetricTests {
  private static let ofClasses: [Metric] = [
    .accuracy, .topK(2), .topK(2, ties: .ordered), .balancedAccuracy, .precision, .recall, .f1, .fBeta(2),
    .precision(average: .micro), .recall(average: .weighted), .f1(average: .macro), .matthews, .cohenKappa, .rocAUC,
    .rocAUC(.oneVersusOne), .averagePrecision, .logLoss, .brier, .calibrationError, .calibrationError(bins: 3),
  ]
  private static let ofNumbers: [Metric] = [
    .r2, .explainedVariance, .mse, .rmse, .mae, .mape, .maxError, .medianAbsoluteError, .cosineSimilarity,
  ]

  private func classes(_ rows: Int) -> Dataset { .sumBin(rows: rows, seed: 3) }

  private func classifier(_ metrics: [Metric], softmax: Bool = false) throws -> Model {
    let model = Sequential(inputs: 2, seed: 4) {
      Dense(8, activation: .tanh)
      Dense(3, activation: softmax ? .softmax : .linear)
    }
    try model.compile(
      optimizer: .sgd(learningRate: 1e-30),
      loss: .sparseCategoricalCrossentropy(from: softmax ? .probabilities : .logits),
      metrics: metrics)
    return model
  }

  private func numbers(_ rows: Int) throws -> Dataset {
    var samples = Samples(seed: 8)
    return try Dataset(
      inputs: Tensor(unchecked: samples.floats(rows * 2), rows: rows, shape: [2]),
      .values(Tensor(unchecked: samples.floats(rows * 2).map { $0 + 3 }, rows: rows, shape: [2])))
  }

  private func regressor(_ metrics: [Metric]) throws -> Model {
    let model = Sequential(inputs: 2, seed: 4) { Dense(2) }
    try model.compile(optimizer: .sgd(learningRate: 1e-30), loss: .mse, metrics: metrics)
    return model
  }

  private func expectEqual(_ a: Double, _ b: Double, _ context: String) {
    #expect(abs(a - b) <= 1e-12 * (1 + abs(b)) || a.isNaN && b.isNaN, "\(context): \(a), \(b)")
  }

  // MARK: - Epochs

  /// Weights stand still, so the epoch's metrics, whatever its batches, are those of all rows.
  @Test(arguments: [1, 7, 64, 300, 1000]) func metricsOfAnEpochAreThoseOfAllItsRows(batchSize: Int) throws {
    let (data, amounts) = (classes(300), try numbers(300))
    for (model, data, metrics) in [
      (try classifier(Self.ofClasses), data, Self.ofClasses), (try regressor(Self.ofNumbers), amounts, Self.ofNumbers),
    ] {
      let history = try model.fit(
        data, epochs: 2, batchSize: batchSize, validation: .data(data), verbose: .silent)
      let scores = try model.evaluate(data)
      for metric in metrics {
        #expect(scores[metric].isFinite, "\(metric.name)")
        let told = history[metric] + (history.validation?[metric] ?? [])
        #expect(told.count == 4)
        for value in told { expectEqual(value, scores[metric], "\(metric.name), batches of \(batchSize)") }
      }
    }
  }

  @Test func batchesThatGrowKeepWhatWasMeasured() throws {
    let (data, amounts) = (classes(206), try numbers(206))
    for (model, data, metrics) in [
      (try classifier(Self.ofClasses), data, Self.ofClasses), (try regressor(Self.ofNumbers), amounts, Self.ofNumbers),
    ] {
      var start = 0
      let batches = [1, 3, 2, 200].map { size -> Batch in
        defer { start += size }
        let part = data[start..<start + size]
        return Batch(inputs: part.inputs, targets: part.targets.tensor)
      }
      let history = try model.fit(batches: batches, stepsPerEpoch: 4, validation: .data(data), verbose: .silent)
      let scores = try model.evaluate(data)
      for metric in metrics {
        expectEqual(try #require(history[metric].first), scores[metric], metric.name)
        expectEqual(try #require(history.validation?[metric].first), scores[metric], metric.name)
      }
    }
  }

  /// A softmax that is fused with its loss tells the same as logits.
  @Test func aFusedSoftmaxIsReadAsProbabilities() throws {
    let (logits, softmax) = (try classifier(Self.ofClasses), try classifier(Self.ofClasses, softmax: true))
    let data = classes(200)
    let (a, b) = (try logits.evaluate(data), try softmax.evaluate(data))
    for metric in Self.ofClasses { #expect(abs(a[metric] - b[metric]) < 1e-5, "\(metric.name)") }
  }

  /// Weights belong to the loss.
  @Test func weightsOfRowsDoNotEnterMetrics() throws {
    let data = classes(100)
    let weighted = try data.weighted((0..<100).map { Double($0 % 4) })
    let model = try classifier(Self.ofClasses)
    let (plain, heavy) = (
      try model.fit(data, verbose: .silent), try classifier(Self.ofClasses).fit(weighted, verbose: .silent)
    )
    for metric in Self.ofClasses { expectEqual(heavy[metric][0], plain[metric][0], metric.name) }
    #expect(heavy.loss != plain.loss)
  }

  // MARK: - By hand

  /// Digits of large amounts are not lost: values around 1e6 that vary by 1.
  @Test func r2KeepsItsDigitsFarFromZero() throws {
    let targets = (0..<40).map { 1e6 + Double($0 % 7) / 8 }
    let outputs = targets.enumerated().map { $1 + Double($0 % 3) / 16 }
    let model = Sequential(inputs: 1) { Dense(1, bias: false, weights: .ones) }
    try model.compile(loss: .mse, metrics: [.r2, .explainedVariance])
    let scores = try model.evaluate(Dataset(inputs: outputs.map { [$0] }, targets: targets.map { [$0] }))
    let mean = targets.reduce(0) { $0 + ($1 - 1e6) } / 40
    let spread = targets.reduce(0) { $0 + ($1 - 1e6 - mean) * ($1 - 1e6 - mean) }
    let errors = zip(outputs, targets).map { $0 - $1 }
    let bias = errors.reduce(0, +) / 40
    #expect(abs(scores[.r2] - (1 - errors.reduce(0) { $0 + $1 * $1 } / spread)) < 1e-12)
    #expect(
      abs(scores[.explainedVariance] - (1 - errors.reduce(0) { $0 + ($1 - bias) * ($1 - bias) } / spread)) < 1e-12)
  }

  @Test func calibrationIsTheGapBetweenConfidenceAndAccuracy() {
    // Confidences 0.95 and 0.85 in the last of five ranges, half of them right; 0.6 in the third, right.
    let rows = ScoredRows(positives: [0.95, 0.15, 0.6], truths: [1, 1, 1])
    #expect(abs(rows.calibrationError(bins: 5) - ((1 - 0.95 - 0.85).magnitude + (1 - 0.6)) / 3) < 1e-15)
    let sure = ScoredRows(positives: [1, 0, 1], truths: [1, 0, 1])
    #expect(sure.calibrationError(bins: 10) == 0 && sure.logLoss < 1e-15 && sure.brier == 0)
  }

  @Test func labelsSideBySideAreCountedOneByOne() throws {
    let model = Sequential(inputs: 2) { Dense(2, bias: false, weights: .values([1, 0, 0, 1])) }
    try model.compile(
      loss: .binaryCrossentropy(from: .logits), metrics: [.precision, .recall, .rocAUC, .binaryAccuracy(threshold: 0)])
    // Answers above 0: true, false, true, true for true, true, true, false.
    let data = try Dataset(inputs: [[1.0, -1], [2, 0.5]], targets: [[1.0, 1], [1, 0]])
    let scores = try model.evaluate(data)
    #expect(scores[.precision] == 2.0 / 3 && scores[.recall] == 2.0 / 3 && scores[.binaryAccuracy(threshold: 0)] == 0.5)
    #expect(scores[.rocAUC] == 2.0 / 3)
  }

  @Test func signsAreTwoClasses() throws {
    let model = Sequential(inputs: 1) { Dense(1, bias: false, weights: .ones) }
    try model.compile(loss: .hinge, metrics: [.precision, .recall, .matthews, .rocAUC, .averagePrecision])
    let data = try Dataset(inputs: Tensor(column: [1.0, -1, 2, -3]), .signs([1, 1, -1, -1]))
    let scores = try model.evaluate(data)
    #expect(scores[.precision] == 0.5 && scores[.recall] == 0.5 && scores[.matthews] == 0 && scores[.rocAUC] == 0.5)
    let matrix = try model.confusionMatrix(on: data)
    #expect(matrix.classes == ["-1", "+1"] && matrix[truth: 1, answer: 0] == 1 && matrix.total == 4)
  }

  @Test func outputsThatAreNoNumbersLeaveNoShares() throws {
    let model = try classifier([.precision, .recall, .matthews, .topK(2), .accuracy, .rocAUC, .logLoss])
    try model.setWeights([
      "dense_1/bias": Tensor(row: [3.4e38, 0, 0]), "dense_1/kernel": Tensor(row: [Float](repeating: 3.4e38, count: 24)),
    ])
    let scores = try model.evaluate(classes(30))
    #expect(scores[.precision].isNaN && scores[.matthews].isNaN || scores[.accuracy].isFinite)
  }

  // MARK: - Tables

  @Test func aReportReadsAsATable() throws {
    let matrix = try ConfusionMatrix(
      truths: [0, 0, 1, 1, 1, 2], answers: [0, 1, 1, 1, 0, 2], classes: ["a", "bee", "c"])
    #expect(
      matrix.description == """
        class \\ answer  a  bee  c
        a               1    1  0
        bee             1    2  0
        c               0    0  1
        """)
    #expect(
      ClassReport(matrix).description == """
                          precision  recall     f1  rows
        a                     0.500   0.500  0.500     2
        bee                   0.667   0.667  0.667     3
        c                     1.000   1.000  1.000     1
        macro average         0.722   0.722  0.722     6
        weighted average      0.667   0.667  0.667     6
        accuracy                             0.667     6
        """)
  }

  @Test func aMatrixOfAModelHasTheNamesOfItsClasses() throws {
    let model = try classifier([])
    let data = classes(90)
    let matrix = try model.confusionMatrix(on: data)
    #expect(matrix.classes == data.classes && matrix.total == 90)
    try model.compile(loss: .sparseCategoricalCrossentropy(from: .logits), metrics: [.accuracy, .balancedAccuracy])
    #expect(try model.evaluate(data)[.accuracy] == matrix.accuracy)
    #expect(try model.evaluate(data)[.balancedAccuracy] == matrix.balancedAccuracy)
    #expect(try model.classReport(on: data).accuracy == matrix.accuracy)
  }

  // MARK: - Names

  @Test func everyNameIsThatOfItsMetricAndNamesDiffer() throws {
    for (name, metric) in Metric.vocabulary { #expect(try Metric(named: name) == metric) }
    let all = Self.ofClasses + Self.ofNumbers + [.precision(average: .binary(threshold: 0.3)), .signAccuracy]
    #expect(Set(all.map(\.name)).count == all.count)
    let coded = try JSONCoding.roundTrip(all)
    #expect(coded == all)
  }
}

private enum JSONCoding {
  static func roundTrip<T: Codable>(_ value: T) throws -> T {
    try JSONDecoder().decode(T.self, from: JSONEncoder().encode(value))
  }
}
