internal import CKernels

/// Adam by the largest gradient instead of the mean square (Kingma & Ba 2015, algorithm 2).
struct Adamax: KernelRule {
  let preset: Preset
  let beta1: Double
  let beta2: Double
  let epsilon: Double

  var name: String { "adamax" }
  var slots: Int { 2 }
  var hasMomentum: Bool { true }
  var settings: [(String, String)] {
    [
      ("beta_1", "\(beta1)"), ("beta_2", "\(beta2)"), ("epsilon", "\(epsilon)"),
      ("form", preset == .torch ? "epsilon inside the maximum" : "epsilon outside the maximum"),
    ]
  }
  var checks: [NumberCheck] {
    [
      NumberCheck("beta1", beta1, .share), NumberCheck("beta2", beta2, .share),
      NumberCheck("epsilon", epsilon, .atLeastZero),
    ]
  }

  func sweep(_ kernels: UnsafePointer<ck_kernels>, _ s: Sweep) {
    let beta1 = s.momentum ?? beta1
    let alpha = s.learningRate / (1 - power(beta1, Double(s.step)))
    kernels.pointee.adamax_f32(
      s.count, preset == .torch ? 1 : 0, Float(alpha), Float(1 - beta1), Float(beta2), Float(epsilon), s.gradients,
      s.parameters, s.slot(0), s.slot(1))
  }
}

extension Optimizer {
  /// Adamax: m as in Adam, u ← max(β2·u, |g|), θ ← θ - η/(1 - β1^t)·m/(u + ε); PyTorch adds ε to |g| instead.
  ///
  /// β 0.9 and 0.999. Keras 3: learning rate 0.001, ε 1e-7; Keras 1 and 2: 0.002, 1e-8 and 1e-7; PyTorch: 0.002, 1e-8.
  ///
  /// Source: Kingma & Ba, *Adam*, 2015, algorithm 2.
  public static func adamax(
    _ preset: Preset = .keras3, learningRate: Double? = nil, beta1: Double? = nil, beta2: Double? = nil,
    epsilon: Double? = nil
  ) -> Optimizer {
    let rule = Adamax(
      preset: preset, beta1: beta1 ?? 0.9, beta2: beta2 ?? 0.999,
      epsilon: epsilon ?? preset.choose(keras1: 1e-8, keras2: 1e-7, keras3: 1e-7, torch: 1e-8))
    return Optimizer(rule: rule, learningRate: learningRate ?? (preset == .keras3 ? 0.001 : 0.002), preset: preset)
  }
}
