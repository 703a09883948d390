internal import CKernels

extension ModelStorage {
  /// Takes the statistics of every Normalization that has none, from the rows to train on.
  ///
  /// - Returns: A note per constant column.
  func fitNormalizations(
    _ columns: [(kind: VirtualBuffer.Kind, values: [Float], width: Int)], names: [String]
  ) -> [Finding] {
    guard !hasStatistics else { return [] }
    var notes: [Finding] = []
    for (node, inputs) in unfitted {
      guard case .state(let mean) = node.inputs[1].operation, let scale = scaleBox(behind: node),
        let means = values(of: mean), let scales = values(of: scale)
      else { continue }
      let arrays = inputs.map { columns[$0].values }
      for column in means.indices {
        let isConstant: Bool
        if mean.name == NormalizationStatistics.minimum {
          let (low, high) = extremes(arrays, column, means.count)
          means[column] = low
          scales[column] = NormalizationStatistics.scale(min: Double(low), max: Double(high))
          isConstant = low == high
        } else {
          let (average, variance) = moments(arrays, column, means.count)
          means[column] = Float(average)
          scales[column] = NormalizationStatistics.scale(variance: variance)
          isConstant = variance == 0
        }
        if isConstant { notes.append(constantColumn(names.indices.contains(column) ? names[column] : "\(column)")) }
      }
    }
    hasStatistics = true
    return notes
  }

  /// Each Normalization without statistics, known by its subtraction in (x - mean)·scale, with all inputs of the
  /// model that it stands on.
  private var unfitted: [(node: Node, inputs: [Int])] {
    var found: [(node: Node, inputs: [Int])] = []
    var places: [ObjectIdentifier: Int] = [:]
    for node in graph.order {
      guard case .binary(.subtract) = node.operation, case .state(let mean) = node.inputs[1].operation,
        !mean.isGiven, let input = graph.inputs.firstIndex(where: { $0.source === node.inputs[0].source })
      else { continue }
      if let known = places[ObjectIdentifier(mean)] {
        found[known].inputs.append(input)
      } else {
        places[ObjectIdentifier(mean)] = found.count
        found.append((node, [input]))
      }
    }
    return found
  }

  private func scaleBox(behind node: Node) -> StateBox? {
    for other in graph.order where other.inputs.first === node {
      if case .binary(.multiply) = other.operation, case .state(let box) = other.inputs[1].operation { return box }
    }
    return nil
  }

  /// Mean and variance (dividing by the count) of one column of all arrays, in Double and two passes.
  private func moments(_ arrays: [[Float]], _ column: Int, _ width: Int) -> (mean: Double, variance: Double) {
    let count = Double(arrays.reduce(0) { $0 + $1.count } / width)
    func sum(_ term: (Double) -> Double) -> Double {
      arrays.reduce(0.0) { sum, values in
        stride(from: column, to: values.count, by: width).reduce(sum) { $0 + term(Double(values[$1])) }
      }
    }
    let mean = sum { $0 } / count
    return (mean, sum { ($0 - mean) * ($0 - mean) } / count)
  }

  private func extremes(_ arrays: [[Float]], _ column: Int, _ width: Int) -> (low: Float, high: Float) {
    var (low, high) = (Float.infinity, -Float.infinity)
    for values in arrays {
      for index in stride(from: column, to: values.count, by: width) {
        low = min(low, values[index])
        high = max(high, values[index])
      }
    }
    return (low, high)
  }

  private func constantColumn(_ name: String) -> Finding {
    Finding(
      "constant-column", "the column \(name) has the same value in every row it is trained on", severity: .note,
      remedy: "It carries nothing; leave it out with ignoring:")
  }
}

extension Model {
  /// - Throws: When a Normalization() or a scored kernel has seen no data.
  func checkFitted(stage: SwiftletError.Stage) throws(SwiftletError) {
    let storage = try prepared()
    if let fault = storage.unscoredFault { throw SwiftletError(stage, fault) }
    guard storage.hasStatistics else {
      throw SwiftletError(
        stage,
        Finding(
          .unfittedLayer, "Normalization() has no statistics yet", expected: "a fit on a Dataset before",
          got: "none", remedy: "Call fit with a Dataset first, or give Normalization(means:variances:)"))
    }
  }
}

/// The index of the first NaN or infinity, or nil.
func firstNonfinite(_ values: [Float]) -> Int? {
  let index = values.withUnsafeBufferPointer { buffer in
    buffer.baseAddress.map { ck_kernels_best().pointee.first_nonfinite_f32(buffer.count, $0) } ?? 0
  }
  return index < values.count ? index : nil
}
