internal import CKernels

extension ModelStorage {
  /// Takes the statistics of every Normalization that has none, from the rows to train on.
  ///
  /// - Returns: A note per constant column.
  func fitNormalizations(
    _ columns: [(kind: VirtualBuffer.Kind, values: [Float], width: Int)], names: [String]
  ) -> [Finding] {
    guard !isFitted else { return [] }
    var notes: [Finding] = []
    for node in graph.order {
      // (x - mean)·scale: the subtraction knows both the state and the input it belongs to.
      guard case .binary(.subtract) = node.operation, case .state(let mean) = node.inputs[1].operation,
        mean.values == nil, let input = graph.inputs.firstIndex(where: { $0.source === node.inputs[0].source }),
        let scale = scaleBox(behind: node), let means = values(of: mean), let scales = values(of: scale)
      else { continue }
      for column in means.indices {
        let (average, variance) = moments(columns[input].values, column, columns[input].width)
        means[column] = Float(average)
        scales[column] = NormalizationStatistics.scale(variance: variance)
        if variance == 0 { notes.append(constantColumn(names.indices.contains(column) ? names[column] : "\(column)")) }
      }
    }
    isFitted = true
    return notes
  }

  private func scaleBox(behind node: Node) -> StateBox? {
    for other in graph.order where other.inputs.first === node {
      if case .binary(.multiply) = other.operation, case .state(let box) = other.inputs[1].operation { return box }
    }
    return nil
  }

  /// Mean and variance (dividing by the count) of one column, in Double and two passes.
  private func moments(_ values: [Float], _ column: Int, _ width: Int) -> (mean: Double, variance: Double) {
    let count = Double(values.count / width)
    let rows = stride(from: column, to: values.count, by: width)
    let mean = rows.reduce(0.0) { $0 + Double(values[$1]) } / count
    let variance = rows.reduce(0.0) { $0 + (Double(values[$1]) - mean) * (Double(values[$1]) - mean) } / count
    return (mean, variance)
  }

  private func constantColumn(_ name: String) -> Finding {
    Finding(
      "constant-column", "the column \(name) has the same value in every row it is trained on", severity: .note,
      remedy: "It carries nothing; leave it out with ignoring:")
  }
}

extension Model {
  /// - Throws: When a Normalization() has seen no data.
  func checkFitted(stage: SwiftletError.Stage) throws(SwiftletError) {
    guard try prepared().isFitted else {
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
