import Swiftlet

extension Dataset {
  /// Every two columns against each other, in the colours and shapes of the classes; on the diagonal how each
  /// column is distributed, class by class.
  ///
  ///     try iris.scatterMatrix().save("iris.png")
  ///     try wine.scatterMatrix(columns: ["alcohol", "hue", "proline"]).save("wine.png")
  ///
  /// More than 4,000 rows are thinned out evenly, and that is said.
  ///
  /// - Parameter columns: Names of 2...6 columns; nil: the first six, and the caption says what was left out.
  /// - Throws: `SwiftletError` for an unknown column, too many or too few of them, or data without columns.
  public func scatterMatrix(columns: [String]? = nil) throws(SwiftletError) -> Grid {
    let known = inputNames
    guard known.count == inputShape.count, known.count >= 2 else {
      throw SwiftletError(
        .data,
        Finding(
          .shapeMisfit, "a scatter matrix needs two columns of numbers or more", expected: "2 columns or more",
          got: "inputs of shape \(inputShape)", remedy: "Choose data with columns"))
    }
    let chosen = columns ?? Array(known.prefix(ScatterMatrix.limit))
    guard (2...ScatterMatrix.limit).contains(chosen.count) else {
      throw SwiftletError(
        .data,
        Finding(
          .badArgument, "a scatter matrix of \(chosen.count) column\(chosen.count == 1 ? "" : "s") cannot be read",
          expected: "2...\(ScatterMatrix.limit) columns", got: "\(chosen.count)",
          remedy: "Choose the most interesting ones: scatterMatrix(columns: [...])"))
    }
    var values: [[Double]] = []
    for name in chosen {
      guard let place = known.firstIndex(of: name) else {
        throw SwiftletError(.data, Spelling.unknownColumn(name, among: known, place: nil))
      }
      values.append((0..<count).map { Double(inputs.values[$0 * known.count + place]) })
    }
    let left = known.filter { !chosen.contains($0) }
    let matrix = ScatterMatrix(
      names: chosen, values: values, classes: targets.classIndices ?? [], classNames: classes, classTitle: labelTitle)
    return .scatterMatrix(matrix, leftOut: left)
  }
}

/// Columns of numbers with the classes of their rows.
struct ScatterMatrix: Sendable {
  var names: [String]
  /// Column by column.
  var values: [[Double]]
  /// One per row, or none.
  var classes: [Int] = []
  var classNames: [String] = []
  var classTitle = "label"

  static let limit = 6
  /// Thirty panels of more points are slow and grey.
  static let mostRows = 4000
}

extension Grid {
  static func scatterMatrix(_ whole: ScatterMatrix, leftOut: [String] = []) -> Grid {
    let rows = whole.values.map(\.count).min() ?? 0
    let finite = (0..<rows).filter { row in whole.values.allSatisfy { AxisScale.canShow($0[row]) } }
    let step = max(1, (finite.count + ScatterMatrix.mostRows - 1) / ScatterMatrix.mostRows)
    let kept = stride(from: 0, to: finite.count, by: step).map { finite[$0] }
    var matrix = whole
    matrix.values = whole.values.map { column in kept.map { column[$0] } }
    let classes = whole.classes
    matrix.classes = classes.isEmpty ? [] : kept.map { classes.indices.contains($0) ? classes[$0] : 0 }
    let n = matrix.names.count
    let panels = (0..<n * n).map { panel(matrix, row: $0 / n, column: $0 % n) }
    let named = leftOut.prefix(4).map(\.shortened).joined(separator: ", ")
    let parts = [
      "\(NumberText.count(rows)) rows",
      finite.count < rows ? "\(NumberText.count(rows - finite.count)) with non-finite values not shown" : "",
      step > 1 ? "every \(NumberText.ordinal(step)) row shown" : "",
      leftOut.isEmpty ? "" : "without \(named)" + (leftOut.count > 4 ? " and \(leftOut.count - 4) more columns" : ""),
    ]
    let side = [260.0, 260, 260, 210, 180, 156, 140][min(n, ScatterMatrix.limit)]
    return Grid(
      columns: max(n, 1), sharing: .matrix, title: "Scatter matrix",
      caption: parts.filter { !$0.isEmpty }.joined(separator: " · "), panels
    ).panels(width: side, height: side * 0.92)
  }

