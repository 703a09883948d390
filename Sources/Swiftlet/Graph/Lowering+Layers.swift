internal import CKernels

// Steps of the operations that whole layers are made of, forward and backward.

extension Lowering {
  // MARK: - Noise

  /// Nothing outside training: the values are those of the input.
  mutating func lowerNoise(_ node: Node, _ noise: Noise) {
    let x = value(node.inputs[0])
    guard request.mode == .train else {
      values[node] = x
      return
    }
    let y = makeScratch(like: node)
    emit(noiseStep(node, noise, from: x, to: y, isBackward: false))
    values[node] = y
  }

  private func noiseStep(
    _ node: Node, _ noise: Noise, from x: Operand, to y: Operand, isBackward: Bool
  ) -> VirtualStep {
    VirtualStep(
      kind: CK_STEP_NOISE, flags: rowFlag(node), index: Int32(noise.kernel.rawValue), n: node.shape.count,
      k: isBackward ? 1 : 0, m: graph.noiseNumbers[node] ?? 0, a: noise.amount, operands: [x, y])
  }

  mutating func lowerNoiseGradient(_ node: Node, _ noise: Noise, _ input: Node, _ dy: Operand) {
    if case .gaussian = noise { return passOn(dy, from: node, to: input, isLast: true) }
    addInPlaceGradient(of: input, dy) { lowering, dx in
      lowering.emit(lowering.noiseStep(node, noise, from: dy, to: dx, isBackward: true))
    }
  }

  /// A gradient that may take the place of `dy`, when nobody else adds to it.
  private mutating func addInPlaceGradient(
    of input: Node, _ dy: Operand, _ make: (inout Lowering, Operand) -> Void
  ) {
    if gradients[input] == nil, !input.isParameter, needsGradient.contains(input) {
      make(&self, dy)
      gradients[input] = dy
      return
    }
    addGradient(of: input, addsInPlace: false) { lowering, dx, _ in make(&lowering, dx) }
  }

  // MARK: - Normalisation of rows

  mutating func lowerRows(_ node: Node, _ normalization: RowNormalization) {
    let (width, parts) = rowsOfLastAxis(node)
    let (scale, offset) = node.affineInputs(
      after: 1, hasScale: normalization.hasScale, hasOffset: normalization.hasOffset)
    let y = makeScratch(like: node)
    // What the way back reads.
    let kept = request.mode == .train ? makeBuffer(.arena, perRow: node.isBatched, size: 3 * parts) : nil
    emit(
      VirtualStep(
        kind: CK_STEP_NORMALIZE_ROWS, flags: rowFlag(node), index: normalization.isCentred ? 0 : 1, n: width, m: parts,
        a: Float(normalization.epsilon),
        operands: [value(node.inputs[0]), scale.map { value($0) }, offset.map { value($0) }, y, kept]))
    values[node] = y
    statistics[node] = kept
  }

  mutating func lowerRowsGradient(_ node: Node, _ normalization: RowNormalization, _ dy: Operand) {
    guard let kept = statistics[node] else { return }
    let (width, parts) = rowsOfLastAxis(node)
    let (scale, offset) = node.affineInputs(
      after: 1, hasScale: normalization.hasScale, hasOffset: normalization.hasOffset)
    let x = node.inputs[0].source
    // Those of the weights first: that of x may take over the buffer of dy.
    for (weight, place) in [(scale, 0), (offset, 1)] {
      guard let weight = weight?.source else { continue }
      addGradient(of: weight, addsInPlace: true) { lowering, target, flags in
        lowering.emit(
          VirtualStep(
            kind: CK_STEP_NORMALIZE_ROWS_GRAD_WEIGHTS, flags: flags | lowering.rowFlag(node), n: width, m: parts,
            operands: [
              lowering.value(x), kept, dy, place == 0 ? target : nil, place == 1 ? target : nil,
            ]))
      }
    }
    addInPlaceGradient(of: x, dy) { lowering, dx in
      lowering.emit(
        VirtualStep(
          kind: CK_STEP_NORMALIZE_ROWS_GRAD, flags: lowering.rowFlag(node), index: normalization.isCentred ? 0 : 1,
          n: width, m: parts, operands: [lowering.value(x), scale.map { lowering.value($0) }, kept, dy, dx]))
    }
  }

  private func rowsOfLastAxis(_ node: Node) -> (width: Int, parts: Int) {
    (node.shape.last, node.shape.count / node.shape.last)
  }

  // MARK: - Normalisation over the batch

  /// Whether its statistics are those of the batch, and move the moving ones.
  func readsBatch(_ node: Node) -> Bool { request.mode == .train && !node.isFrozen }

