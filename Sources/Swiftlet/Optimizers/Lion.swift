internal import CKernels

/// Steps of one size along the sign of a momentum (Chen et al. 2023).
struct Lion: KernelRule {
  let preset: Preset
  let beta1: Double
  let beta2: Double

  var name: String { "lion" }
  var slots: Int { 1 }
  var hasMomentum: Bool { true }
  var settings: [(String, String)] { [("beta_1", "\(beta1)"), ("beta_2", "\(beta2)")] }
  var checks: [NumberCheck] {
    [
      NumberCheck(preset, among: [.keras3]), NumberCheck("beta1", beta1, .share), NumberCheck("beta2", beta2, .share),
    ]
  }

  func sweep(_ kernels: UnsafePointer<ck_kernels>, _ s: Sweep) {
    kernels.pointee.lion_f32(
      s.count, Float(s.learningRate), Float(1 - (s.momentum ?? beta1)), Float(1 - beta2), s.gradients, s.parameters,
      s.slot(0))
  }
}

extension Optimizer {
  /// Lion: θ ← θ - η·sign(β1·m + (1 - β1)·g), then m ← β2·m + (1 - β2)·g.
  ///
  /// Keras 3's: learning rate 0.001, β 0.9 and 0.99. Keras 1 and 2 and PyTorch have none.
  ///
  /// Source: Chen et al., *Symbolic discovery of optimization algorithms*, 2023, program 1.
  public static func lion(
    _ preset: Preset = .keras3, learningRate: Double? = nil, beta1: Double? = nil, beta2: Double? = nil
  ) -> Optimizer {
    let rule = Lion(preset: preset, beta1: beta1 ?? 0.9, beta2: beta2 ?? 0.99)
    return Optimizer(rule: rule, learningRate: learningRate ?? 0.001, preset: preset)
  }
}
