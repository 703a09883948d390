internal import CKernels

/// One call of `fit`: the plan being run, what it has measured, what is printed.
final class FitSession {
  let model: Model
  let compilation: Compilation
  let storage: ModelStorage
  let state: TrainingState
  let encoder: TargetEncoder
  var history = History()
  var progress: Progress
  let callbacks: CallbackRun
  /// Counted from 1.
  private(set) var epoch = 0
  private var countings: [Counting] = []
  private var pass: Pass?
  private var validation: (pass: Pass, rows: Int)?
  private(set) var rowsOfEpoch = 0
  private(set) var stepsOfEpoch = 0
  /// The part of `lossOfEpoch` that batch callbacks know of.
  var toldLoss = 0.0
  /// What was measured in this epoch before the plan was laid out anew.
  private var carriedLoss = 0.0
  private var carriedRights: [Int] = []

  init(
    _ model: Model, verbose: Verbosity, epochs: Int, steps: Int?, targetName: String, callbacks: [any Callback] = []
  ) throws(SwiftletError) {
    self.model = model
    self.callbacks = CallbackRun(callbacks)
    compilation = try model.compiled()
    storage = try model.prepared()
    let kernels = ck_kernels_best()
    if let training = model.training {
      state = training
    } else {
      state = try TrainingState(storage, compilation.optimizer, kernels: kernels)
      model.training = state
    }
    encoder = TargetEncoder(
      loss: compilation.loss, output: storage.graph.outputs[0].shape, allowed: compilation.allowed, name: targetName)
    progress = Progress(verbose, epochs: epochs, steps: steps)
    history.findings = compilation.notes
    history.settings = [
      "network": storage.graph.words, "optimizer": compilation.optimizer.description,
      "rule": compilation.optimizer.name, "learning_rate": "\(compilation.optimizer.learningRate)",
      "loss": compilation.loss.description, "epochs": "\(epochs)", "seed": "\(model.seed)",
    ]
    let schedule = compilation.optimizer.schedule
    if schedule != .constant { history.settings["schedule"] = schedule.name }
  }

  /// Decides how metrics are counted, once the targets are known, and says so.
  func resolveMetrics(_ targets: Targets) throws(SwiftletError) {
    countings = []
    for metric in compilation.metrics {
      let counting = try metric.counting(loss: compilation.loss, targets: targets, output: encoder.output)
      countings.append(counting)
      guard metric == .accuracy else { continue }
      note(
        Finding(
          .metricMisfit, "accuracy: \(counting.words)", severity: .note,
          remedy: "Nothing to do; other ways of counting have metrics of their own"))
    }
    // With batches from a generator the epoch has already begun.
    carriedRights = countings.map { _ in 0 }
  }

  /// Keeps a note once.
  func note(_ finding: Finding) {
    if !history.findings.contains(where: { $0.id == finding.id && $0.sentence == finding.sentence }) {
      history.findings.append(finding)
    }
  }

  // MARK: - Passes

  private func request(_ mode: PlanRequest.Mode, _ capacity: Int, _ isWeighted: Bool) -> PlanRequest {
    PlanRequest(
      mode: mode, capacity: capacity,
      goals: [PlanRequest.Goal(output: 0, loss: compilation.loss, countings: countings)], isWeighted: isWeighted)
  }

  /// Lays out the plan for batches of up to `rows`; does nothing when the one there is fits.
  func prepare(rows: Int, isWeighted: Bool) throws(SwiftletError) {
    if storage.graph.looksAcrossRows, rows == 1 { throw SwiftletError(.training, Self.batchOfOne) }
    let cutting = Cutting(rows: rows, training: storage.graph)
    if let pass, pass.plan.request.isWeighted == isWeighted, pass.maxRows >= rows { return }
    // A larger batch in the middle of an epoch: what was measured so far is kept.
    if let pass, rowsOfEpoch > 0 {
      carriedLoss += pass.loss
      carriedRights = zip(carriedRights, pass.rights(countings)).map(+)
    }
    let plan = try Plan(storage.graph, request(.train, cutting.block, isWeighted))
    pass = try Pass(
      plan, storage, cutting: cutting, rows: rows, kernels: ck_kernels_best(), gradients: state.gradients)
  }

