internal import CKernels

/// Runs a plan over batches of rows: gathers or binds the rows block by block, and after a training
/// batch adds up the shards. Nothing is allocated after `init`.
final class Pass {
  let plan: Plan
  let worker: Worker
  let cutting: Cutting
  /// The largest batch it was made for.
  let maxRows: Int
  private let kernels: UnsafePointer<ck_kernels>
  /// Where shuffled rows are gathered, by kind.
  private var staging: [(kind: VirtualBuffer.Kind, buffer: AlignedBuffer)] = []
  /// The columns of the source being read, each with its staging buffer.
  private var feeds: UnsafeMutableBufferPointer<Feed>
  private var feedCount = 0
  /// Gradients of the shards; the first is the model's gradient vector.
  private var shardGradients: [AlignedBuffer] = []
  private var stagedIsBound = false
  private var boundShard = 0
  private let parameterCount: Int
  /// Of the weights; nil when they have none.
  let penalties: Penalties?
  /// Of the goals.
  let goalWeights: [Double]
  /// What the rows being read count in the divisor of the mean, for goals where they do not count 1 each.
  private(set) var shares: [UnsafePointer<Float>?] = []
  /// What was measured since `reset()`, without the counts, which the worker keeps.
  var tally: Tally
  /// By goal: its losses so far, while batches run straight on.
  let losses: UnsafeMutablePointer<Double>
  /// By goal: the rows that its metrics keep.
  let collections: [RowCollection?]

  private struct Feed {
    let uses: Worker.Uses
    let pointer: UnsafePointer<Float>
    let width: Int
    let staging: UnsafeMutablePointer<Float>
  }

  /// - Parameters:
  ///   - rows: The largest batch.
  ///   - gradients: For a plan that trains.
  ///   - collections: Of the pass that this one goes on for.
  init(
    _ plan: Plan, _ storage: ModelStorage, cutting: Cutting, rows: Int, kernels: UnsafePointer<ck_kernels>,
    gradients: AlignedBuffer? = nil, collections: [RowCollection?]? = nil
  ) throws(SwiftletError) {
    self.plan = plan
    self.cutting = cutting
    maxRows = rows
    self.kernels = kernels
    parameterCount = storage.graph.parameters.count
    penalties = try Penalties(storage, kernels: kernels)
    feeds = .allocate(capacity: 0)
    tally = Tally(plan)
    self.collections = collections ?? plan.collections
    goalWeights = plan.request.goals.map(\.weight)
    losses = .allocate(capacity: max(goalWeights.count, 1))
    worker = try Worker(plan, kernels: kernels, vectors: storage.vectors)
    for buffer in plan.buffers {
      switch buffer.kind {
      case .input, .target, .weights:
        let floats = buffer.floats(capacity: cutting.block)
        staging.append((buffer.kind, try AlignedBuffer(count: floats, for: "a block of rows")))
      default: break
      }
    }
    guard let gradients else { return }
    shardGradients = [gradients]
    for _ in 1..<max(cutting.shards(of: rows), 1) {
      shardGradients.append(try AlignedBuffer(count: parameterCount, for: "the gradients of a batch"))
    }
    worker.bind(.gradients, to: gradients.pointer)
  }

  deinit {
    feeds.deallocate()
    losses.deallocate()
  }

  /// Reads from `source` from now on.
  func open(_ source: RowSource) {
    feeds.deallocate()
    let used = source.columns.compactMap { column in
      staging.first { $0.kind == column.kind }.map {
        Feed(
          uses: worker.uses(of: column.kind), pointer: column.pointer, width: column.width, staging: $0.buffer.pointer)
      }
    }
    feeds = .allocate(capacity: used.count)
    _ = feeds.initialize(fromContentsOf: used)
    feedCount = used.count
    stagedIsBound = false
    shares = plan.request.goals.indices.map { goal in
      source.columns.first { $0.kind == .shares(goal) }?.pointer
    }
  }

  /// Starts counting anew.
  func reset() {
    tally = Tally(plan)
    worker.resetCounts()
    for collection in collections { collection?.reset() }
  }