  mutating func lowerColumns(_ node: Node, _ normalization: BatchStatistics) {
    let (width, parts) = rowsOfLastAxis(node)
    let (scale, offset) = node.affineInputs(
      after: 3, hasScale: normalization.hasScale, hasOffset: normalization.hasOffset)
    let kept = makeBuffer(.arena, perRow: false, size: 3 * width)
    let (x, mean, variance) = (value(node.inputs[0]), value(node.inputs[1]), value(node.inputs[2]))
    if readsBatch(node) {
      emit(
        VirtualStep(
          kind: CK_STEP_BATCH_STATISTICS, index: normalization.isUnbiased ? 1 : 0, n: width, m: parts,
          a: Float(normalization.epsilon), b: Float(normalization.share), operands: [x, kept, mean, variance]))
    } else {
      emit(
        VirtualStep(
          kind: CK_STEP_MOVING_STATISTICS, n: width, a: Float(normalization.epsilon), operands: [mean, variance, kept]))
    }
    let y = makeScratch(like: node)
    emit(
      VirtualStep(
        kind: CK_STEP_NORMALIZE_COLUMNS, n: width, m: parts,
        operands: [x, kept, scale.map { value($0) }, offset.map { value($0) }, y]))
    values[node] = y
    statistics[node] = kept
  }

  mutating func lowerColumnsGradient(_ node: Node, _ normalization: BatchStatistics, _ dy: Operand) {
    guard let kept = statistics[node] else { return }
    let (width, parts) = rowsOfLastAxis(node)
    let (scale, offset) = node.affineInputs(
      after: 3, hasScale: normalization.hasScale, hasOffset: normalization.hasOffset)
    let x = node.inputs[0].source
    let sums = makeBuffer(.arena, perRow: false, size: 2 * width)
    let step = VirtualStep(
      kind: CK_STEP_NORMALIZE_COLUMNS_GRAD, index: readsBatch(node) ? 0 : 1, n: width, m: parts,
      operands: [value(x), kept, scale.map { value($0) }, dy, nil, sums])
    if needsGradient.contains(x) {
      addInPlaceGradient(of: x, dy) { lowering, dx in
        var step = step
        step.operands[4] = dx
        lowering.emit(step)
      }
    } else {
      emit(step)
    }
    for (weight, place) in [(scale, 0), (offset, width)] {
      guard let weight = weight?.source else { continue }
      addGradient(of: weight, addsInPlace: true) { lowering, target, flags in
        lowering.emit(
          VirtualStep(
            kind: CK_STEP_COPY_COLUMNS, flags: flags | UInt32(CK_STEP_ONE_ROW), n: width, k: width, m: width,
            operands: [Operand(buffer: sums.buffer, offset: sums.offset + place), target]))
      }
    }
  }

  // MARK: - Indices and axes

  mutating func lowerEmbedding(_ node: Node) {
    let y = makeScratch(like: node)
    let (x, table) = (node.inputs[0], node.inputs[1])
    emit(
      VirtualStep(
        kind: CK_STEP_EMBEDDING, flags: rowFlag(node), n: node.shape.last, k: table.shape.sizes[0], m: x.shape.count,
        operands: [value(x), value(table), y]))
    values[node] = y
  }

  mutating func lowerEmbeddingGradient(_ node: Node, _ dy: Operand) {
    let (x, table) = (node.inputs[0], node.inputs[1].source)
    let rows = node.inputs[1].shape.sizes[0]
    addGradient(of: table, addsInPlace: true) { lowering, target, flags in
      lowering.emit(
        VirtualStep(
          kind: CK_STEP_EMBEDDING_GRAD, flags: flags | lowering.rowFlag(node), n: node.shape.last, k: rows,
          m: x.shape.count, operands: [lowering.value(x), dy, target]))
    }
  }

  mutating func lowerOneHot(_ node: Node, _ count: Int) {
    let y = makeScratch(like: node)
    emit(
      VirtualStep(
        kind: CK_STEP_ONE_HOT, flags: rowFlag(node), n: count, m: node.inputs[0].shape.count,
        operands: [value(node.inputs[0]), y]))
    values[node] = y
  }

  mutating func lowerAxisSwap(_ node: Node, _ swap: AxisSwap) {
    let y = makeScratch(like: node)
    emit(axisSwapStep(node, swap, from: value(node.inputs[0]), to: y))
    values[node] = y
  }

  mutating func lowerAxisSwapGradient(_ node: Node, _ swap: AxisSwap, _ input: Node, _ dy: Operand) {
    addGradient(of: input, addsInPlace: false) { lowering, dx, _ in
      lowering.emit(lowering.axisSwapStep(node, swap.inverse, from: dy, to: dx))
    }
  }

  private func axisSwapStep(_ node: Node, _ swap: AxisSwap, from x: Operand, to y: Operand) -> VirtualStep {
    VirtualStep(
      kind: CK_STEP_SWAP_AXES, flags: rowFlag(node), index: Int32(clamping: swap.inner), n: swap.first, k: swap.second,
      m: swap.outer, operands: [x, y])
  }
}

extension Noise {
  fileprivate var kernel: ck_noise {
    switch self {
    case .dropout: CK_DROPOUT
    case .alphaDropout: CK_ALPHA_DROPOUT
    case .gaussian: CK_GAUSSIAN_NOISE
    case .gaussianDropout: CK_GAUSSIAN_DROPOUT
    }
  }
}
