internal import CKernels

/// What a training keeps from one `fit` to the next: the optimizer's memory and where it is.
final class TrainingState {
  let gradients: AlignedBuffer
  /// Of the rule, then those of the modifiers, each a number per parameter.
  let slots: AlignedBuffer
  /// Updates made.
  var step = 0
  /// Batches since the last update.
  var batches = 0
  /// Epochs begun: each has a shuffle of its own.
  var epoch = 0
  /// Where the last epoch was left, when it was not ended.
  var place: EpochPlace?
  /// Before the schedule; callbacks change it.
  var learningRate: Double
  /// That of the last update.
  var lastRate: Double
  /// When the optimizer chooses its own steps.
  let solver: (any SolverRun)?
  var ruleName: String { optimizer.memoryName }
  var firstRate: Double { optimizer.learningRate }

  let optimizer: Optimizer
  let parameters: AlignedBuffer
  let kernels: UnsafePointer<ck_kernels>
  let parts: UpdateParts
  /// Of each thread that may share an update; all come to the same numbers.
  private(set) var products: UnsafeMutablePointer<RunningProduct>
  private(set) var threads = 1
  /// What several threads are at work on; see `moveTogether`.
  var sharedUpdate = SharedUpdate()
  /// The rule, when it has a kernel; looked up once, because a cast in every step is slow.
  let kernelRule: Unmanaged<KeptRule>?
  private let rule: (any OptimizerRule)?
  let ruleSlots: Int
  private let cyclesMomentum: Bool
  /// The slots of a range one after the other, for a rule without a kernel.
  private let packed: AlignedBuffer?

  convenience init(
    _ storage: ModelStorage, _ optimizer: Optimizer, kernels: UnsafePointer<ck_kernels>
  ) throws(SwiftletError) {
    try self.init(storage.parameters, storage.graph.parameterGroups, optimizer, kernels: kernels)
  }

  /// - Parameter groups: One per array, in the order of the vector.
  init(
    _ parameters: AlignedBuffer, _ groups: [ParameterGroup], _ optimizer: Optimizer, kernels: UnsafePointer<ck_kernels>
  ) throws(SwiftletError) {
    self.optimizer = optimizer
    self.parameters = parameters
    self.kernels = kernels
    learningRate = optimizer.learningRate
    lastRate = learningRate
    parts = UpdateParts(groups, optimizer.modifiers)
    let own: Int
    switch optimizer.method {
    case .sweep(let rule):
      self.rule = rule
      own = rule.slots
    case .solver:
      rule = nil
      own = 0
    }
    ruleSlots = own
    let kernelRule = rule as? any KernelRule
    cyclesMomentum = kernelRule?.hasMomentum == true && optimizer.schedule.cyclesMomentum
    let count = parameters.count
    try Self.checkMemory(count, own, optimizer)
    gradients = try AlignedBuffer(count: count, for: "the gradients of this network")
    slots = try AlignedBuffer(
      count: count * (own + optimizer.modifiers.slots), for: "the memory of the optimizer")
    let isPacked = kernelRule == nil && !parts.isPlain && own > 0
    packed = isPacked ? try AlignedBuffer(count: count * own, for: "the memory of the optimizer") : nil
    if case .solver(let method) = optimizer.method {
      solver = try method.makeRun(count, kernels: kernels)
    } else {
      solver = nil
    }
    // Last: nothing is thrown any more, so that `deinit` gives it back.
    self.kernelRule = kernelRule.map { .passRetained(.make($0)) }
    products = .allocate(capacity: 1)
    products.initialize(to: RunningProduct())
    fillSlots()
  }

  deinit {
    kernelRule?.release()
    products.deallocate()
  }

  /// How many threads may share an update; said by each `fit`.
  func share(among threads: Int) {
    guard threads != self.threads else { return }
    products.deallocate()
    products = .allocate(capacity: threads)
    products.initialize(repeating: RunningProduct(), count: threads)
    self.threads = threads
  }