  /// Everything measured since `reset()`.
  var measured: Tally {
    var measured = tally
    worker.addCounts(to: &measured)
    return measured
  }

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
    if plan.drawsNoise { worker.noise = noise()?.key ?? 0 }
    setScales(order, start, rows)
    // A batch of one block, the common case, needs no shards.
    if rows <= cutting.block {
      bindShard(0)
      stage(order, start, rows)
      bindCollections(0)
      worker.run(rows: rows, isFirstBlock: true)
      worker.moveTally(to: &tally)
      for collection in collections { collection?.append(rows) }
      penalize(rows)
      return
    }
    let shards = cutting.shards(of: rows)
    for shard in 0..<shards {
      bindShard(shard)
      let blocks = cutting.blocks(ofShard: shard, rows: rows)
      for block in blocks {
        let part = cutting.rows(ofBlock: block, in: rows)
        stage(order, start + part.lowerBound, part.count)
        bindCollections(part.lowerBound)
        worker.run(rows: part.count, isFirstBlock: block == blocks.lowerBound, firstRow: part.lowerBound)
      }
      // Shard by shard, so that the order of additions is fixed.
      worker.moveTally(to: &tally)
    }
    for collection in collections { collection?.append(rows) }
    combine(shards)
    penalize(rows)
  }

  /// Adds what the weights cost, once per batch.
  @inline(__always)
  private func penalize(_ rows: Int) {
    guard let penalties else { return }
    tally.penalty += Double(rows) * penalties.add(to: shardGradients.first?.pointer)
  }

  /// The rows of the next block are kept behind those of the batches before.
  @inline(__always)
  private func bindCollections(_ row: Int) {
    var goal = 0
    while goal < collections.count {
      if let kept = collections[goal], let outputs = kept.outputs(at: row), let targets = kept.targets(at: row) {
        worker.bind(.keptOutputs(goal), to: outputs)
        worker.bind(.keptTargets(goal), to: targets)
      }
      goal += 1
    }
  }

  /// The mean over a batch divides by its rows, or by what its weights come to; where they come to nothing, there
  /// is nothing to learn.
  @inline(__always)
  private func setScales(_ order: UnsafePointer<Int32>?, _ start: Int, _ rows: Int) {
    tally.rows += rows
    worker.setPenaltyScale(1 / Float(rows))
    var goal = 0
    while goal < tally.goals.count {
      let denominator = denominator(goal, order, start, rows)
      tally.goals[goal].denominator += denominator
      worker.setScale(denominator > 0 ? Float(goalWeights[goal] / denominator) : 0, ofGoal: goal)
      goal += 1
    }
  }

  @inline(__always)
  private func denominator(_ goal: Int, _ order: UnsafePointer<Int32>?, _ start: Int, _ rows: Int) -> Double {
    guard let shares = shares[goal] else { return Double(rows) }
    let first = order == nil ? shares + start : shares
    return kernels.pointee.weigh_rows_f32(rows, order.map { $0 + start }, first).sum
  }

  func bindShard(_ shard: Int) {
    guard shard != boundShard, !shardGradients.isEmpty else { return }
    boundShard = shard
    worker.bind(.gradients, to: shardGradients[shard].pointer)
  }

  private func combine(_ shards: Int) {
    guard !shardGradients.isEmpty, parameterCount > 0 else { return }
    let sum = shardGradients[0].pointer
    let add = ck_binary_function(kernels, CK_ADD)
    for shard in 1..<shards {
      add(1, parameterCount, sum, parameterCount, shardGradients[shard].pointer, parameterCount, sum)
    }
  }

  /// See `Worker.run`: a loop that costs little without optimisation too.
  @inline(__always)
  private func forEachFeed(_ body: (Feed) -> Void) {
    guard let first = feeds.baseAddress else { return }
    var i = 0
    while i < feedCount {
      body(first[i])
      i += 1
    }
  }

  /// Makes the rows of a block readable: shuffled ones are gathered, others and a single one are read where they lie.
  @inline(__always)
  func stage(_ order: UnsafePointer<Int32>?, _ start: Int, _ rows: Int) {
    guard let order else {
      stagedIsBound = false
      forEachFeed { worker.bind($0.uses, to: $0.pointer + start * $0.width) }
      return
    }
    if rows == 1 {
      stagedIsBound = false
      let row = Int(order[start])
      return forEachFeed { worker.bind($0.uses, to: $0.pointer + row * $0.width) }
    }
    if !stagedIsBound {
      stagedIsBound = true
      forEachFeed { worker.bind($0.uses, to: UnsafePointer($0.staging)) }
    }
    let gather = kernels.pointee.gather_rows_f32
    forEachFeed { gather(rows, $0.width, order + start, $0.pointer, $0.staging) }
  }
}
