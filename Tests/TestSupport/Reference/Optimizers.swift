import CKernels
import Foundation

/// Every optimizer kernel in one form: hyper-parameters in, one step in Double or by the kernel.
public enum OptimizerStep: Sendable {
  case sgd(lr: Double)
  case momentumKeras(lr: Double, mu: Double, nesterov: Bool)
  case momentumTorch(lr: Double, mu: Double, dampening: Double, nesterov: Bool)
  case rmsprop(
    lr: Double, rho: Double, epsilon: Double, mu: Double, inside: Bool, torchMomentum: Bool, centered: Bool,
    hasMomentum: Bool)
  case adam(lr: Double, beta1: Double, beta2: Double, epsilon: Double, torch: Bool, amsgrad: Bool)
  case adagrad(lr: Double, epsilon: Double, inside: Bool)
  case adadelta(lr: Double, rho: Double, epsilon: Double)
  case adamax(lr: Double, beta1: Double, beta2: Double, epsilon: Double, torch: Bool)
  case nadam(lr: Double, beta1: Double, beta2: Double, epsilon: Double, momentumDecay: Double)
  case lion(lr: Double, beta1: Double, beta2: Double)
  case rprop(shrink: Double, grow: Double, smallest: Double, largest: Double)

  /// The slots a step keeps between calls: v (or velocity), mean or m, momentum or vmax.
  public static let slotCount = 3

  /// Step `t` (from 1) in Double.
  public func step(_ t: Int, gradients g: [Double], parameters p: inout [Double], slots: inout [[Double]]) {
    for i in p.indices {
      switch self {
      case .sgd(let lr): p[i] -= lr * g[i]
      case .momentumKeras(let lr, let mu, let nesterov):
        slots[0][i] = mu * slots[0][i] - lr * g[i]
        p[i] += nesterov ? mu * slots[0][i] - lr * g[i] : slots[0][i]
      case .momentumTorch(let lr, let mu, let dampening, let nesterov):
        slots[0][i] = mu * slots[0][i] + (t == 1 ? 1 : 1 - dampening) * g[i]
        p[i] -= lr * (nesterov ? g[i] + mu * slots[0][i] : slots[0][i])
      case .rmsprop: rmsprop(i, g[i], &p, &slots)
      case .adam: adam(t, i, g[i], &p, &slots)
      case .adagrad, .adadelta, .lion, .rprop: scaled(i, g[i], &p, &slots)
      case .adamax, .nadam: moments(t, i, g[i], &p, &slots)
      }
    }
  }

  /// Rules without a count of steps.
  private func scaled(_ i: Int, _ g: Double, _ p: inout [Double], _ slots: inout [[Double]]) {
    func sign(_ x: Double) -> Double { x > 0 ? 1 : x < 0 ? -1 : x }
    switch self {
    case .adagrad(let lr, let epsilon, let inside):
      slots[0][i] += g * g
      let v = slots[0][i]
      p[i] -= lr * g / (inside ? (v + epsilon).squareRoot() : v.squareRoot() + epsilon)
    case .adadelta(let lr, let rho, let epsilon):
      slots[0][i] = rho * slots[0][i] + (1 - rho) * g * g
      let move = g * (slots[1][i] + epsilon).squareRoot() / (slots[0][i] + epsilon).squareRoot()
      slots[1][i] = rho * slots[1][i] + (1 - rho) * move * move
      p[i] -= lr * move
    case .lion(let lr, let beta1, let beta2):
      p[i] -= lr * sign(beta1 * slots[0][i] + (1 - beta1) * g)
      slots[0][i] = beta2 * slots[0][i] + (1 - beta2) * g
    case .rprop(let shrink, let grow, let smallest, let largest):
      let agreement = sign(g) * sign(slots[0][i])
      let factor = agreement > 0 ? grow : agreement < 0 ? shrink : 1
      slots[1][i] = min(max(slots[1][i] * factor, smallest), largest)
      slots[0][i] = agreement < 0 ? 0 : g
      p[i] -= slots[1][i] * sign(slots[0][i])
    default: break
    }
  }

  private func moments(_ t: Int, _ i: Int, _ g: Double, _ p: inout [Double], _ slots: inout [[Double]]) {
    switch self {
    case .adamax(let lr, let beta1, let beta2, let epsilon, let torch):
      slots[0][i] = beta1 * slots[0][i] + (1 - beta1) * g
      slots[1][i] = max(beta2 * slots[1][i], abs(g) + (torch ? epsilon : 0))
      p[i] -= lr / (1 - power(beta1, t)) * slots[0][i] / (slots[1][i] + (torch ? 0 : epsilon))
    case .nadam(_, let beta1, let beta2, let epsilon, _):
      slots[0][i] = beta1 * slots[0][i] + (1 - beta1) * g
      slots[1][i] = beta2 * slots[1][i] + (1 - beta2) * g * g
      let (ofGradient, ofMean) = nesterov(t)
      let root = (slots[1][i] / (1 - power(beta2, t))).squareRoot()
      p[i] -= (ofGradient * g + ofMean * slots[0][i]) / (root + epsilon)
    default: break
    }
  }

  /// Nadam's shares of gradient and mean at step `t`.
  private func nesterov(_ t: Int) -> (ofGradient: Double, ofMean: Double) {
    guard case .nadam(let lr, let beta1, _, _, let decay) = self else { return (0, 0) }
    func momentum(_ t: Int) -> Double { beta1 * (1 - 0.5 * pow(0.96, Double(t) * decay)) }
    let product = (1...t).reduce(1) { $0 * momentum($1) }
    return (
      lr * (1 - momentum(t)) / (1 - product), lr * momentum(t + 1) / (1 - product * momentum(t + 1))
    )
  }

