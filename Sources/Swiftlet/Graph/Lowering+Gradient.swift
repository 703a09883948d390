internal import CKernels

// The backward pass: nodes in reverse order, each handing its gradient to its inputs. Gradients of
// parameters go straight into the model's gradient vector, summed over the blocks of a batch.

extension Lowering {
  /// A node needs a gradient when a parameter that is trained lies in front of it.
  mutating func markGradients(_ order: [Node]) {
    for node in order {
      if case .parameter(let box) = node.operation {
        if !graph.isFrozen(box) { needsGradient.insert(node) }
      } else if node.inputs.contains(where: { needsGradient.contains($0.source) }) {
        needsGradient.insert(node)
        needsGradient.insert(node.source)
      }
    }
  }

  mutating func lowerGradients(_ order: [Node]) {
    for node in order.reversed() {
      guard !absorbed.contains(node), needsGradient.contains(node), let dy = gradients[node] else { continue }
      if let dense = fused[node] {
        lowerDenseGradient(node, dense, dy)
      } else {
        lowerGradient(node, dy)
      }
    }
  }

  // MARK: - Where a gradient goes

  /// Where the gradient of a node is summed up, and the flags of a step that can add: none for the
  /// first contribution, which sets it. Parameters: set in the first block of a batch, then added to.
  mutating func destination(of node: Node) -> (operand: Operand, flags: UInt32) {
    if case .parameter(let box) = node.operation {
      let offset = graph.parameters.entry(of: box)!.offset
      let operand = modelArray(.gradients, size: graph.parameters.count, offset: offset)
      let isFirst = touchedParameters.insert(ObjectIdentifier(box)).inserted
      return (operand, UInt32(isFirst ? CK_STEP_ADD_LATER : CK_STEP_ADD))
    }
    if let known = gradients[node] { return (known, UInt32(CK_STEP_ADD)) }
    let operand = makeScratch(like: node)
    gradients[node] = operand
    return (operand, 0)
  }

  /// Adds a contribution to the gradient of `node`: `make` emits steps that write it to the operand
  /// it is given, with the flags it is given. Steps that cannot add write to scratch first.
  mutating func addGradient(
    of node: Node, addsInPlace: Bool, _ make: (inout Lowering, Operand, UInt32) -> Void
  ) {
    guard needsGradient.contains(node) else { return }
    let (target, flags) = destination(of: node)
    if addsInPlace || flags == 0 { return make(&self, target, flags) }
    let scratch = makeScratch(like: node)
    make(&self, scratch, 0)
    let count = node.shape.count
    emit(copy(node, count, from: scratch, at: 0, stride: count, to: target, at: 0, stride: count, flags: flags))
  }

  /// Adds a contribution that has a row for each sample to a node that may have one row for all:
  /// then it is summed over the rows.
  private mutating func addRowGradient(
    of input: Node, in node: Node, addsInPlace: Bool, _ make: (inout Lowering, Operand, UInt32) -> Void
  ) {
    guard needsGradient.contains(input) else { return }
    guard node.isBatched && !input.isBatched else {
      return addGradient(of: input, addsInPlace: addsInPlace, make)
    }
    let rows = makeBuffer(.arena, perRow: true, size: input.shape.count)
    make(&self, rows, 0)
    let (target, flags) = destination(of: input)
    emit(VirtualStep(kind: CK_STEP_COLUMN_SUMS, flags: flags, n: input.shape.count, operands: [rows, target]))
  }

  /// Hands `dy` on unchanged. The last reader of `dy` takes the buffer itself.
  mutating func passOn(_ dy: Operand, from node: Node, to input: Node, isLast: Bool) {
    guard needsGradient.contains(input) else { return }
    if isLast, input.isBatched == node.isBatched, gradients[input] == nil, !input.isParameter {
      gradients[input] = dy
      return
    }
    let count = node.shape.count
    if node.isBatched && !input.isBatched {
      let (target, flags) = destination(of: input)
      emit(VirtualStep(kind: CK_STEP_COLUMN_SUMS, flags: flags, n: count, operands: [dy, target]))
    } else {
      addGradient(of: input, addsInPlace: true) { lowering, target, flags in
        lowering.emit(
          lowering.copy(node, count, from: dy, at: 0, stride: count, to: target, at: 0, stride: count, flags: flags))
      }
    }
  }

  // MARK: - Dense

