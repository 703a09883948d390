internal import CKernels

extension Model {
  /// Loss, skill and metrics on data that the model need not have seen. Nothing is changed.
  ///
  /// Every row counts once: weights of a data set are for training alone.
  ///
  /// - Parameter batchSize: Rows at a time; the result does not depend on it but for rounding.
  /// - Throws: `SwiftletError` when the model is not compiled or does not fit the data.
  public func evaluate(_ data: Dataset, batchSize: Int = 256) throws(SwiftletError) -> Scores {
    let (result, targets) = try judge(data, batchSize: batchSize)
    let goals = try compiled(stage: .prediction).goals
    let constants = zip(goals, targets).map { ConstantAnswer($0.loss, $1) }
    let outputs = zip(result.outputs, constants).map { output, constant in
      Scores.Output(
        name: output.name, loss: output.loss, skill: constant.skill(of: output.loss),
        metrics: Dictionary(output.metrics.map { ($0.metric, $0.value) }, uniquingKeysWith: { first, _ in first }))
    }
    let best = zip(goals, constants).reduce(0) { $0 + $1.0.weight * $1.1.loss }
    return Scores(loss: result.loss, skill: ConstantAnswer(loss: best).skill(of: result.loss), outputs: outputs)
  }

  /// One pass over data that changes nothing.
  func judge(
    _ data: Dataset, batchSize: Int
  ) throws(SwiftletError) -> (result: PassResult, targets: [EncodedTargets]) {
    _ = try compiled(stage: .prediction)
    let storage = try prepared()
    try data.checked()
    try checkFitted(stage: .prediction)
    let matched = try matchedTargets(data.targetParts, stage: .prediction)
    if data.count == 0 { throw SwiftletError(.data, DatasetChecks.noRows) }
    guard batchSize >= 1 else { throw SwiftletError(.prediction, FitJob.badBatchSize(batchSize)) }
    try checkColumns(of: data)
    let (inputs, _) = try matchedInputs(data.inputParts, stage: .prediction)
    try checkFinite(inputs, stage: .prediction)
    let encoded = try encode(matched, weights: nil)
    let metrics = try resolvedMetrics(matched).metrics
    let goals = try planGoals(metrics, isWeighted: encoded.isWeighted)
    let cutting = Cutting(rows: min(batchSize, data.count), parameters: storage.graph.parameters.count)
    let plan = try Plan(storage.graph, PlanRequest(mode: .evaluate, capacity: cutting.block, goals: goals))
    let pass = try Pass(plan, storage, cutting: cutting, rows: data.count, kernels: ck_kernels_best())
    try pass.reserve(data.count)
    try RowArrays(arrays: inputs + encoded.columns, count: data.count).withPointers { (source) throws(SwiftletError) in
      pass.open(source)
      pass.runBatch(order: nil, start: 0, rows: source.count)
    }
    return (try results(pass.measured, pass, metrics), encoded.targets)
  }
}

/// The best that can be said without looking at the inputs: what a loss has to be compared with.
struct ConstantAnswer {
  /// Its mean loss on the targets.
  let loss: Double

  init(loss: Double) { self.loss = loss }

  init(_ loss: Loss, _ encoded: EncodedTargets) {
    let width = encoded.width
    let rows = max(encoded.values.count / max(width, 1), 1)
    let columns = (0..<width).map { column in
      stride(from: column, to: encoded.values.count, by: width).map { Double(encoded.values[$0]) }
    }
    func mean(_ f: ([Double]) -> Double) -> Double { columns.map(f).reduce(0, +) / Double(max(width, 1)) }
    switch loss {
    case .mse: self.loss = mean(Self.variance)
    case .mae: self.loss = mean(Self.meanDeviation)
    case .hinge: self.loss = mean { 2 * min(Self.share($0), 1 - Self.share($0)) }
    case .squaredHinge: self.loss = mean { 4 * Self.share($0) * (1 - Self.share($0)) }
    case .binaryCrossentropy:
      self.loss = mean { column in
        let share = column.reduce(0, +) / Double(rows)
        return Self.entropy([share, 1 - share])
      }
    case .categoricalCrossentropy: self.loss = Self.entropy(columns.map { $0.reduce(0, +) / Double(rows) })
    case .sparseCategoricalCrossentropy:
      var counts: [Int32: Int] = [:]
      for value in encoded.values { counts[Int32(bitPattern: value.bitPattern), default: 0] += 1 }
      self.loss = Self.entropy(counts.sorted { $0.key < $1.key }.map { Double($0.value) / Double(rows) })
    case .unknown: self.loss = .nan
    }
  }

  /// 1 for a loss of 0, 0 for the constant answer; for constant targets 1 or negative infinity.
  func skill(of loss: Double) -> Double {
    if self.loss > 0 { return 1 - loss / self.loss }
    return loss <= 0 ? 1 : -.infinity
  }

  private static func variance(_ column: [Double]) -> Double {
    let mean = column.reduce(0, +) / Double(column.count)
    return column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(column.count)
  }

  private static func meanDeviation(_ column: [Double]) -> Double {
    let median = column.sorted()[column.count / 2]
    return column.reduce(0) { $0 + abs($1 - median) } / Double(column.count)
  }

  /// The share of positive labels.
  private static func share(_ column: [Double]) -> Double { Double(column.count { $0 > 0 }) / Double(column.count) }

  private static func entropy(_ shares: [Double]) -> Double {
    shares.reduce(0) { $0 - ($1 > 0 ? $1 * naturalLog($1) : 0) }
  }
}
