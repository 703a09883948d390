/// How much worse a model becomes when one column of the data is shuffled: how much it leans on that column.
///
///     let importance = try model.permutationImportance(on: test, repeats: 10, seed: 1)
///     print(importance)
///     try importance.plot().save("importance.png")   // with SwiftletPlot
///
/// Columns that say the same share their importance: shuffling one of them leaves the other.
///
/// Source: Breiman, *Random Forests*, 2001; as scikit-learn's `permutation_importance`.
public struct PermutationImportance: Sendable, Hashable, CustomStringConvertible {
  public struct Column: Sendable, Hashable {
    public let name: String
    /// How much worse the score was in each shuffle: score - shuffled score, or the other way round where less is better.
    public let drops: [Double]

    /// The mean of the drops.
    public var mean: Double { drops.reduce(0, +) / Double(drops.count) }

    /// √ mean (drop - mean)².
    public var standardDeviation: Double {
      let mean = mean
      return (drops.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(drops.count)).squareRoot()
    }
  }

  /// In the order of the data.
  public let columns: [Column]
  /// What is measured.
  public let metric: Metric
  /// With no column shuffled.
  public let score: Double
  /// Shuffles of each column.
  public let repeats: Int
  public let seed: UInt64
  /// The rows that were used.
  public let rows: Int

  package init(
    columns: [Column], metric: Metric, score: Double, repeats: Int, seed: UInt64 = 0, rows: Int
  ) {
    self.columns = columns
    self.metric = metric
    self.score = score
    self.repeats = repeats
    self.seed = seed
    self.rows = rows
  }

  /// The most important first; columns without a number come last.
  public var ranked: [Column] {
    columns.enumerated().sorted { a, b in
      let (first, second) = (a.element.mean, b.element.mean)
      if first.isNaN || second.isNaN { return first.isNaN == second.isNaN ? a.offset < b.offset : second.isNaN }
      return first == second ? a.offset < b.offset : first > second
    }.map(\.element)
  }

  /// A table, the most important column first.
  public var description: String {
    let head = ["column", "drop in \(metric.name)", "sd"]
    return TextTable.text(
      [head] + ranked.map { [$0.name, TextTable.share($0.mean), TextTable.share($0.standardDeviation)] })
  }
}

extension Model {
  /// How much the model leans on each column of a table: how much worse it becomes when the column is shuffled.
  ///
  /// The model is not changed. It predicts all rows once for each shuffle of each column.
  ///
  /// - Parameters:
  ///   - data: Data the model has not learnt from; else the importance is that of what it has learnt by heart.
  ///   - metric: What is measured; nil: the accuracy of a model of classes, R² of a model of numbers.
  ///   - repeats: Shuffles of each column, at least 1.
  ///   - seed: Of the shuffles; equal seeds give equal results.
  ///   - output: Which of several outputs.
  ///   - column: Which number of an output of several numbers, counted from 0.
  /// - Throws: `SwiftletError` when the data are no table or have no rows, when the metric has no meaning for the
  ///   model, or the model does not fit the data.
  public func permutationImportance(
    on data: Dataset, metric: Metric? = nil, repeats: Int = 10, seed: UInt64 = 0, output: String? = nil, column: Int = 0
  ) throws(SwiftletError) -> PermutationImportance {
    try data.checked()
    if data.columnNames.isEmpty { throw SwiftletError(.data, DatasetChecks.noTable(data.inputNames)) }
    if data.count == 0 { throw SwiftletError(.data, DatasetChecks.noRows) }
    guard (1...1_000_000).contains(repeats) else {
      throw SwiftletError(
        .prediction,
        Finding(
          .badArgument, "the number of shuffles is out of range", expected: "1...1000000", got: "\(repeats)",
          remedy: "Use 10"))
    }
    if let fault = metric?.fault { throw SwiftletError(.prediction, fault) }
    let measured = metric ?? ((try? reading(of: output)) == nil ? .r2 : .accuracy)
    let sign: Double = measured.prefersLarger ? 1 : -1
    let score = try measured.score(self, data, output: output, column: column)
    var columns: [PermutationImportance.Column] = []
    for (place, name) in data.columnNames.enumerated() {
      var drops: [Double] = []
      for number in 0..<repeats {
        var random = RandomStream(
          .split, seed: seed, SplitUse.importance.rawValue, UInt64(place) << 32 | UInt64(number))
        let shuffled = data.permuting(place, random.permutation(data.count))
        drops.append(sign * (score - (try measured.score(self, shuffled, output: output, column: column))))
      }
      columns.append(PermutationImportance.Column(name: name, drops: drops))
    }
    return PermutationImportance(
      columns: columns, metric: measured, score: score, repeats: repeats, seed: seed, rows: data.count)
  }
}

extension Dataset {
  /// The same table with the numbers of one column in another order.
  fileprivate func permuting(_ column: Int, _ order: [Int32]) -> Dataset {
    let tensor = inputs
    let width = tensor.shape.count
    var values = tensor.values
    for (row, source) in order.enumerated() {
      values[row * width + column] = tensor.values[Int(source) * width + column]
    }
    let part = NamedTensor(
      name: inputParts[0].name, tensor: Tensor(unchecked: values, rows: tensor.rows, shape: tensor.shape))
    return Dataset(
      inputParts: [part], targetParts: targetParts, weights: weights, columnNames: columnNames, notes: notes)
  }
}
