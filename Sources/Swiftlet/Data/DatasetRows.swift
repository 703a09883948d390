// Other data sets made of the same rows or columns.

extension Dataset {
  /// The rows of a range, counted from 0, in their order: `data[0..<50]`.
  ///
  /// A range that reaches beyond the rows gives those that exist; the action that uses them throws the fault.
  public subscript(rows: Range<Int>) -> Dataset {
    let inside = rows.clamped(to: 0..<count)
    let part = gathered(Array(inside))
    guard inside != rows else { return part }
    return part.adding(faults: [
      Finding(
        .badArgument, "a range of rows reaches beyond the data", expected: "rows within 0..<\(count)",
        got: "\(rows)", remedy: "Use the property count to find the last row")
    ])
  }

  /// The same rows in a random order that depends on the seed alone.
  public func shuffled(seed: UInt64) -> Dataset {
    var random = RandomStream(.split, seed: seed, SplitUse.shuffle.rawValue)
    return gathered(random.permutation(count).map(Int.init))
  }

  /// The same data with class targets as rows of one 1 among 0s; numbers per class instead of an index.
  ///
  /// **Shapes** targets `[count][classes]`.
  ///
  /// - Throws: `SwiftletError` (`label-set`) when a target holds numbers, not classes.
  public func oneHot() throws(SwiftletError) -> Dataset {
    try checked()
    var parts: [NamedTarget] = []
    for part in targetParts {
      guard let labels = part.targets.classIndices else {
        throw SwiftletError(
          .data,
          Finding(
            .labelSet, "target \"\(part.name)\" holds numbers, which have no one-hot form", expected: "classes",
            got: "numbers", remedy: "Make the data set with classes: when the numbers are labels"))
      }
      let names = part.targets.classNames
      if let fault = SizeLimit.fault(rows: count, width: names.count) { throw SwiftletError(.data, fault) }
      let tensor = Tensor(oneHot: labels, classes: names.count)
      parts.append(NamedTarget(name: part.name, targets: .oneHot(tensor, names: names)))
    }
    return Dataset(
      inputParts: inputParts, targetParts: parts, weights: weights, columnNames: columnNames, notes: notes)
  }

  /// The same data with a factor per row for its share in the loss.
  ///
  /// - Throws: `SwiftletError` (`bad-argument`) unless there is one finite factor ≥ 0 per row, not all 0.
  public func weighted(_ weights: [Double]) throws(SwiftletError) -> Dataset {
    let faults = DatasetChecks.weightFaults(weights, rows: count)
    guard faults.isEmpty else { throw SwiftletError(.data, faults) }
    return Dataset(
      inputParts: inputParts, targetParts: targetParts, weights: weights, columnNames: columnNames,
      faults: self.faults, notes: notes)
  }

  /// The same data without some of its input columns.
  ///
  /// - Throws: `SwiftletError` (`unknown-column`) for a name that is not in `inputNames`, (`bad-argument`) when
  ///   no column is left or the input is not a table.
  public func dropping(_ columns: [String]) throws(SwiftletError) -> Dataset {
    try checked()
    guard !columnNames.isEmpty else { throw SwiftletError(.data, DatasetChecks.noTable(inputNames)) }
    for column in columns where !columnNames.contains(column) {
      throw SwiftletError(.data, Spelling.unknownColumn(column, among: columnNames, place: nil))
    }
    let kept = columnNames.indices.filter { !columns.contains(columnNames[$0]) }
    guard !kept.isEmpty else { throw SwiftletError(.data, DatasetChecks.noColumnLeft) }
    let width = columnNames.count
    var values: [Float] = []
    values.reserveCapacity(count * kept.count)
    inputs.values.withUnsafeBufferPointer { all in
      for row in 0..<count { for column in kept { values.append(all[row * width + column]) } }
    }
    let tensor = Tensor(unchecked: values, rows: count, shape: Shape([kept.count]))
    return Dataset(
      inputParts: [NamedTensor(name: inputParts[0].name, tensor: tensor)], targetParts: targetParts,
      weights: weights, columnNames: kept.map { columnNames[$0] }, notes: notes)
  }

  /// The rows at `indices`, in that order.
  package func gathered(_ indices: [Int]) -> Dataset {
    Dataset(
      inputParts: inputParts.map { NamedTensor(name: $0.name, tensor: $0.tensor.gathered(indices)) },
      targetParts: targetParts.map { NamedTarget(name: $0.name, targets: $0.targets.gathered(indices)) },
      weights: weights.map { weights in indices.map { weights[$0] } }, columnNames: columnNames, faults: faults,
      notes: notes)
  }
}

/// Keeps the random orders of different uses of one seed apart.
enum SplitUse: UInt64 {
  case shuffle = 1
  case holdOut, folds, foldOrder, importance
}

extension DatasetChecks {
  static let noColumnLeft = Finding(
    .badArgument, "no input column is left", expected: "at least 1 column of numbers", got: "0",
    remedy: "Leave fewer columns out")

  static func noTable(_ inputs: [String]) -> Finding {
    Finding(
      .badArgument, "only a single input whose rows are lists of numbers has columns",
      expected: "one input of shape [n]", got: "inputs \(inputs.map { CellText.quoted($0) }.joined(separator: ", "))",
      remedy: "Drop the columns before making the data set")
  }

  static func badBatches(_ size: Int, rows: Int) -> Finding {
    guard rows >= 1 else { return noRows }
    return Finding(
      .badArgument, "a batch has too few rows", expected: "a size of at least 1", got: "\(size)",
      remedy: "Choose a batch size from 1 up; 32 is common")
  }

  static func weightFaults(_ weights: [Double], rows: Int) -> [Finding] {
    let remedy = "Give one finite factor of 0 or more per row, at least one of them above 0"
    if weights.count != rows {
      return [
        Finding(
          .badArgument, "the number of weights differs from the number of rows", expected: "\(rows)",
          got: "\(weights.count)", remedy: remedy)
      ]
    }
    if let row = weights.firstIndex(where: { !$0.isFinite || $0 < 0 }) {
      return [
        Finding(
          .badArgument, "the weight of row \(row) cannot be used", expected: "a finite number of 0 or more",
          got: "\(weights[row])", remedy: remedy)
      ]
    }
    if rows > 0, weights.allSatisfy({ $0 == 0 }) {
      return [Finding(.badArgument, "all weights are 0, so there is nothing to learn", remedy: remedy)]
    }
    return []
  }
}
