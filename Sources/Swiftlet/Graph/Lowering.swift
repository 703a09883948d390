internal import CKernels

/// Turns a graph into a flat list of fused kernel calls: forward, then loss and gradient in one
/// kernel, then backward. Addresses come later (Worker.swift).
///
/// Fused are: Dense (product, bias, activation), softmax or sigmoid with its cross-entropy, and the
/// gradient of an activation with the product that feeds it.
struct Lowering {
  let graph: ModelGraph
  let request: PlanRequest
  var buffers: [VirtualBuffer] = []
  var steps: [VirtualStep] = []
  var constants: [Float] = []
  /// Where the values of a node are; reshapes share those of their source.
  var values: [Node: Operand] = [:]
  var uses: [Node: Int] = [:]
  var fused: [Node: FusedDense] = [:]
  /// What a normalisation keeps for the way back.
  var statistics: [Node: Operand] = [:]
  /// Nodes that exist only inside a fused call.
  var absorbed: Set<Node> = []
  /// Buffers by what they are, so that each array has one.
  var arrays: [ObjectIdentifier: Int] = [:]
  /// Of a closure that makes now what `compile()` would not have let pass.
  private(set) var faults: [Finding] = []
  var countSlots = 0
  var sumSlots = 0
  /// For each goal: where its measurements have their counts or sums, in their order; nil: the loss counts it.
  var places: [[Int?]] = []

  // The backward pass (Lowering+Gradient.swift).
  var needsGradient: Set<Node> = []
  var gradients: [Node: Operand] = [:]
  /// Nodes whose gradient has already gone through their activation.
  var passedActivation: Set<Node> = []
  var touchedParameters: Set<ObjectIdentifier> = []

  /// activation(x·kernel + bias), known by its last node.
  struct FusedDense {
    let x: Node
    let kernel: Node
    let bias: Node?
    let activation: UnaryKernel?
  }

  /// What a goal's loss reads: the output, or the logits behind its softmax or sigmoid.
  struct Prediction {
    let node: Node
    let loss: Loss
    let isFused: Bool
    /// What a closure made, when the loss is one.
    var custom: CustomGoal?
  }

  init(_ graph: ModelGraph, _ request: PlanRequest) {
    self.graph = graph
    self.request = request
    let predictions = request.goals.map { prediction(for: $0) }
    var roots = predictions.map(\.node)
    if request.mode == .predict { roots = graph.outputs.map(\.source) }
    for (goal, prediction) in zip(request.goals, predictions) where needsOutput(goal, prediction) {
      roots.append(graph.outputs[goal.output].source)
    }
    let order = neededNodes(roots, losses: predictions.compactMap(\.custom))
    countUses(order, roots)
    findFusions(order)
    for (goal, prediction) in zip(request.goals, predictions) {
      guard let target = prediction.custom?.target else { continue }
      values[target] = makeBuffer(.target(goal.output), perRow: true, size: target.shape.count)
    }
    for node in order where !absorbed.contains(node) && values[node] == nil { lower(node) }
    if request.mode == .predict {
      // Outputs live until the plan has ended.
      for root in roots { touch(values[root]!.buffer, at: Int.max - 1) }
      return
    }
    lowerGoals(predictions, order)
  }

  // MARK: - What is needed

  private func prediction(for goal: PlanRequest.Goal) -> Prediction {
    let output = graph.outputs[goal.output].source
    if let custom = CustomGoal(sound: goal.loss, output: graph.outputs[goal.output], in: graph) {
      return Prediction(node: custom.loss.source, loss: goal.loss, isFused: false, custom: custom)
    }
    // Several softmaxes side by side, flattened, are not one.
    let isOneRow = if case .rowwise = output.operation { output.shape.count == output.shape.last } else { true }
    let isFused = isOneRow && goal.loss.fuses(with: output.operation)
    return Prediction(
      node: isFused ? output.inputs[0].source : output, loss: isFused ? goal.loss.onLogits : goal.loss, isFused: isFused
    )
  }

  private func neededNodes(_ roots: [Node], losses: [CustomGoal]) -> [Node] {
    var order = graph.order
    var known = Set(order)
    for node in losses.flatMap(\.order) where known.insert(node).inserted { order.append(node) }
    var needed = Set(roots)
    for node in order.reversed() where needed.contains(node) {
      for input in node.inputs { needed.insert(input) }
    }
    return order.filter(needed.contains)
  }

  private mutating func countUses(_ order: [Node], _ roots: [Node]) {
    for node in roots { uses[node.source, default: 0] += 1 }
    for node in order {
      if case .reshape = node.operation { continue }
      for input in node.inputs { uses[input.source, default: 0] += 1 }
    }
  }

  // MARK: - Fusion