  private static func panel(_ matrix: ScatterMatrix, row: Int, column: Int) -> Plot {
    let n = matrix.names.count
    let hasLegend = row == 0 && column == n - 1
    let plot = Plot {
      if row == column {
        ClassDistributions(values: matrix.values[row], classes: matrix.classes, classCount: matrix.classNames.count)
      } else {
        Points(
          x: matrix.values[column], y: matrix.values[row], classes: matrix.classes, classNames: matrix.classNames,
          classTitle: matrix.classTitle, color: matrix.classes.isEmpty ? .series(0) : .byClass)
      }
    }
    return plot.x(row == n - 1 ? matrix.names[column].shortened : "")
      .y(column == 0 ? matrix.names[row].shortened : "").legend(hasLegend ? .outside : .none)
  }
}

/// How a column is distributed, class by class, in outlines over each other. The heights have no axis: they are scaled to
/// the panel, so that it can stand among scatter plots.
struct ClassDistributions: Mark {
  let values: [Double]
  let classes: [Int]
  let classCount: Int
  /// More rows carry finer bins.
  private var bins: Int { min(max(whole(2.4 * Libm.pow(Double(values.count), 1 / 3)) ?? 8, 8), 32) }

  func survey(_ survey: inout Plot.Survey) {
    // The column is on both axes: the panels of its row and of its column have it too.
    for value in values { survey.include(x: value, y: value) }
  }

  func draw(with pen: inout Plot.Pen) {
    let groups = counted(pen)
    let most = groups.flatMap(\.counts).max() ?? 0
    guard most > 0 else { return }
    for (number, counts) in groups {
      let outline = outline(counts, most: most, pen)
      guard let first = outline.first, let last = outline.last else { continue }
      let bars = bars(counts, most: most, pen)
      pen.canvas.fill(bars, pen.looks.series(number).faded(0.28), within: pen.clip)
      pen.line(
        [Point(first.x, pen.area.bottom)] + outline + [Point(last.x, pen.area.bottom)], pen.looks.line(number),
        Stroke(width: pen.px(1.2)))
    }
  }

  /// Counts in bins over the x axis: one group per class, or one in all.
  private func counted(_ pen: Plot.Pen) -> [(number: Int, counts: [Int])] {
    var groups: [Int: [Int]] = [:]
    for (row, value) in values.enumerated() {
      guard let unit = pen.xScale.unit(value), (0...1).contains(unit) else { continue }
      let bin = min(whole((unit * Double(bins)).rounded(.down)) ?? 0, bins - 1)
      let number = classes.indices.contains(row) ? classes[row] : 0
      groups[number, default: Array(repeating: 0, count: bins)][bin] += 1
    }
    return groups.sorted { $0.key < $1.key }.map { (number: $0.key, counts: $0.value) }
  }

  private func place(_ i: Int, _ count: Int, most: Int, _ pen: Plot.Pen) -> Point {
    Point(
      pen.area.left + Double(i) / Double(bins) * pen.area.width,
      pen.area.bottom - Double(count) / Double(most) * pen.area.height * 0.88)
  }

  private func outline(_ counts: [Int], most: Int, _ pen: Plot.Pen) -> [Point] {
    guard let first = counts.firstIndex(where: { $0 > 0 }), let last = counts.lastIndex(where: { $0 > 0 }) else {
      return []
    }
    return (first...last).flatMap { i in
      [place(i, counts[i], most: most, pen), place(i + 1, counts[i], most: most, pen)]
    }
  }

  private func bars(_ counts: [Int], most: Int, _ pen: Plot.Pen) -> [Shape] {
    counts.enumerated().compactMap { i, count in
      guard count > 0 else { return nil }
      let (a, b) = (place(i, count, most: most, pen), place(i + 1, count, most: most, pen))
      return .rectangle(Rect(left: a.x, top: a.y, right: b.x, bottom: pen.area.bottom))
    }
  }
}
