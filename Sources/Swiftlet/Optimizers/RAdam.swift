internal import CKernels

/// Adam that waits for its second moment to mean something (Liu et al. 2020).
struct RAdam: KernelRule {
  let preset: Preset
  let beta1: Double
  let beta2: Double
  let epsilon: Double

  var name: String { "radam" }
  var slots: Int { 2 }
  var hasMomentum: Bool { true }
  var settings: [(String, String)] {
    [("beta_1", "\(beta1)"), ("beta_2", "\(beta2)"), ("epsilon", "\(epsilon)")]
  }
  var checks: [NumberCheck] {
    [
      NumberCheck(preset, among: [.torch]), NumberCheck("beta1", beta1, .share), NumberCheck("beta2", beta2, .share),
      NumberCheck("epsilon", epsilon, .atLeastZero),
    ]
  }

  func sweep(_ kernels: UnsafePointer<ck_kernels>, _ s: Sweep) {
    let beta1 = s.momentum ?? beta1
    let t = Double(s.step)
    let fading = power(beta2, t)
    let longest = 2 / (1 - beta2) - 1
    // The length of the average that v is worth.
    let length = longest - 2 * t * fading / (1 - fading)
    var alpha = s.learningRate / (1 - power(beta1, t))
    let isRectified = length > 5
    if isRectified {
      let share = (length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length)
      alpha *= (share * (1 - fading)).squareRoot()
    }
    // Without v the step is α·m: Adam's kernel with a denominator of 0·√v + 1.
    kernels.pointee.adam_f32(
      s.count, Float(alpha), Float(1 - beta1), Float(1 - beta2), isRectified ? 1 : 0,
      isRectified ? Float(epsilon) : 1, s.gradients, s.parameters, s.slot(0), s.slot(1), nil)
  }
}

extension Optimizer {
  /// RAdam: Adam whose step is multiplied with √((ρ-4)(ρ-2)ρ∞/((ρ∞-4)(ρ∞-2)ρ)), ρ∞ = 2/(1-β2) - 1,
  /// ρ = ρ∞ - 2t·β2^t/(1-β2^t); while ρ ≤ 5 it is η·m/(1 - β1^t), without v.
  ///
  /// PyTorch's: learning rate 0.001, β 0.9 and 0.999, ε 1e-8. Keras has none.
  ///
  /// Source: Liu et al., *On the variance of the adaptive learning rate and beyond*, 2020, algorithm 2.
  public static func radam(
    _ preset: Preset = .torch, learningRate: Double? = nil, beta1: Double? = nil, beta2: Double? = nil,
    epsilon: Double? = nil
  ) -> Optimizer {
    let rule = RAdam(preset: preset, beta1: beta1 ?? 0.9, beta2: beta2 ?? 0.999, epsilon: epsilon ?? 1e-8)
    return Optimizer(rule: rule, learningRate: learningRate ?? 0.001, preset: preset)
  }
}