  private mutating func findFusions(_ order: [Node]) {
    for node in order {
      switch node.operation {
      case .matmul:
        fused[node] = FusedDense(x: node.inputs[0].source, kernel: node.inputs[1].source, bias: nil, activation: nil)
      case .binary(.add):
        // The bias: an unshared product plus one number per unit.
        let (product, bias) = (node.inputs[0], node.inputs[1])
        guard let dense = fused[product], dense.bias == nil, uses[product] == 1, !bias.isBatched else { continue }
        fused[node] = FusedDense(x: dense.x, kernel: dense.kernel, bias: bias.source, activation: nil)
        absorb(product)
      case .activation(let activation):
        guard let kernel = activation.kernel, let dense = fused[node.inputs[0]], uses[node.inputs[0]] == 1 else {
          continue
        }
        // Training keeps what the gradient of the activation reads.
        if request.mode == .train && kernel.gradientReadsInput { continue }
        fused[node] = FusedDense(x: dense.x, kernel: dense.kernel, bias: dense.bias, activation: kernel)
        absorb(node.inputs[0])
      default: break
      }
    }
  }

  private mutating func absorb(_ node: Node) {
    absorbed.insert(node)
    fused[node] = nil
  }

  // MARK: - Buffers

  mutating func makeBuffer(_ kind: VirtualBuffer.Kind, perRow: Bool, size: Int) -> Operand {
    buffers.append(VirtualBuffer(kind: kind, isPerRow: perRow, size: size))
    return Operand(buffer: buffers.count - 1)
  }

  /// Scratch of the shape of a node.
  mutating func makeScratch(like node: Node) -> Operand {
    makeBuffer(.arena, perRow: node.isBatched, size: node.shape.count)
  }

  /// The scratch a product of this form needs beside its operands, or nil.
  mutating func makeWorkspace(_ form: ck_gemm_form, _ m: Int, _ n: Int, _ k: Int) -> Operand? {
    let floats = ck_gemm_workspace_f32(form, m, n, k)
    return floats == 0 ? nil : makeBuffer(.arena, perRow: false, size: floats)
  }

  /// One buffer per vector of the model; an array is an offset into it.
  mutating func modelArray(_ kind: VirtualBuffer.Kind, size: Int, offset: Int) -> Operand {
    if let known = buffers.firstIndex(where: { $0.kind == kind }) { return Operand(buffer: known, offset: offset) }
    var operand = makeBuffer(kind, perRow: false, size: size)
    operand.offset = offset
    return operand
  }

  mutating func emit(_ step: VirtualStep) {
    for operand in step.operands.compactMap({ $0 }) { touch(operand.buffer, at: steps.count) }
    steps.append(step)
  }

  private mutating func touch(_ buffer: Int, at step: Int) {
    buffers[buffer].first = min(buffers[buffer].first, step)
    buffers[buffer].last = max(buffers[buffer].last, step)
  }

  func value(_ node: Node) -> Operand { values[node.source]! }

  /// The flag of a step that works on what all rows share.
  func rowFlag(_ node: Node) -> UInt32 { node.isBatched ? 0 : UInt32(CK_STEP_ONE_ROW) }

  // MARK: - Forward

  private mutating func lower(_ node: Node) {
    if let dense = fused[node] { return lowerDense(node, dense) }
    switch node.operation {
    case .input(_):
      let index = graph.inputs.firstIndex { $0.source === node }!
      values[node] = makeBuffer(.input(index), perRow: true, size: node.shape.count)
    case .parameter(let box):
      values[node] = modelArray(
        .parameters, size: graph.parameters.count, offset: graph.parameters.entry(of: box)!.offset)
    case .state(let box):
      values[node] = modelArray(.states, size: graph.states.count, offset: graph.states.entry(of: box)!.offset)
    case .constant(let number):
      values[node] = modelArray(.constants, size: 0, offset: constants.count)
      constants.append(number)
    case .activation(let activation): lowerUnary(node, activation.kernel!)
    case .elementary(let function): lowerUnary(node, function.kernel)
    case .binary(let binary): lowerBinary(node, binary)
    case .rowwise(let function):
      let y = makeScratch(like: node)
      emit(rowwiseStep(CK_STEP_ROWWISE, node, function, [value(node.inputs[0]), y]))
      values[node] = y
    case .matmul: break  // always fused
    case .slice(let range): lowerSlice(node, range)
    case .concatenate: lowerConcatenation(node)
    case .sum, .repeated:
      let y = makeScratch(like: node)
      emit(axisStep(node, forward: true, from: value(node.inputs[0]), to: y))
      values[node] = y
    case .noise(let noise): lowerNoise(node, noise)
    case .rowNormalization(let normalization): lowerRows(node, normalization)
    case .batchNormalization(let normalization): lowerColumns(node, normalization)
    case .embedding: lowerEmbedding(node)
    case .oneHot(let count): lowerOneHot(node, count)
    case .penalty(let l1, let l2): lowerPenalty(node, l1, l2)
    case .axisSwap(let swap): lowerAxisSwap(node, swap)
    case .reshape: break  // shares its source's values
    case .placeholder, .poison: break  // refused by ModelGraph
    }
  }