  /// Together, before the first is allocated; the parameters are there already.
  private static func checkMemory(_ count: Int, _ own: Int, _ optimizer: Optimizer) throws(SwiftletError) {
    var perParameter = own.addingReportingOverflow(optimizer.modifiers.slots + 2)
    if case .solver(let solver) = optimizer.method {
      perParameter = solver.floatsPerParameter.addingReportingOverflow(2)
    }
    let (floats, overflow) = count.multipliedReportingOverflow(by: perParameter.partialValue)
    try MemoryBudget.check(
      floats: perParameter.overflow || overflow || own < 0 ? Int.max : floats,
      for: "parameters, gradients and the memory of the optimizer")
  }

  /// As before the first step.
  func fillSlots() {
    slots.buffer.update(repeating: 0)
    guard let rule = rule as? any KernelRule else { return }
    for slot in 0..<rule.slots {
      let value = rule.initial(slot: slot)
      if value != 0 { (slots.pointer + slot * parameters.count).update(repeating: value, count: parameters.count) }
    }
  }

  /// Moves every parameter once, along the gradients of the last batch.
  func update() {
    guard parts.isPlain else { return updateByParts() }
    beginStep()
    guard parameters.count > 0 else { return }
    move(0..<parameters.count, lastRate)
  }

  /// One further update: its number and learning rate.
  func beginStep() {
    lastRate = learningRate * optimizer.rateFactor(step)
    step += 1
  }

  /// Moves a range of the parameters.
  @inline(__always)
  func move(_ range: Range<Int>, _ rate: Double) {
    guard let kernelRule else { return moveByOwnRule(range, rate) }
    if sharesUpdate(range.count) { return moveTogether(range, rate) }
    let sweep = sweep(range, rate, products)
    kernelRule._withUnsafeGuaranteedRef { $0.sweep(kernels, sweep) }
  }

  func sweep(_ range: Range<Int>, _ rate: Double, _ product: UnsafeMutablePointer<RunningProduct>) -> Sweep {
    let start = range.lowerBound
    return Sweep(
      count: range.count, parameters: parameters.pointer + start, gradients: UnsafePointer(gradients.pointer + start),
      slots: slots.pointer + start, stride: parameters.count, learningRate: rate, step: step,
      momentum: cyclesMomentum ? optimizer.schedule.momentum(step: step - 1) : nil, product: product)
  }

  /// The next updates, when they are all alike: the caller makes them and then says how many by `count(updates:)`.
  func steadyUpdate() -> (update: SteadyUpdate, sweep: Sweep)? {
    guard parts.isPlain, optimizer.isSteady, !cyclesMomentum, parameters.count > 0, !sharesUpdate(parameters.count),
      let kernelRule
    else { return nil }
    var sweep = sweep(0..<parameters.count, learningRate, products)
    sweep.step = step + 1
    return kernelRule._withUnsafeGuaranteedRef { $0.steady(kernels, sweep) }.map { ($0, sweep) }
  }

  func count(updates: Int) {
    step += updates
    lastRate = learningRate
  }

  /// A rule without a kernel sees the slots of its range one after the other.
  private func moveByOwnRule(_ range: Range<Int>, _ rate: Double) {
    guard let rule else { return }
    let gradients = UnsafeBufferPointer(rebasing: gradients.buffer[range])
    var parameterSpan = UnsafeMutableBufferPointer(rebasing: parameters.buffer[range]).mutableSpan
    guard let packed else {
      var slotSpan = UnsafeMutableBufferPointer(rebasing: slots.buffer[..<(rule.slots * parameters.count)]).mutableSpan
      rule.step(&parameterSpan, gradients: gradients.span, slots: &slotSpan, learningRate: Float(rate), step: step)
      return
    }
    func copy(_ body: (_ kept: UnsafeMutablePointer<Float>, _ packed: UnsafeMutablePointer<Float>) -> Void) {
      for slot in 0..<rule.slots {
        body(slots.pointer + slot * parameters.count + range.lowerBound, packed.pointer + slot * range.count)
      }
    }
    copy { $1.update(from: $0, count: range.count) }
    var slotSpan = UnsafeMutableBufferPointer(rebasing: packed.buffer[..<(rule.slots * range.count)]).mutableSpan
    rule.step(&parameterSpan, gradients: gradients.span, slots: &slotSpan, learningRate: Float(rate), step: step)
    copy { $0.update(from: $1, count: range.count) }
  }
}
