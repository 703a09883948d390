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
    let compilation = try compiled()
    // A copy: a Normalization without statistics takes them from these rows for the check alone.
    let storage = try ModelStorage(copying: try prepared())
    let (inputs, _) = try matchedInputs(data.inputParts, stage: .training)
    _ = storage.fitNormalizations(inputs, names: data.inputNames)
    let encoder = TargetEncoder(
      loss: compilation.loss, output: storage.graph.outputs[0].shape, allowed: compilation.allowed, name: "the target")
    let targets = try encoder.encode(try aligned(data.targets))
    let arrays = RowArrays(
      arrays: inputs + [(VirtualBuffer.Kind.target(0), targets.values, targets.width)], count: data.count)
    let computed = try gradients(arrays, rows: count, storage, compilation)
    let problem = NumericalGradient(
      evaluation: DoubleEvaluation(storage), loss: compilation.loss, arrays: arrays, rows: count,
      targetWidth: targets.width)
    return compare(computed, problem, storage)
  }

  /// The float32 gradients of the mean loss over the first rows.
  private func gradients(
    _ arrays: RowArrays, rows: Int, _ storage: ModelStorage, _ compilation: Compilation
  ) throws(SwiftletError) -> [Float] {
    let cutting = Cutting(rows: rows, training: storage.graph)
    let goal = PlanRequest.Goal(output: 0, loss: compilation.loss)
    let plan = try Plan(storage.graph, PlanRequest(mode: .train, capacity: cutting.block, goals: [goal]))
    let buffer = try AlignedBuffer(count: storage.parameters.count, for: "the gradients")
    let pass = try Pass(
      plan, storage, cutting: cutting, rows: rows, kernels: ck_kernels_best(), gradients: buffer)
    try arrays.withPointers { (source) throws(SwiftletError) in
      pass.open(source)
      pass.runBatch(order: nil, start: 0, rows: rows, scale: 1 / Float(rows))
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
  let loss: Loss
  let arrays: RowArrays
  let rows: Int
  let targetWidth: Int

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

  private func meanLoss(_ evaluation: DoubleEvaluation) -> Double {
    var inputs: [[[Double]]] = []
    var targets: [[Double]] = []
    for row in 0..<rows {
      var columns: [[Double]] = []
      for array in arrays.arrays {
        let values = array.values[row * array.width..<(row + 1) * array.width]
        if case .input = array.kind { columns.append(values.map(Double.init)) } else { targets.append(decode(Array(values))) }
      }
      inputs.append(columns)
    }
    let outputs = evaluation.output(0, rows: inputs)
    return zip(outputs, targets).reduce(0) { $0 + loss.forward($1.0, $1.1) } / Double(rows)
  }

  /// A sparse target holds the bits of an Int32.
  private func decode(_ values: [Float]) -> [Double] {
    if case .sparse? = loss.kernel { return values.map { Double(Int32(bitPattern: $0.bitPattern)) } }
    return values.map(Double.init)
  }
}
