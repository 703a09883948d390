// What a model says of rows beside what is true of them: what pictures and rankings of columns are told from.

/// Rows of classes with what a model thinks of each class.
package struct JudgedClasses: Sendable {
  /// Of all classes, in the order of the model.
  package let names: [String]
  /// The class of each row.
  package let truths: [Int]
  /// The class that was answered for each row.
  package let answers: [Int]
  /// False for a hinge: its output tells the order of the rows, not how likely a class is.
  package let areProbabilities: Bool
  /// Rows that were left out, because an output was not a number.
  package let unanswered: Int
  let scored: ScoredRows

  /// For the order of rows: a growing function of the probability of a class.
  package func scores(of index: Int) -> [Double] {
    truths.indices.map { scored.scores[$0 * scored.classCount + index] }
  }

  package func probabilities(of index: Int) -> [Double] {
    truths.indices.map { scored.probabilities[$0 * scored.classCount + index] }
  }

  package var confusion: ConfusionMatrix? { try? ConfusionMatrix(truths: truths, answers: answers, classes: names) }
}

/// Numbers that a model predicts beside those that are true.
package struct JudgedNumbers: Sendable {
  package let predicted: [Double]
  package let truths: [Double]

  package init(predicted: [Double], truths: [Double]) {
    let count = min(predicted.count, truths.count)
    self.predicted = Array(predicted.prefix(count))
    self.truths = Array(truths.prefix(count))
  }

  private var moments: ErrorMoments { ErrorMoments(outputs: predicted, targets: truths, width: 1) }
  package var r2: Double { truths.isEmpty ? .nan : moments.r2 }
  package var rmse: Double { truths.isEmpty ? .nan : moments.mse.squareRoot() }
  package var mae: Double { truths.isEmpty ? .nan : moments.mae }
}

extension Model {
  /// What the model thinks of each class, for every row.
  ///
  /// - Parameter output: Which of several outputs; without it the only one that stands for classes.
  /// - Throws: `SwiftletError` when the model is not compiled, does not fit the data, or predicts numbers.
  package func judgedClasses(_ data: Dataset, output: String? = nil) throws(SwiftletError) -> JudgedClasses {
    try data.checked()
    try checkColumns(of: data)
    let (index, reading) = try reading(of: output)
    let truths = try classTruths(of: data, output: output)
    if let stranger = truths.first(where: { !reading.names.indices.contains($0) }) {
      throw SwiftletError(
        .data,
        Finding(
          .labelSet, "the data have a class that the model does not know",
          expected: "classes 0...\(reading.names.count - 1)", got: "\(stranger)",
          remedy: "Choose data of the classes the model has learnt"))
    }
    let outputs = try predict(parts: data.inputParts)[index].tensor
    let width = outputs.shape.count
    func row(_ number: Int) -> ArraySlice<Float> { outputs.values[number * width..<(number + 1) * width] }
    let kept = truths.indices.filter { row($0).allSatisfy(\.isFinite) }
    return JudgedClasses(
      names: reading.names, truths: kept.map { truths[$0] }, answers: kept.map { reading.classify(row($0)).index },
      areProbabilities: reading.form != .sign, unanswered: truths.count - kept.count,
      scored: ScoredRows(kept.flatMap { row($0).map(Double.init) }, kept.map { truths[$0] }, reading.form, width))
  }

