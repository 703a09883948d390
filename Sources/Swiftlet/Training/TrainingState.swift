internal import CKernels

/// What a training keeps from one `fit` to the next: the optimizer's memory and where it is.
final class TrainingState {
  let gradients: AlignedBuffer
  let slots: AlignedBuffer
  /// Updates made.
  var step = 0
  /// Epochs begun: each has a shuffle of its own.
  var epoch = 0
  /// Before the schedule; callbacks change it.
  var learningRate: Double
  /// That of the last update.
  private(set) var lastRate: Double
  private let optimizer: Optimizer
  var ruleName: String { optimizer.rule.name }
  var firstRate: Double { optimizer.learningRate }
  /// The rule, when it has a kernel; looked up once, because a cast in every step is slow.
  private let kernelRule: (any KernelRule)?
  private let parameters: AlignedBuffer
  private let kernels: UnsafePointer<ck_kernels>

  init(_ storage: ModelStorage, _ optimizer: Optimizer, kernels: UnsafePointer<ck_kernels>) throws(SwiftletError) {
    self.optimizer = optimizer
    learningRate = optimizer.learningRate
    lastRate = learningRate
    kernelRule = optimizer.rule as? any KernelRule
    self.kernels = kernels
    parameters = storage.parameters
    let (floats, overflow) = parameters.count.multipliedReportingOverflow(by: optimizer.rule.slots)
    // Together, before the first is allocated; the parameters are there already.
    let all = floats.addingReportingOverflow(2 * parameters.count)
    try MemoryBudget.check(
      floats: overflow || floats < 0 || all.overflow ? Int.max : all.partialValue,
      for: "parameters, gradients and the memory of the optimizer")
    gradients = try AlignedBuffer(count: parameters.count, for: "the gradients of this network")
    slots = try AlignedBuffer(count: floats, for: "the memory of the optimizer")
  }

  /// Moves every parameter once, along the gradients of the last batch.
  func update() {
    let rate = learningRate * optimizer.schedule.factor(step: step)
    lastRate = rate
    step += 1
    guard parameters.count > 0 else { return }
    if let kernelRule {
      let sweep = Sweep(
        count: parameters.count, parameters: parameters.pointer, gradients: UnsafePointer(gradients.pointer),
        slots: slots.pointer, learningRate: rate, step: step)
      kernelRule.sweep(kernels.pointee, sweep)
      return
    }
    let gradients = UnsafeBufferPointer(gradients.buffer)
    var parameterSpan = parameters.buffer.mutableSpan
    var slotSpan = slots.buffer.mutableSpan
    optimizer.rule.step(
      &parameterSpan, gradients: gradients.span, slots: &slotSpan, learningRate: Float(rate), step: step)
  }
}
