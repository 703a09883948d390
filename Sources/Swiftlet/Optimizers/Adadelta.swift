internal import CKernels

/// Steps in proportion to those before them (Zeiler 2012).
struct Adadelta: KernelRule {
  let rho: Double
  let epsilon: Double

  var name: String { "adadelta" }
  var slots: Int { 2 }
  var settings: [(String, String)] { [("rho", "\(rho)"), ("epsilon", "\(epsilon)")] }
  var checks: [NumberCheck] {
    [NumberCheck("rho", rho, .share), NumberCheck("epsilon", epsilon, .atLeastZero)]
  }

  func sweep(_ kernels: UnsafePointer<ck_kernels>, _ s: Sweep) {
    kernels.pointee.adadelta_f32(
      s.count, Float(s.learningRate), Float(rho), Float(epsilon), s.gradients, s.parameters, s.slot(0), s.slot(1))
  }
}

extension Optimizer {
  /// Adadelta: v ← ρ·v + (1 - ρ)·g², u = g·√(d + ε)/√(v + ε), d ← ρ·d + (1 - ρ)·u², θ ← θ - η·u.
  ///
  /// Keras 3: learning rate 0.001 (Zeiler has none, which is 1), ρ 0.95, ε 1e-7; Keras 1 and 2: 1, 0.95, ε 1e-8 and
  /// 1e-7; PyTorch: 1, 0.9, ε 1e-6.
  ///
  /// Source: Zeiler, *ADADELTA*, 2012, algorithm 1.
  public static func adadelta(
    _ preset: Preset = .keras3, learningRate: Double? = nil, rho: Double? = nil, epsilon: Double? = nil
  ) -> Optimizer {
    let rule = Adadelta(
      rho: rho ?? (preset == .torch ? 0.9 : 0.95),
      epsilon: epsilon ?? preset.choose(keras1: 1e-8, keras2: 1e-7, keras3: 1e-7, torch: 1e-6))
    return Optimizer(rule: rule, learningRate: learningRate ?? (preset == .keras3 ? 0.001 : 1), preset: preset)
  }
}
