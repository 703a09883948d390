/// How values are distributed: bars whose areas are shares, so that the heights are a density.
///
/// The number of bars follows from spread and count (Freedman & Diaconis 1981), from 10 to 100; values that are not
/// finite are left out and counted in the caption.
public struct Histogram: Mark {
  let values: [Double]
  let name: String
  let bars: Bars

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

  public func survey(_ survey: inout Plot.Survey) {
    survey.notFinite += values.count { !AxisScale.canShow($0) }
    let color = survey.looks.series(survey.claimSeries())
    survey.y.startsAtZero = true
    survey.include(x: bars.low, y: 0)
    for (i, height) in bars.heights.enumerated() {
      survey.include(x: bars.low + Double(i + 1) * bars.width, y: height)
    }
    if !name.isEmpty {
      survey.series.append(.init(name: name, color: color, isDashed: false, isPoints: true, endText: ""))
    }
  }

  public func draw(with pen: inout Plot.Pen) {
    let color = pen.looks.series(pen.claimSeries())
    let shapes = bars.heights.enumerated().compactMap { i, height -> Shape? in
      guard height > 0, let a = pen.spot(bars.low + Double(i) * bars.width, height),
        let b = pen.spot(bars.low + Double(i + 1) * bars.width, 0)
      else { return nil }
      // Whole pixels: neighbours touch without a seam.
      return .rectangle(Rect(left: a.x.rounded(), top: a.y, right: b.x.rounded(), bottom: b.y))
    }
    pen.canvas.fill(shapes, color, within: pen.clip)
  }
}
