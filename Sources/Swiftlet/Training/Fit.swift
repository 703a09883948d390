extension Model {
  /// Trains the model, one pass over every batch per epoch.
  ///
  /// Each step computes θ ← θ - optimizer(∇ mean loss(model(x), y)) over a batch. The last batch of an
  /// epoch may be smaller. Training goes on where an earlier `fit` ended, to the same bits as one that was not
  /// interrupted. An epoch that was left in its middle, because a callback ended the training there, the task was
  /// cancelled or a snapshot taken there was restored, is gone on with at its next batch, if there are as many rows in
  /// batches of the same size, and `shuffle` is as it was. It is the first of `epochs` then, and what the history tells
  /// of it is of the rows that were left; else a new epoch begins.
  ///
  ///     let history = try model.fit(train, epochs: 50, validation: .split(0.2))
  ///
  /// - Parameters:
  ///   - data: At least one row; reshuffled in each epoch unless `shuffle` is false.
  ///   - epochs: Passes over the data, at least 1.
  ///   - batchSize: Rows per update, at least 1.
  ///   - validation: Rows that are only watched: none, the last share of the rows, or another data set.
  ///     Each counts once; weights are for training alone.
  ///   - classWeights: A factor on the loss of each row that is trained on, by its class.
  ///   - callbacks: Told of every epoch, in this order; they may change the learning rate and end the training.
  ///   - threads: The most that work on it, at least 1; nil: one for each core that the process may use, or what the
  ///     environment variable `SWIFTLET_THREADS` says. They change no bit, and a small net has no use for a second one.
  ///   - verbose: What is printed on standard error.
  /// - Returns: Loss and metrics per epoch, and what the library noticed. When the task is cancelled
  ///   it returns what was learnt until then.
  /// - Throws: `SwiftletError` when model and data do not fit, before anything is trained; or when the
  ///   loss stops being a number, with the history so far.
  @discardableResult
  public func fit(
    _ data: Dataset, epochs: Int = 1, batchSize: Int = 32, validation: Validation = .none, shuffle: Bool = true,
    classWeights: ClassWeights = .none, callbacks: [any Callback] = [], threads: Int? = nil,
    verbose: Verbosity = .automatic
  ) throws(SwiftletError) -> History {
    let job = try FitJob(
      self, data, epochs: epochs, batchSize: batchSize, validation: validation, classWeights: classWeights)
    let threads = try ThreadCount.resolved(threads, .training)
    // A solver needs all rows at once.
    let batchSize = try compiled().optimizer.isSolver ? job.rows.count : batchSize
    let steps = (job.rows.count - 1) / batchSize + 1
    let session = try FitSession(
      self, verbose: verbose, epochs: epochs, steps: steps,
      cut: EpochPlace.Cut(rows: job.rows.count, batchSize: batchSize, isShuffled: shuffle), callbacks: callbacks,
      threads: threads)
    job.notes.forEach(session.note)
    try session.resolveMetrics(job.targets)
    try session.prepare(
      rows: min(batchSize, job.rows.count), isWeighted: job.rows.isWeighted(goals: job.goals),
      epochRows: job.rows.count)
    if let validation = job.validationRows {
      try session.prepareValidation(rows: validation.count, isWeighted: validation.isWeighted(goals: job.goals))
      session.history.settings["validation_rows"] = "\(validation.count)"
    }
    try session.callbacks.prepare(session)
    let starts = try waveStarts(job.targets)
    // Last, so that a fit that is refused leaves no statistics behind.
    session.storage.fitNormalizations(job.rows.arrays, names: data.inputNames).forEach(session.note)
    try fitWaves(starts, job.rows, threads: threads).forEach(session.note)
    session.history.settings["batch_size"] = "\(batchSize)"
    session.history.settings["rows"] = "\(job.rows.count)"
    do throws(SwiftletError) {
      if try session.begin() { try run(session, job, epochs, batchSize, shuffle) }
    } catch { throw session.failed(error) }
    return try session.finish()
  }

  private func run(
    _ session: FitSession, _ job: FitJob, _ epochs: Int, _ batchSize: Int, _ shuffle: Bool
  ) throws(SwiftletError) {
    try job.rows.withPointers { (rows) throws(SwiftletError) in
      guard let validation = job.validationRows else {
        session.open(rows, validation: nil)
        return try run(session, rows.count, epochs, batchSize, shuffle)
      }
      try validation.withPointers { (validation) throws(SwiftletError) in
        session.open(rows, validation: validation)
        try run(session, rows.count, epochs, batchSize, shuffle)
      }
    }
  }

  private func run(
    _ session: FitSession, _ count: Int, _ epochs: Int, _ batchSize: Int, _ shuffle: Bool
  ) throws(SwiftletError) {
    var order = [Int32](repeating: 0, count: shuffle ? count : 0)
    for epoch in 1...epochs {
      guard try session.beginEpoch(epoch) else { return }
      let finished = order.withUnsafeMutableBufferPointer { buffer in
        if shuffle {
          for i in buffer.indices { buffer[i] = Int32(truncatingIfNeeded: i) }
          var random = RandomStream(.shuffle, seed: seed, UInt64(session.state.epoch))
          random.shuffle(buffer)
        }
        return runEpoch(session, shuffle ? buffer.baseAddress.map { UnsafePointer($0) } : nil, count, batchSize)
      }
      guard finished else { return try session.interrupt(epoch) }
      guard try session.endEpoch(epoch) else { return }
    }
  }

  /// Returns false when it was cut short.
  private func runEpoch(_ session: FitSession, _ order: UnsafePointer<Int32>?, _ count: Int, _ batchSize: Int) -> Bool {
    var start = session.stepsOfEpoch * batchSize
    while start < count {
      let rows = min(batchSize, count - start)
      let batches = session.advance(order: order, start: start, rows: rows, available: (count - start) / rows)
      guard batches > 0 else { return false }
      start += rows * batches
    }
    return true
  }
}

