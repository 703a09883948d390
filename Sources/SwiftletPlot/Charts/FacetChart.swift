import Swiftlet

extension Dataset {
  /// One panel for each class, or for each part of a column: its rows in colour, all others in grey behind them.
  ///
  ///     try iris.facets(x: "petal_length", y: "petal_width").save("species.png")
  ///     try wine.facets(by: "proline", x: "alcohol", y: "hue").save("proline.png")
  ///
  /// - Parameters:
  ///   - column: A column with up to 12 distinct values has a panel for each; another is cut into four parts with about
  ///     as many rows. nil: the classes.
  ///   - x, y: Names of columns; the first two when nil.
  /// - Throws: `SwiftletError` for an unknown column, or data that have neither classes nor a column to part them by.
  public func facets(by column: String? = nil, x: String? = nil, y: String? = nil) throws(SwiftletError) -> Grid {
    let columns = try PlaneColumns(self, x: x, y: y)
    let points = columns.points(of: self)
    let parts: [Facet]
    if let column {
      guard let place = inputNames.firstIndex(of: column) else {
        throw SwiftletError(.data, Spelling.unknownColumn(column, among: inputNames, place: nil))
      }
      let values = (0..<count).map { Double(inputs.values[$0 * columns.width + place]) }
      parts = Facet.parts(of: values, name: column)
    } else if let labels = targets.classIndices {
      parts = classes.enumerated().map { number, name in
        Facet(name: name, rows: labels.indices.filter { labels[$0] == number })
      }
    } else {
      throw SwiftletError(
        .data,
        Finding(
          .labelSet, "the data have no classes to make panels of", expected: "classes, or by: and a column",
          got: "numbers", remedy: "Give by: \"\(inputNames.first ?? "x0")\""))
    }
    return .facets(points, parts, isByClass: column == nil)
  }
}

/// Rows that have a panel of their own.
struct Facet: Sendable {
  var name: String
  var rows: [Int]

  static let limit = 12

  /// One for each distinct value, or four ranges where there are many.
  static func parts(of values: [Double], name: String) -> [Facet] {
    let finite = values.indices.filter { values[$0].isFinite }.sorted { values[$0] < values[$1] }
    let distinct = Set(finite.map { values[$0] }).sorted()
    if distinct.count <= limit {
      return distinct.map { value in
        Facet(name: "\(name.shortened) = \(NumberText.brief(value))", rows: finite.filter { values[$0] == value })
      }
    }
    let cuts = (0...4).map { $0 * finite.count / 4 }
    return zip(cuts, cuts.dropFirst()).map { from, to in
      let (low, high) = (values[finite[from]], values[finite[to - 1]])
      return Facet(
        name: "\(name.shortened) \(NumberText.brief(low))…\(NumberText.brief(high))", rows: Array(finite[from..<to]))
    }
  }
}

extension Grid {
  static func facets(_ points: LabelledPoints, _ parts: [Facet], isByClass: Bool) -> Grid {
    let shown = parts.prefix(Facet.limit)
    let ranges = limits(points)
    let panels = shown.enumerated().map { number, part -> Plot in
      let inside = Set(part.rows)
      let others = points.x.indices.filter { !inside.contains($0) }
      func picked(_ values: [Double], _ rows: [Int]) -> [Double] { rows.map { values[$0] } }
      let classes = points.classes.isEmpty ? [] : part.rows.map { points.classes[$0] }
      let plot = Plot("\(part.name.shortened) (\(NumberText.count(part.rows.count)))") {
        QuietPoints(x: picked(points.x, others), y: picked(points.y, others))
        Points(
          x: picked(points.x, part.rows), y: picked(points.y, part.rows), classes: classes,
          classNames: points.classNames, classTitle: points.classTitle,
          color: classes.isEmpty ? .series(0) : .byClass)
      }
      let isOuterRow = number + columns(shown.count) >= shown.count
      return plot.x(isOuterRow ? points.xName.shortened : "", in: ranges.x)
        .y(number % columns(shown.count) == 0 ? points.yName.shortened : "", in: ranges.y)
        .legend(isByClass ? .none : .outside)
    }
    let more = parts.count - shown.count
    let caption = [
      "\(NumberText.count(points.x.count)) rows", "grey: all others", more > 0 ? "\(more) more parts not shown" : "",
    ]
    return Grid(
      columns: columns(max(shown.count, 1)), sharing: .matrix,
      title: "\(points.xName.shortened) and \(points.yName.shortened)",
      caption: caption.filter { !$0.isEmpty }.joined(separator: " · "), panels
    ).panels(width: 250, height: 240)
  }

  /// What all panels show; nil when nothing can be shown.
  private static func limits(_ points: LabelledPoints) -> (x: ClosedRange<Double>?, y: ClosedRange<Double>?) {
    var (x, y) = (Extent(), Extent())
    for (a, b) in zip(points.x, points.y) where AxisScale.canShow(a) && AxisScale.canShow(b) {
      x.include(a)
      y.include(b)
    }
    if x.isEmpty { return (nil, nil) }
    return (x.scale.low...x.scale.high, y.scale.low...y.scale.high)
  }

  private static func columns(_ count: Int) -> Int { count <= 4 ? max(count, 1) : count <= 6 ? 3 : 4 }
}

/// Points that are there to compare with: small and grey, without a name.
struct QuietPoints: Mark {
  let x: [Double]
  let y: [Double]

  func survey(_ survey: inout Plot.Survey) { survey.include(x: x, y: y) }

  func draw(with pen: inout Plot.Pen) {
    let radius = pen.px(Points.radius(x.count) * 0.7)
    let color = pen.looks.background.mixed(with: pen.looks.ink, 0.2)
    let spots = zip(x, y).compactMap { pen.spot($0, $1) }.filter(pen.isInside)
    pen.canvas.fill(spots.map { .disc($0, radius: radius) }, color, within: pen.clip)
  }
}
