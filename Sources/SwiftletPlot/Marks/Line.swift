/// A line through values, in the order given.
///
/// A value that is NaN or infinite makes a gap and a red tick at the top; a value with gaps on both sides is
/// drawn as a dot.
public struct Line: Mark {
  let x: [Double]
  let y: [Double]
  let name: String
  var style = Style()

  /// Looks beyond the defaults; for the ready-made charts.
  struct Style: Sendable {
    var series: Int? {
      get { if case .series(let n) = color { n } else { nil } }
      set { color = newValue.map { .series($0) } }
    }
    var color: Plot.Color?
    var isDashed = false
    var isThin = false
    var hasDots = false
    var opacity = 1.0
    /// Written after the name at the line's end.
    var endText: String?
    /// x counts something: whole numbers only, limits at the first and last.
    var isCounted = false
    var isTime = false
    /// What x is called in "NaN at epoch 7".
    var unit = "x ="
    /// A size that 0 bounds from below, and that may be shown on a logarithmic axis.
    var isLoss = false
    /// Lost values are told by another line of the same data.
    var isQuiet = false
    /// Lost values are told by another line with gaps at the same places, or elsewhere.
    var hidesLost = false
  }

  /// A line through y at x = 1, 2, 3, ...
  ///
  /// - Parameters:
  ///   - y: Values in order, for instance one per epoch.
  ///   - name: Written at the line's right end, or in the legend.
  public init(_ y: [Double], name: String = "") {
    self.init(x: y.indices.map { Double($0 + 1) }, y: y, name: name)
    style.isCounted = true
  }

  /// - Parameters:
  ///   - x, y: Coordinates in the order of drawing; if one is longer, its rest is left out.
  ///   - name: Written at the line's right end, or in the legend.
  public init(x: [Double], y: [Double], name: String = "") {
    let count = min(x.count, y.count)
    self.x = Array(x.prefix(count))
    self.y = Array(y.prefix(count))
    self.name = name
  }

  /// Values over time, on an axis that is labelled as a clock would: 30 s, 5 min, 2 h.
  public init(x: [Duration], y: [Double], name: String = "") {
    let seconds = x.map { Double($0.components.seconds) + Double($0.components.attoseconds) * 1e-18 }
    self.init(x: seconds, y: y, name: name)
    style.isTime = true
  }

  /// In a colour of one's choice.
  public func color(_ color: Plot.Color) -> Line { styled { $0.color = color } }

  /// With a dot at each value: the steps of a way, of unequal length.
  public func dotted() -> Line { styled { ($0.hasDots, $0.isThin) = (true, true) } }

  /// Dashed: a second line of the same thing.
  public func dashed() -> Line { styled { $0.isDashed = true } }

  func styled(_ change: (inout Style) -> Void) -> Line {
    var copy = self
    change(&copy.style)
    return copy
  }

  public func survey(_ survey: inout Plot.Survey) {
    if !style.isQuiet { survey.include(x: x, y: y) }
    if style.isCounted { survey.x.isWhole = true }
    if style.isTime { survey.x.isTime = true }
    if style.isLoss {
      survey.y.startsAtZero = true
      survey.y.mayBeLogarithmic(y)
    }
    let isDashed = isDashed(survey.claims.series, survey.looks)
    let color = survey.stroke(style.color)
    guard !name.isEmpty else { return }
    let last = zip(x, y).reversed().first { AxisScale.canShow($0.0) && AxisScale.canShow($0.1) }
    survey.series.append(
      .init(
        name: name, color: color, isDashed: isDashed, end: last.map { (x: $0.0, y: $0.1) },
        endText: style.endText ?? ""))
  }

  /// Where the palette begins again, dashes tell lines of one colour apart.
  private func isDashed(_ next: Int, _ looks: Looks) -> Bool {
    style.isDashed || (style.color == nil && next >= looks.series.count)
  }

  public func draw(with pen: inout Plot.Pen) { draw(through: x, y, with: &pen) }

  /// Draws the line along other points than its values: the stairs between them.
  func draw(through xs: [Double], _ ys: [Double], with pen: inout Plot.Pen) {
    let isDashed = isDashed(pen.nextSeries, pen.looks)
    let color = pen.stroke(style.color).faded(style.opacity)
    let width = pen.px(style.isThin ? Size.thinLine : Size.line)
    let stroke = Stroke(width: width, dash: isDashed && !style.isThin ? Size.dash.scaled(pen.scale) : nil)
    for run in Self.runs(xs, ys, pen) {
      if run.count > 1 {
        pen.line(run, color, stroke)
      } else if let spot = run.first, pen.isInside(spot) {
        pen.canvas.fill([.disc(spot, radius: width * 1.25)], color)
      }
    }
    if style.hasDots {
      let spots = zip(x, y).compactMap { pen.spot($0, $1) }.filter(pen.isInside)
      pen.canvas.fill(spots.map { .disc($0, radius: pen.px(Size.lineDot)) }, color, within: pen.clip)
    }
    if !style.isQuiet && !style.hidesLost { drawLost(&pen) }
  }

  /// The stretches between gaps, in pixels.
  private static func runs(_ x: [Double], _ y: [Double], _ pen: Plot.Pen) -> [[Point]] {
    var runs: [[Point]] = [[]]
    for (x, y) in zip(x, y) {
      if let spot = pen.spot(x, y) {
        runs[runs.count - 1].append(spot)
      } else if runs[runs.count - 1].isEmpty == false {
        runs.append([])
      }
    }
    return runs.filter { !$0.isEmpty }
  }

  /// Red ticks at the top where y is not a number that can be shown, the first of them named.
  private func drawLost(_ pen: inout Plot.Pen) {
    let lost = zip(x, y).filter { !AxisScale.canShow($1) }
    let columns = lost.compactMap { x, _ in pen.xScale.unit(x).map { pen.area.left + $0 * pen.area.width } }
      .filter { $0 >= pen.area.left - 0.5 && $0 <= pen.area.right + 0.5 }
    guard let first = lost.first, let column = columns.first else { return }
    let length = pen.px(10)
    let shapes = columns.map { column in
      Shape.capsule(Point(column, pen.area.top), Point(column, pen.area.top + length), width: pen.px(1.6))
    }
    pen.canvas.fill(shapes, pen.looks.alarm, within: pen.clip)
    pen.obstacles += columns.map { column in
      .box(Rect(left: column, top: pen.area.top, right: column, bottom: pen.area.top + length).grown(pen.px(1)))
    }
    let kind = first.1.isNaN ? "NaN" : first.1.isInfinite ? "infinite" : "too large"
    let place = "\(style.unit) \(NumberText.brief(first.0, digits: 6))"
    let words =
      lost.count == 1 ? "\(kind) at \(place)" : "\(kind) from \(place), \(NumberText.count(lost.count)) values"
    let spot = Point(column, pen.area.top + length / 2)
    pen.callouts.append(
      Callout(words: words, spot: spot, clearance: length / 2, color: pen.looks.text(pen.looks.alarm)))
  }
}
