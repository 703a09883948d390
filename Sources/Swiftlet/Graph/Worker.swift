internal import CKernels

/// A plan resolved against an arena: a list of `ck_step` that a loop can run.
///
/// Inputs, targets and weights are bound to new addresses from block to block, gradients from shard to
/// shard; everything else is fixed. Nothing is allocated after `init`.
final class Worker {
  private let plan: Plan
  private let arena: AlignedBuffer
  private let constants: AlignedBuffer
  private let steps: UnsafeMutablePointer<ck_step>
  /// Those that are run: all, or the one that does what the others describe and the one that settles its losses.
  private let stepCount: Int
  /// Whether the losses of a run may wait for `settle()`.
  let isChain: Bool
  private let context: UnsafeMutablePointer<ck_context>
  private let goals: UnsafeMutablePointer<ck_goal>
  private let goalCount: Int
  private let counts: UnsafeMutablePointer<Int64>
  private let sums: UnsafeMutablePointer<Double>
  /// Those of one buffer side by side.
  private let bindings: UnsafeMutableBufferPointer<Binding>

  /// Where the address of an outside buffer stands in the steps.
  fileprivate struct Binding {
    let kind: VirtualBuffer.Kind
    let place: UnsafeMutablePointer<UnsafeMutablePointer<Float>?>
    let offset: Int
  }

  /// All places of one outside buffer, looked up once: blocks of a single row are bound at every step.
  struct Uses {
    fileprivate let first: UnsafeMutablePointer<Binding>?
    fileprivate let count: Int
  }

  /// The vectors of a model that a worker reads and writes.
  struct Vectors {
    let parameters: UnsafeMutablePointer<Float>
    let states: UnsafeMutablePointer<Float>
  }

  init(_ plan: Plan, kernels: UnsafePointer<ck_kernels>, vectors: Vectors) throws(SwiftletError) {
    self.plan = plan
    arena = try AlignedBuffer(count: plan.arenaFloats, for: "the working memory of this network")
    constants = try AlignedBuffer(count: plan.constants.count, for: "the constants of this network")
    for (i, value) in plan.constants.enumerated() { constants.pointer[i] = value }
    let chain = Chain(plan, width: kernels.pointee.chain_width)
    isChain = chain != nil
    let planned = (chain?.head ?? []) + plan.steps
    stepCount = chain?.head.count ?? plan.steps.count
    steps = .allocateApart(capacity: planned.count)
    goalCount = plan.request.goals.count
    goals = .allocateApart(capacity: goalCount)
    goals.initialize(
      repeating: ck_goal(scale: 0, tally: ck_tally(loss: 0, correct: 0)), count: max(plan.request.goals.count, 1))
    counts = .allocateApart(capacity: plan.countSlots)
    counts.initialize(repeating: 0, count: max(plan.countSlots, 1))
    sums = .allocateApart(capacity: plan.sumSlots)
    sums.initialize(repeating: 0, count: max(plan.sumSlots, 1))
    context = .allocateApart(capacity: 1)
    context.initialize(
      to: ck_context(
        rows: 0, later_block: 0, goals: goals, counts: counts, sums: sums, noise: 0, first_row: 0, penalty_scale: 0,
        penalty: 0, waiting: ck_waiting()))
    var bindings: [Binding] = []
    for (i, step) in planned.enumerated() {
      (steps + i).initialize(to: Self.fixed(step, kernels))
      for (j, operand) in step.operands.enumerated() {
        guard let operand else { continue }
        let buffer = plan.buffers[operand.buffer]
        if let base = Self.address(of: buffer, arena, constants, vectors) {
          (steps + i).operand(j).pointee = base + operand.offset
        } else {
          bindings.append(Binding(kind: buffer.kind, place: (steps + i).operand(j), offset: operand.offset))
        }
      }
    }
    self.bindings = .allocate(capacity: bindings.count)
    _ = self.bindings.initialize(fromContentsOf: Self.grouped(bindings))
  }

  deinit {
    bindings.deallocate()
    steps.deallocate()
    goals.deallocate()
    counts.deallocate()
    sums.deallocate()
    context.deallocate()
  }

