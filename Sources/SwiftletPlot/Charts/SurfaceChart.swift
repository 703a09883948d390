import Swiftlet

extension Model {
  /// How likely one class is everywhere in the plane of two columns, with lines of equal probability and the rows of `data`.
  ///
  ///     try model.probabilitySurface(test, of: "virginica", x: "petal_length", y: "petal_width",
  ///       fixing: ["sepal_length": 5.8, "sepal_width": 3.1]).save("virginica.png")
  ///
  /// - Parameters:
  ///   - name: The class; nil: the second of two classes.
  ///   - x, y: Names of columns; the first two when nil.
  ///   - fixing: A value for every other column.
  ///   - levels: Probabilities to draw a line for.
  /// - Throws: `SwiftletError` when the model tells no classes apart or has several and none is named, when a class or
  ///   column is unknown, or a column is neither shown nor fixed.
  public func probabilitySurface(
    _ data: Dataset, of name: String? = nil, x: String? = nil, y: String? = nil, fixing: [String: Double] = [:],
    levels: [Double] = [0.1, 0.25, 0.5, 0.75, 0.9]
  ) throws(SwiftletError) -> Plot {
    let columns = try PlaneColumns(data, x: x, y: y)
    let view = try PlaneView(self, data, columns, fixing: fixing)
    let judged = try judgedClasses(data)
    guard let number = try judged.number(of: name) ?? (judged.names.count == 2 ? 1 : nil) else {
      throw SwiftletError(
        .prediction,
        Finding(
          .badArgument, "a surface shows the probability of one class, and the model has \(judged.names.count)",
          expected: "of: and the name of a class", got: "none",
          remedy: "Give of: \"\(judged.names.first ?? "0")\", or use decisionRegions for all classes"))
    }
    let shown = judged.names[number].shortened
    let surface = Plot.Surface("p(\(shown))", in: 0...1) { xs, ys in
      view.probabilities(at: zip(xs, ys).map { SIMD2(Float($0), Float($1)) }).map { row in
        row.indices.contains(number) ? Double(row[number]) : .nan
      }
    }
    var points = columns.points(of: data)
    points.classNames = view.classes
    points.classes = try aligned(data.targets).classIndices ?? []
    let held = columns.heldStill(in: data, at: fixing)
    var plot = Plot.surface(
      surface, points, levels: levels, title: "Probability of \(shown)", caption: surfaceCaption(held))
    plot.metadata = lastRun
    return plot
  }

  /// What a model of numbers predicts everywhere in the plane of two columns, with lines of equal values; the rows of
  /// `data` have the colours of their true values on the same scale, so that one whose colour differs from its
  /// surroundings is predicted badly.
  ///
  ///     try model.regressionSurface(test, x: "bmi", y: "bp", fixing: typical).save("surface.png")
  ///
  /// - Parameters:
  ///   - x, y: Names of columns; the first two when nil.
  ///   - fixing: A value for every other column.
  ///   - column: Which number of an output of several numbers, counted from 0.
  /// - Throws: `SwiftletError` when the model tells classes apart, or a column is unknown or neither shown nor fixed.
  public func regressionSurface(
    _ data: Dataset, x: String? = nil, y: String? = nil, fixing: [String: Double] = [:], column: Int = 0
  ) throws(SwiftletError) -> Plot {
    let columns = try PlaneColumns(data, x: x, y: y)
    let view = try PlaneView(self, data, columns, fixing: fixing)
    let (rows, width, target) = try judgedNumbers(data, column: column)
    let name = target == "targets" ? "value" : target.shortened
    let number = width > 1 ? "number \(column) of \(width)" : nil
    let surface = Plot.Surface(name, in: Plot.range(of: rows.truths + rows.predicted)) { xs, ys in
      view.predictions(at: zip(xs, ys).map { SIMD2(Float($0), Float($1)) }, column: column).map(Double.init)
    }
    let held = columns.heldStill(in: data, at: fixing)
    var plot = Plot.surface(
      surface, columns.points(of: data), values: rows.truths, title: "Predicted \(name)",
      caption: surfaceCaption(held, number))
    plot.notes.append("points: true values")
    plot.metadata = lastRun
    return plot
  }

  private func surfaceCaption(_ parts: String?...) -> String {
    ([RunCaption.text(lastRun)] + parts.compactMap { $0 }).filter { !$0.isEmpty }.joined(separator: " · ")
  }
}

extension Plot {
  /// A surface under points: by class, or coloured by values on the surface's own scale.
  static func surface(
    _ surface: Surface, _ points: LabelledPoints, values: [Double]? = nil, levels: [Double]? = nil, title: String,
    caption: String = ""
  ) -> Plot {
    Plot(title, caption: caption) {
      Field(surface)
      KeptFree(x: points.x, y: points.y)
      Contours(surface, levels: levels).labelled()
      if let values {
        Points(x: points.x, y: points.y, values: values, name: surface.name, in: surface.range)
      } else {
        Points(
          x: points.x, y: points.y, classes: points.classes, classNames: points.classNames,
          classTitle: points.classTitle)
      }
    }
    .x(points.xName).y(points.yName).aspect(.square)
  }

  /// From the lowest to the highest finite value; nil when there are not two.
  static func range(of values: [Double]) -> ClosedRange<Double>? {
    let shown = values.filter(AxisScale.canShow)
    guard let low = shown.min(), let high = shown.max(), low < high else { return nil }
    return low...high
  }
}

/// Where points will stand: numbers on lines are written elsewhere.
struct KeptFree: Mark {
  let x: [Double]
  let y: [Double]
  /// Among more points there is no free place, and the search for it would take long.
  private static let limit = 600

  func survey(_ survey: inout Plot.Survey) {}

  func draw(with pen: inout Plot.Pen) {
    guard x.count <= Self.limit else { return }
    for (x, y) in zip(x, y) {
      guard let spot = pen.spot(x, y), pen.isInside(spot) else { continue }
      pen.obstacles.append(.box(Rect(left: spot.x, top: spot.y, right: spot.x, bottom: spot.y).grown(pen.px(1))))
    }
  }
}