  /// What the model predicts for every row, beside the target.
  ///
  /// - Parameters:
  ///   - output: Which of several outputs; without it the first that is trained.
  ///   - column: Which number of it, counted from 0.
  /// - Throws: `SwiftletError` when the model is not compiled, does not fit the data, tells classes apart, or has no
  ///   such output or number.
  package func judgedNumbers(
    _ data: Dataset, output: String? = nil, column: Int = 0
  ) throws(SwiftletError) -> (rows: JudgedNumbers, width: Int, name: String) {
    try data.checked()
    try checkColumns(of: data)
    let goals = try compiled(stage: .prediction).goals
    let place = goals.firstIndex { output == nil || $0.name == output }
    guard let place else {
      throw SwiftletError(
        .prediction,
        GoalFaults.unknownOutput(
          output ?? "", among: goals.map(\.name), "the model has no trained output called \"\(output ?? "")\""))
    }
    let matched = try matchedTargets(data.targetParts, stage: .prediction)
    let targets = matched.targets[place]
    let isOfClasses = (try? OutputReading(self, goals[place])) != nil || targets.classIndices != nil
    let outputs = try predict(parts: data.inputParts)[goals[place].output].tensor
    let width = outputs.shape.count
    let fault = numbersFault(isOfClasses, column, width, targets.tensor.shape.count)
    if let fault { throw SwiftletError(.prediction, fault) }
    func numbers(_ tensor: Tensor) -> [Double] {
      (0..<tensor.rows).map { Double(tensor.values[$0 * width + column]) }
    }
    let rows = JudgedNumbers(predicted: numbers(outputs), truths: numbers(targets.tensor))
    return (rows, width, matched.names[place])
  }

  private func numbersFault(_ isOfClasses: Bool, _ column: Int, _ width: Int, _ targetWidth: Int) -> Finding? {
    if isOfClasses {
      return Finding(
        .metricMisfit, "the outputs of this model are classes, and this is about numbers",
        expected: "a model and targets of numbers", got: "classes",
        remedy: "Use confusionMatrix, rocCurve or calibration")
    }
    if width != targetWidth {
      return Finding(
        .targetShape, "the targets have another width than the outputs", expected: "\(width) numbers per row",
        got: "\(targetWidth)", remedy: "Choose data with one target per output")
    }
    if !(0..<width).contains(column) {
      return Finding(
        .badArgument, "the output has no such number", expected: "column 0...\(width - 1)", got: "\(column)",
        remedy: "Count from 0")
    }
    return nil
  }
}

extension ScoredRows {
  /// From the outputs of a model, row by row, as its loss reads them.
  fileprivate init(_ outputs: [Double], _ truths: [Int], _ form: OutputReading.Form, _ width: Int) {
    switch form {
    case .logits: self.init(classLogits: outputs, truths: truths, classCount: width)
    case .separateLogits:
      self.init(probabilities: outputs.map { 1 / (1 + exponential(-$0)) }, truths: truths, classCount: width)
    case .probabilities, .shares: self.init(probabilities: outputs, truths: truths, classCount: width)
    case .oneProbability: self.init(positives: outputs, truths: truths)
    case .oneLogit, .sign: self.init(logits: outputs, truths: truths)
    }
  }
}

extension Metric {
  /// The metric of a model on some data, whether or not it was asked for in `compile()`.
  ///
  /// - Throws: `SwiftletError` (`metric-misfit`) when it has no meaning for the model.
  func score(
    _ model: Model, _ data: Dataset, output: String?, column: Int
  ) throws(SwiftletError) -> Double {
    switch self {
    case .r2, .explainedVariance, .mse, .rmse, .mae, .mape:
      let rows = try model.judgedNumbers(data, output: output, column: column).rows
      return value(ErrorMoments(outputs: rows.predicted, targets: rows.truths, width: 1))
    case .maxError, .medianAbsoluteError:
      let rows = try model.judgedNumbers(data, output: output, column: column).rows
      return value(NumberRows(outputs: rows.predicted, targets: rows.truths, width: 1))
    case .rocAUC, .averagePrecision, .logLoss, .brier, .calibrationError:
      return value(try model.judgedClasses(data, output: output).scored)
    case .accuracy, .balancedAccuracy, .precision, .recall, .fBeta, .matthews, .cohenKappa:
      let matrix = try model.confusionMatrix(on: data, output: output)
      return self == .accuracy ? matrix.accuracy : value(matrix)
    case .binaryAccuracy, .signAccuracy, .topK, .cosineSimilarity, .unknown:
      throw misfit(
        "\(name) cannot be told for each column by itself", expected: "a metric of classes or of one number", got: name,
        remedy: "Use .accuracy, .rocAUC or .logLoss for classes, .r2 or .rmse for numbers")
    }
  }
}
