internal import CKernels

/// Adam (Kingma & Ba 2015, algorithm 1) and AMSGrad (Reddi et al. 2018).
struct Adam: KernelRule {
  let preset: Preset
  let beta1: Double
  let beta2: Double
  let epsilon: Double
  let amsgrad: Bool

  var name: String { "adam" }
  var slots: Int { amsgrad ? 3 : 2 }
  var settings: [(String, String)] {
    [
      ("beta_1", "\(beta1)"), ("beta_2", "\(beta2)"), ("epsilon", "\(epsilon)"), ("amsgrad", "\(amsgrad)"),
      ("form", preset == .torch ? "epsilon outside the corrected root" : "epsilon outside the uncorrected root"),
    ]
  }

  func sweep(_ kernels: borrowing ck_kernels, _ s: Sweep) {
    let correction1 = 1 - power(beta1, Double(s.step))
    let root2 = (1 - power(beta2, Double(s.step))).squareRoot()
    let isTorch = preset == .torch
    let alpha = s.learningRate * (isTorch ? 1 : root2) / correction1
    kernels.adam_f32(
      s.count, Float(alpha), Float(1 - beta1), Float(1 - beta2), isTorch ? Float(1 / root2) : 1, Float(epsilon),
      s.gradients, s.parameters, s.slot(0), s.slot(1), amsgrad ? s.slot(2) : nil)
  }
}

extension Optimizer {
  /// Adam: learning rate 0.001, β 0.9 and 0.999; ε 1e-7 in Keras 3, 1e-8 in Keras 1 and PyTorch. Keras
  /// adds ε to √v, PyTorch to the bias-corrected root.
  public static func adam(
    _ preset: Preset = .keras3, learningRate: Double? = nil, beta1: Double? = nil, beta2: Double? = nil,
    epsilon: Double? = nil, amsgrad: Bool? = nil
  ) -> Optimizer {
    let rule = Adam(
      preset: preset, beta1: beta1 ?? 0.9, beta2: beta2 ?? 0.999,
      epsilon: epsilon ?? (preset == .keras3 ? 1e-7 : 1e-8), amsgrad: amsgrad ?? false)
    var optimizer = Optimizer(rule, learningRate: learningRate ?? 0.001)
    optimizer.check(rule.beta1, "beta1", "a number from 0 to below 1") { $0 >= 0 && $0 < 1 }
    optimizer.check(rule.beta2, "beta2", "a number from 0 to below 1") { $0 >= 0 && $0 < 1 }
    optimizer.check(rule.epsilon, "epsilon", "a finite number of at least 0") { $0.isFinite && $0 >= 0 }
    return optimizer
  }
}
