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
    let weights = Self.product(labels.map { factors[$0] }, data.weights)
    try Self.checkSomeCount(weights)
    return try data.weighted(weights)
  }

  /// The weights of one batch of a stream, whose numbers are what the loss takes them for.
  func applied(to batch: Batch, _ matched: GoalTargets, of model: Model) throws(SwiftletError) -> [Double]? {
    if case .none = self { return batch.weights }
    guard matched.targets.count == 1 else { throw Self.failure(Self.severalTargets(matched.names)) }
    if case .balanced = self { throw Self.failure(Self.noCounts) }
    let goal = try model.compiled().goals[0]
    let targets = matched.targets[0]
    guard let labels = Self.labels(targets, goal.loss) else {
      throw Self.failure(Self.noClasses("the target of the batches"))
    }
    let names = try Self.names(targets, goal, of: model)
    let factors = try factors(names: names, labels: labels)
    return Self.product(labels.map { factors.indices.contains($0) ? factors[$0] : 1 }, batch.weights)
  }

  private static func names(
    _ targets: Targets, _ goal: Compilation.Goal, of model: Model
  ) throws(SwiftletError) -> [String] {
    if !targets.classNames.isEmpty { return targets.classNames }
    if goal.loss.counting == .sign { return Targets.signs([]).classNames }
    if !model.classNames.isEmpty { return model.classNames }
    return Targets.defaultNames(max(try model.prepared().graph.outputs[goal.output].shape.last, 2))
  }

  /// The class of each row; nil for numbers. A stream's numbers are classes under a loss that tells classes apart, as
  /// whole numbers, signs or rows of a single 1.
  private static func labels(_ targets: Targets, _ loss: Loss) -> [Int]? {
    guard case .values(let tensor) = targets else { return targets.classIndices }
    let width = tensor.shape.count
    switch loss.counting {
    case nil: return nil
    case .sign: return width == 1 ? tensor.values.map { $0 > 0 ? 1 : 0 } : nil
    case .argmax, .threshold:
      guard width == 1 else {
        return DatasetChecks.isOneHot(tensor) ? Targets.oneHot(tensor).classIndices : nil
      }
      let areIndices = tensor.values.allSatisfy {
        $0.rounded() == $0 && $0 >= 0 && $0 < Float(DatasetChecks.mostClasses)
      }
      return areIndices ? tensor.values.map { Int($0) } : nil
    }
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

  /// - Throws: When no row counts any more.
  private static func checkSomeCount(_ weights: [Double]) throws(SwiftletError) {
    guard !weights.isEmpty, weights.allSatisfy({ $0 == 0 }) else { return }
    throw failure(
      Finding(
        .badArgument, "the weights of classes and rows leave nothing to learn", expected: "a row with a weight above 0",
        got: "0 for all \(weights.count) rows", remedy: "Give a class that has rows a weight above 0"))
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

extension DatasetChecks {
  /// Whether every row is a single 1 among 0s.
  fileprivate static func isOneHot(_ tensor: Tensor) -> Bool {
    let width = tensor.shape.count
    return (0..<tensor.rows).allSatisfy { row in
      let values = tensor.values[row * width..<(row + 1) * width]
      return values.count { $0 == 1 } == 1 && values.count { $0 == 0 } == width - 1
    }
  }
}
