internal import CKernels

extension Model {
  /// Loss, skill and metrics on data that the model need not have seen. Nothing is changed.
  ///
  /// Every row counts once: weights of a data set are for training alone.
  ///
  /// - Parameter batchSize: Rows at a time; the result does not depend on it but for rounding.
  /// - Throws: `SwiftletError` when the model is not compiled or does not fit the data.
  public func evaluate(_ data: Dataset, batchSize: Int = 256) throws(SwiftletError) -> Scores {
    let compilation = try compiled(stage: .prediction)
    let storage = try prepared()
    try data.checked()
    try checkFitted(stage: .prediction)
    guard data.targetParts.count == 1 else {
      throw SwiftletError(.prediction, FitJob.severalTargets(data.targetParts.map(\.name)))
    }
    if data.count == 0 { throw SwiftletError(.data, DatasetChecks.noRows) }
    guard batchSize >= 1 else { throw SwiftletError(.prediction, FitJob.badBatchSize(batchSize)) }
    try checkColumns(of: data)
    let (inputs, _) = try matchedInputs(data.inputParts, stage: .prediction)
    try checkFinite(inputs, stage: .prediction)
    let encoder = TargetEncoder(
      loss: compilation.loss, output: storage.graph.outputs[0].shape, allowed: compilation.allowed,
      name: "the target \"\(data.targetParts[0].name)\"")
    let aligned = try aligned(data.targets)
    let targets = try encoder.encode(aligned)
    var countings: [Counting] = []
    for metric in compilation.metrics {
      countings.append(try metric.counting(loss: compilation.loss, targets: aligned, output: encoder.output))
    }
    var arrays: [(kind: VirtualBuffer.Kind, values: [Float], width: Int)] = inputs
    arrays.append((.target(0), targets.values, targets.width))
    let cutting = Cutting(rows: min(batchSize, data.count), parameters: storage.graph.parameters.count)
    let goal = PlanRequest.Goal(output: 0, loss: compilation.loss, countings: countings)
    let plan = try Plan(storage.graph, PlanRequest(mode: .evaluate, capacity: cutting.block, goals: [goal]))
    let pass = try Pass(plan, storage, cutting: cutting, rows: data.count, kernels: ck_kernels_best())
    try RowArrays(arrays: arrays, count: data.count).withPointers { (source) throws(SwiftletError) in
      pass.open(source)
      pass.runBatch(order: nil, start: 0, rows: source.count, scale: 0)
    }
    let rows = Double(data.count)
    let shares = zip(countings, pass.rights(countings)).map {
      Double($1) / Double($0.units(rows: data.count, outputs: encoder.output.count))
    }
    let loss = pass.loss / rows
    return Scores(
      loss: loss, skill: ConstantAnswer(compilation.loss, targets).skill(of: loss),
      metrics: Dictionary(zip(compilation.metrics, shares), uniquingKeysWith: { first, _ in first }))
  }
}
