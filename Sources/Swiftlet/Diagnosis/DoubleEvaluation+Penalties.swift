// What weights and values cost by themselves, in plain Double.

extension DoubleEvaluation {
  /// The mean over the rows of a batch.
  func penalty(rows: [[[Double]]]) -> Double {
    let weights = graph.parameterGroups.reduce(0.0) { sum, group in
      if group.isFrozen { return sum }
      return group.regularizers.reduce(sum) { $0 + $1.forward(Array(parameters[group.range]), group.shape) }
    }
    let penalized = graph.order.compactMap { node in
      if case .penalty(let l1, let l2) = node.operation { (node, Double(l1), Double(l2)) } else { nil }
    }
    guard !penalized.isEmpty else { return weights }
    let values = values(rows: rows)
    return penalized.reduce(weights) { sum, penalty in
      let (node, l1, l2) = penalty
      return (values[node] ?? []).reduce(sum) { $0 + powers($1, l1, l2) / Double(rows.count) }
    }
  }
}

private func powers(_ x: [Double], _ l1: Double, _ l2: Double) -> Double {
  x.reduce(0) { $0 + l1 * abs($1) + l2 * $1 * $1 }
}

extension Regularizer {
  func forward(_ weights: [Double], _ shape: Shape) -> Double {
    // Factors are used as float32, so that what is compared is the same function.
    if let (l1, l2) = self.powers { return Swiftlet.powers(weights, Double(Float(l1)), Double(Float(l2))) }
    guard case .orthogonal(let factor, let mode) = self else { return 0 }
    let width = shape.last
    let rows = stride(from: 0, to: weights.count, by: width).map { Array(weights[$0..<$0 + width]) }
    let vectors = mode == .rows ? rows : (0..<width).map { column in rows.map { $0[column] } }
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    let units = vectors.map { vector in
      let norm = dot(vector, vector).squareRoot()
      return norm == 0 ? vector : vector.map { $0 / norm }
    }
    var sum = 0.0
    for i in units.indices { for j in units.indices where j > i { sum += abs(dot(units[i], units[j])) } }
    let pairs = Double(units.count) * Double(units.count - 1) / 2
    return pairs == 0 ? 0 : Double(Float(factor)) * sum / pairs
  }
}