  func prepareValidation(rows: Int) throws(SwiftletError) {
    let cutting = Cutting(rows: rows, parameters: storage.graph.parameters.count)
    let plan = try Plan(storage.graph, request(.evaluate, cutting.block, false))
    validation = (try Pass(plan, storage, cutting: cutting, rows: rows, kernels: ck_kernels_best()), rows)
    history.validation = History.Series()
  }

  func open(_ source: RowSource, validation validationSource: RowSource?) {
    pass?.open(source)
    if let validationSource { validation?.pass.open(validationSource) }
  }

  /// One row has no variance to be normalised by. A last batch of one row is answered as Keras does: with the offset.
  private static let batchOfOne = Finding(
    .badArgument, "BatchNormalization normalises over the rows of a batch, and there is only one",
    expected: "batches of 2 rows or more", got: "1", remedy: "Give a larger batchSize, or use LayerNormalization")

  // MARK: - Epochs

  /// Returns false when a callback has stopped the training.
  func beginEpoch(_ epoch: Int) throws(SwiftletError) -> Bool {
    self.epoch = epoch
    try callbacks.send(.epochBegan(epoch), self)
    if isStopped { return false }
    state.epoch += 1
    toldLoss = 0
    rowsOfEpoch = 0
    stepsOfEpoch = 0
    carriedLoss = 0
    carriedRights = countings.map { _ in 0 }
    pass?.reset()
    progress.beginEpoch(epoch)
    return true
  }

  /// One batch and one update. Returns false when the task was cancelled or a callback has ended the epoch.
  @inline(__always)
  func step(order: UnsafePointer<Int32>?, start: Int, rows: Int) -> Bool {
    guard let pass else { return false }
    let noise = RandomStream(.dropout, seed: model.seed, UInt64(state.epoch), UInt64(stepsOfEpoch))
    if state.solver != nil {
      solve(pass, rows: rows, noise: noise)
    } else {
      pass.runBatch(order: order, start: start, rows: rows, scale: 1 / Float(rows), noise: noise)
      state.update()
    }
    rowsOfEpoch += rows
    stepsOfEpoch += 1
    if callbacks.wantsBatches && !tellOfBatch(rows: rows) { return false }
    return stepsOfEpoch != progress.nextStep || tick()
  }

  private func tick() -> Bool {
    progress.tick(step: stepsOfEpoch) { measured }
    return !Task.isCancelled
  }

  /// The sum of the losses of all rows of the epoch so far.
  var lossOfEpoch: Double { carriedLoss + (pass?.loss ?? 0) }

  /// Loss and metrics of the epoch so far, by name.
  private var measured: [(String, Double)] {
    guard let pass, rowsOfEpoch > 0 else { return [] }
    let result = measure(pass, rows: rowsOfEpoch, loss: carriedLoss, rights: carriedRights)
    return [("loss", result.loss)] + zip(compilation.metrics, result.metrics).map { ($0.name, $1) }
  }

