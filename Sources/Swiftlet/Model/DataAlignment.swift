// Data that come later must mean the same as the data a model has learnt from: the same columns in
// the same order, classes found by name and not by position.

extension Model {
  /// The targets with class indices that count as the model's do.
  ///
  /// A file that lacks a class numbers the others differently; here they are found by name. Where none is found
  /// and the names of one side only count ("0", "1", ...), the order of the classes is what both sides agree on.
  ///
  /// - Throws: `SwiftletError` (`label-set`) for a class that the model does not know.
  package func aligned(_ targets: Targets, output: Int = 0) throws(SwiftletError) -> Targets {
    let classNames = outputClasses[output] ?? []
    let names = targets.classNames
    guard !names.isEmpty, !classNames.isEmpty, names != classNames, let labels = targets.classIndices else {
      return targets
    }
    if case .signs = targets { return targets }
    let places = Dictionary(zip(classNames, classNames.indices), uniquingKeysWith: { first, _ in first })
    let found = names.map { places[$0] }
    if found.allSatisfy({ $0 == nil }), [names, classNames].contains(where: { $0 == Targets.defaultNames($0.count) }) {
      return names.count <= classNames.count ? targets.renumbered(labels, names: classNames) : targets
    }
    var positions: [Int] = []
    for (name, position) in zip(names, found) {
      guard let position else { throw unknownClass(name, among: classNames) }
      positions.append(position)
    }
    return targets.renumbered(labels.map { positions[$0] }, names: classNames)
  }

  private func unknownClass(_ name: String, among classNames: [String]) -> SwiftletError {
    SwiftletError(
      .data,
      Finding(
        .labelSet, "the data have a class that the model does not know",
        expected: classNames.map { "\"\($0)\"" }.joined(separator: ", "), got: "\"\(name)\"",
        remedy: "Train a new model on data with all classes"))
  }

  /// Refuses columns that stand in another order than those the model has learnt from. Data without
  /// names of their own (`x0`, `x1`, ...) are taken as they come.
  func checkColumns(of data: Dataset) throws(SwiftletError) {
    let (known, given) = (columnNames, data.inputNames)
    guard known.count == given.count, known != given, !isDefault(known), !isDefault(given),
      let index = known.indices.first(where: { known[$0] != given[$0] })
    else { return }
    throw SwiftletError(
      .data,
      Finding(
        .shapeMisfit, "the columns are not those the model has learnt from",
        expected: "\"\(known[index])\" as column \(index)", got: "\"\(given[index])\"",
        remedy: "Give the columns in this order: \(known.joined(separator: ", "))"))
  }

  private func isDefault(_ names: [String]) -> Bool { names == names.indices.map { "x\($0)" } || names == ["inputs"] }

  /// Keeps the classes of the first targets it is trained on, output by output.
  func adoptClasses(_ matched: GoalTargets) {
    for (goal, targets) in zip(compilation?.goals ?? [], matched.targets)
    where (outputClasses[goal.output] ?? []).isEmpty {
      outputClasses[goal.output] = targets.classNames
    }
  }

  /// Keeps the names of the columns of the first data it is trained on.
  func adoptNames(of data: Dataset) {
    if columnNames.isEmpty || isDefault(columnNames) { columnNames = data.inputNames }
  }
}
