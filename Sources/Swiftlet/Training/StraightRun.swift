internal import CKernels

// Batches of one block each, one after the other, with an update after each and nothing else to do in between:
// how small networks learn, whose step is shorter than a question asked at every step. What stays the same from batch
// to batch is set before the first.

extension Pass {
  /// Whether batches of so many rows are nothing but their steps.
  func isStraight(rows: Int) -> Bool { isStraight && isUnshared && shared == nil && rows <= cutting.block }

  /// Runs `batches` batches of `rows` rows, from row `start` of `order` or of the source on, and an update after each.
  func train(_ state: TrainingState, order: UnsafePointer<Int32>?, start: Int, rows: Int, batches: Int) {
    beginStraight(rows: rows, batches: batches)
    if let (update, sweep) = state.steadyUpdate() {
      run(order, start, rows, batches) { update.run(sweep) }
      state.count(updates: batches)
    } else {
      run(order, start, rows, batches) { state.update() }
    }
    endStraight()
  }

  @inline(__always)
  private func run(
    _ order: UnsafePointer<Int32>?, _ firstRow: Int, _ rows: Int, _ batches: Int, _ update: () -> Void
  ) {
    let (lane, worker) = (first, first.worker)
    let losses = losses
    // A chain adds one loss per batch, in their order, by itself.
    let movesLosses = !worker.isChain
    var start = firstRow
    let end = firstRow + rows * batches
    while start < end {
      lane.stage(order, start, rows)
      worker.runAgain()
      if movesLosses { worker.moveLosses(to: losses) }
      update()
      start += rows
    }
  }

  /// Rows that count one each: what their losses are divided by is a whole number, which no order of additions changes.
  private func beginStraight(rows: Int, batches: Int) {
    bindShard(0, first)
    let worker = first.worker
    worker.beginBlock(rows: rows)
    tally.rows += rows * batches
    // Not `for`: without optimisation it asks for memory, and the tests that count run so.
    var goal = 0
    while goal < tally.goals.count {
      tally.goals[goal].denominator += Double(rows * batches)
      worker.setScale(Float(goalWeights[goal] / Double(rows)), ofGoal: goal)
      losses[goal] = tally.goals[goal].loss
      if worker.isChain { worker.setLoss(losses[goal], ofGoal: goal) }
      goal += 1
    }
  }

  private func endStraight() {
    let worker = first.worker
    worker.settle()
    var goal = 0
    while goal < tally.goals.count {
      let last = worker.takeTally(ofGoal: goal)
      tally.goals[goal].loss = worker.isChain ? last.loss : losses[goal]
      tally.goals[goal].correct += Int(last.correct)
      goal += 1
    }
  }
}
