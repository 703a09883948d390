internal import CKernels

/// Adam with Nesterov's momentum (Dozat 2016).
struct Nadam: KernelRule {
  let beta1: Double
  let beta2: Double
  let epsilon: Double
  let momentumDecay: Double

  var name: String { "nadam" }
  var slots: Int { 2 }
  var settings: [(String, String)] {
    [
      ("beta_1", "\(beta1)"), ("beta_2", "\(beta2)"), ("epsilon", "\(epsilon)"),
      ("momentum_decay", "\(momentumDecay)"),
    ]
  }
  var checks: [NumberCheck] {
    [
      NumberCheck("beta1", beta1, .share), NumberCheck("beta2", beta2, .share),
      NumberCheck("epsilon", epsilon, .atLeastZero), NumberCheck("momentum decay", momentumDecay, .atLeastZero),
    ]
  }

  /// μ of step t: rises from a little over β1/2 to β1.
  private func momentum(_ t: Int) -> Double { beta1 * (1 - 0.5 * power(0.96, Double(t) * momentumDecay)) }

  func sweep(_ kernels: UnsafePointer<ck_kernels>, _ s: Sweep) {
    let product = s.product.pointee.up(to: s.step, momentum)
    let (now, next) = (momentum(s.step), momentum(s.step + 1))
    let root = 1 / (1 - power(beta2, Double(s.step))).squareRoot()
    kernels.pointee.nadam_f32(
      s.count, Float(s.learningRate * (1 - now) / (1 - product)), Float(s.learningRate * next / (1 - product * next)),
      Float(1 - beta1), Float(1 - beta2), Float(root), Float(epsilon), s.gradients, s.parameters, s.slot(0), s.slot(1))
  }
}

extension Optimizer {
  /// Nadam: m and v as in Adam, μ_t = β1·(1 - 0.96^(t·momentumDecay)/2), Π the product of the μ so far,
  /// θ ← θ - η·((1 - μ_t)/(1 - Π)·g + μ_{t+1}/(1 - Π·μ_{t+1})·m)/(√(v/(1 - β2^t)) + ε).
  ///
  /// β 0.9 and 0.999. Keras 3: learning rate 0.001, ε 1e-7, momentum decay 1; Keras 1 and 2: 0.002, 1e-8 and 1e-7,
  /// 0.004 (`schedule_decay`); PyTorch: 0.002, 1e-8, 0.004.
  ///
  /// Source: Dozat, *Incorporating Nesterov momentum into Adam*, 2016.
  public static func nadam(
    _ preset: Preset = .keras3, learningRate: Double? = nil, beta1: Double? = nil, beta2: Double? = nil,
    epsilon: Double? = nil, momentumDecay: Double? = nil
  ) -> Optimizer {
    let rule = Nadam(
      beta1: beta1 ?? 0.9, beta2: beta2 ?? 0.999,
      epsilon: epsilon ?? preset.choose(keras1: 1e-8, keras2: 1e-7, keras3: 1e-7, torch: 1e-8),
      momentumDecay: momentumDecay ?? (preset == .keras3 ? 1 : 0.004))
    return Optimizer(rule: rule, learningRate: learningRate ?? (preset == .keras3 ? 0.001 : 0.002), preset: preset)
  }
}
