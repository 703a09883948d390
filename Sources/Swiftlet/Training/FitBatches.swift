extension Model {
  /// Trains on batches from a generator: `stepsPerEpoch` updates per epoch.
  ///
  /// An epoch that was left in its middle is gone on with, as with a data set: give the batches that come next. It is
  /// also left there when the source fails.
  ///
  /// A batch is a value: what the generator does with its own buffers afterwards changes nothing here.
  ///
  /// - Parameters:
  ///   - batches: An endless `BatchSource` or any sequence. When it ends early, training ends with it.
  ///   - stepsPerEpoch: Batches per epoch, at least 1.
  ///   - threads: The most that work on it, at least 1; nil: one for each core that the process may use, or what the
  ///     environment variable `SWIFTLET_THREADS` says. They change no bit, and a small net has no use for a second one.
  /// - Throws: `SwiftletError`; what a `BatchSource` threw is its `underlying`.
  @discardableResult
  public func fit(
    batches: some Sequence<Batch>, stepsPerEpoch: Int, epochs: Int = 1, validation: Validation = .none,
    classWeights: ClassWeights = .none, callbacks: [any Callback] = [], threads: Int? = nil,
    verbose: Verbosity = .automatic
  ) throws(SwiftletError) -> History {
    let training = try BatchTraining(
      self, stepsPerEpoch, epochs, validation, classWeights, callbacks, threads, verbose)
    do throws(SwiftletError) {
      if try training.session.begin() { try training.run(batches) }
    } catch { throw training.session.failed(error) }
    return try training.session.finish()
  }

  /// The same for batches that arrive over time.
  ///
  /// - Parameter threads: The most that work on it, at least 1; nil: one for each core that the process may use, or as
  ///   many as the environment variable `SWIFTLET_THREADS` says. They change no bit, and a small net has no use for a
  ///   second one.
  @discardableResult
  public nonisolated(nonsending) func fit<S: AsyncSequence>(
    batches: S, stepsPerEpoch: Int, epochs: Int = 1, validation: Validation = .none,
    classWeights: ClassWeights = .none, callbacks: [any Callback] = [], threads: Int? = nil,
    verbose: Verbosity = .automatic
  ) async throws(SwiftletError) -> History where S.Element == Batch {
    let training = try BatchTraining(
      self, stepsPerEpoch, epochs, validation, classWeights, callbacks, threads, verbose)
    do throws(SwiftletError) {
      if try training.session.begin() { try await training.follow(batches) }
    } catch { throw training.session.failed(error) }
    return try training.session.finish()
  }
}

/// A training whose batches come one by one.
private final class BatchTraining {
  let session: FitSession
  private let model: Model
  private let stepsPerEpoch: Int
  private let epochs: Int
  private let watched: Dataset?
  private let classWeights: ClassWeights
  private var hasResolved = false
  private var batchNumber = 0

  init(
    _ model: Model, _ stepsPerEpoch: Int, _ epochs: Int, _ validation: Validation, _ classWeights: ClassWeights,
    _ callbacks: [any Callback], _ threads: Int?, _ verbose: Verbosity
  ) throws(SwiftletError) {
    try Self.checkOptimizer(try model.compiled().optimizer)
    self.model = model
    self.stepsPerEpoch = stepsPerEpoch
    self.epochs = epochs
    self.classWeights = classWeights
    try Self.checkArguments(epochs, stepsPerEpoch)
    switch validation {
    case .none: watched = nil
    case .data(let data):
      try FitJob.checkWatched(data)
      watched = data
    case .split:
      throw SwiftletError(
        .training,
        Finding(
          .badArgument, "a stream of batches has no last rows to split off", expected: ".data(...) or .none",
          got: ".split", remedy: "Give validation: .data(other)"))
    }
    try model.checkFitted(stage: .training)
    session = try FitSession(
      model, verbose: verbose, epochs: epochs, steps: stepsPerEpoch, callbacks: callbacks,
      threads: try ThreadCount.resolved(threads, .training))
    session.history.settings["steps_per_epoch"] = "\(stepsPerEpoch)"
    session.history.settings["validation_rows"] = watched.map { "\($0.count)" }
    if watched != nil { session.history.validation = History.Series() }
    try session.callbacks.prepare(session)
  }

  private static func checkOptimizer(_ optimizer: Optimizer) throws(SwiftletError) {
    guard optimizer.isSolver else { return }
    throw SwiftletError(
      .training,
      Finding(
        .badArgument, "\(optimizer.name) needs all rows at once", expected: "a Dataset", got: "a stream of batches",
        remedy: "Use fit(_:epochs:) with a Dataset, or an optimizer that steps batch by batch"))
  }

  private static func checkArguments(_ epochs: Int, _ steps: Int) throws(SwiftletError) {
    guard epochs >= 1, steps >= 1 else {
      throw SwiftletError(
        .training,
        Finding(
          .badArgument, "a training needs at least one epoch of at least one step", expected: "1 or more of each",
          got: "epochs \(epochs), stepsPerEpoch \(steps)", remedy: "Give 1 or more"))
    }
  }

