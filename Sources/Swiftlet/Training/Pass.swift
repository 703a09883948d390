internal import CKernels

/// Runs a plan over batches of rows: gathers or binds the rows block by block, and after a training
/// batch adds up the shards. Nothing is allocated after `init`.
final class Pass {
  let plan: Plan
  let cutting: Cutting
  /// The largest batch it was made for.
  let maxRows: Int
  private let kernels: UnsafePointer<ck_kernels>
  /// Of the calling thread.
  let first: Lane
  /// One per thread, `first` among them.
  private let lanes: [Lane]
  /// Shares the products of a batch of one block, where that is worth it.
  let shared: SharedRun?
  /// Gradients of the shards; the first is the model's gradient vector.
  private var shardGradients: [AlignedBuffer] = []
  /// What each shard of a batch has measured, `sumStride` numbers.
  private let shardSums: UnsafeMutablePointer<Double>
  private let sumStride: Int
  private let parameterCount: Int
  /// Of the weights; nil when they have none.
  private let penalties: Penalties?
  /// Of the goals.
  let goalWeights: [Double]
  /// What the rows being read count in the divisor of the mean, for goals where they do not count 1 each.
  private var shares: [UnsafePointer<Float>?] = []
  /// What was measured since `reset()`, without the counts, which the workers keep.
  var tally: Tally
  /// By goal: its losses so far, while batches run straight on.
  let losses: UnsafeMutablePointer<Double>
  /// By goal: the rows that its metrics keep.
  let collections: [RowCollection?]
  private let keepsRows: Bool
  /// Whether rows count as one each in the divisors of all goals.
  private(set) var isUnshared = true
  /// Whether a batch of one block is nothing but its steps; see StraightRun.swift.
  let isStraight: Bool
  /// What the threads are at work on.
  private var batch = BatchRows(order: nil, start: 0, count: 0, shards: 1)
  private var combineParts = 1
  /// Additions that are worth a part.
  private static let combineGrain = 65_536

  private struct BatchRows {
    let order: UnsafePointer<Int32>?
    let start: Int
    let count: Int
    let shards: Int
  }

  /// - Parameters:
  ///   - rows: The largest batch.
  ///   - gradients: For a plan that trains.
  ///   - collections: Of the pass that this one goes on for.
  ///   - threads: The most that work on a batch; they change no bit.
  init(
    _ plan: Plan, _ storage: ModelStorage, cutting: Cutting, rows: Int, kernels: UnsafePointer<ck_kernels>,
    gradients: AlignedBuffer? = nil, collections: [RowCollection?]? = nil, threads: Int = 1
  ) throws(SwiftletError) {
    self.plan = plan
    self.cutting = cutting
    maxRows = rows
    self.kernels = kernels
    parameterCount = storage.graph.parameters.count
    penalties = try Penalties(storage, kernels: kernels)
    tally = Tally(plan)
    self.collections = collections ?? plan.collections
    keepsRows = self.collections.contains { $0 != nil }
    isStraight = !plan.drawsNoise && !plan.hasPenalties && plan.sumSlots == 0 && penalties == nil && !keepsRows
    goalWeights = plan.request.goals.map(\.weight)
    let shards = max(cutting.shards(of: rows), 1)
    first = try Lane(plan, storage, block: cutting.block, kernels: kernels)
    shared = try SharedRun(plan, first.worker, threads: threads, kernels: kernels)
    var lanes = [first]
    if Double(cutting.saves(rows, threads: threads)) * plan.work >= Plan.workWorthAFork {
      for _ in 1..<min(threads, shards) {
        lanes.append(try Lane(plan, storage, block: cutting.block, kernels: kernels))
      }
    }
    self.lanes = lanes
    // Not with several lanes: their blocks are parts of a fork, and parts do not fork.
    if shared != nil, lanes.count == 1 { first.gatherThreads = threads }
    // Each on cache lines of its own. Memory that `deinit` frees is asked for when everything else is there.
    sumStride = (first.worker.sumCount + 15) & ~15
    shardSums = .allocateApart(capacity: shards * sumStride)
    losses = .allocate(capacity: max(goalWeights.count, 1))
    guard let gradients else { return }
    shardGradients = [gradients]
    for _ in 1..<shards {
      shardGradients.append(try AlignedBuffer(count: parameterCount, for: "the gradients of a batch"))
    }
  }

  deinit {
    losses.deallocate()
    shardSums.deallocate()
  }

  /// Reads from `source` from now on.
  func open(_ source: RowSource) {
    for lane in lanes { lane.open(source) }
    shares = plan.request.goals.indices.map { goal in
      source.columns.first { $0.kind == .shares(goal) }?.pointer
    }
    isUnshared = shares.allSatisfy { $0 == nil }
  }

  /// Starts counting anew.
  func reset() {
    tally = Tally(plan)
    for lane in lanes { lane.worker.resetCounts() }
    for collection in collections { collection?.reset() }
  }

  /// Everything measured since `reset()`.
  var measured: Tally {
    var measured = tally
    for lane in lanes { lane.worker.addCounts(to: &measured) }
    return measured
  }

  /// How many threads work on a large batch.
  var laneCount: Int { lanes.count }

  /// Makes room for rows that metrics keep.
  func reserve(_ rows: Int) throws(SwiftletError) {
    for collection in collections { try collection?.reserve(rows) }
  }

