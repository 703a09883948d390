internal import CKernels

/// Gradients divided by a running root mean square (Tieleman & Hinton 2012).
struct RMSprop: KernelRule {
  let preset: Preset
  let rho: Double
  let momentum: Double
  let epsilon: Double
  let centered: Bool

  var name: String { "rmsprop" }
  var hasMomentum: Bool { momentum > 0 }
  var slots: Int { 1 + (centered ? 1 : 0) + (momentum > 0 ? 1 : 0) }
  var settings: [(String, String)] {
    [
      ("rho", "\(rho)"), ("momentum", "\(momentum)"), ("epsilon", "\(epsilon)"), ("centered", "\(centered)"),
      ("form", preset == .keras3 ? "epsilon inside the root" : "epsilon outside the root"),
    ]
  }
  var checks: [NumberCheck] {
    [
      NumberCheck("rho", rho, .share), NumberCheck("momentum", momentum, .share),
      NumberCheck("epsilon", epsilon, .atLeastZero),
    ]
  }

  func sweep(_ kernels: UnsafePointer<ck_kernels>, _ s: Sweep) { update(kernels, s).run(s) }

  func steady(_ kernels: UnsafePointer<ck_kernels>, _ s: Sweep) -> SteadyUpdate? { update(kernels, s) }

  private func update(_ kernels: UnsafePointer<ck_kernels>, _ s: Sweep) -> SteadyUpdate {
    var flags: UInt32 = 0
    if preset == .keras3 { flags |= UInt32(CK_RMSPROP_EPSILON_INSIDE) }
    if preset == .torch { flags |= UInt32(CK_RMSPROP_TORCH_MOMENTUM) }
    return .rmsprop(
      kernels.pointee.rmsprop_f32,
      SteadyUpdate.RMSpropNumbers(
        flags: flags, rate: Float(s.learningRate), rho: Float(rho), epsilon: Float(epsilon),
        momentum: Float(s.momentum ?? momentum), isCentered: centered, hasMomentum: momentum > 0))
  }
}

extension Optimizer {
  /// RMSprop: v ← ρ·v + (1 - ρ)·g², θ ← θ - η·g/√v; `centered` takes the square of the mean gradient off v.
  ///
  /// Keras 3: ρ 0.9, ε 1e-7 inside the root, learning rate 0.001; Keras 1 and 2: ε 1e-8 and 1e-7 outside it;
  /// PyTorch: α 0.99, ε 1e-8 outside, learning rate 0.01.
  ///
  /// Source: Tieleman & Hinton, lecture 6.5, 2012; centred: Graves 2013.
  public static func rmsprop(
    _ preset: Preset = .keras3, learningRate: Double? = nil, rho: Double? = nil, momentum: Double? = nil,
    epsilon: Double? = nil, centered: Bool? = nil
  ) -> Optimizer {
    let rule = RMSprop(
      preset: preset, rho: rho ?? (preset == .torch ? 0.99 : 0.9), momentum: momentum ?? 0,
      epsilon: epsilon ?? preset.choose(keras1: 1e-8, keras2: 1e-7, keras3: 1e-7, torch: 1e-8),
      centered: centered ?? false)
    return Optimizer(rule: rule, learningRate: learningRate ?? (preset == .torch ? 0.01 : 0.001), preset: preset)
  }
}
