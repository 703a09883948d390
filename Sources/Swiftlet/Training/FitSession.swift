internal import CKernels

/// One call of `fit`: the plan being run, what it has measured, what is printed.
final class FitSession {
  let model: Model
  let compilation: Compilation
  let storage: ModelStorage
  let state: TrainingState
  /// Updates made before this fit.
  let stepsBefore: Int
  var history = History()
  var progress: Progress
  let callbacks: CallbackRun
  let threads: Int
  /// nil for a stream of batches.
  let cut: EpochPlace.Cut?
  /// Counted from 1.
  private(set) var epoch = 0
  /// How metrics are measured, by goal.
  private var metrics: [[ResolvedMetric]] = []
  private var pass: Pass?
  private var validation: (pass: Pass, rows: Int)?
  private(set) var stepsOfEpoch = 0
  /// Between the beginning of an epoch and its end, or where it was left.
  var isInEpoch = false
  /// The part of `lossOfEpoch` that batch callbacks know of.
  var toldLoss = 0.0
  /// What was measured in this epoch before the plan was laid out anew.
  private var carried: Tally?

  init(
    _ model: Model, verbose: Verbosity, epochs: Int, steps: Int?, cut: EpochPlace.Cut? = nil,
    callbacks: [any Callback] = [], threads: Int
  ) throws(SwiftletError) {
    self.model = model
    self.threads = threads
    self.cut = cut
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
    stepsBefore = state.step
    state.share(among: threads)
    progress = Progress(verbose, epochs: epochs, steps: steps)
    history.findings = compilation.notes
    history.settings = [
      "network": storage.graph.words, "optimizer": compilation.optimizer.description,
      "rule": compilation.optimizer.name, "learning_rate": "\(compilation.optimizer.learningRate)",
      "loss": compilation.lossWords, "epochs": "\(epochs)", "seed": "\(model.seed)",
    ]
    let schedule = compilation.optimizer.schedule
    if schedule != .constant { history.settings["schedule"] = schedule.name }
  }

  /// Decides how metrics are counted, once the targets are known, and says so.
  func resolveMetrics(_ matched: GoalTargets) throws(SwiftletError) {
    let resolved = try model.resolvedMetrics(matched)
    metrics = resolved.metrics
    resolved.notes.forEach(note)
  }

  /// Keeps a note once.
  func note(_ finding: Finding) {
    if !history.findings.contains(where: { $0.id == finding.id && $0.sentence == finding.sentence }) {
      history.findings.append(finding)
    }
  }

  // MARK: - Passes

  private func request(
    _ mode: PlanRequest.Mode, _ capacity: Int, _ isWeighted: [Bool]
  ) throws(SwiftletError) -> PlanRequest {
    PlanRequest(mode: mode, capacity: capacity, goals: try model.planGoals(metrics, isWeighted: isWeighted))
  }

  /// Lays out the plan for batches of up to `rows`; does nothing when the one there is fits.
  ///
  /// - Parameter epochRows: Rows of the epoch that are still to come, for metrics that keep them.
  func prepare(rows: Int, isWeighted: [Bool], epochRows: Int) throws(SwiftletError) {
    let cutting = Cutting(rows: rows, training: storage.graph)
    if let pass, pass.plan.request.goals.map(\.isWeighted) == isWeighted, pass.maxRows >= rows {
      return try pass.reserve(epochRows)
    }
    if storage.graph.looksAcrossRows, rows == 1 { throw SwiftletError(.training, Self.batchOfOne) }
    // A larger batch in the middle of an epoch: what was measured so far is kept.
    let old = pass
    if let old, old.tally.rows > 0 { carried = measured(old) }
    let plan = try Plan(storage.graph, request(.train, cutting.block, isWeighted))
    pass = try Pass(
      plan, storage, cutting: cutting, rows: rows, kernels: ck_kernels_best(), gradients: state.gradients,
      collections: old?.collections, threads: threads)
    try pass?.reserve(epochRows)
  }

  func prepareValidation(rows: Int, isWeighted: [Bool]) throws(SwiftletError) {
    let cutting = Cutting(rows: rows, parameters: storage.graph.parameters.count)
    let plan = try Plan(storage.graph, request(.evaluate, cutting.block, isWeighted))
    let pass = try Pass(plan, storage, cutting: cutting, rows: rows, kernels: ck_kernels_best(), threads: threads)
    try pass.reserve(rows)
    validation = (pass, rows)
    history.validation = History.Series()
  }

