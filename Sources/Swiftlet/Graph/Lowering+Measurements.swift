internal import CKernels

extension Lowering {
  /// Whether a measurement needs the output itself although the loss reads the logits behind it.
  func needsOutput(_ goal: PlanRequest.Goal, _ prediction: Prediction) -> Bool {
    if prediction.custom != nil { return !goal.measurements.isEmpty }
    return prediction.isFused && goal.measurements.contains { !isOfLoss($0, goal) && !$0.isOfLargest }
  }

  /// Counted by the loss kernel.
  private func isOfLoss(_ measurement: Measurement, _ goal: PlanRequest.Goal) -> Bool {
    if case .right(let counting) = measurement { counting == goal.loss.counting } else { false }
  }

  /// Steps for what the loss kernel does not count by itself.
  mutating func measure(_ index: Int, _ prediction: Prediction, _ target: Operand) {
    let goal = request.goals[index]
    var own: [Int?] = []
    for measurement in goal.measurements {
      guard !isOfLoss(measurement, goal) else {
        own.append(nil)
        continue
      }
      // The node behind a fused loss has the same largest output; that of a closure is its value.
      let readsLogits = prediction.isFused && measurement.isOfLargest
      let node = readsLogits ? prediction.node : graph.outputs[goal.output].source
      own.append(emit(measurement, index, node, target))
      countSlots += measurement.counts(outputs: node.shape.count)
      sumSlots += measurement.sums(outputs: node.shape.count)
    }
    places.append(own)
  }

  /// - Returns: Where its counts or sums begin.
  private mutating func emit(_ measurement: Measurement, _ goal: Int, _ node: Node, _ target: Operand) -> Int {
    let isSparse = request.goals[goal].loss.readsClassIndices
    var step = VirtualStep(
      kind: CK_STEP_COUNT_ARGMAX, n: node.shape.count, m: countSlots, operands: [value(node), target])
    switch measurement {
    case .right(.argmax): if isSparse { step = step.with(CK_STEP_COUNT_SPARSE) }
    case .right(.threshold(let threshold)): step = step.with(CK_STEP_COUNT_THRESHOLD, a: Metric.float(threshold))
    case .right(.sign): step = step.with(CK_STEP_COUNT_SIGN)
    case .topK(let k, let isOrdered):
      step = step.with(isSparse ? CK_STEP_TOP_K_SPARSE : CK_STEP_TOP_K)
      step.k = k
      step.index = isOrdered ? 1 : 0
    case .confusion: step = step.with(isSparse ? CK_STEP_CONFUSION_SPARSE : CK_STEP_CONFUSION_ARGMAX)
    case .confusionAbove(let threshold, let truth):
      step = step.with(CK_STEP_CONFUSION_THRESHOLD, a: threshold, b: truth)
    case .moments:
      step = step.with(CK_STEP_ERROR_MOMENTS)
      step.m = sumSlots
    case .rows:
      keepRows(goal, node, target, targetWidth: isSparse ? 1 : node.shape.count)
      return 0
    }
    emit(step)
    return measurement == .moments ? sumSlots : countSlots
  }

  /// Copies of outputs and targets, to addresses that move on with the rows.
  private mutating func keepRows(_ goal: Int, _ node: Node, _ target: Operand, targetWidth: Int) {
    for (source, kind, width) in [
      (value(node), VirtualBuffer.Kind.keptOutputs(goal), node.shape.count),
      (target, .keptTargets(goal), targetWidth),
    ] {
      let kept = makeBuffer(kind, perRow: true, size: width)
      emit(VirtualStep(kind: CK_STEP_COPY_COLUMNS, n: width, k: width, m: width, operands: [source, kept]))
    }
  }
}

extension VirtualStep {
  /// The same sizes and operands for another kernel.
  fileprivate func with(_ kind: ck_step_kind, a: Float = 0, b: Float = 0) -> VirtualStep {
    VirtualStep(kind: kind, n: n, m: m, a: a, b: b, operands: operands)
  }
}