  private static func fixed(_ step: VirtualStep, _ kernels: UnsafePointer<ck_kernels>) -> ck_step {
    ck_step(
      run: ck_step_function(kernels, step.kind), flags: step.flags, index: step.index, n: step.n, k: step.k, m: step.m,
      a: step.a, b: step.b, p0: nil, p1: nil, p2: nil, p3: nil, p4: nil, p5: nil)
  }

  private static func address(
    of buffer: VirtualBuffer, _ arena: AlignedBuffer, _ constants: AlignedBuffer, _ vectors: Vectors
  ) -> UnsafeMutablePointer<Float>? {
    switch buffer.kind {
    case .arena: arena.pointer + buffer.offset
    case .constants: constants.pointer
    case .parameters: vectors.parameters
    case .states: vectors.states
    // Bound from outside: they change from block to block, gradients from shard to shard.
    case .gradients, .input, .target, .weights, .shares, .keptOutputs, .keptTargets: nil
    }
  }

  private static func grouped(_ bindings: [Binding]) -> [Binding] {
    var (grouped, rest) = ([Binding](), bindings)
    while let kind = rest.first?.kind {
      grouped += rest.filter { $0.kind == kind }
      rest.removeAll { $0.kind == kind }
    }
    return grouped
  }

  // MARK: - Running

  func uses(of kind: VirtualBuffer.Kind) -> Uses {
    guard let first = bindings.firstIndex(where: { $0.kind == kind }) else { return Uses(first: nil, count: 0) }
    return Uses(first: bindings.baseAddress.map { $0 + first }, count: bindings.count { $0.kind == kind })
  }

  /// Points every use of an outside buffer at `address`. The kernels never write there.
  func bind(_ kind: VirtualBuffer.Kind, to address: UnsafePointer<Float>) { bind(uses(of: kind), to: address) }

  @inline(__always)
  func bind(_ uses: Uses, to address: UnsafePointer<Float>) {
    guard let first = uses.first else { return }
    var i = 0
    while i < uses.count {
      let binding = first + i
      binding.pointee.place.pointee = UnsafeMutablePointer(mutating: address) + binding.pointee.offset
      i += 1
    }
  }

  /// What the gradient of each sample's loss is multiplied with, from now on.
  @inline(__always)
  func setScale(_ scale: Float, ofGoal goal: Int) { goals[goal].scale = scale }
  /// What the gradients of penalties on values are multiplied with.
  func setPenaltyScale(_ scale: Float) { context.pointee.penalty_scale = scale }

  /// The stream of random numbers of the batches to come; see `Noise`.
  var noise: UInt64 {
    get { context.pointee.noise }
    set { context.pointee.noise = newValue }
  }

  /// Takes over what holds for all blocks of a batch.
  func adoptBatch(of other: Worker) {
    context.pointee.noise = other.context.pointee.noise
    context.pointee.penalty_scale = other.context.pointee.penalty_scale
    for goal in plan.request.goals.indices { goals[goal].scale = other.goals[goal].scale }
  }

  /// Runs the plan over one block. With `isFirstBlock` the gradient vector is set, else added to.
  ///
  /// - Parameter firstRow: Of this block in its batch.
  @inline(__always)
  func run(rows: Int, isFirstBlock: Bool, firstRow: Int = 0) {
    begin(rows: rows, isFirstBlock: isFirstBlock, firstRow: firstRow)
    runSteps(stepCount)
  }

  /// Once more over a first block of as many rows; losses may wait for `settle()`.
  @inline(__always)
  func runAgain() { runSteps(isChain ? 1 : stepCount) }

  /// Sets what holds for every run over a first block of `rows` rows.
  func beginBlock(rows: Int) {
    begin(rows: rows, isFirstBlock: true, firstRow: 0)
  }

  /// What a goal's losses are added to.
  func setLoss(_ loss: Double, ofGoal goal: Int) { goals[goal].tally.loss = loss }

  func takeTally(ofGoal goal: Int) -> ck_tally {
    defer { goals[goal].tally = ck_tally(loss: 0, correct: 0) }
    return goals[goal].tally
  }

  /// Puts losses that wait into the tally.
  func settle() {
    if isChain { steps[1].run(steps + 1, context) }
  }

