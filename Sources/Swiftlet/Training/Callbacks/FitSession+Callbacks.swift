// What a fit does for its callbacks: from the beginning, when all is checked, to the end, however it comes.

extension FitSession {
  /// Tells of the beginning. Returns false when a callback has stopped the training already.
  func begin() throws(SwiftletError) -> Bool {
    try callbacks.begin(self)
    return !isStopped
  }

  /// Whether a callback has ended the training; its reason becomes the ending.
  var isStopped: Bool {
    guard let reason = callbacks.stopReason else { return false }
    history.ending = .stopped(reason: reason)
    return true
  }

  /// The end of a training that was not refused.
  ///
  /// - Throws: What a callback threw at the end, with the history.
  func finish() throws(SwiftletError) -> History {
    noteUnmoved()
    defer { storage.publish() }
    // After the callbacks, which may have given back earlier weights with their averages.
    defer { state.settleAverages() }
    if let error = callbacks.end(history.ending, self) { throw error.with(history) }
    return history
  }

  /// A fit that is shorter than one update of an accumulating optimizer leaves every weight as it was.
  private func noteUnmoved() {
    let batches = compilation.optimizer.modifiers.batchesPerUpdate
    guard batches > 1, state.step == stepsBefore, !history.loss.isEmpty else { return }
    note(
      Finding(
        .noUpdate, "no weight has moved: an update takes more batches than this fit had", severity: .warning,
        expected: "\(batches) batches or more", got: "\(state.batches) so far",
        remedy: "Accumulate fewer batches, or train for more epochs"))
  }

  /// The same error with the history, after the callbacks were told.
  func failed(_ error: SwiftletError) -> SwiftletError {
    // A source of batches may fail in the middle of an epoch.
    leaveEpoch()
    history.ending = .failed(reason: error.faults.first?.sentence ?? "an error")
    _ = callbacks.end(history.ending, self)
    state.settleAverages()
    storage.publish()
    return error.with(history)
  }

  func setLearningRate(_ rate: Double) {
    guard rate >= 0, rate.isFinite, Float(rate).isFinite else {
      callbacks.rateFault = Finding(
        .badLearningRate, "a callback has set a learning rate that cannot be used",
        expected: "a finite number of 0 or more", got: "\(rate)", remedy: "Look at what computes it")
      return
    }
    state.learningRate = rate
  }

  /// Tells of a step. Returns false when the epoch is to be left.
  func tellOfBatch(rows: Int) -> Bool {
    let sum = lossOfEpoch
    let step = Training.Step(
      epoch: epoch, number: stepsOfEpoch, rows: rows, loss: (sum - toldLoss) / Double(rows),
      epochLoss: sum / Double(rowsOfEpoch))
    toldLoss = sum
    // A callback may take a snapshot now.
    state.place = place
    return callbacks.batchEnded(step, self)
  }
}

extension History.Series {
  /// What the last epoch measured; of several outputs with the same metric, the first.
  var last: [Metric: Double] {
    let values = outputs.flatMap { $0.metrics.compactMap { metric in metric.values.last.map { (metric.metric, $0) } } }
    return Dictionary(values, uniquingKeysWith: { first, _ in first })
  }
}
