import Swiftlet

extension Model {
  /// What the model says everywhere in the plane of two columns, with the rows of `data`; those it gets
  /// wrong are ringed and counted.
  ///
  /// - Parameters:
  ///   - x, y: Names of columns; the first two when nil.
  ///   - fixing: A value for every other column. Points are judged by their own values all the same.
  /// - Throws: `SwiftletError` when the model tells no classes apart, a column is unknown or neither
  ///   shown nor fixed.
  public func decisionRegions(
    _ data: Dataset, x: String? = nil, y: String? = nil, fixing: [String: Double] = [:]
  ) throws(SwiftletError) -> Plot {
    let columns = try PlaneColumns(data, x: x, y: y)
    let view = try PlaneView(self, data, columns, fixing: fixing)
    let wrong = try wrongRows(data)
    var points = columns.points(of: data)
    // The model's classes give the colours, so that a class that is absent here keeps its own.
    points.classNames = view.classes
    points.classes = try labels(of: data, classes: view.classes.count)
    let held = columns.names
    let others = data.inputNames.filter { $0 != held.x && $0 != held.y }
    let caption = ([RunCaption.text(lastRun)] + heldStill(others, at: fixing))
      .filter { !$0.isEmpty }.joined(separator: " · ")
    var plot = Plot.regions(of: view, points, wrong: wrong, title: "Decision regions", caption: caption)
    plot.metadata = lastRun
    return plot
  }

  /// Where the columns that are not shown stand; and that points are judged by all of them, so that one in a
  /// region of another colour may be right.
  private func heldStill(_ columns: [String], at values: [String: Double]) -> [String] {
    if columns.isEmpty { return [] }
    let list = columns.map { "\($0) = \(NumberText.brief(values[$0] ?? .nan, digits: 3))" }
    let place =
      columns.count <= 2 ? "at \(list.joined(separator: ", "))" : "the other \(columns.count) columns held still"
    return [place, "rings: judged by all columns"]
  }

  /// The rows that the model takes for another class.
  ///
  /// - Throws: `SwiftletError` when the model tells no classes apart or does not fit the data.
  public func errors(on data: Dataset) throws(SwiftletError) -> Dataset { data.gathered(try wrongRows(data)) }

  private func wrongRows(_ data: Dataset) throws(SwiftletError) -> [Int] {
    let answers = try classify(data)
    let labels = try labels(of: data, classes: answers.first?.probabilities.count ?? 0)
    return labels.indices.filter { answers[$0].index != labels[$0] }
  }

  /// The class of each row, counted as the model counts them; empty when the data have no classes.
  private func labels(of data: Dataset, classes: Int) throws(SwiftletError) -> [Int] {
    let labels = try aligned(data.targets).classIndices ?? []
    guard let unknown = labels.first(where: { $0 >= classes }) else { return labels }
    throw SwiftletError(
      .data,
      Finding(
        .labelSet, "the data have a class that the model does not know", expected: "classes 0...\(classes - 1)",
        got: "\(unknown)", remedy: "Choose data of the classes the model has learnt"))
  }
}

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

  // Points that cannot be judged stay white; a picture has nobody to throw to.
  func probabilities(at points: [SIMD2<Float>]) -> [[Float]] {
    (rows(at: points).flatMap { try? predictor.probabilities($0) }) ?? []
  }

  func flatProbabilities(at points: [SIMD2<Float>]) -> [Float]? {
    rows(at: points).flatMap { try? predictor.flatProbabilities($0) }
  }

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
}

extension Points {
  /// The rows of a data set in the plane of two columns, the first two when nil.
  public init(_ data: Dataset, x: String? = nil, y: String? = nil, color: Plot.Color = .byClass) {
    do {
      let points = try PlaneColumns(data, x: x, y: y).points(of: data)
      self.init(
        x: points.x, y: points.y, classes: points.classes, classNames: points.classNames, classTitle: data.labelTitle,
        color: color)
    } catch {
      self.init(x: [], y: [])
      fault = PlotError(error)
    }
  }
}

extension Rings {
  /// Rings around the rows of a data set, in the plane of two columns, the first two when nil.
  public init(_ data: Dataset, x: String? = nil, y: String? = nil) {
    do {
      let points = try PlaneColumns(data, x: x, y: y).points(of: data)
      self.init(x: points.x, y: points.y)
    } catch {
      self.init(x: [], y: [])
      fault = PlotError(error)
    }
  }
}

/// A frozen model of two columns is a classifier of the plane by itself.
extension Predictor: BatchClassifier {
  public func probabilities(at points: [SIMD2<Float>]) -> [[Float]] {
    (Self.rows(at: points).flatMap { try? probabilities($0) }) ?? []
  }

  func flatProbabilities(at points: [SIMD2<Float>]) -> [Float]? {
    Self.rows(at: points).flatMap { try? flatProbabilities($0) }
  }

  private static func rows(at points: [SIMD2<Float>]) -> Tensor? {
    try? Tensor(points.flatMap { [$0.x, $0.y] }, rows: points.count, shape: [2])
  }
}
