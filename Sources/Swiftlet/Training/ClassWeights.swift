/// A factor on the loss of each row by its class, for classes of unequal size or importance.
///
/// They multiply the weights that the rows have of their own: the loss of a batch is Σ w·l / rows, as in Keras. Rows that
/// are only watched count once.
///
///     try model.fit(flowers, epochs: 10, classWeights: ["setosa": 1, "virginica": 2.5])
public enum ClassWeights: Sendable, Hashable, ExpressibleByDictionaryLiteral {
  case none
  /// n / (k · rows of the class), for n rows in k classes that have some: each class has the same share in the loss,
  /// and the mean weight is 1 (scikit-learn's "balanced").
  case balanced
  /// By the name of the class; a class that is not named has 1.
  case weights([String: Double])

  public init(dictionaryLiteral elements: (String, Double)...) {
    self = .weights(Dictionary(elements, uniquingKeysWith: { _, last in last }))
  }

  /// The same data, its rows weighted by their classes.
  ///
  /// - Throws: `SwiftletError`: no classes, a class that there is not, a weight that cannot be used.
  func applied(to data: Dataset) throws(SwiftletError) -> Dataset {
    if case .none = self { return data }
    guard data.targetParts.count == 1 else { throw Self.failure(Self.severalTargets(data.targetParts.map(\.name))) }
    guard let labels = data.targets.classIndices else { throw Self.failure(Self.noClasses("the target")) }
    let factors = try factors(names: data.classes, labels: labels)
    return try data.weighted(Self.product(labels.map { factors[$0] }, data.weights))
  }

  /// The same for one batch of a stream, whose numbers are what the loss takes them for.
  func applied(to batch: Batch, _ targets: [Targets], of model: Model) throws(SwiftletError) -> [Double]? {
    if case .none = self { return batch.weights }
    guard targets.count == 1 else { throw Self.failure(Self.severalTargets(batch.targetParts.map(\.name))) }
    if case .balanced = self { throw Self.failure(Self.noCounts) }
    guard let labels = Self.labels(targets[0]) else { throw Self.failure(Self.noClasses("the target of the batches")) }
    let known = targets[0].classNames.isEmpty ? model.classNames : targets[0].classNames
    let count = max(known.count, (labels.max() ?? 0) + 1, try model.prepared().graph.outputs[0].shape.last, 2)
    let factors = try factors(names: known.isEmpty ? Targets.defaultNames(count) : known, labels: labels)
    return Self.product(labels.map { factors.indices.contains($0) ? factors[$0] : 1 }, batch.weights)
  }

  /// The classes of rows that are named, or numbers that can be read as such: whole numbers, or rows of a single 1.
  private static func labels(_ targets: Targets) -> [Int]? {
    guard case .values(let tensor) = targets else { return targets.classIndices }
    let width = tensor.shape.count
    guard width == 1 else {
      let isOneHot = (0..<tensor.rows).allSatisfy { row in
        let values = tensor.values[row * width..<(row + 1) * width]
        return values.count { $0 == 1 } == 1 && values.count { $0 == 0 } == width - 1
      }
      return isOneHot ? Targets.oneHot(tensor).classIndices : nil
    }
    if tensor.values.allSatisfy({ $0 == 1 || $0 == -1 }), tensor.values.contains(-1) {
      return tensor.values.map { $0 > 0 ? 1 : 0 }
    }
    guard tensor.values.allSatisfy({ $0.rounded() == $0 && $0 >= 0 && $0 < Float(DatasetChecks.mostClasses) }) else {
      return nil
    }
    return tensor.values.map { Int($0) }
  }

  /// A factor per class, in the order of `names`.
  private func factors(names: [String], labels: [Int]) throws(SwiftletError) -> [Double] {
    switch self {
    case .none: return names.map { _ in 1 }
    case .balanced:
      var counts = [Int](repeating: 0, count: names.count)
      for label in labels { counts[label] += 1 }
      let present = counts.count { $0 > 0 }
      return counts.map { $0 > 0 ? Double(labels.count) / Double(present * $0) : 1 }
    case .weights(let weights):
      let faults = weights.sorted { $0.key < $1.key }.compactMap { Self.fault($0.key, $0.value, names) }
      guard faults.isEmpty else { throw SwiftletError(.training, faults) }
      return names.map { weights[$0] ?? 1 }
    }
  }

  private static func product(_ factors: [Double], _ own: [Double]?) -> [Double] {
    own.map { zip(factors, $0).map { $0 * $1 } } ?? factors
  }

  // MARK: - Faults

  private static func failure(_ fault: Finding) -> SwiftletError { SwiftletError(.training, fault) }

  private static func fault(_ name: String, _ weight: Double, _ names: [String]) -> Finding? {
    guard names.contains(name) else {
      let near = Spelling.nearest(name, among: names).map { CellText.quoted($0) }
      let known = names.prefix(20).map { CellText.quoted($0) }.joined(separator: ", ")
      return Finding(
        .unknownName, "a class weight is given for \(CellText.quoted(name)), which is no class of the data",
        expected: "one of \(known)\(names.count > 20 ? ", ... (\(names.count) classes)" : "")",
        got: CellText.quoted(name),
        remedy: near.isEmpty ? "Use one of the names there are" : "Did you mean \(near.joined(separator: " or "))?")
    }
    guard weight >= 0, weight.isFinite, Float(weight).isFinite else {
      return Finding(
        .badArgument, "the weight of class \(CellText.quoted(name)) cannot be used",
        expected: "a finite number of 0 or more", got: "\(weight)", remedy: "Give another weight; 1 changes nothing")
    }
    return nil
  }

  private static func noClasses(_ what: String) -> Finding {
    Finding(
      .labelSet, "class weights need classes, and \(what) holds numbers", expected: "classes, one-hot rows or signs",
      got: "numbers", remedy: "Weight the rows with data.weighted(_:), or give the data with classes:")
  }

  private static func severalTargets(_ names: [String]) -> Finding {
    Finding(
      .outputCount, "class weights are by the classes of one target", expected: "1 target",
      got: "\(names.count): \(names.joined(separator: ", "))", remedy: "Weight the rows with data.weighted(_:)")
  }

  private static let noCounts = Finding(
    .badArgument, "a stream of batches does not tell how many rows each class has", expected: "weights by class",
    got: ".balanced", remedy: "Give classWeights: [\"a\": 1, \"b\": 2.5], or fit on a data set")
}