  private mutating func lowerDenseGradient(_ node: Node, _ dense: FusedDense, _ dy: Operand) {
    let (n, k) = (node.shape.last, dense.x.shape.count)
    if let activation = dense.activation, !passedActivation.contains(node) {
      // In place: the gradient of the output is not needed again.
      emit(unaryGradient(node, activation, x: value(node), dy: dy, dx: dy))
    }
    lowerWeightGradients(dense, dy, n, k)
    guard needsGradient.contains(dense.x) else { return }
    let workspace = makeWorkspace(CK_GEMM_NT, request.capacity, k, n)
    if let (kernel, x, y) = activationBehind(dense.x) {
      passedActivation.insert(dense.x)
      let (dx, _) = destination(of: dense.x)
      emit(
        VirtualStep(
          kind: CK_STEP_DENSE_GRAD_INPUT, index: Int32(kernel.kernel.rawValue), n: n, k: k, a: kernel.a, b: kernel.b,
          operands: [dy, value(dense.kernel), dx, workspace, x, y]))
      return
    }
    addGradient(of: dense.x, addsInPlace: true) { lowering, dx, flags in
      lowering.emit(
        VirtualStep(
          kind: CK_STEP_DENSE_GRAD_INPUT, flags: flags | lowering.rowFlag(node), n: n, k: k,
          operands: [dy, lowering.value(dense.kernel), dx, workspace, nil, nil]))
    }
  }

  private mutating func lowerWeightGradients(_ dense: FusedDense, _ dy: Operand, _ n: Int, _ k: Int) {
    let bias = dense.bias.flatMap { needsGradient.contains($0) ? destination(of: $0) : nil }
    guard needsGradient.contains(dense.kernel) else {
      if let bias { emit(biasGradient(dense, bias, dy, n)) }
      return
    }
    let kernel = destination(of: dense.kernel)
    let sharesFlags = bias?.flags == kernel.flags
    emit(
      VirtualStep(
        kind: CK_STEP_DENSE_GRAD_WEIGHTS, flags: kernel.flags | rowFlag(dense.x), n: n, k: k,
        operands: [
          value(dense.x), dy, kernel.operand, sharesFlags ? bias?.operand : nil,
          makeWorkspace(CK_GEMM_TN, k, n, request.capacity),
        ]))
    if let bias, !sharesFlags { emit(biasGradient(dense, bias, dy, n)) }
  }

  /// The gradient of a bias by itself. What is computed of parameters alone has one row, not one per sample.
  private func biasGradient(
    _ dense: FusedDense, _ bias: (operand: Operand, flags: UInt32), _ dy: Operand, _ n: Int
  ) -> VirtualStep {
    VirtualStep(
      kind: CK_STEP_COLUMN_SUMS, flags: bias.flags | rowFlag(dense.x), n: n, operands: [dy, bias.operand])
  }

  /// The activation that made `node`, with its input and output, when this is the only reader: then
  /// its gradient goes into the product's epilogue.
  private func activationBehind(_ node: Node) -> (UnaryKernel, Operand, Operand)? {
    guard uses[node] == 1, gradients[node] == nil, node.isBatched, case .activation(let activation) = node.operation,
      let kernel = activation.kernel, let y = values[node]
    else { return nil }
    return fused[node] != nil ? (kernel, y, y) : (kernel, value(node.inputs[0]), y)
  }

  // MARK: - Everything else

  private mutating func lowerGradient(_ node: Node, _ dy: Operand) {
    let inputs = node.inputs.map(\.source)
    switch node.operation {
    case .input, .parameter, .state, .constant, .matmul, .oneHot, .reshape, .placeholder, .poison: break
    case .activation(let activation): lowerUnaryGradient(node, activation.kernel!, dy)
    case .elementary(let function): lowerUnaryGradient(node, function.kernel, dy)
    case .binary(let binary): lowerBinaryGradient(node, binary, inputs, dy)
    case .rowwise(let function):
      addGradient(of: inputs[0], addsInPlace: false) { lowering, dx, _ in
        lowering.emit(lowering.rowwiseStep(CK_STEP_ROWWISE_GRAD, node, function, [lowering.value(node), dy, dx]))
      }
    case .slice(let range): lowerSliceGradient(node, range, inputs[0], dy)
    case .concatenate: lowerConcatenationGradient(node, dy)
    case .noise(let noise): lowerNoiseGradient(node, noise, inputs[0], dy)
    case .penalty(let l1, let l2): lowerPenaltyGradient(node, l1, l2, inputs[0], dy)
    case .rowNormalization(let normalization): lowerRowsGradient(node, normalization, dy)
    case .batchNormalization(let normalization): lowerColumnsGradient(node, normalization, dy)
    case .embedding: lowerEmbeddingGradient(node, dy)
    case .axisSwap(let swap): lowerAxisSwapGradient(node, swap, inputs[0], dy)
    case .sum, .repeated:
      addGradient(of: inputs[0], addsInPlace: false) { lowering, dx, _ in
        lowering.emit(lowering.axisStep(node, forward: false, from: dy, to: dx))
      }
    }
  }

