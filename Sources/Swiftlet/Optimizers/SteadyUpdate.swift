internal import CKernels

/// An update whose numbers stay as they are from step to step: what a rule without a memory of its steps does under
/// a constant learning rate. A loop over small batches repeats it without asking the rule again.
enum SteadyUpdate {
  case descent(ck_sgd_fn, rate: Float)
  case kerasMomentum(ck_momentum_keras_fn, rate: Float, momentum: Float, nesterov: Int32)
  case torchMomentum(ck_momentum_torch_fn, rate: Float, momentum: Float, fresh: Float, nesterov: Int32)
  case rmsprop(ck_rmsprop_fn, RMSpropNumbers)

  struct RMSpropNumbers {
    let flags: UInt32
    let rate: Float
    let rho: Float
    let epsilon: Float
    let momentum: Float
    let isCentered: Bool
    let hasMomentum: Bool
  }

  @inline(__always)
  func run(_ s: Sweep) {
    switch self {
    case .descent(let kernel, let rate): kernel(s.count, rate, s.gradients, s.parameters)
    case .kerasMomentum(let kernel, let rate, let momentum, let nesterov):
      kernel(s.count, rate, momentum, nesterov, s.gradients, s.parameters, s.slot(0))
    case .torchMomentum(let kernel, let rate, let momentum, let fresh, let nesterov):
      kernel(s.count, rate, momentum, fresh, nesterov, s.gradients, s.parameters, s.slot(0))
    case .rmsprop(let kernel, let n):
      kernel(
        s.count, n.flags, n.rate, n.rho, n.epsilon, n.momentum, s.gradients, s.parameters, s.slot(0),
        n.isCentered ? s.slot(1) : nil, n.hasMomentum ? s.slot(n.isCentered ? 2 : 1) : nil)
    }
  }
}
