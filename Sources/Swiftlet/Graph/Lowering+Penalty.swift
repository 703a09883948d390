internal import CKernels

extension Lowering {
  /// The values are those of the input; what they cost is summed where a loss is.
  mutating func lowerPenalty(_ node: Node, _ l1: Float, _ l2: Float) {
    let x = value(node.inputs[0])
    values[node] = x
    guard request.mode != .predict else { return }
    emit(
      VirtualStep(kind: CK_STEP_PENALTY, flags: rowFlag(node), n: node.shape.count, a: l1, b: l2, operands: [x, nil]))
  }

  /// The gradient that comes from behind, and that of the values' own cost.
  mutating func lowerPenaltyGradient(_ node: Node, _ l1: Float, _ l2: Float, _ input: Node, _ dy: Operand) {
    guard needsGradient.contains(input) else { return }
    emit(
      VirtualStep(
        kind: CK_STEP_PENALTY_GRAD, flags: rowFlag(node), n: node.shape.count, a: l1, b: l2,
        operands: [value(node), dy]))
    passOn(dy, from: node, to: input, isLast: true)
  }
}

extension Symbol {
  /// The same values, which cost what `regularizer` says: for each sample, and the mean over a batch is added to its
  /// loss, as in Keras.
  func penalized(_ regularizer: Regularizer) -> Symbol {
    if let fault = regularizer.fault(for: "the outputs", place: LayerCall.current?.place) {
      return .poisoned(
        fault.id, fault.sentence, expected: fault.expected ?? "", got: fault.got ?? "", remedy: fault.remedy,
        place: fault.place, inputs: [self], shape: node.isPoison ? nil : shape, hasOtherCause: true)
    }
    guard let (l1, l2) = regularizer.powers else {
      return .poisoned(
        .badArgument, "the outputs of a layer cannot be made orthogonal", expected: ".l1, .l2 or .l1l2",
        got: regularizer.description, remedy: "Give it to the kernel: regularizer: .orthogonal()",
        place: LayerCall.current?.place, inputs: [self], shape: node.isPoison ? nil : shape, hasOtherCause: true)
    }
    guard node.isBatched || node.isPoison else {
      return .poisoned(
        .badArgument, "a penalty on values that are the same for every sample",
        expected: "values computed from an input", got: "\(shape)",
        remedy: "Give the weight itself a regularizer", place: LayerCall.current?.place, inputs: [self], shape: shape)
    }
    return .make(.penalty(l1: Float(l1), l2: Float(l2)), [self], shape: shape, range: range)
  }
}
