internal import CKernels

/// The steps of a chain of dense layers that learns from one row at a time, when one kernel can do them all; see
/// `CKernels/ck_chain.inc`.
struct Chain {
  let layers: Int
  /// Of each row, behind the last layer: 0 or 1.
  let softmaxes: Int
  let goal: Int

  /// nil when the steps are not those of such a chain, or a layer is wider than `width`.
  init?(_ plan: Plan, width: Int) {
    guard plan.request.mode == .train, plan.request.capacity == 1 else { return nil }
    var steps = plan.steps[...]
    func take(_ kind: ck_step_kind) -> VirtualStep? {
      guard let step = steps.first, step.kind == kind, step.flags & ~UInt32(CK_STEP_ADD_LATER) == 0, step.n <= width,
        step.k <= width
      else { return nil }
      steps.removeFirst()
      return step
    }
    var dense: [VirtualStep] = []
    while let layer = take(CK_STEP_DENSE) { dense.append(layer) }
    guard var value = dense.last?.operands[3], dense.count <= Int(CK_CHAIN_LAYERS) else { return nil }
    for (layer, next) in zip(dense, dense.dropFirst()) where next.operands[0] != layer.operands[3] { return nil }
    let rowwise = take(CK_STEP_ROWWISE)
    if let rowwise {
      guard rowwise.m == 1, rowwise.operands[0] == value, let y = rowwise.operands[1] else { return nil }
      value = y
    }
    guard let loss = take(CK_STEP_SPARSE_LOSS) ?? take(CK_STEP_LOSS), loss.operands[0] == value,
      var gradient = loss.operands[3]
    else { return nil }
    if rowwise != nil {
      guard let back = take(CK_STEP_ROWWISE_GRAD), back.m == 1, back.operands[0] == value,
        back.operands[1] == gradient, let dx = back.operands[2]
      else { return nil }
      gradient = dx
    }
    for (index, layer) in dense.enumerated().reversed() {
      guard let weights = take(CK_STEP_DENSE_GRAD_WEIGHTS), weights.operands[0] == layer.operands[0],
        weights.operands[1] == gradient
      else { return nil }
      guard index > 0 else { break }
      guard let input = take(CK_STEP_DENSE_GRAD_INPUT), input.operands[0] == gradient,
        input.operands[1] == layer.operands[1], Self.isBehind(input, dense[index - 1]), let dx = input.operands[2]
      else { return nil }
      gradient = dx
    }
    guard steps.isEmpty else { return nil }
    (layers, softmaxes, goal) = (dense.count, rowwise == nil ? 0 : 1, loss.m)
  }

  /// The gradient of an activation reads what the layer before has made, or there is none.
  private static func isBehind(_ gradient: VirtualStep, _ layer: VirtualStep) -> Bool {
    if gradient.index == Int32(CK_LINEAR.rawValue) { return layer.index == gradient.index }
    let y = layer.operands[3]
    return layer.index == gradient.index && gradient.operands[4] == y && gradient.operands[5] == y
  }

  /// What stands before the steps of the plan: the kernel, and the one that settles its losses.
  var head: [VirtualStep] {
    [
      VirtualStep(kind: CK_STEP_CHAIN, n: layers, m: softmaxes, operands: []),
      VirtualStep(kind: CK_STEP_SETTLE, m: goal, operands: []),
    ]
  }
}
