internal import CKernels

/// Gradients divided by the root of the sum of their squares (Duchi, Hazan & Singer 2011).
struct Adagrad: KernelRule {
  let preset: Preset
  let initialAccumulator: Double
  let epsilon: Double

  var name: String { "adagrad" }
  var slots: Int { 1 }
  var settings: [(String, String)] {
    [
      ("initial_accumulator_value", "\(initialAccumulator)"), ("epsilon", "\(epsilon)"),
      ("form", preset == .keras3 ? "epsilon inside the root" : "epsilon outside the root"),
    ]
  }
  var checks: [NumberCheck] {
    [
      NumberCheck("initial accumulator", initialAccumulator, .atLeastZero),
      NumberCheck("epsilon", epsilon, .atLeastZero),
    ]
  }

  func initial(slot: Int) -> Float { Float(initialAccumulator) }

  func sweep(_ kernels: UnsafePointer<ck_kernels>, _ s: Sweep) {
    kernels.pointee.adagrad_f32(
      s.count, preset == .keras3 ? 1 : 0, Float(s.learningRate), Float(epsilon), s.gradients, s.parameters, s.slot(0))
  }
}

extension Optimizer {
  /// Adagrad: v ← v + g², θ ← θ - η·g/√v.
  ///
  /// Keras 3: learning rate 0.001, v starts at 0.1, ε 1e-7 inside the root; Keras 1 and 2: 0.01, 0, ε 1e-8 and 1e-7
  /// outside it; PyTorch: 0.01, 0, ε 1e-10 outside. PyTorch's `lr_decay` is `decayed(_:)`.
  ///
  /// Source: Duchi, Hazan & Singer, *Adaptive subgradient methods*, 2011.
  public static func adagrad(
    _ preset: Preset = .keras3, learningRate: Double? = nil, initialAccumulator: Double? = nil, epsilon: Double? = nil
  ) -> Optimizer {
    let rule = Adagrad(
      preset: preset, initialAccumulator: initialAccumulator ?? (preset == .keras3 ? 0.1 : 0),
      epsilon: epsilon ?? preset.choose(keras1: 1e-8, keras2: 1e-7, keras3: 1e-7, torch: 1e-10))
    return Optimizer(rule: rule, learningRate: learningRate ?? (preset == .keras3 ? 0.001 : 0.01), preset: preset)
  }
}