  private func unaryGradient(_ node: Node, _ kernel: UnaryKernel, x: Operand, dy: Operand, dx: Operand) -> VirtualStep {
    VirtualStep(
      kind: CK_STEP_UNARY_GRAD, flags: rowFlag(node), index: Int32(kernel.kernel.rawValue), n: node.shape.count,
      a: kernel.a, b: kernel.b, operands: [x, value(node), dy, dx])
  }

  private mutating func lowerUnaryGradient(_ node: Node, _ kernel: UnaryKernel, _ dy: Operand) {
    let input = node.inputs[0].source
    if passedActivation.contains(node) { return passOn(dy, from: node, to: input, isLast: true) }
    if gradients[input] == nil, !input.isParameter, needsGradient.contains(input) {
      emit(unaryGradient(node, kernel, x: value(input), dy: dy, dx: dy))
      gradients[input] = dy
      return
    }
    addGradient(of: input, addsInPlace: false) { lowering, dx, _ in
      lowering.emit(lowering.unaryGradient(node, kernel, x: lowering.value(input), dy: dy, dx: dx))
    }
  }

  private mutating func lowerBinaryGradient(_ node: Node, _ binary: Binary, _ inputs: [Node], _ dy: Operand) {
    // The second input first: the first may take over the buffer of dy.
    for side in [1, 0] {
      switch (binary, side) {
      case (.add, _), (.subtract, 0):
        passOn(dy, from: node, to: inputs[side], isLast: side == 0)
      default:
        addRowGradient(of: inputs[side], in: node, addsInPlace: false) { lowering, d, _ in
          lowering.emit(
            VirtualStep(
              kind: side == 0 ? CK_STEP_BINARY_GRAD_X : CK_STEP_BINARY_GRAD_Y, flags: lowering.binaryFlags(node),
              index: binary.kernelIndex, n: node.shape.count,
              operands: [lowering.value(inputs[0]), lowering.value(inputs[1]), lowering.value(node), dy, d]))
        }
      }
    }
  }

  private mutating func lowerSliceGradient(_ node: Node, _ range: Range<Int>, _ input: Node, _ dy: Operand) {
    let (wide, narrow) = (input.shape.count, node.shape.count)
    // Slices of one array add up in it; the first also clears the columns that no slice reads.
    let addsInPlace = gradients[input] != nil && !input.isParameter
    let last = node.inputs[0].shape.last
    addGradient(of: input, addsInPlace: addsInPlace) { lowering, dx, flags in
      if flags == 0 {
        lowering.emit(VirtualStep(kind: CK_STEP_ZERO, flags: lowering.rowFlag(node), n: wide, operands: [dx]))
      }
      for i in 0..<narrow / range.count {
        lowering.emit(
          lowering.copy(
            node, range.count, from: dy, at: i * range.count, stride: narrow, to: dx, at: i * last + range.lowerBound,
            stride: wide, flags: flags))
      }
    }
  }

  private mutating func lowerConcatenationGradient(_ node: Node, _ dy: Operand) {
    for (part, column) in concatenationParts(node) {
      let (width, count) = (part.shape.last, part.shape.count)
      addRowGradient(of: part.source, in: node, addsInPlace: true) { lowering, dx, flags in
        for i in 0..<count / width {
          lowering.emit(
            lowering.copy(
              node, width, from: dy, at: i * node.shape.last + column, stride: node.shape.count, to: dx, at: i * width,
              stride: count, flags: flags))
        }
      }
    }
  }
}

extension Node {
  var isParameter: Bool {
    if case .parameter = operation { true } else { false }
  }
}
