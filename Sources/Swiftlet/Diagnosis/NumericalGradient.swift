/// Central differences of the mean loss in Double.
struct NumericalGradient {
  let evaluation: DoubleEvaluation
  let goals: [PlanRequest.Goal]
  let arrays: RowArrays
  let rows: Int

  /// The derivative by one parameter. Truncation and rounding balance at h ≈ ∛ε.
  ///
  /// Where the slopes of the two sides differ by more than a nearly straight curve could, they differ because of its
  /// curvature, and by half as much at half the distance; or there is a kink within h, and they do not.
  func derivative(at index: Int) -> (value: Double, isSmooth: Bool) {
    var moved = evaluation
    let x = evaluation.parameters[index]
    let h = 6e-6 * max(1, abs(x))
    func value(_ x: Double) -> Double {
      moved.parameters[index] = x
      return meanLoss(moved)
    }
    let middle = value(x)
    func slopes(_ h: Double) -> (left: Double, right: Double) {
      ((middle - value(x - h)) / h, (value(x + h) - middle) / h)
    }
    let (left, right) = slopes(h)
    let central = (left + right) / 2
    let difference = right - left
    if abs(difference) <= 1e-3 * max(abs(left), abs(right), 1e-3) { return (central, true) }
    var last = difference
    for part in [h / 2, h / 4] {
      let (left, right) = slopes(part)
      let share = (right - left) / last
      guard share > 0.4, share < 0.6 else { return (central, false) }
      last = right - left
    }
    return (central, true)
  }

  /// Σ weight·loss over the goals, each the mean over its rows.
  private func meanLoss(_ evaluation: DoubleEvaluation) -> Double {
    let width = arrays.arrays.count { if case .input = $0.kind { true } else { false } }
    let inputs = (0..<rows).map { row in
      arrays.arrays.prefix(width).map { values(of: $0, row).map(Double.init) }
    }
    return goals.indices.reduce(evaluation.penalty(rows: inputs)) {
      $0 + goals[$1].weight * meanLoss(of: $1, evaluation, inputs)
    }
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
