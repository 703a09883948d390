import Swiftlet

/// Two columns to draw a network over, and values for all the others.
struct Plane {
  let x: String
  let y: String
  /// The means of the other columns, by name.
  let fixing: [String: Double]

  /// The two columns that the network leans on most: those whose replacement by their mean costs most loss. With two
  /// columns, these two.
  ///
  /// - Complexity: One evaluation per column.
  init(of model: Model, on data: Dataset) throws(SwiftletError) {
    let names = data.inputNames
    let means = Self.columnMeans(data.inputs)
    var chosen = Array(names.indices)
    if names.count > 2 {
      var losses: [Double] = []
      for column in names.indices {
        losses.append(try model.evaluate(Self.replacing(column, by: means[column], in: data)).loss)
      }
      chosen = names.indices.sorted { (losses[$0], -$0) > (losses[$1], -$1) }.prefix(2).sorted()
    }
    x = names[chosen[0]]
    y = names[chosen[1]]
    fixing = Dictionary(
      uniqueKeysWithValues: names.indices.filter { !chosen.contains($0) }.map { (names[$0], means[$0]) })
  }

  private static func columnMeans(_ inputs: Tensor) -> [Double] {
    var sums = [Double](repeating: 0, count: inputs.shape.count)
    for (index, value) in inputs.values.enumerated() { sums[index % sums.count] += Double(value) }
    return sums.map { $0 / Double(inputs.rows) }
  }

  private static func replacing(
    _ column: Int, by value: Double, in data: Dataset
  ) throws(SwiftletError) -> Dataset {
    var values = data.inputs.values
    for index in stride(from: column, to: values.count, by: data.inputs.shape.count) { values[index] = Float(value) }
    return try Dataset(inputs: Tensor(values, rows: data.count, shape: data.inputShape), data.targets)
  }
}