/// Everything that is checked and made before the first step of a `fit` on a Dataset.
struct FitJob {
  let train: Dataset
  /// Of all rows, by goal.
  let targets: GoalTargets
  var rows = RowArrays()
  var validationRows: RowArrays?
  var notes: [Finding] = []

  init(
    _ model: Model, _ data: Dataset, epochs: Int, batchSize: Int, validation: Validation, classWeights: ClassWeights
  ) throws(SwiftletError) {
    let compilation = try model.compiled()
    try Self.checkArguments(epochs: epochs, batchSize: batchSize)
    try data.checkTrainable()
    guard data.count <= Int32.max else {
      throw SwiftletError(
        .training,
        Finding(
          .tooLarge, "a data set in memory has too many rows", expected: "at most \(Int32.max)", got: "\(data.count)",
          remedy: "Use fit(batches:)"))
    }
    targets = try model.matchedTargets(data.targetParts, stage: .training)
    let leaks = data.labelLeaks()
    if !leaks.isEmpty, !compilation.allowed.contains(.labelLeak) { throw SwiftletError(.training, leaks) }
    notes += leaks.map { $0.asAllowed() }
    let (kept, watched) = try Self.split(data, validation, allowed: compilation.allowed)
    try kept.checkTrainable()
    train = try classWeights.applied(to: kept)
    rows = try encode(model, train, isTrained: true)
    model.adoptClasses(targets)
    model.adoptNames(of: data)
    if let watched { validationRows = try encode(model, watched, isTrained: false) }
  }

  var goals: Int { targets.targets.count }

  /// Rows to watch must be there and finite; one class only is no mistake among them.
  static func checkWatched(_ data: Dataset) throws(SwiftletError) {
    try data.checked()
    if data.count == 0 { throw SwiftletError(.data, DatasetChecks.noRows) }
  }

  static func badBatchSize(_ size: Int) -> Finding {
    Finding(
      .badArgument, "a batch needs at least one row", expected: "batchSize of 1 or more", got: "\(size)",
      remedy: "Give batchSize: 1 or more; 32 is usual")
  }

  private static func checkArguments(epochs: Int, batchSize: Int) throws(SwiftletError) {
    var faults: [Finding] = []
    if epochs < 1 {
      faults.append(
        Finding(
          .badArgument, "a training needs at least one epoch", expected: "epochs of 1 or more", got: "\(epochs)",
          remedy: "Give epochs: 1 or more"))
    }
    if batchSize < 1 { faults.append(badBatchSize(batchSize)) }
    if !faults.isEmpty { throw SwiftletError(.training, faults) }
  }

  /// The last share of the rows is set aside before anything is shuffled, as Keras does.
  private static func split(
    _ data: Dataset, _ validation: Validation, allowed: Set<Finding.ID>
  ) throws(SwiftletError) -> (Dataset, Dataset?) {
    switch validation {
    case .none: return (data, nil)
    case .data(let other):
      try checkWatched(other)
      return (data, other)
    case .split(let share):
      guard share > 0, share < 1 else {
        throw SwiftletError(
          .training,
          Finding(
            .badArgument, "the validation share is out of range", expected: "a number between 0 and 1",
            got: "\(share)", remedy: "Use .split(0.2), or .none"))
      }
      let kept = Int((Double(data.count) * (1 - share)).rounded(.down))
      guard kept >= 1, kept < data.count else {
        throw SwiftletError(
          .training,
          Finding(
            .noRows, "the validation split leaves a part without rows", expected: "rows on both sides",
            got: "\(kept) to train, \(data.count - kept) to watch", remedy: "Give more rows or another share"))
      }
      let (train, watched) = (data[0..<kept], data[kept..<data.count])
      let fault = missingClass(train, watched)
      if let fault, !allowed.contains(.classMissingFromSplit) { throw SwiftletError(.training, fault) }
      return (train, watched)
    }
  }

  /// A class that only one of the parts knows: sorted rows cut at their end.
  private static func missingClass(_ train: Dataset, _ watched: Dataset) -> Finding? {
    zip(train.targetParts, watched.targetParts).lazy.compactMap { missingClass($0.targets, $1.targets) }.first
  }

  private static func missingClass(_ train: Targets, _ watched: Targets) -> Finding? {
    guard let trained = train.classIndices, let seen = watched.classIndices else { return nil }
    let names = train.classNames
    guard let missing = Set(trained).symmetricDifference(Set(seen)).min() else { return nil }
    let part = Set(trained).contains(missing) ? "validation" : "training"
    return Finding(
      .classMissingFromSplit, "the \(part) part of the rows has no row of class \"\(names[missing])\"",
      expected: "every class on both sides of the split",
      got: "the last \(seen.count) of \(trained.count + seen.count) rows without it",
      remedy: "Shuffle first: data.shuffled(seed: 1), or split with data.split(holdOut: 0.2, stratified: true, seed: 1)"
    )
  }

  private mutating func encode(_ model: Model, _ data: Dataset, isTrained: Bool) throws(SwiftletError) -> RowArrays {
    try model.checkColumns(of: data)
    let (inputs, inputNotes) = try model.matchedInputs(data.inputParts, stage: .training)
    let matched = try model.matchedTargets(data.targetParts, stage: .training)
    let encoded = try model.encode(matched, weights: isTrained ? data.weights : nil)
    notes += inputNotes + encoded.notes
    return RowArrays(arrays: inputs + encoded.columns, count: data.count)
  }
}