  /// How many threads work on a large batch.
  var laneCount: Int { pass?.laneCount ?? 0 }
  /// Whether they share the products of a batch of one block.
  var sharesProducts: Bool { pass?.shared != nil }

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
    // The first epoch goes on where an earlier fit has left one.
    let left = epoch == 1 ? leftEpoch : nil
    if left == nil { state.epoch += 1 }
    state.place = left
    isInEpoch = true
    toldLoss = 0
    stepsOfEpoch = left?.batch ?? 0
    carried = nil
    pass?.reset()
    progress.beginEpoch(epoch, after: stepsOfEpoch)
    return true
  }

  /// One batch and one update. Returns false when the task was cancelled or a callback has ended the epoch.
  @inline(__always)
  func step(order: UnsafePointer<Int32>?, start: Int, rows: Int) -> Bool {
    guard let pass else { return false }
    if state.solver != nil {
      solve(pass, rows: rows)
    } else {
      pass.runBatch(order: order, start: start, rows: rows, noise: noise)
      state.update()
    }
    stepsOfEpoch += 1
    if callbacks.wantsBatches && !tellOfBatch(rows: rows) { return false }
    return stepsOfEpoch != progress.nextStep || tick()
  }

  /// Batches of `rows` rows with an update after each: up to `available` of them at once, where nobody looks between.
  /// Returns how many, 0 when the epoch is to be left.
  func advance(order: UnsafePointer<Int32>?, start: Int, rows: Int, available: Int) -> Int {
    guard let pass, !callbacks.wantsBatches, state.solver == nil, pass.isStraight(rows: rows) else {
      return step(order: order, start: start, rows: rows) ? 1 : 0
    }
    let batches = min(available, max(progress.nextStep - stepsOfEpoch, 1))
    pass.train(state, order: order, start: start, rows: rows, batches: batches)
    stepsOfEpoch += batches
    return stepsOfEpoch != progress.nextStep || tick() ? batches : 0
  }

  private func tick() -> Bool {
    progress.tick(step: stepsOfEpoch) { (try? result(isFinal: false))?.named ?? [] }
    return !Cancellation.isRequested
  }

  /// Everything measured in this epoch.
  private func measured(_ pass: Pass) -> Tally {
    var tally = pass.measured
    if let carried { tally.add(carried) }
    return tally
  }

  /// Loss and metrics of the epoch so far; nil before its first row.
  private func result(isFinal: Bool) throws(SwiftletError) -> PassResult? {
    guard let pass else { return nil }
    let tally = measured(pass)
    return tally.rows > 0 ? try model.results(tally, pass, metrics, isFinal: isFinal) : nil
  }

  /// The rows of the epoch so far, and the sum of their losses.
  var rowsOfEpoch: Int { (pass?.tally.rows ?? 0) + (carried?.rows ?? 0) }
  var lossOfEpoch: Double {
    guard var tally = pass?.tally else { return 0 }
    if let carried { tally.add(carried) }
    let mean = zip(compilation.goals, tally.goals).reduce(0) { $0 + $1.0.weight * $1.1.meanLoss }
    return mean * Double(tally.rows) + tally.penalty
  }

  /// Records the epoch and tells the callbacks.
  ///
  /// - Throws: `not-finite-in-training` when the loss has become NaN or infinite, with the history so far.
  ///
  /// - Parameter watched: Scores of a validation that was made elsewhere.
  /// - Returns: False when a callback has stopped the training.
  func endEpoch(_ epoch: Int, watched: PassResult? = nil, isComplete: Bool = true) throws(SwiftletError) -> Bool {
    leaveEpoch()
    guard let result = try result(isFinal: true) else { return !isStopped }
    model.lastRun = history.settings
    // Models that share weights with this one know what it has learnt, also when a callback ends the fit.
    storage.publish()
    history.training.append(result)
    var values = result.named
    let watched = if let watched { Optional(watched) } else { try validated() }
    if let watched {
      if history.validation == nil { history.validation = History.Series() }
      history.validation?.append(watched)
      values += watched.named.map { ("val_" + $0.0, $0.1) }
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
      values: values.map { (name: $0.0, value: $0.1) }, trained: history.training.last,
      watched: history.validation?.last ?? [:])
  }

  /// Makes the key of the step's random numbers.
  private var noise: RandomStream {
    RandomStream(.dropout, seed: model.seed, UInt64(state.epoch), UInt64(stepsOfEpoch))
  }

  /// The solver's iterations over all rows; what is measured is where they have ended.
  private func solve(_ pass: Pass, rows: Int) {
    func evaluate() -> Double {
      pass.reset()
      // The same noise each time: a line search needs one function.
      pass.runBatch(order: nil, start: 0, rows: rows, noise: noise)
      let penalty = pass.tally.penalty / Double(rows)
      return zip(compilation.goals, pass.tally.goals).reduce(penalty) { $0 + $1.0.weight * $1.1.meanLoss }
    }
    state.solve(isCancelled: { Cancellation.isRequested }, loss: evaluate)
    _ = evaluate()
  }

  private func validated() throws(SwiftletError) -> PassResult? {
    guard let validation else { return nil }
    validation.pass.reset()
    state.withAverages { validation.pass.runBatch(order: nil, start: 0, rows: validation.rows) }
    return try model.results(validation.pass.measured, validation.pass, metrics)
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
    leaveEpoch()
    if let failure = callbacks.failure { throw failure }
    if !isStopped { history.ending = .cancelled }
    _ = try endEpoch(epoch, isComplete: false)
  }
}
