/// Everything that can be wrong with arrays handed to a `Dataset`. Rows are counted from 0.
enum DatasetChecks {
  /// More classes than this are taken for a mistake: labels that are no class indices.
  static let mostClasses = 65_536

  static func faults(inputs: [NamedTensor], targets: [NamedTarget], columnNames: [String]?) -> [Finding] {
    guard let first = inputs.first, !targets.isEmpty else { return [nothingGiven] }
    var faults: [Finding] = []
    if first.tensor.rows == 0 { faults.append(noRows) }
    for input in inputs {
      faults += countFault(of: "input \"\(input.name)\"", input.tensor.rows, first)
      faults += notFiniteFault(input.tensor, what: "input", name: input.name, columnNames: columnNames)
    }
    for target in targets {
      faults += countFault(of: "target \"\(target.name)\"", target.targets.count, first)
      faults += targetFaults(target)
    }
    return faults
  }

  static let nothingGiven = Finding(
    .noRows, "a data set needs at least one input and one target",
    remedy: "Name them, for example inputs: [\"left\": a], targets: [\"price\": .values(b)]")

  static let noRows = Finding(
    .noRows, "the data set has no rows", expected: "at least 1 row", got: "0",
    remedy: "Check where the rows come from; an empty file, filter or range gives none")

  private static func countFault(of what: String, _ count: Int, _ first: NamedTensor) -> [Finding] {
    guard count != first.tensor.rows else { return [] }
    return [
      Finding(
        .shapeMisfit, "\(what) has another number of rows than input \"\(first.name)\"",
        expected: "\(first.tensor.rows)", got: "\(count)",
        remedy: "Give one row or label per sample, in the same order")
    ]
  }

  static func notFiniteFault(
    _ tensor: Tensor, what: String, name: String, columnNames: [String]?
  ) -> [Finding] {
    guard let index = firstNonfinite(tensor.values) else { return [] }
    let width = tensor.shape.count
    let column = columnNames?[index % width] ?? "x\(index % width)"
    let isTable = what == "input" && tensor.shape.sizes.count <= 1
    let place = "\(isTable ? "column \(column)" : "value \(index % width)") of \(what) \"\(name)\""
    return [
      Finding(
        .notFinite, "row \(index / width), \(place) is not a finite float32 number",
        expected: "a number between -3.4e38 and 3.4e38", got: "\(tensor.values[index])",
        remedy: "Replace or drop the row; numbers beyond 3.4e38 must be scaled down first")
    ]
  }

  private static func targetFaults(_ target: NamedTarget) -> [Finding] {
    switch target.targets {
    case .values(let tensor): notFiniteFault(tensor, what: "target", name: target.name, columnNames: nil)
    case .classes(let labels, let names): classFaults(labels, names: names, of: target.name)
    case .oneHot(let tensor, let names): oneHotFaults(tensor, names: names, of: target.name)
    case .signs(let labels): signFaults(labels, of: target.name)
    }
  }

  private static func classFaults(_ labels: [Int], names: [String]?, of target: String) -> [Finding] {
    let count = names?.count ?? mostClasses
    if let fault = nameFault(names) { return [fault] }
    guard let row = labels.firstIndex(where: { $0 < 0 || $0 >= count }) else { return [] }
    let remedy =
      labels.allSatisfy { $0 == 1 || $0 == -1 }
      ? "For labels -1 and +1 use Targets.signs" : "Class indices count from 0; give text labels as [String]"
    return [
      Finding(
        .labelSet, "row \(row) of target \"\(target)\" has a label outside the classes",
        expected: "0 ... \(count - 1)", got: "\(labels[row])", remedy: remedy)
    ]
  }

  private static func oneHotFaults(_ tensor: Tensor, names: [String]?, of target: String) -> [Finding] {
    let width = tensor.shape.count
    if let fault = nameFault(names) { return [fault] }
    if let names, names.count != width {
      return [
        Finding(
          .labelSet, "target \"\(target)\" has another number of columns than there are class names",
          expected: "\(names.count)", got: "\(width)", remedy: "Give one name per column")
      ]
    }
    for row in 0..<tensor.rows {
      let values = tensor.values[row * width..<(row + 1) * width]
      let ones = values.count { $0 == 1 }
      guard ones != 1 || values.count(where: { $0 == 0 }) != width - 1 else { continue }
      return [
        Finding(
          .labelSet, "row \(row) of target \"\(target)\" is not one-hot",
          expected: "a single 1 and \(width - 1) times 0",
          got: "[\(values.prefix(8).map { "\($0)" }.joined(separator: ", "))\(width > 8 ? ", ..." : "")]",
          remedy: "Use classes: for class indices, targets: for shares or other numbers")
      ]
    }
    return []
  }

  private static func signFaults(_ labels: [Int], of target: String) -> [Finding] {
    guard let row = labels.firstIndex(where: { $0 != 1 && $0 != -1 }) else { return [] }
    return [
      Finding(
        .labelSet, "row \(row) of target \"\(target)\" is no sign", expected: "-1 or +1", got: "\(labels[row])",
        remedy: "Use classes: for labels 0 and 1, or map them to -1 and +1")
    ]
  }

  private static func nameFault(_ names: [String]?) -> Finding? {
    guard let names else { return nil }
    if names.isEmpty || names.count > mostClasses {
      return Finding(
        .labelSet, "the number of class names is out of range", expected: "1 ... \(mostClasses)", got: "\(names.count)",
        remedy: "Give one name per class; predict a number with targets: when there are more")
    }
    var seen: Set<String> = []
    guard let twice = names.first(where: { !seen.insert($0).inserted }) else { return nil }
    return Finding(
      .labelSet, "two classes have the same name", expected: "distinct names", got: "\"\(twice)\" twice",
      remedy: "Rename one of them, or give both rows the same class")
  }
}
