internal import CKernels

/// A step size for each parameter that grows while its gradient keeps its sign (Riedmiller & Braun 1993).
struct Rprop: KernelRule {
  let preset: Preset
  let shrink: Double
  let grow: Double
  let smallest: Double
  let largest: Double

  var name: String { "rprop" }
  var slots: Int { 2 }
  var settings: [(String, String)] {
    [("etas", "\(shrink), \(grow)"), ("step_sizes", "\(smallest), \(largest)")]
  }
  var checks: [NumberCheck] {
    [
      NumberCheck(preset, among: [.torch]),
      NumberCheck(
        "factors", got: "shrink \(shrink), grow \(grow)", expected: "0 < shrink < 1 < grow",
        shrink > 0 && Float(shrink) < 1 && grow > 1 && Float(grow).isFinite),
      NumberCheck(
        "step sizes", got: "\(smallest) to \(largest)", expected: "finite, 0 < smallest ≤ largest",
        Float(smallest) > 0 && smallest <= largest && Float(largest).isFinite),
    ]
  }

  func sweep(_ kernels: UnsafePointer<ck_kernels>, _ s: Sweep) {
    if s.step == 1 { s.slot(1).update(repeating: Float(s.learningRate), count: s.count) }
    kernels.pointee.rprop_f32(
      s.count, Float(shrink), Float(grow), Float(smallest), Float(largest), s.gradients, s.parameters, s.slot(0),
      s.slot(1))
  }
}

extension Optimizer {
  /// Rprop: each parameter moves by its own step size against the sign of its gradient. The size is multiplied with
  /// `grow` while the sign stays and with `shrink` when it changes, where the parameter rests for one step.
  ///
  /// It needs gradients of all rows: give `fit` a batch size of as many. PyTorch's numbers: sizes start at the
  /// learning rate 0.01 and stay within 1e-6...50, factors 0.5 and 1.2. A schedule moves nothing after the first step.
  ///
  /// Source: Riedmiller & Braun, *A direct adaptive method for faster backpropagation learning*, 1993.
  public static func rprop(
    _ preset: Preset = .torch, learningRate: Double? = nil, shrink: Double? = nil, grow: Double? = nil,
    smallest: Double? = nil, largest: Double? = nil
  ) -> Optimizer {
    let rule = Rprop(
      preset: preset, shrink: shrink ?? 0.5, grow: grow ?? 1.2, smallest: smallest ?? 1e-6, largest: largest ?? 50)
    return Optimizer(rule: rule, learningRate: learningRate ?? 0.01, preset: preset)
  }
}
