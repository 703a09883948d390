/// The surface between two curves: a spread around a mean, or what lies under a curve.
///
///     Area(x: epochs, from: lowest, to: highest, name: "five seeds")
///     Line(x: epochs, y: mean).color(.series(0))
///
/// It is clear, so that what lies behind it shows.
public struct Area: Mark {
  let x: [Double]
  let low: [Double]
  let high: [Double]
  let name: String
  private var color: Plot.Color?
  private var opacity = 0.28
  /// Down to a level rather than between two curves: the level belongs to the picture.
  private let hasBaseline: Bool

  /// The band between two curves.
  ///
  /// - Parameters:
  ///   - x: In the order of drawing; what is longer than the shortest of all three is left out.
  ///   - from, to: The edges of the band at each x; they may cross. Where one is not finite there is a gap.
  ///   - name: In the legend; empty for none.
  public init(x: [Double], from: [Double], to: [Double], name: String = "") {
    let count = min(x.count, from.count, to.count)
    self.x = Array(x.prefix(count))
    low = Array(from.prefix(count))
    high = Array(to.prefix(count))
    self.name = name
    hasBaseline = false
  }

  /// What lies between a curve and a level.
  public init(x: [Double], y: [Double], baseline: Double = 0, name: String = "") {
    let count = min(x.count, y.count)
    self.x = Array(x.prefix(count))
    low = [Double](repeating: baseline, count: count)
    high = Array(y.prefix(count))
    self.name = name
    hasBaseline = true
  }

  /// In a colour of one's choice.
  public func color(_ color: Plot.Color) -> Area { changed { $0.color = color } }

  /// How much of what lies behind is hidden, 0...1.
  public func opacity(_ opacity: Double) -> Area {
    changed { $0.opacity = opacity.isNaN ? $0.opacity : min(max(opacity, 0), 1) }
  }

  private func changed(_ change: (inout Area) -> Void) -> Area {
    var copy = self
    change(&copy)
    return copy
  }

  public func survey(_ survey: inout Plot.Survey) {
    // A level that a logarithmic axis has no place for is its lower edge: only the curve is counted.
    if !hasBaseline { survey.include(x: x, y: low) }
    survey.include(x: x, y: high)
    if hasBaseline, let level = low.first, survey.y.contains(level), !survey.y.isLogarithmForced {
      survey.y.include(level)
    }
    survey.name(name, survey.fill(color).faded(max(opacity, 0.5)), .box)
  }

  public func draw(with pen: inout Plot.Pen) {
    let color = pen.fill(color).faded(opacity)
    pen.canvas.fill(runs(pen).map { Shape.area($0) }, color, within: pen.clip)
  }

  /// The outlines of the stretches between gaps, in pixels.
  private func runs(_ pen: Plot.Pen) -> [[Point]] {
    var outlines: [[Point]] = []
    var lower: [Point] = []
    var upper: [Point] = []
    for i in x.indices {
      if let column = pen.column(x[i]), AxisScale.canShow(low[i]), AxisScale.canShow(high[i]), AxisScale.canShow(x[i]),
        let a = pen.row(low[i]), let b = pen.row(high[i])
      {
        lower.append(Point(column, a))
        upper.append(Point(column, b))
      } else {
        if lower.count > 1 { outlines.append(lower + upper.reversed()) }
        (lower, upper) = ([], [])
      }
    }
    if lower.count > 1 { outlines.append(lower + upper.reversed()) }
    return outlines
  }
}
