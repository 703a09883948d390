/// Samples to learn from or to be judged by: inputs, targets and optional weights, row by row.
///
/// A value: it never shares storage that somebody else can write. Without names of its own the input is
/// called `inputs` and the target `targets`; a target read from a file has the name of its column.
///
/// The label of an initializer's argument says what the numbers are: `classes:` are class indices or names,
/// `oneHot:` rows with a single 1, `targets:` numbers to predict.
///
///     let data = try Dataset(inputs: [[0, 0], [0, 1], [1, 0], [1, 1]], classes: [0, 1, 1, 0])
public struct Dataset: Sendable {
  /// The inputs, sorted by name. All parts have the same number of rows.
  let inputParts: [NamedTensor]
  /// The targets, sorted by name.
  let targetParts: [NamedTarget]
  /// What the first target is called: the column of a file, or `targets`.
  package var targetName: String { targetParts[0].name }
  /// A factor per row for its share in the loss; nil means 1 everywhere.
  let weights: [Double]?
  /// A name per column when there is one input of shape `[n]` or `[]`, else empty.
  let columnNames: [String]
  /// What is wrong with it, from makers of data that do not throw. The action that uses the data throws it.
  let faults: [Finding]
  /// What was decided while reading, for example that a column was taken as classes. Nothing to mend.
  public let notes: [Finding]

  /// Unchecked: the caller has validated the parts.
  init(
    inputParts: [NamedTensor], targetParts: [NamedTarget], weights: [Double]? = nil, columnNames: [String],
    faults: [Finding] = [], notes: [Finding] = []
  ) {
    self.inputParts = inputParts
    self.targetParts = targetParts
    self.weights = weights
    self.columnNames = columnNames
    self.faults = faults
    self.notes = notes
  }

  /// Stands in for data that could not be made; every action on it throws `fault`.
  init(fault: Finding, targets: Targets) {
    self.init(
      inputParts: [NamedTensor(name: "inputs", tensor: Tensor(unchecked: [], rows: 0, shape: [1]))],
      targetParts: [NamedTarget(name: "targets", targets: targets)], columnNames: ["x0"], faults: [fault])
  }

  /// The number of samples.
  public var count: Int { inputParts[0].tensor.rows }

  /// The shape of one sample of the input; with several inputs, of the first by name.
  public var inputShape: Shape { inputParts[0].tensor.shape }

  /// The names of the columns (`x0`, `x1`, ... where nothing else is known). With several inputs, or inputs
  /// of two and more axes, the names of the inputs.
  public var inputNames: [String] { columnNames.isEmpty ? inputParts.map(\.name) : columnNames }

  /// The names of the classes, in the order of their indices. Empty for a regression. With several targets,
  /// those of the first by name.
  public var classes: [String] { targetParts[0].targets.classNames }

  /// The numbers that go in; with several inputs, the first by name.
  public var inputs: Tensor { inputParts[0].tensor }

  /// What is to be answered; with several targets, the first by name.
  public var targets: Targets { targetParts[0].targets }

  /// The same with more faults.
  func adding(faults more: [Finding]) -> Dataset {
    Dataset(
      inputParts: inputParts, targetParts: targetParts, weights: weights, columnNames: columnNames,
      faults: faults + more, notes: notes)
  }

  /// Throws what a maker of data that does not throw had to keep to itself.
  func checked() throws(SwiftletError) {
    if !faults.isEmpty { throw SwiftletError(.data, faults) }
  }
}

extension Dataset: CustomStringConvertible {
  /// One line: `150 rows of [4], 3 classes (setosa, versicolor, virginica)`.
  public var description: String {
    let inputs = inputParts.map { inputParts.count > 1 ? "\($0.name) \($0.tensor.shape)" : "\($0.tensor.shape)" }
    let targets = targetParts.map { part in
      let names = part.targets.classNames
      let shown = names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", ..." : "")
      let what = names.isEmpty ? "numbers \(part.targets.tensor.shape)" : "\(names.count) classes (\(shown))"
      return targetParts.count > 1 ? "\(part.name) \(what)" : what
    }
    return "\(count) rows of \(inputs.joined(separator: " and ")), \(targets.joined(separator: " and "))"
  }
}