  @inline(__always)
  private func runSteps(_ count: Int) {
    let steps = steps
    let context = context
    // Not `for`: without optimisation a range costs more than a small kernel, and tests run so.
    var i = 0
    while i < count {
      steps[i].run(steps + i, context)
      i += 1
    }
  }

  @inline(__always)
  func begin(rows: Int, isFirstBlock: Bool, firstRow: Int) {
    context.pointee.rows = rows
    context.pointee.first_row = firstRow
    context.pointee.later_block = isFirstBlock ? 0 : 1
  }

  /// The rows of the block.
  var rows: Int { context.pointee.rows }

  /// One step, after `begin`; see `SharedRun`.
  func run(step: Int) { steps[step].run(steps + step, context) }

  /// A part of a step; several threads may each do another one.
  func run(part: ck_part, of step: Int, _ function: ck_step_part_fn, _ workspace: UnsafeMutablePointer<Float>) {
    function(steps + step, context, part, workspace)
  }

  /// Adds the losses of a batch to `losses`, one for each goal.
  @inline(__always)
  func moveLosses(to losses: UnsafeMutablePointer<Double>) {
    var i = 0
    while i < goalCount {
      losses[i] += goals[i].tally.loss
      goals[i].tally.loss = 0
      i += 1
    }
  }

  /// Adds losses and sums since the last call to `tally`; they start at 0 again.
  @inline(__always)
  func moveTally(to tally: inout Tally) {
    tally.penalty += context.pointee.penalty
    context.pointee.penalty = 0
    var i = 0
    while i < tally.goals.count {
      tally.goals[i].loss += goals[i].tally.loss
      tally.goals[i].correct += Int(goals[i].tally.correct)
      goals[i].tally = ck_tally(loss: 0, correct: 0)
      i += 1
    }
    i = 0
    while i < tally.sums.count {
      tally.addSum(i, high: sums[i], low: sums[i + 1])
      sums[i] = 0
      sums[i + 1] = 0
      i += 2
    }
  }

  /// Numbers that `moveSums` moves.
  var sumCount: Int { 1 + 2 * plan.request.goals.count + plan.sumSlots }

  /// Moves losses and sums since the last call to `place`; they start at 0 again. See `Tally.add(sums:)`.
  func moveSums(to place: UnsafeMutablePointer<Double>) {
    place[0] = context.pointee.penalty
    context.pointee.penalty = 0
    let goalCount = plan.request.goals.count
    for i in 0..<goalCount {
      place[1 + 2 * i] = goals[i].tally.loss
      place[2 + 2 * i] = Double(goals[i].tally.correct)
      goals[i].tally = ck_tally(loss: 0, correct: 0)
    }
    for i in 0..<plan.sumSlots {
      place[1 + 2 * goalCount + i] = sums[i]
      sums[i] = 0
    }
  }

  /// Adds what was counted since `resetCounts()`; counts can wait, because their order changes nothing.
  func addCounts(to tally: inout Tally) {
    for i in tally.counts.indices { tally.counts[i] += Int(counts[i]) }
  }

  func resetCounts() {
    for i in 0..<plan.countSlots { counts[i] = 0 }
  }

  /// The values of an output after a run, or nil when the output is an input of the model.
  func output(_ index: Int) -> UnsafePointer<Float>? {
    let operand = plan.outputs[index]
    guard plan.buffers[operand.buffer].kind == .arena else { return nil }
    return UnsafePointer(arena.pointer + plan.buffers[operand.buffer].offset + operand.offset)
  }

  /// Which input an output simply is.
  func passedThroughInput(_ index: Int) -> Int? {
    if case .input(let input) = plan.buffers[plan.outputs[index].buffer].kind { input } else { nil }
  }
}

extension UnsafeMutablePointer<ck_step> {
  /// The place of operand `index`: they lie side by side.
  func operand(_ index: Int) -> UnsafeMutablePointer<UnsafeMutablePointer<Float>?> {
    let first = UnsafeMutableRawPointer(self) + (MemoryLayout<ck_step>.offset(of: \.p0) ?? 0)
    return first.assumingMemoryBound(to: UnsafeMutablePointer<Float>?.self) + index
  }
}
