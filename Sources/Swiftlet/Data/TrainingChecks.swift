// What `fit` asks of its data, beyond what every data set must be.

extension Dataset {
  /// Throws everything about these rows that makes a training senseless: faults they carry from their maker,
  /// no rows, numbers that are not finite, one class only.
  func checkTrainable() throws(SwiftletError) {
    var found = faults
    if found.isEmpty {
      found = DatasetChecks.faults(
        inputs: inputParts, targets: targetParts, columnNames: columnNames.isEmpty ? nil : columnNames)
    }
    if found.isEmpty { found = targetParts.compactMap(oneClass) }
    if !found.isEmpty { throw SwiftletError(.data, found) }
  }

  private func oneClass(_ part: NamedTarget) -> Finding? {
    guard let labels = part.targets.classIndices, let first = labels.first, labels.allSatisfy({ $0 == first })
    else { return nil }
    let name = part.targets.classNames[first]
    return Finding(
      .oneClass, "all \(labels.count) rows belong to one class of target \"\(part.name)\"",
      expected: "rows of at least 2 classes", got: "only \(CellText.quoted(name))",
      remedy: "Add rows of another class; a part of sorted rows needs shuffled(seed:) or a stratified split first")
  }

  /// Input columns that give the answer away. For classes: as many distinct values as there are classes, one
  /// value per class. For numbers: a column that equals the target.
  func labelLeaks() -> [Finding] {
    targetParts.flatMap { target in
      inputParts.flatMap { input in
        (0..<input.tensor.shape.count).compactMap { leak(from: $0, of: input, to: target) }
      }
    }
  }

  private func leak(from column: Int, of input: NamedTensor, to target: NamedTarget) -> Finding? {
    let width = input.tensor.shape.count
    let isLeak: Bool
    if let labels = target.targets.classIndices {
      isLeak = names(labels) { input.tensor.values[$0 * width + column] }
    } else if target.targets.tensor.shape.count == 1, count > 1 {
      let answers = target.targets.tensor.values
      isLeak = answers.indices.allSatisfy { input.tensor.values[$0 * width + column] == answers[$0] }
    } else {
      isLeak = false
    }
    guard isLeak else { return nil }
    let name =
      columnNames.isEmpty
      ? "value \(column) of input \"\(input.name)\"" : "input column \(CellText.quoted(columnNames[column]))"
    return Finding(
      .labelLeak, "\(name) gives the target \"\(target.name)\" away: each of its values stands for one answer",
      expected: "inputs that are known before the answer", got: "a copy of the answer",
      remedy: "Leave the column out (ignoring: or dropping), or allow \"label-leak\" if it is known beforehand")
  }

  /// Whether there is exactly one value per class and one class per value, with more rows than classes (one row
  /// per class would name it by any column).
  private func names(_ labels: [Int], by value: (_ row: Int) -> Float) -> Bool {
    var valueOfClass: [Int: Float] = [:]
    var classOfValue: [Float: Int] = [:]
    for (row, label) in labels.enumerated() {
      let value = value(row)
      guard valueOfClass[label] ?? value == value, classOfValue[value] ?? label == label else { return false }
      valueOfClass[label] = value
      classOfValue[value] = label
    }
    return valueOfClass.count >= 2 && labels.count > valueOfClass.count
  }
}
