import Swiftlet

/// A model seen through two of its columns, the others held still.
struct PlaneView: BatchClassifier {
  private let predictor: Predictor
  private let row: [Float]
  private let index: (x: Int, y: Int)
  var classes: [String] { predictor.classes }

  init(_ model: Model, _ data: Dataset, _ columns: PlaneColumns, fixing: [String: Double]) throws(SwiftletError) {
    predictor = try model.predictor()
    index = columns.index
    var row = [Float](repeating: 0, count: columns.width)
    var missing: [String] = []
    for (i, name) in data.inputNames.enumerated() where i != columns.index.x && i != columns.index.y {
      guard let value = fixing[name], Float(value).isFinite else {
        missing.append(name)
        continue
      }
      row[i] = Float(value)
    }
    for name in fixing.keys.sorted() where !data.inputNames.contains(name) {
      throw SwiftletError(.data, Spelling.unknownColumn(name, among: data.inputNames, place: nil))
    }
    guard missing.isEmpty else {
      throw SwiftletError(
        .data,
        Finding(
          .badArgument, "a plane shows two columns, and the others need a value to stand at",
          expected: "a finite number for \(missing.joined(separator: ", "))", got: "none",
          remedy: "Give fixing: [\"\(missing[0])\": 0.5] and so on"))
    }
    self.row = row
  }

  /// Rows of the model's inputs; nil where a number has no place in one.
  private func rows(at points: [SIMD2<Float>]) -> Tensor? {
    var values: [Float] = []
    values.reserveCapacity(points.count * row.count)
    for point in points {
      let start = values.count
      values += row
      values[start + index.x] = point.x
      values[start + index.y] = point.y
    }
    return try? Tensor(values, rows: points.count, shape: [row.count])
  }

  // Points that cannot be judged stay white; a picture has nobody to throw to.
  func probabilities(at points: [SIMD2<Float>]) -> [[Float]] {
    (rows(at: points).flatMap { try? predictor.probabilities($0) }) ?? []
  }

  func flatProbabilities(at points: [SIMD2<Float>]) -> [Float]? {
    rows(at: points).flatMap { try? predictor.flatProbabilities($0) }
  }

  /// One number of each prediction; none where the model cannot be asked.
  func predictions(at points: [SIMD2<Float>], column: Int) -> [Float] {
    guard let rows = rows(at: points), let outputs = try? predictor.predict(rows) else { return [] }
    let width = outputs.shape.count
    return (0..<outputs.rows).map { outputs.values[$0 * width + min(column, width - 1)] }
  }
}

extension PlaneColumns {
  /// Where the columns that are not shown stand, in words; nil when all are shown.
  func heldStill(in data: Dataset, at values: [String: Double]) -> String? {
    let others = data.inputNames.filter { $0 != names.x && $0 != names.y }
    if others.isEmpty { return nil }
    let list = others.map { "\($0.shortened) = \(NumberText.brief(values[$0] ?? .nan, digits: 3))" }
    return others.count <= 2 ? "at \(list.joined(separator: ", "))" : "the other \(others.count) columns held still"
  }
}