  /// Runs one batch: rows `start..<start + rows` of `order`, or of the source itself.
  ///
  /// - Parameter noise: Makes the key of this batch's random numbers, where the plan draws any.
  func runBatch(
    order: UnsafePointer<Int32>?, start: Int, rows: Int, noise: @autoclosure () -> RandomStream? = nil
  ) {
    if plan.drawsNoise { first.worker.noise = noise()?.key ?? 0 }
    setScales(order, start, rows)
    // A batch of one block, the common case, needs no shards.
    if rows <= cutting.block {
      bindShard(0, first)
      first.stage(order, start, rows)
      bindCollections(0, first)
      if let shared {
        shared.run(rows: rows, isFirstBlock: true)
      } else {
        first.worker.run(rows: rows, isFirstBlock: true)
      }
      first.worker.moveTally(to: &tally)
    } else {
      runShards(BatchRows(order: order, start: start, count: rows, shards: cutting.shards(of: rows)))
    }
    if keepsRows { for collection in collections { collection?.append(rows) } }
    penalize(rows)
  }

  // MARK: - Shards

  /// Which thread takes a shard is left to chance; what comes of them is added in their order.
  private func runShards(_ batch: BatchRows) {
    self.batch = batch
    if lanes.count > 1, Double(cutting.saves(batch.count, threads: lanes.count)) * plan.work >= Plan.workWorthAFork {
      for lane in lanes.dropFirst() { lane.worker.adoptBatch(of: first.worker) }
      let this = Unmanaged.passUnretained(self).toOpaque()
      Team.shared.fork(batch.shards, lanes: lanes.count, this) { pass, part, lane in
        Unmanaged<Pass>.fromOpaque(pass)._withUnsafeGuaranteedRef { $0.runShard(part, $0.lanes[lane]) }
      }
    } else {
      for shard in 0..<batch.shards { runShard(shard, first, shared) }
    }
    for shard in 0..<batch.shards { tally.add(sums: shardSums + shard * sumStride) }
    combine(batch.shards)
  }

  private func runShard(_ shard: Int, _ lane: Lane, _ shared: SharedRun? = nil) {
    bindShard(shard, lane)
    let blocks = cutting.blocks(ofShard: shard, rows: batch.count)
    for block in blocks {
      let part = cutting.rows(ofBlock: block, in: batch.count)
      lane.stage(batch.order, batch.start + part.lowerBound, part.count)
      bindCollections(part.lowerBound, lane)
      let isFirst = block == blocks.lowerBound
      if let shared {
        shared.run(rows: part.count, isFirstBlock: isFirst, firstRow: part.lowerBound)
      } else {
        lane.worker.run(rows: part.count, isFirstBlock: isFirst, firstRow: part.lowerBound)
      }
    }
    lane.worker.moveSums(to: shardSums + shard * sumStride)
  }

  @inline(__always)
  func bindShard(_ shard: Int, _ lane: Lane) {
    if !shardGradients.isEmpty { lane.bind(gradients: shardGradients[shard].pointer) }
  }

  /// Adds the gradients up, each of them in the order of the shards.
  private func combine(_ shards: Int) {
    guard !shardGradients.isEmpty, parameterCount > 0 else { return }
    let parts = min(parameterCount * shards / Self.combineGrain, 4 * lanes.count, Team.maxParts)
    guard lanes.count > 1, parts > 1 else { return combine(shards, 0..<parameterCount) }
    combineParts = parts
    Team.shared.fork(parts, lanes: lanes.count, Unmanaged.passUnretained(self).toOpaque()) { pass, part, _ in
      Unmanaged<Pass>.fromOpaque(pass)._withUnsafeGuaranteedRef {
        $0.combine($0.batch.shards, rangePart(part, of: $0.combineParts, count: $0.parameterCount))
      }
    }
  }

  private func combine(_ shards: Int, _ range: Range<Int>) {
    let sum = shardGradients[0].pointer + range.lowerBound
    let add = ck_binary_function(kernels, CK_ADD)
    for shard in 1..<shards {
      add(1, range.count, sum, range.count, shardGradients[shard].pointer + range.lowerBound, range.count, sum)
    }
  }

  // MARK: - One batch

  /// Adds what the weights cost, once per batch.
  @inline(__always)
  private func penalize(_ rows: Int) {
    guard let penalties else { return }
    tally.penalty += Double(rows) * penalties.add(to: shardGradients.first?.pointer)
  }

  /// The rows of the next block are kept behind those of the batches before.
  @inline(__always)
  private func bindCollections(_ row: Int, _ lane: Lane) {
    var goal = 0
    while goal < collections.count {
      if let kept = collections[goal], let outputs = kept.outputs(at: row), let targets = kept.targets(at: row) {
        lane.worker.bind(.keptOutputs(goal), to: outputs)
        lane.worker.bind(.keptTargets(goal), to: targets)
      }
      goal += 1
    }
  }

  /// The mean over a batch divides by its rows, or by what its weights come to; where they come to nothing, there
  /// is nothing to learn.
  @inline(__always)
  private func setScales(_ order: UnsafePointer<Int32>?, _ start: Int, _ rows: Int) {
    tally.rows += rows
    first.worker.setPenaltyScale(1 / Float(rows))
    var goal = 0
    while goal < tally.goals.count {
      let denominator = denominator(goal, order, start, rows)
      tally.goals[goal].denominator += denominator
      first.worker.setScale(denominator > 0 ? Float(goalWeights[goal] / denominator) : 0, ofGoal: goal)
      goal += 1
    }
  }

  @inline(__always)
  private func denominator(_ goal: Int, _ order: UnsafePointer<Int32>?, _ start: Int, _ rows: Int) -> Double {
    guard let shares = shares[goal] else { return Double(rows) }
    let first = order == nil ? shares + start : shares
    return kernels.pointee.weigh_rows_f32(rows, order.map { $0 + start }, first).sum
  }
}