  /// Records the epoch and tells the callbacks.
  ///
  /// - Throws: `not-finite-in-training` when the loss has become NaN or infinite, with the history so far.
  ///
  /// - Parameter watched: Scores of a validation that was made elsewhere.
  /// - Returns: False when a callback has stopped the training.
  func endEpoch(_ epoch: Int, watched: PassResult? = nil, isComplete: Bool = true) throws(SwiftletError) -> Bool {
    guard let pass, rowsOfEpoch > 0 else { return !isStopped }
    model.lastRun = history.settings
    let metrics = compilation.metrics
    let result = measure(pass, rows: rowsOfEpoch, loss: carriedLoss, rights: carriedRights)
    history.training.append(result, metrics)
    var values = [("loss", result.loss)] + zip(metrics, result.metrics).map { ($0.name, $1) }
    if let result = watched ?? validated() {
      if history.validation == nil { history.validation = History.Series() }
      history.validation?.append(result, metrics)
      values += [("val_loss", result.loss)] + zip(metrics, result.metrics).map { ("val_" + $0.name, $1) }
    }
    history.seconds.append(progress.endEpoch(epoch, steps: stepsOfEpoch, values: values))
    history.learningRates.append(state.lastRate)
    if !result.loss.isFinite || firstBadParameter != nil {
      guard callbacks.toleratesNaN else { throw notFinite(epoch, result.loss) }
      callbacks.stop(because: notFiniteFault(epoch, result.loss).sentence)
    }
    try callbacks.send(.epochEnded(lastEpoch(values, isComplete: isComplete)), self)
    return !isStopped
  }

  private func lastEpoch(_ values: [(String, Double)], isComplete: Bool) -> Epoch {
    Epoch(
      number: epoch, loss: history.loss.last ?? .nan, validationLoss: history.validation?.loss.last,
      seconds: history.seconds.last ?? 0, learningRate: state.lastRate, isComplete: isComplete,
      values: values.map { (name: $0.0, value: $0.1) })
  }

  /// The solver's iterations over all rows; what is measured is where they have ended.
  private func solve(_ pass: Pass, rows: Int, noise: RandomStream) {
    func evaluate() -> Double {
      pass.reset()
      // The same noise each time: a line search needs one function.
      pass.runBatch(order: nil, start: 0, rows: rows, scale: 1 / Float(rows), noise: noise)
      return pass.loss / Double(rows)
    }
    state.solve(isCancelled: { Task.isCancelled }, loss: evaluate)
    _ = evaluate()
  }

  private func validated() -> PassResult? {
    guard let validation else { return nil }
    validation.pass.reset()
    state.withAverages { validation.pass.runBatch(order: nil, start: 0, rows: validation.rows, scale: 0) }
    return measure(validation.pass, rows: validation.rows)
  }

  private func measure(_ pass: Pass, rows: Int, loss: Double = 0, rights: [Int]? = nil) -> PassResult {
    let carried = rights ?? countings.map { _ in 0 }
    let shares = zip(countings, zip(pass.rights(countings), carried)).map { counting, right in
      Double(right.0 + right.1) / Double(max(counting.units(rows: rows, outputs: encoder.output.count), 1))
    }
    return PassResult(loss: (loss + pass.loss) / Double(rows), metrics: shares)
  }

  private var firstBadParameter: Int? {
    let count = storage.parameters.count
    let index = ck_kernels_best().pointee.first_nonfinite_f32(count, storage.parameters.pointer)
    return index < count ? index : nil
  }

  private func notFinite(_ epoch: Int, _ loss: Double) -> SwiftletError {
    SwiftletError(.training, notFiniteFault(epoch, loss), history: history)
  }

  private func notFiniteFault(_ epoch: Int, _ loss: Double) -> Finding {
    Finding(
      .notFiniteInTraining, "in epoch \(epoch) the \(loss.isFinite ? "weights are" : "loss is") no longer a number",
      expected: "finite numbers", got: loss.isFinite ? "NaN or infinity among them" : loss.isNaN ? "NaN" : "\(loss)",
      remedy: "Use a smaller learning rate (now \(state.learningRate)), or put Normalization() first")
  }

  /// Ends an epoch that was cut short: by a callback, or because the task was cancelled.
  func interrupt(_ epoch: Int) throws(SwiftletError) {
    if let failure = callbacks.failure { throw failure }
    if !isStopped { history.ending = .cancelled }
    _ = try endEpoch(epoch, isComplete: false)
  }
}
