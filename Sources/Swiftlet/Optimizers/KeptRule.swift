internal import CKernels

/// A rule that is called at every update. A class, because a value of a protocol's type is copied, and what it holds
/// is counted, for each call.
class KeptRule {
  static func make(_ rule: any KernelRule) -> KeptRule {
    func keep(_ rule: some KernelRule) -> KeptRule { KeptRuleOf(rule) }
    return keep(rule)
  }

  func sweep(_ kernels: UnsafePointer<ck_kernels>, _ sweep: Sweep) {}
  func steady(_ kernels: UnsafePointer<ck_kernels>, _ sweep: Sweep) -> SteadyUpdate? { nil }
}

private final class KeptRuleOf<Rule: KernelRule>: KeptRule {
  private let rule: Rule

  init(_ rule: Rule) { self.rule = rule }

  override func sweep(_ kernels: UnsafePointer<ck_kernels>, _ sweep: Sweep) { rule.sweep(kernels, sweep) }
  override func steady(_ kernels: UnsafePointer<ck_kernels>, _ sweep: Sweep) -> SteadyUpdate? {
    rule.steady(kernels, sweep)
  }
}
