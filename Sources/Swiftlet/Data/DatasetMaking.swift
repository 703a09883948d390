extension Dataset {
  /// Rows of numbers with the class of each as an index, counted from 0.
  ///
  /// **Shapes** inputs `[count][features]`, classes `[count]`.
  ///
  /// - Parameter names: The names of the classes; without them they are called "0", "1", ...
  /// - Throws: `SwiftletError`: no rows, rows of unequal length, another number of labels than rows, a label
  ///   outside the classes, a number that is not finite.
  @inlinable
  public init<F: BinaryFloatingPoint>(
    inputs: [[F]], classes: [Int], names: [String]? = nil
  ) throws(SwiftletError) {
    try self.init(inputs: Tensor(rows: inputs), .classes(classes, names: names))
  }

  /// Rows of numbers with the name of the class of each. The classes are sorted: by value when all names
  /// are numbers, else by their bytes.
  ///
  /// - Throws: `SwiftletError`, as for class indices.
  @inlinable
  public init<F: BinaryFloatingPoint>(inputs: [[F]], classes: [String]) throws(SwiftletError) {
    try self.init(inputs: Tensor(rows: inputs), Dataset.indexed(classes))
  }

  /// Rows of numbers with rows of one 1 among 0s.
  ///
  /// **Shapes** inputs `[count][features]`, oneHot `[count][classes]`.
  ///
  /// - Throws: `SwiftletError`, also when a row of `oneHot` holds anything but one 1 and 0s.
  @inlinable
  public init<F: BinaryFloatingPoint>(
    inputs: [[F]], oneHot: [[F]], names: [String]? = nil
  ) throws(SwiftletError) {
    try self.init(inputs: Tensor(rows: inputs), .oneHot(Tensor(rows: oneHot), names: names))
  }

  /// Rows of numbers with the numbers to predict.
  ///
  /// **Shapes** inputs `[count][features]`, targets `[count][outputs]`.
  ///
  /// - Throws: `SwiftletError`: no rows, ragged rows, unequal counts, a number that is not finite.
  @inlinable
  public init<F: BinaryFloatingPoint>(inputs: [[F]], targets: [[F]]) throws(SwiftletError) {
    try self.init(inputs: Tensor(rows: inputs), .values(Tensor(rows: targets)))
  }

  /// Samples of any shape with their targets.
  ///
  /// - Throws: `SwiftletError`: no rows, unequal counts, labels that do not fit, a number that is not finite.
  public init(inputs: Tensor, _ targets: Targets) throws(SwiftletError) {
    try self.init(
      validating: [NamedTensor(name: "inputs", tensor: inputs)],
      [NamedTarget(name: "targets", targets: targets)], columnNames: nil)
  }

  /// Several named inputs and targets, for models with more than one.
  ///
  /// - Throws: `SwiftletError`: nothing given, unequal counts, labels that do not fit, numbers that are not finite.
  public init(inputs: [String: Tensor], targets: [String: Targets]) throws(SwiftletError) {
    try self.init(
      validating: inputs.sorted { $0.key < $1.key }.map { NamedTensor(name: $0.key, tensor: $0.value) },
      targets.sorted { $0.key < $1.key }.map { NamedTarget(name: $0.key, targets: $0.value) }, columnNames: nil)
  }

  /// Checks the parts and writes out the names that were left to us.
  init(
    validating inputs: [NamedTensor], _ targets: [NamedTarget], columnNames: [String]?, notes: [Finding] = []
  ) throws(SwiftletError) {
    let faults = DatasetChecks.faults(inputs: inputs, targets: targets, columnNames: columnNames)
    guard faults.isEmpty else { throw SwiftletError(.data, faults) }
    self.init(
      inputParts: inputs,
      targetParts: targets.map { NamedTarget(name: $0.name, targets: $0.targets.named()) },
      columnNames: columnNames ?? Dataset.defaultColumnNames(inputs), notes: notes)
  }

  static func defaultColumnNames(_ inputs: [NamedTensor]) -> [String] {
    guard inputs.count == 1, inputs[0].tensor.shape.sizes.count <= 1 else { return [] }
    return (0..<inputs[0].tensor.shape.count).map { "x\($0)" }
  }

  /// Class names per row as indices into the sorted distinct names.
  @usableFromInline static func indexed(_ labels: [String]) -> Targets {
    let names = ClassOrder.sorted(Array(Set(labels)))
    let index = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($0.element, $0.offset) })
    return .classes(labels.map { index[$0] ?? 0 }, names: names)
  }
}

/// The order of classes that is the same however the rows are ordered.
enum ClassOrder {
  /// Numbers by value when all names are numbers, else all names by their UTF-8 bytes.
  static func sorted(_ names: [String]) -> [String] {
    let numbers = names.compactMap { Double($0) }.filter(\.isFinite)
    guard numbers.count == names.count else { return names.sorted(by: bytesPrecede) }
    return zip(numbers, names).sorted { $0.0 != $1.0 ? $0.0 < $1.0 : bytesPrecede($0.1, $1.1) }.map(\.1)
  }

  static func bytesPrecede(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
}
