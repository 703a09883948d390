extension Dataset {
  /// These rows and then those of `other`.
  ///
  /// Both have the same inputs, of the same shapes and columns, and the same targets. Classes are found by name: those
  /// that only `other` knows come behind. Where only one of the two has weights, the rows of the other count 1.
  ///
  /// - Throws: `SwiftletError` (`shape-misfit`, `label-set`) when they do not fit together.
  public func concatenated(with other: Dataset) throws(SwiftletError) -> Dataset {
    try checked()
    try other.checked()
    if let fault = ConcatenationFaults.misfit(self, other) { throw SwiftletError(.data, fault) }
    for (mine, theirs) in zip(inputParts, other.inputParts) {
      let width = mine.tensor.shape.count
      if let fault = SizeLimit.fault(rows: mine.tensor.rows + theirs.tensor.rows, width: width) {
        throw SwiftletError(.data, fault)
      }
    }
    let inputs = zip(inputParts, other.inputParts).map {
      NamedTensor(name: $0.name, tensor: $0.tensor.followed(by: $1.tensor))
    }
    var targets: [NamedTarget] = []
    for (mine, theirs) in zip(targetParts, other.targetParts) {
      guard let joined = mine.targets.followed(by: theirs.targets) else {
        throw SwiftletError(.data, ConcatenationFaults.targets(mine, theirs))
      }
      targets.append(NamedTarget(name: mine.name, targets: joined))
    }
    var joinedWeights: [Double]?
    if weights != nil || other.weights != nil {
      joinedWeights =
        (weights ?? [Double](repeating: 1, count: count))
        + (other.weights ?? [Double](repeating: 1, count: other.count))
    }
    return Dataset(
      inputParts: inputs, targetParts: targets, weights: joinedWeights, columnNames: columnNames,
      notes: notes + other.notes)
  }
}

extension Tensor {
  fileprivate func followed(by other: Tensor) -> Tensor {
    Tensor(unchecked: values + other.values, rows: rows + other.rows, shape: shape)
  }
}

extension Targets {
  /// nil when one holds classes and the other numbers, or the shapes differ.
  fileprivate func followed(by other: Targets) -> Targets? {
    switch (self, other) {
    case (.values(let a), .values(let b)): return a.shape == b.shape ? .values(a.followed(by: b)) : nil
    case (.signs(let a), .signs(let b)): return .signs(a + b)
    case (.values, _), (_, .values), (.signs, _), (_, .signs): return nil
    case (.classes, _), (.oneHot, _):
      guard let mine = classIndices, let theirs = other.classIndices else { return nil }
      let names = classNames + other.classNames.filter { !classNames.contains($0) }
      let places = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
      let renumbered = other.classNames.map { places[$0] ?? 0 }
      return self.renumbered(mine + theirs.map { renumbered[$0] }, names: names)
    }
  }
}

private enum ConcatenationFaults {
  static func misfit(_ a: Dataset, _ b: Dataset) -> Finding? {
    let (mine, theirs) = (words(a), words(b))
    if mine != theirs {
      return Finding(
        .shapeMisfit, "two data sets have unlike inputs or targets", expected: mine, got: theirs,
        remedy: "Make both with the same inputs and targets, by name and shape")
    }
    guard a.columnNames != b.columnNames else { return nil }
    return Finding(
      .shapeMisfit, "two data sets have other columns", expected: a.columnNames.joined(separator: ", "),
      got: b.columnNames.joined(separator: ", "), remedy: "Bring the columns into the same order, under the same names")
  }

  private static func words(_ data: Dataset) -> String {
    (data.inputParts.map { "\($0.name) \($0.tensor.shape)" } + data.targetParts.map(\.name)).joined(separator: ", ")
  }

  static func targets(_ a: NamedTarget, _ b: NamedTarget) -> Finding {
    Finding(
      .labelSet, "the target \"\(a.name)\" of two data sets is not of one kind", expected: kind(a.targets),
      got: kind(b.targets), remedy: "Make both with classes:, or both with targets: of one shape")
  }

  private static func kind(_ targets: Targets) -> String {
    switch targets {
    case .values(let tensor): "numbers of shape \(tensor.shape)"
    case .classes, .oneHot: "classes"
    case .signs: "signs"
    }
  }
}
