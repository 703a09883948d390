/// How values are distributed: bars whose areas are shares, so that the heights are a density.
///
/// The number of bars follows from spread and count (Freedman & Diaconis 1981), from 10 to 100; values that are not
/// finite are left out and counted in the caption.
public struct Histogram: Mark {
  let values: [Double]
  let name: String
  let bars: Bars
  private var color: Plot.Color?
  private var hasZeroLine = false
  private var hasStatistics = false

  /// Equal bars over the values; `heights` are densities.
  struct Bars: Equatable {
    var low = 0.0
    var width = 0.0
    var heights: [Double] = []
  }

  /// - Parameters:
  ///   - values: At least one finite value, else nothing is drawn.
  ///   - name: In the legend; empty for none.
  public init<F: BinaryFloatingPoint>(_ values: [F], name: String = "") {
    self.values = values.map { Double($0) }
    self.name = name
    bars = Self.bars(of: self.values.filter(AxisScale.canShow))
  }

  private static func bars(of values: [Double]) -> Bars {
    guard let low = values.min(), let high = values.max() else { return Bars() }
    let span = high - low
    // One value only: one bar as wide as the axis will be, roughly.
    guard span > max(abs(low), abs(high)) * 1e-11 else {
      let width = max(abs(low) * 0.02, 0.02)
      return Bars(low: low - width / 2, width: width, heights: [1 / width])
    }
    let count = min(max(whole(span / idealWidth(values)) ?? 100, 10), 100)
    var counts = [Int](repeating: 0, count: count)
    for value in values {
      counts[min(whole(((value - low) / span * Double(count)).rounded(.down)) ?? 0, count - 1)] += 1
    }
    let width = span / Double(count)
    return Bars(low: low, width: width, heights: counts.map { Double($0) / Double(values.count) / width })
  }

  /// 2·IQR/∛n.
  private static func idealWidth(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let quartiles = sorted[sorted.count * 3 / 4] - sorted[sorted.count / 4]
    let width = 2 * quartiles / Libm.pow(Double(sorted.count), 1 / 3)
    return width > 0 ? width : (sorted[sorted.count - 1] - sorted[0]) / 10
  }

  /// With a line at 0.
  public func zeroLine() -> Histogram { changed { $0.hasZeroLine = true } }

  /// With the mean as a line, the range of one standard deviation on each side as a shade, and both in the caption.
  public func statistics() -> Histogram { changed { $0.hasStatistics = true } }

  /// In a colour of one's choice.
  public func color(_ color: Plot.Color) -> Histogram { changed { $0.color = color } }

  private func changed(_ change: (inout Histogram) -> Void) -> Histogram {
    var copy = self
    change(&copy)
    return copy
  }

  /// Mean and standard deviation (of the population) of the finite values; nil without any.
  private var moments: (mean: Double, deviation: Double)? {
    let finite = values.filter(AxisScale.canShow)
    guard !finite.isEmpty else { return nil }
    let count = Double(finite.count)
    let mean = finite.reduce(0) { $0 + $1 / count }
    let variance = finite.reduce(0) { $0 + ($1 - mean) * ($1 - mean) / count }
    return AxisScale.canShow(mean) && AxisScale.canShow(variance) ? (mean, variance.squareRoot()) : nil
  }

  public func survey(_ survey: inout Plot.Survey) {
    _ = survey.claim(\.histograms)
    survey.notFinite += values.count { !AxisScale.canShow($0) }
    let color = survey.fill(color)
    survey.y.startsAtZero = true
    if !bars.heights.isEmpty { survey.include(x: bars.low, y: 0) }
    for (i, height) in bars.heights.enumerated() {
      survey.include(x: bars.low + Double(i + 1) * bars.width, y: height)
    }
    if hasZeroLine, survey.x.contains(0), !survey.x.isLogarithmForced { survey.x.include(0) }
    if hasStatistics, let (mean, deviation) = moments {
      let words = "mean \(NumberText.brief(mean)), sd \(NumberText.brief(deviation))"
      survey.notes.append(name.isEmpty ? words : "\(name): \(words)")
    }
    survey.name(name, color, .box)
  }

  public func draw(with pen: inout Plot.Pen) {
    let color = pen.fill(color)
    let isAlone = pen.survey.claims.histograms == 1
    let (outline, rectangles) = shapes(pen)
    // Whole pixels, so that neighbours touch without a blurred edge. Several distributions shine through each other.
    pen.canvas.fill(rectangles, color.faded(isAlone ? 1 : 0.45), within: pen.clip)
    let strong = color.legible(on: pen.looks.background, ratio: 3)
    if !isAlone || strong.hex != color.hex {
      pen.canvas.fill(
        Stroke(width: pen.px(Size.thinLine)).shapes(of: outline, within: pen.clip), strong, within: pen.clip)
    }
    drawStatistics(strong, pen)
    if hasZeroLine, let column = pen.spot(0, bars.heights.max() ?? 0)?.x {
      pen.line(
        [Point(column, pen.area.top), Point(column, pen.area.bottom)], pen.looks.ink,
        Stroke(width: pen.px(Size.thinLine)))
    }
  }

  /// The stairs over the bars, and the bars.
  private func shapes(_ pen: Plot.Pen) -> (outline: [Point], bars: [Shape]) {
    var outline: [Point] = []
    var rectangles: [Shape] = []
    for (i, height) in bars.heights.enumerated() {
      guard let a = pen.column(bars.low + Double(i) * bars.width)?.rounded(),
        let b = pen.column(bars.low + Double(i + 1) * bars.width)?.rounded(), let top = pen.row(height),
        let bottom = pen.row(0)
      else { continue }
      if outline.isEmpty { outline.append(Point(a, bottom)) }
      outline += [Point(a, top), Point(b, top)]
      if i == bars.heights.count - 1 { outline.append(Point(b, bottom)) }
      // A hairline of the background between bars that are wide enough for one.
      let seam = b - a >= pen.px(Size.seamedBar) ? pen.px(Size.hairline).rounded() : 0
      if height > 0 { rectangles.append(.rectangle(Rect(left: a, top: top, right: b - seam, bottom: bottom))) }
    }
    return (outline, rectangles)
  }

  private func drawStatistics(_ color: RGBA, _ pen: Plot.Pen) {
    guard hasStatistics, let (mean, deviation) = moments, let middle = pen.column(mean),
      let left = pen.column(mean - deviation), let right = pen.column(mean + deviation)
    else { return }
    let (top, bottom) = (pen.area.top, pen.area.bottom)
    let ink = pen.looks.ink
    let band = Rect(left: left, top: top, right: right, bottom: bottom)
    pen.canvas.fill([.rectangle(band)], ink.faded(0.07), within: pen.clip)
    let dash = Stroke(width: pen.px(Size.ruleLine), dash: Size.ruleDash.scaled(pen.scale))
    let line = dash.shapes(of: [Point(middle, top), Point(middle, bottom)], within: pen.clip)
    pen.canvas.fill(line, ink, within: pen.clip)
  }
}
