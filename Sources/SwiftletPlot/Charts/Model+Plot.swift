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
    // Points are judged by all their columns: one in a region of another colour may be right.
    let held = columns.heldStill(in: data, at: fixing).map { [$0, "rings: judged by all columns"] } ?? []
    let caption = ([RunCaption.text(lastRun)] + held).filter { !$0.isEmpty }.joined(separator: " · ")
    var plot = Plot.regions(of: view, points, wrong: wrong, title: "Decision regions", caption: caption)
    plot.metadata = lastRun
    return plot
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