  private func rmsprop(_ i: Int, _ g: Double, _ p: inout [Double], _ slots: inout [[Double]]) {
    guard
      case .rmsprop(let lr, let rho, let epsilon, let mu, let inside, let torch, let centered, let hasMomentum) = self
    else { return }
    slots[0][i] = rho * slots[0][i] + (1 - rho) * g * g
    var square = slots[0][i]
    if centered {
      slots[1][i] = rho * slots[1][i] + (1 - rho) * g
      square -= slots[1][i] * slots[1][i]
    }
    let q = g / (inside ? (square + epsilon).squareRoot() : square.squareRoot() + epsilon)
    guard hasMomentum else {
      p[i] -= lr * q
      return
    }
    slots[2][i] = mu * slots[2][i] + (torch ? q : lr * q)
    p[i] -= torch ? lr * slots[2][i] : slots[2][i]
  }

  private func adam(_ t: Int, _ i: Int, _ g: Double, _ p: inout [Double], _ slots: inout [[Double]]) {
    guard case .adam(_, let beta1, let beta2, let epsilon, _, let amsgrad) = self else { return }
    slots[0][i] = beta1 * slots[0][i] + (1 - beta1) * g
    slots[1][i] = beta2 * slots[1][i] + (1 - beta2) * g * g
    slots[2][i] = max(slots[2][i], slots[1][i])
    let (alpha, root) = corrections(t)
    p[i] -= alpha * slots[0][i] / ((amsgrad ? slots[2][i] : slots[1][i]).squareRoot() * root + epsilon)
  }

  /// Adam's α and root of step `t`, as its caller computes them.
  private func corrections(_ t: Int) -> (alpha: Double, root: Double) {
    guard case .adam(let lr, let beta1, let beta2, _, let torch, _) = self else { return (0, 0) }
    let first = 1 - power(beta1, t)
    let second = (1 - power(beta2, t)).squareRoot()
    return torch ? (lr / first, 1 / second) : (lr * second / first, 1)
  }

  private func power(_ base: Double, _ exponent: Int) -> Double { (0..<exponent).reduce(1) { p, _ in p * base } }

  /// The same step by the kernel, in Float. `slots`: three arrays of p's length.
  public func step(
    _ t: Int, by kernels: ck_kernels, count: Int, gradients g: UnsafePointer<Float>,
    parameters p: UnsafeMutablePointer<Float>, slots: [UnsafeMutablePointer<Float>]
  ) {
    switch self {
    case .sgd(let lr): kernels.sgd_f32(count, Float(lr), g, p)
    case .momentumKeras(let lr, let mu, let nesterov):
      kernels.momentum_keras_f32(count, Float(lr), Float(mu), nesterov ? 1 : 0, g, p, slots[0])
    case .momentumTorch(let lr, let mu, let dampening, let nesterov):
      let kappa = t == 1 ? 1 : Float(1 - dampening)
      kernels.momentum_torch_f32(count, Float(lr), Float(mu), kappa, nesterov ? 1 : 0, g, p, slots[0])
    case .rmsprop(let lr, let rho, let epsilon, let mu, let inside, let torch, let centered, let hasMomentum):
      let flags = (inside ? CK_RMSPROP_EPSILON_INSIDE : 0) | (torch ? CK_RMSPROP_TORCH_MOMENTUM : 0)
      kernels.rmsprop_f32(
        count, UInt32(flags), Float(lr), Float(rho), Float(epsilon), Float(mu), g, p, slots[0],
        centered ? slots[1] : nil, hasMomentum ? slots[2] : nil)
    case .adam(_, let beta1, let beta2, let epsilon, _, let amsgrad):
      let (alpha, root) = corrections(t)
      kernels.adam_f32(
        count, Float(alpha), Float(1 - beta1), Float(1 - beta2), Float(root), Float(epsilon), g, p, slots[0],
        slots[1], amsgrad ? slots[2] : nil)
    case .adagrad(let lr, let epsilon, let inside):
      kernels.adagrad_f32(count, inside ? 1 : 0, Float(lr), Float(epsilon), g, p, slots[0])
    case .adadelta(let lr, let rho, let epsilon):
      kernels.adadelta_f32(count, Float(lr), Float(rho), Float(epsilon), g, p, slots[0], slots[1])
    case .adamax(let lr, let beta1, let beta2, let epsilon, let torch):
      kernels.adamax_f32(
        count, torch ? 1 : 0, Float(lr / (1 - power(beta1, t))), Float(1 - beta1), Float(beta2), Float(epsilon), g, p,
        slots[0], slots[1])
    case .nadam(_, let beta1, let beta2, let epsilon, _):
      let (ofGradient, ofMean) = nesterov(t)
      kernels.nadam_f32(
        count, Float(ofGradient), Float(ofMean), Float(1 - beta1), Float(1 - beta2),
        Float(1 / (1 - power(beta2, t)).squareRoot()), Float(epsilon), g, p, slots[0], slots[1])
    case .lion(let lr, let beta1, let beta2):
      kernels.lion_f32(count, Float(lr), Float(1 - beta1), Float(1 - beta2), g, p, slots[0])
    case .rprop(let shrink, let grow, let smallest, let largest):
      kernels.rprop_f32(
        count, Float(shrink), Float(grow), Float(smallest), Float(largest), g, p, slots[0], slots[1])
    }
  }
}
