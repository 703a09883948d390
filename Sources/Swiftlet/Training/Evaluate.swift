internal import CKernels

extension Model {
  /// Loss, skill and metrics on data that the model need not have seen. Nothing is changed.
  ///
  /// Every row counts once: weights of a data set are for training alone.
  ///
  /// - Parameters:
  ///   - batchSize: Rows at a time; the result does not depend on it but for rounding.
  ///   - threads: The most that work on it, at least 1; nil: see `fit`. They change no bit.
  /// - Throws: `SwiftletError` when the model is not compiled or does not fit the data.
  public func evaluate(_ data: Dataset, batchSize: Int = 256, threads: Int? = nil) throws(SwiftletError) -> Scores {
    let threads = try ThreadCount.resolved(threads, .prediction)
    let (result, targets) = try judge(data, batchSize: batchSize, threads: threads)
    let goals = try compiled(stage: .prediction).goals
    let constants = zip(goals, targets).map { ConstantAnswer($0.loss, $1) }
    let outputs = zip(result.outputs, constants).map { output, constant in
      Scores.Output(
        name: output.name, loss: output.loss, skill: constant.skill(of: output.loss),
        metrics: Dictionary(output.metrics.map { ($0.metric, $0.value) }, uniquingKeysWith: { first, _ in first }))
    }
    let best = zip(goals, constants).reduce(Double?.some(0)) { sum, next in
      sum.flatMap { sum in next.1.loss.map { sum + next.0.weight * $0 } }
    }
    // A constant answer costs nothing by itself: penalties say nothing of skill.
    let skill = ConstantAnswer(loss: best).skill(of: result.loss - result.penalty)
    return Scores(loss: result.loss, skill: skill, outputs: outputs)
  }

  /// One pass over data that changes nothing.
  func judge(
    _ data: Dataset, batchSize: Int, threads: Int
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
    let pass = try Pass(
      plan, storage, cutting: cutting, rows: data.count, kernels: ck_kernels_best(), threads: threads)
    try pass.reserve(data.count)
    try RowArrays(arrays: inputs + encoded.columns, count: data.count).withPointers { (source) throws(SwiftletError) in
      pass.open(source)
      pass.runBatch(order: nil, start: 0, rows: source.count)
    }
    return (try results(pass.measured, pass, metrics), encoded.targets)
  }
}
