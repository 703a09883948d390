internal import CKernels

/// How well the gradients of a model agree with numerical differentiation.
public struct GradientCheck: Sendable, CustomStringConvertible {
  /// One parameter whose two gradients were compared.
  public struct Entry: Sendable {
    /// `dense/kernel[7]`.
    public let name: String
    /// What training uses, computed in float32.
    public let computed: Double
    /// Central difference of the loss, computed in Double.
    public let numerical: Double
    /// |computed - numerical| divided by the largest gradient of the model.
    public let error: Double
  }
  /// The worst first.
  public let entries: [Entry]
  /// Parameters that sit so close to a kink of the loss that it has no derivative there.
  public let skipped: Int

  /// The largest error, relative to the largest gradient; float32 alone explains about 1e-5.
  public var largestError: Double { entries.first?.error ?? 0 }

  public var description: String {
    let worst = entries.first.map { ", worst \($0.name): \($0.computed) instead of \($0.numerical)" } ?? ""
    return "\(entries.count) gradients compared, \(skipped) skipped, largest error \(largestError)\(worst)"
  }
}

extension Model {
  /// Compares the gradients that training uses with central differences of the loss, parameter by
  /// parameter. For a layer or loss of your own, and for doubts about ours.
  ///
  /// The loss is computed a second time for it, in Double and without any kernel, so it is slow:
  /// use a small model and few rows. Weights are not changed.
  ///
  /// - Parameters:
  ///   - rows: The first rows of `data` are used, at most this many.
  /// - Throws: `SwiftletError` when model and data do not fit.
  public func checkGradients(on data: Dataset, rows: Int = 8) throws(SwiftletError) -> GradientCheck {
    try FitJob.checkWatched(data)
    let count = min(max(rows, 1), data.count)
    // A copy: a Normalization without statistics takes them from these rows for the check alone.
    let storage = try ModelStorage(copying: try prepared())
    let (inputs, _) = try matchedInputs(data.inputParts, stage: .training)
    _ = storage.fitNormalizations(inputs, names: data.inputNames)
    let encoded = try encode(try matchedTargets(data.targetParts, stage: .training), weights: nil)
    let goals = try planGoals(try compiled().goals.map { _ in [] }, isWeighted: encoded.isWeighted)
    let arrays = RowArrays(arrays: inputs + encoded.columns, count: data.count)
    let computed = try gradients(arrays, rows: count, storage, goals)
    let problem = NumericalGradient(
      evaluation: DoubleEvaluation(storage), goals: goals, arrays: arrays, rows: count)
    return compare(computed, problem, storage)
  }

  /// The float32 gradients of the mean loss over the first rows.
  private func gradients(
    _ arrays: RowArrays, rows: Int, _ storage: ModelStorage, _ goals: [PlanRequest.Goal]
  ) throws(SwiftletError) -> [Float] {
    let cutting = Cutting(rows: rows, training: storage.graph)
    let plan = try Plan(storage.graph, PlanRequest(mode: .train, capacity: cutting.block, goals: goals))
    let buffer = try AlignedBuffer(count: storage.parameters.count, for: "the gradients")
    let pass = try Pass(
      plan, storage, cutting: cutting, rows: rows, kernels: ck_kernels_best(), gradients: buffer)
    try arrays.withPointers { (source) throws(SwiftletError) in
      pass.open(source)
      pass.runBatch(order: nil, start: 0, rows: rows)
    }
    return Array(buffer.buffer)
  }

  private func compare(_ computed: [Float], _ problem: NumericalGradient, _ storage: ModelStorage) -> GradientCheck {
    let numerical = problem.evaluation.parameters.indices.map { problem.derivative(at: $0) }
    let scale = max(computed.map { Double(abs($0)) }.max() ?? 0, numerical.map { abs($0.value) }.max() ?? 0, 1e-12)
    var entries: [GradientCheck.Entry] = []
    for entry in storage.graph.parameters.entries {
      for i in entry.offset..<entry.offset + entry.count where numerical[i].isSmooth {
        let (mine, theirs) = (Double(computed[i]), numerical[i].value)
        entries.append(
          GradientCheck.Entry(
            name: "\(entry.name)[\(i - entry.offset)]", computed: mine, numerical: theirs,
            error: mine.isFinite && theirs.isFinite ? abs(mine - theirs) / scale : .infinity))
      }
    }
    return GradientCheck(
      entries: entries.sorted { ($1.error, $0.name) < ($0.error, $1.name) },
      skipped: numerical.count { !$0.isSmooth })
  }
}

/// Central differences of the mean loss in Double.
struct NumericalGradient {
  let evaluation: DoubleEvaluation
  let goals: [PlanRequest.Goal]
  let arrays: RowArrays
  let rows: Int

  /// The derivative by one parameter. Truncation and rounding balance at h ≈ ∛ε. Where the two sides
  /// disagree by more than a smooth curve could, there is a kink within h.
  func derivative(at index: Int) -> (value: Double, isSmooth: Bool) {
    var moved = evaluation
    let x = evaluation.parameters[index]
    let h = 6e-6 * max(1, abs(x))
    func value(_ x: Double) -> Double {
      moved.parameters[index] = x
      return meanLoss(moved)
    }
    let (low, middle, high) = (value(x - h), value(x), value(x + h))
    let (left, right) = ((middle - low) / h, (high - middle) / h)
    let isSmooth = abs(left - right) <= 1e-3 * max(abs(left), abs(right), 1e-3)
    return ((high - low) / (2 * h), isSmooth)
  }

  /// Σ weight·loss over the goals, each the mean over its rows.
  private func meanLoss(_ evaluation: DoubleEvaluation) -> Double {
    let width = arrays.arrays.count { if case .input = $0.kind { true } else { false } }
    let inputs = (0..<rows).map { row in
      arrays.arrays.prefix(width).map { values(of: $0, row).map(Double.init) }
    }
    return goals.indices.reduce(0) { $0 + goals[$1].weight * meanLoss(of: $1, evaluation, inputs) }
  }

  private func meanLoss(of index: Int, _ evaluation: DoubleEvaluation, _ inputs: [[[Double]]]) -> Double {
    let goal = goals[index]
    guard let target = arrays.arrays.first(where: { $0.kind == .target(goal.output) }) else { return .nan }
    let targets = (0..<rows).map { decode(Array(values(of: target, $0)), goal.loss) }
    let losses = evaluation.losses(goal.loss, of: goal.output, inputs: inputs, targets: targets)
    let weights = column(.weights(index))
    let sum = losses.enumerated().reduce(0) { $0 + (weights?[$1.offset] ?? 1) * $1.element }
    return sum / (column(.shares(index))?.reduce(0, +) ?? Double(rows))
  }

  /// One number per row.
  private func column(_ kind: VirtualBuffer.Kind) -> [Double]? {
    arrays.arrays.first { $0.kind == kind }.map { all in (0..<rows).map { Double(all.values[$0]) } }
  }

  private func values(
    of array: (kind: VirtualBuffer.Kind, values: [Float], width: Int), _ row: Int
  ) -> ArraySlice<Float> {
    array.values[row * array.width..<(row + 1) * array.width]
  }

  /// A sparse target holds the bits of an Int32.
  private func decode(_ values: [Float], _ loss: Loss) -> [Double] {
    if loss.readsClassIndices { return values.map { Double(Int32(bitPattern: $0.bitPattern)) } }
    return values.map(Double.init)
  }
}
