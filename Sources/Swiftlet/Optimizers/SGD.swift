internal import CKernels

/// Stochastic gradient descent, with momentum (Polyak 1964) and Nesterov's form (Sutskever et al. 2013).
struct SGD: KernelRule {
  let preset: Preset
  let momentum: Double
  let dampening: Double
  let nesterov: Bool

  var name: String { "sgd" }
  var slots: Int { momentum == 0 ? 0 : 1 }
  var hasMomentum: Bool { momentum > 0 }
  var settings: [(String, String)] {
    let shared = [("momentum", "\(momentum)"), ("nesterov", "\(nesterov)")]
    return preset == .torch ? shared + [("dampening", "\(dampening)"), ("form", "torch")] : shared
  }

  var checks: [NumberCheck] {
    var checks = [
      NumberCheck("momentum", momentum, .share),
      NumberCheck(
        "dampening", got: "\(dampening)", expected: "a finite number; 0 in Keras, which has none",
        Float(dampening).isFinite && (dampening == 0 || preset == .torch)),
    ]
    if preset == .torch, nesterov {
      // PyTorch refuses it too: without momentum there is nothing to look ahead along.
      checks += [
        NumberCheck("momentum under nesterov", got: "\(momentum)", expected: "a number above 0", momentum > 0),
        NumberCheck("dampening under nesterov", got: "\(dampening)", expected: "0", dampening == 0),
      ]
    }
    return checks
  }

  func sweep(_ kernels: UnsafePointer<ck_kernels>, _ s: Sweep) { update(kernels, s).run(s) }

  /// PyTorch starts its velocity as the first gradient, undampened.
  func steady(_ kernels: UnsafePointer<ck_kernels>, _ s: Sweep) -> SteadyUpdate? {
    s.step == 1 && dampening != 0 ? nil : update(kernels, s)
  }

  private func update(_ kernels: UnsafePointer<ck_kernels>, _ s: Sweep) -> SteadyUpdate {
    let rate = Float(s.learningRate)
    guard momentum != 0 else { return .descent(kernels.pointee.sgd_f32, rate: rate) }
    let mu = Float(s.momentum ?? momentum)
    guard preset == .torch else {
      return .kerasMomentum(
        kernels.pointee.momentum_keras_f32, rate: rate, momentum: mu, nesterov: nesterov ? 1 : 0)
    }
    return .torchMomentum(
      kernels.pointee.momentum_torch_f32, rate: rate, momentum: mu, fresh: Float(s.step == 1 ? 1 : 1 - dampening),
      nesterov: nesterov ? 1 : 0)
  }
}

extension Optimizer {
  /// Stochastic gradient descent. Keras: v ← μv - ηg, θ ← θ + v; PyTorch: v ← μv + (1 - dampening)g,
  /// θ ← θ - ηv. The two differ when the learning rate changes.
  ///
  /// Learning rate 0.01 in Keras, 0.001 in PyTorch; no momentum. `dampening` is PyTorch's alone.
  ///
  /// Source: Polyak 1964; Sutskever et al., *On the importance of initialization and momentum*, 2013.
  public static func sgd(
    _ preset: Preset = .keras3, learningRate: Double? = nil, momentum: Double? = nil, dampening: Double? = nil,
    nesterov: Bool? = nil
  ) -> Optimizer {
    let rule = SGD(
      preset: preset, momentum: momentum ?? 0, dampening: dampening ?? 0, nesterov: nesterov ?? false)
    return Optimizer(rule: rule, learningRate: learningRate ?? (preset == .torch ? 0.001 : 0.01), preset: preset)
  }
}
