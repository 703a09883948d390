internal import CKernels

/// Adam (Kingma & Ba 2015, algorithm 1) and AMSGrad (Reddi et al. 2018).
struct Adam: KernelRule {
  /// `adam`, or `adamw` with weight decay by default.
  let name: String
  let preset: Preset
  let beta1: Double
  let beta2: Double
  let epsilon: Double
  let amsgrad: Bool

  var slots: Int { amsgrad ? 3 : 2 }
  var hasMomentum: Bool { true }
  var settings: [(String, String)] {
    [
      ("beta_1", "\(beta1)"), ("beta_2", "\(beta2)"), ("epsilon", "\(epsilon)"), ("amsgrad", "\(amsgrad)"),
      ("form", preset == .torch ? "epsilon outside the corrected root" : "epsilon outside the uncorrected root"),
    ]
  }

  var checks: [NumberCheck] {
    let known = name == "adamw" ? [NumberCheck(preset, among: [.keras3, .torch])] : []
    return known + [
      NumberCheck("beta1", beta1, .share), NumberCheck("beta2", beta2, .share),
      NumberCheck("epsilon", epsilon, .atLeastZero),
    ]
  }

  init(_ name: String, _ preset: Preset, _ beta1: Double?, _ beta2: Double?, _ epsilon: Double?, _ amsgrad: Bool?) {
    self.name = name
    self.preset = preset
    self.beta1 = beta1 ?? 0.9
    self.beta2 = beta2 ?? 0.999
    self.epsilon = epsilon ?? preset.choose(keras1: 1e-8, keras2: 1e-7, keras3: 1e-7, torch: 1e-8)
    self.amsgrad = amsgrad ?? false
  }

  func sweep(_ kernels: UnsafePointer<ck_kernels>, _ s: Sweep) {
    let beta1 = s.momentum ?? beta1
    let correction1 = 1 - power(beta1, Double(s.step))
    let root2 = (1 - power(beta2, Double(s.step))).squareRoot()
    let isTorch = preset == .torch
    let alpha = s.learningRate * (isTorch ? 1 : root2) / correction1
    kernels.pointee.adam_f32(
      s.count, Float(alpha), Float(1 - beta1), Float(1 - beta2), isTorch ? Float(1 / root2) : 1, Float(epsilon),
      s.gradients, s.parameters, s.slot(0), s.slot(1), amsgrad ? s.slot(2) : nil)
  }
}

extension Optimizer {
  /// Adam: m ← β1·m + (1 - β1)·g, v ← β2·v + (1 - β2)·g², both corrected for their start at 0, θ ← θ - η·m/(√v + ε).
  ///
  /// Learning rate 0.001, β 0.9 and 0.999; ε 1e-7 in Keras 2 and 3, 1e-8 in Keras 1 and PyTorch. Keras
  /// adds ε to √v, PyTorch to the bias-corrected root. With `amsgrad` v never falls.
  ///
  /// Source: Kingma & Ba, *Adam*, 2015; Reddi, Kale & Kumar, *On the convergence of Adam and beyond*, 2018.
  public static func adam(
    _ preset: Preset = .keras3, learningRate: Double? = nil, beta1: Double? = nil, beta2: Double? = nil,
    epsilon: Double? = nil, amsgrad: Bool? = nil
  ) -> Optimizer {
    Optimizer(
      rule: Adam("adam", preset, beta1, beta2, epsilon, amsgrad), learningRate: learningRate ?? 0.001, preset: preset)
  }

  /// Adam with decoupled weight decay, θ ← θ - η·weightDecay·θ before each update: 0.004 in Keras 3, 0.01 in PyTorch.
  /// Keras 1 and 2 have none.
  ///
  /// Source: Loshchilov & Hutter, *Decoupled weight decay regularization*, 2019.
  public static func adamw(
    _ preset: Preset = .keras3, learningRate: Double? = nil, weightDecay: Double? = nil, beta1: Double? = nil,
    beta2: Double? = nil, epsilon: Double? = nil, amsgrad: Bool? = nil
  ) -> Optimizer {
    Optimizer(
      rule: Adam("adamw", preset, beta1, beta2, epsilon, amsgrad), learningRate: learningRate ?? 0.001, preset: preset
    ).weightDecay(weightDecay ?? (preset == .torch ? 0.01 : 0.004), .decoupled)
  }
}