  func run(_ batches: some Sequence<Batch>) throws(SwiftletError) {
    guard let source = batches as? BatchSource else {
      var iterator = batches.makeIterator()
      return try run { iterator.next() }
    }
    let iterator = source.batchIterator()
    try run { () throws(SwiftletError) in
      if let batch = iterator.next() { return batch }
      guard let failure = iterator.failure else { return nil }
      guard failure is CancellationError, Cancellation.isRequested else { throw failed(failure) }
      return nil
    }
  }

  private func run(_ next: () throws(SwiftletError) -> Batch?) throws(SwiftletError) {
    for epoch in 1...epochs {
      guard try session.beginEpoch(epoch) else { return }
      for _ in session.stepsOfEpoch..<stepsPerEpoch {
        guard let batch = try next() else { return try ranOut(epoch) }
        guard try step(batch) else { return try session.interrupt(epoch) }
      }
      guard try endEpoch(epoch) else { return }
    }
  }

  nonisolated(nonsending) func follow<S: AsyncSequence>(
    _ batches: S
  ) async throws(SwiftletError) where S.Element == Batch {
    var iterator = batches.makeAsyncIterator()
    for epoch in 1...epochs {
      guard try session.beginEpoch(epoch) else { return }
      for _ in session.stepsOfEpoch..<stepsPerEpoch {
        let next: Batch?
        do { next = try await iterator.next(isolation: #isolation) } catch {
          guard error is CancellationError, Cancellation.isRequested else { throw failed(error) }
          next = nil
        }
        guard let batch = next else { return try ranOut(epoch) }
        guard try step(batch) else { return try session.interrupt(epoch) }
      }
      guard try endEpoch(epoch) else { return }
    }
  }

  /// One batch, checked as a data set is. Returns false when the epoch is to be left.
  func step(_ batch: Batch) throws(SwiftletError) -> Bool {
    batchNumber += 1
    let rows: RowArrays
    do { rows = try encode(batch) } catch { throw located(error) }
    let goals = session.compilation.goals.count
    try session.prepare(rows: rows.count, isWeighted: rows.isWeighted(goals: goals), epochRows: rows.count)
    return try rows.withPointers { (source) throws(SwiftletError) in
      session.open(source, validation: nil)
      return session.step(order: nil, start: 0, rows: source.count)
    }
  }

  private func encode(_ batch: Batch) throws(SwiftletError) -> RowArrays {
    try batch.checked()
    let (inputs, inputNotes) = try model.matchedInputs(batch.inputParts, stage: .training)
    try model.checkFinite(inputs, stage: .training)
    let matched = try model.matchedTargets(batch.namedTargets, stage: .training)
    model.adoptClasses(matched)
    if !hasResolved {
      try session.resolveMetrics(matched)
      hasResolved = true
    }
    let naming = { (name: String) in matched.names.count == 1 ? "the targets of a batch" : "the target \"\(name)\"" }
    let weights = try classWeights.applied(to: batch, matched, of: model)
    let encoded = try model.encode(matched, weights: weights, naming: naming)
    try model.checkFinite(
      batch.targetParts.map { (.target(0), $0.tensor.values, $0.tensor.shape.count) }, stage: .training)
    (inputNotes + encoded.notes).forEach(session.note)
    return RowArrays(arrays: inputs + encoded.columns, count: batch.count)
  }

  /// The same error, saying which batch it was.
  private func located(_ error: SwiftletError) -> SwiftletError {
    let faults = error.faults.map {
      Finding(
        $0.id, "batch \(batchNumber): \($0.sentence)", severity: $0.severity, expected: $0.expected, got: $0.got,
        remedy: $0.remedy, place: $0.place, evidence: $0.evidence)
    }
    return SwiftletError(.training, faults, history: session.history)
  }

  /// Returns false when a callback has stopped the training.
  func endEpoch(_ epoch: Int, isComplete: Bool = true) throws(SwiftletError) -> Bool {
    var scores: PassResult?
    if let watched {
      scores = try session.state.withAverages { () throws(SwiftletError) in
        try model.judge(watched, batchSize: 256, threads: session.threads).result
      }
    }
    return try session.endEpoch(epoch, watched: scores, isComplete: isComplete)
  }

  /// Ends a training whose source has no further batch; a stream ends, too, when its reader is cancelled.
  func ranOut(_ epoch: Int) throws(SwiftletError) {
    if Cancellation.isRequested { return try session.interrupt(epoch) }
    guard batchNumber > 0 else { throw SwiftletError(.training, Self.noBatch) }
    session.history.ending = .stopped(reason: "the batches ran out in epoch \(epoch)")
    // No further batch is to come: a next fit begins an epoch.
    session.leaveEpoch()
    session.state.place = nil
    _ = try endEpoch(epoch, isComplete: false)
  }

  private static let noBatch = Finding(
    .noRows, "the source of batches ended before its first batch", expected: "at least 1 batch", got: "0",
    remedy: "Check where the batches come from; an iterator that was used up gives none")

  func failed(_ error: any Error) -> SwiftletError {
    SwiftletError(
      .training,
      Finding(
        .batchSourceFailed, "the source of batches failed after \(batchNumber) batches", expected: "another batch",
        got: "an error", remedy: "Mend the generator; its error is below and in error.underlying"),
      history: session.history, underlying: error)
  }
}