  private mutating func lowerDense(_ node: Node, _ dense: FusedDense) {
    let y = makeScratch(like: node)
    let (n, k) = (node.shape.last, dense.x.shape.count)
    let workspace = makeWorkspace(CK_GEMM_NN, request.capacity, n, k)
    emit(
      VirtualStep(
        kind: CK_STEP_DENSE, flags: rowFlag(node), index: dense.activation.map { Int32($0.kernel.rawValue) } ?? 0, n: n,
        k: k, a: dense.activation?.a ?? 0, b: dense.activation?.b ?? 0,
        operands: [value(dense.x), value(dense.kernel), dense.bias.map { value($0) }, y, workspace]))
    values[node] = y
  }

  private mutating func lowerUnary(_ node: Node, _ kernel: UnaryKernel) {
    let y = makeScratch(like: node)
    emit(
      VirtualStep(
        kind: CK_STEP_UNARY, flags: rowFlag(node), index: Int32(kernel.kernel.rawValue), n: node.shape.count,
        a: kernel.a, b: kernel.b, operands: [value(node.inputs[0]), y]))
    values[node] = y
  }

  private mutating func lowerBinary(_ node: Node, _ binary: Binary) {
    let z = makeScratch(like: node)
    emit(
      VirtualStep(
        kind: CK_STEP_BINARY, flags: binaryFlags(node), index: binary.kernelIndex, n: node.shape.count,
        operands: [value(node.inputs[0]), value(node.inputs[1]), z]))
    values[node] = z
  }

  /// Which operands of a binary have one row for all.
  func binaryFlags(_ node: Node) -> UInt32 {
    guard node.isBatched else { return UInt32(CK_STEP_ONE_ROW) }
    return (node.inputs[0].isBatched ? 0 : UInt32(CK_STEP_X_SHARED))
      | (node.inputs[1].isBatched ? 0 : UInt32(CK_STEP_Y_SHARED))
  }

  /// A function of rows over the last axis: a sample with several is several rows.
  func rowwiseStep(
    _ kind: ck_step_kind, _ node: Node, _ function: Rowwise, _ operands: [Operand?]
  ) -> VirtualStep {
    let width = node.shape.last
    return VirtualStep(
      kind: kind, flags: rowFlag(node), index: Int32(function.kernel.rawValue), n: width, m: node.shape.count / width,
      operands: operands)
  }

  private mutating func lowerSlice(_ node: Node, _ range: Range<Int>) {
    let y = makeScratch(like: node)
    let (wide, narrow) = (node.inputs[0].shape, node.shape)
    for i in 0..<narrow.count / range.count {
      emit(
        copy(
          node, range.count, from: value(node.inputs[0]), at: i * wide.last + range.lowerBound, stride: wide.count,
          to: y, at: i * range.count, stride: narrow.count))
    }
    values[node] = y
  }

  private mutating func lowerConcatenation(_ node: Node) {
    let y = makeScratch(like: node)
    for (part, column) in concatenationParts(node) {
      let width = part.shape.last
      for i in 0..<part.shape.count / width {
        let x = part.isBatched || !node.isBatched ? value(part) : repeatedOverRows(part)
        emit(
          copy(
            node, width, from: x, at: i * width, stride: part.shape.count, to: y, at: i * node.shape.last + column,
            stride: node.shape.count))
      }
    }
    values[node] = y
  }

  /// A shared array with a row of its own for each sample.
  private mutating func repeatedOverRows(_ node: Node) -> Operand {
    let rows = makeBuffer(.arena, perRow: true, size: node.shape.count)
    emit(VirtualStep(kind: CK_STEP_ZERO, n: node.shape.count, operands: [rows]))
    emit(
      VirtualStep(
        kind: CK_STEP_BINARY, flags: UInt32(CK_STEP_Y_SHARED), index: Binary.add.kernelIndex, n: node.shape.count,
        operands: [rows, value(node), rows]))
    return rows
  }

  /// The inputs of a concatenation with the column at which each begins.
  func concatenationParts(_ node: Node) -> [(Node, Int)] {
    var column = 0
    return node.inputs.map { part in
      defer { column += part.shape.last }
      return (part, column)
    }
  }

