/// What is measured of a goal while rows pass by; several metrics may be told from one.
enum Measurement: Hashable, Sendable {
  /// One count.
  case right(Counting)
  /// One count.
  case topK(Int, isOrdered: Bool)
  /// Counts by class and answer, the largest output being the answer, and one of rows without an answer.
  case confusion
  /// The same for outputs and targets above thresholds.
  case confusionAbove(Float, truth: Float)
  /// Sums of targets and errors, see ck_error_moments_f32.
  case moments
  /// Outputs and targets of all rows.
  case rows

  /// What it needs of the plan's counts.
  func counts(outputs: Int) -> Int {
    switch self {
    case .right, .topK: 1
    case .confusion: outputs * outputs + 1
    case .confusionAbove: 5
    case .moments, .rows: 0
    }
  }

  /// What it needs of the plan's sums.
  func sums(outputs: Int) -> Int { self == .moments ? ErrorMoments.sumsPerColumn * outputs : 0 }

  /// Whether logits do as well as the softmax over them.
  var isOfLargest: Bool {
    switch self {
    case .right(.argmax), .topK, .confusion: true
    case .right, .confusionAbove, .moments, .rows: false
    }
  }
}

/// How the outputs and targets of a goal are read by its metrics.
enum MetricReading: Hashable, Sendable {
  /// One output per class.
  case classes(OutputReading.Form, count: Int)
  /// One output for two classes.
  case pair(OutputReading.Form)
  /// Several outputs, each of them true or not.
  case labels(isLogits: Bool)
  case numbers

  init(_ model: Model, _ goal: Compilation.Goal, _ targets: Targets) throws(SwiftletError) {
    let output = try model.prepared().graph.outputs[goal.output]
    if let form = (try? OutputReading(model, goal))?.form {
      switch form {
      case .oneProbability, .oneLogit, .sign: self = .pair(form)
      case .probabilities, .shares, .logits, .separateLogits: self = .classes(form, count: output.shape.count)
      }
    } else if targets.classIndices != nil, !output.shape.isScalarLike {
      self = .classes(output.range.interval.lowerBound >= 0 ? .shares : .logits, count: output.shape.count)
    } else if case .signs = targets {
      self = .pair(.sign)
    } else if let meaning = goal.loss.output {
      self = .labels(isLogits: meaning == .logits)
    } else {
      self = .numbers
    }
  }

  /// The number of classes; 0 for numbers.
  var classCount: Int {
    switch self {
    case .classes(_, let count): count
    case .pair, .labels: 2
    case .numbers: 0
    }
  }
}

/// A metric with what it takes to tell it.
struct ResolvedMetric {
  let metric: Metric
  let measurement: Measurement
  let reading: MetricReading

  /// What was decided, or what a person may not expect.
  var note: String? {
    switch (metric, measurement, reading) {
    case (.accuracy, .right(let counting), _): "accuracy: \(counting.words)"
    case (.topK(let k, _), _, .classes(_, let count)) where k >= count:
      "\(metric.name) of \(count) outputs is always 1"
    default: nil
    }
  }
}

extension Metric {
  /// How it is measured for these targets.
  ///
  /// - Throws: `SwiftletError` (`metric-misfit`) when it has no meaning for them.
  func resolved(_ goal: Compilation.Goal, _ targets: Targets, _ model: Model) throws(SwiftletError) -> ResolvedMetric {
    let reading = try MetricReading(model, goal, targets)
    let shape = try model.prepared().graph.outputs[goal.output].shape
    let measurement: Measurement
    switch self {
    case .accuracy, .binaryAccuracy, .signAccuracy, .unknown:
      measurement = .right(try counting(loss: goal.loss, targets: targets, output: shape))
    case .topK(let k, let ties):
      guard case .classes = reading else { throw needsClasses(goal.loss) }
      measurement = .topK(k, isOrdered: ties == .ordered)
    case .balancedAccuracy, .matthews, .cohenKappa: measurement = try confusion(.automatic, reading, goal.loss)
    case .precision(let average), .recall(let average), .fBeta(_, let average):
      measurement = try confusion(average, reading, goal.loss)
    case .rocAUC, .averagePrecision, .logLoss, .brier, .calibrationError:
      if reading == .numbers { throw needsClasses(goal.loss) }
      if reading == .pair(.sign), !isOfRanks { throw needsProbabilities(goal.loss) }
      measurement = .rows
    case .r2, .explainedVariance, .mse, .rmse, .mae, .mape, .maxError, .medianAbsoluteError, .cosineSimilarity:
      if targets.classIndices != nil || goal.loss.readsClassIndices { throw needsNumbers() }
      measurement = needsRows ? .rows : .moments
    }
    return ResolvedMetric(metric: self, measurement: measurement, reading: reading)
  }

  /// Whether only the order of the scores counts.
  private var isOfRanks: Bool {
    switch self {
    case .rocAUC, .averagePrecision: true
    default: false
    }
  }

  /// Whether sums are not enough.
  private var needsRows: Bool {
    switch self {
    case .maxError, .medianAbsoluteError, .cosineSimilarity: true
    default: false
    }
  }

  private func confusion(
    _ average: Average, _ reading: MetricReading, _ loss: Loss
  ) throws(SwiftletError) -> Measurement {
    let threshold = if case .binary(let threshold) = average { threshold } else { 0.5 }
    switch reading {
    case .numbers: throw needsClasses(loss)
    case .classes(_, let count):
      if case .binary = average { try checkBinary(count, threshold) }
      let (cells, overflow) = count.multipliedReportingOverflow(by: count)
      try MemoryBudget.check(
        floats: overflow || cells > 1 << 40 ? Int.max : 2 * cells, for: "a table of \(count) classes")
      return .confusion
    case .pair(.sign): return .confusionAbove(0, truth: 0)
    case .pair(.oneLogit), .labels(isLogits: true):
      return .confusionAbove(Self.float(naturalLog(threshold / (1 - threshold))), truth: 0.5)
    case .pair, .labels: return .confusionAbove(Self.float(threshold), truth: 0.5)
    }
  }

  private func checkBinary(_ count: Int, _ threshold: Double) throws(SwiftletError) {
    if count > 2 {
      throw misfit(
        "\(name) is about the second of two classes, and there are \(count)", expected: "2 classes", got: "\(count)",
        remedy: "Use average: .macro, .micro or .weighted")
    }
    if threshold != 0.5 {
      throw misfit(
        "\(name) has a threshold, and of several outputs the largest is the answer", expected: "one output",
        got: "\(count)", remedy: "End the model with one unit and a binary cross-entropy, or leave the threshold out")
    }
  }

  /// The largest float that is not above: floats above one are above the other.
  static func float(_ threshold: Double) -> Float {
    let nearest = Float(threshold)
    return Double(nearest) > threshold ? nearest.nextDown : nearest
  }
}

/// How right answers are counted for one kind of label.
enum Counting: Sendable, Hashable {
  /// The row's largest output is the row's class.
  case argmax
  /// (output > threshold) == (target > 1/2), output by output.
  case threshold(Double)
  /// (output > 0) == (target > 0), output by output.
  case sign

  var words: String {
    switch self {
    case .argmax: "the largest output is the class"
    case .threshold(let t): "an output above \(t) counts as 1"
    case .sign: "the sign of the output counts"
    }
  }
}