  func copy(
    _ node: Node, _ n: Int, from x: Operand, at xOffset: Int, stride xs: Int, to y: Operand, at yOffset: Int,
    stride ys: Int, flags: UInt32 = 0
  ) -> VirtualStep {
    VirtualStep(
      kind: CK_STEP_COPY_COLUMNS, flags: rowFlag(node) | flags, n: n, k: xs, m: ys,
      operands: [
        Operand(buffer: x.buffer, offset: x.offset + xOffset), Operand(buffer: y.buffer, offset: y.offset + yOffset),
      ])
  }

  /// A sum over an axis or a repetition along one; backward each is the other.
  func axisStep(_ node: Node, forward: Bool, from x: Operand, to y: Operand) -> VirtualStep {
    let input = node.inputs[0].shape
    var (axis, scale, sums) = (0, Float(1), true)
    if case .sum(let summed, let factor) = node.operation {
      (axis, scale) = (summed ?? 0, factor)
      if summed == nil { return axisStep(node, forward, 1, input.count, 1, scale, x, y) }
    } else {
      sums = false
      axis = zip(input.sizes, node.shape.sizes).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? 0
    }
    let sizes = sums ? input.sizes : node.shape.sizes
    return axisStep(
      node, forward == sums, sizes[..<axis].reduce(1, *), sizes[axis], sizes[(axis + 1)...].reduce(1, *), scale, x, y)
  }

  private func axisStep(
    _ node: Node, _ sums: Bool, _ outer: Int, _ n: Int, _ inner: Int, _ scale: Float, _ x: Operand, _ y: Operand
  ) -> VirtualStep {
    VirtualStep(
      kind: sums ? CK_STEP_AXIS_SUM : CK_STEP_AXIS_REPEAT, flags: rowFlag(node), n: n, k: inner, m: outer, a: scale,
      operands: [x, y])
  }

  // MARK: - Losses

  private mutating func lowerGoals(_ predictions: [Prediction], _ order: [Node]) {
    if request.mode == .train { markGradients(order) }
    for (index, prediction) in predictions.enumerated() { lowerGoal(index, prediction) }
    if request.mode == .train { lowerGradients(order) }
  }

  private mutating func lowerGoal(_ index: Int, _ prediction: Prediction) {
    let goal = request.goals[index]
    let weights = goal.isWeighted ? makeBuffer(.weights(index), perRow: true, size: 1) : nil
    let width = prediction.node.shape.count
    let p = value(prediction.node)
    let traits = prediction.loss.traits
    let target: Operand
    if let custom = prediction.custom {
      target = value(custom.target)
    } else {
      target = makeBuffer(.target(goal.output), perRow: true, size: goal.loss.targetWidth(outputs: width))
    }
    let kind: ck_step_kind
    let kernel: Int32
    switch traits.kernel {
    case .dense(let loss)?: (kind, kernel) = (CK_STEP_LOSS, Int32(loss.rawValue))
    case .sparse(let loss)?: (kind, kernel) = (CK_STEP_SPARSE_LOSS, Int32(loss.rawValue))
    case .formula? where prediction.custom != nil:
      (kind, kernel) = (CK_STEP_LOSS, Int32(CK_LOSS_OUTPUT.rawValue))
    case .formula?:
      let output = graph.outputs[goal.output]
      faults += CustomGoal(goal.loss, output: output)?.faults(beside: graph.order) ?? []
      return
    case nil: return  // refused by compile()
    }
    var step = VirtualStep(
      kind: kind, index: kernel, n: width, m: index, a: Float(traits.a), b: Float(traits.b),
      operands: [p, target, weights, nil, factors(of: prediction.loss, width)])
    measure(index, prediction, target)
    guard request.mode == .train, needsGradient.contains(prediction.node) else { return emit(step) }
    addGradient(of: prediction.node, addsInPlace: false) { lowering, gradient, _ in
      step.operands[3] = gradient
      lowering.emit(step)
    }
  }

  /// The factors that a loss reads, as constants of the plan.
  private mutating func factors(of loss: Loss, _ outputs: Int) -> Operand? {
    let factors = loss.factors(outputs: outputs)
    guard !factors.isEmpty else { return nil }
    defer { constants += factors }
    return modelArray(.constants, size: 0, offset: constants.count)
  }
}

extension Binary {
  var kernelIndex: Int32 {
    switch self {
    case .add: Int32(CK_ADD.rawValue)
    case .subtract: Int32(CK_SUBTRACT.rawValue)
    case .multiply: Int32(CK_MULTIPLY.rawValue)
    case .divide: Int32(CK_DIVIDE.rawValue)
    case .larger: Int32(CK_LARGER.rawValue)
    case .smaller: Int32(CK_SMALLER.rawValue)
    case .prelu: Int32(CK_PRELU.rawValue)
    }
  }
}
