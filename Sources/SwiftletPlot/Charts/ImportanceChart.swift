import Swiftlet

extension PermutationImportance {
  /// A bar per column, the most important at the top, with the spread over the shuffles.
  ///
  ///     try model.permutationImportance(on: test).plot().save("importance.png")
  ///
  /// At most 20 columns are shown; the caption says how many more there are.
  public func plot() -> Plot {
    let shown = ranked.prefix(ImportanceBars.limit)
    let bars = shown.map { ImportanceBars.Bar(name: $0.name, mean: $0.mean, deviation: $0.standardDeviation) }
    let more = columns.count - bars.count
    let word = metric.name.replacing("_", with: " ")
    let parts = [
      "\(word) \(NumberText.brief(score, digits: 3)) with no column shuffled",
      "bars: mean of \(NumberText.count(repeats)) shuffle\(repeats == 1 ? "" : "s"), lines: ± sd",
      "\(NumberText.count(rows)) rows", "seed \(seed)",
      more > 0 ? "\(NumberText.count(more)) less important column\(more == 1 ? "" : "s") not shown" : "",
    ]
    return .importance(
      bars, measure: metric.prefersLarger ? "drop in \(word)" : "growth of \(word)",
      caption: parts.filter { !$0.isEmpty }.joined(separator: " · "))
  }
}

extension Plot {
  static func importance(_ bars: [ImportanceBars.Bar], measure: String, caption: String = "") -> Plot {
    Plot("Permutation importance", caption: caption) { ImportanceBars(bars: bars) }
      .x(measure).y(categories: bars.map(\.name))
  }
}

/// Horizontal bars from zero with whiskers.
struct ImportanceBars: Mark {
  struct Bar: Sendable {
    var name: String
    var mean: Double
    var deviation: Double
  }

  let bars: [Bar]
  static let limit = 20

  func survey(_ survey: inout Plot.Survey) {
    for (i, bar) in bars.enumerated() {
      let row = Double(i)
      survey.include(x: bar.mean, y: row)
      guard AxisScale.canShow(bar.mean) else { continue }
      for end in [bar.mean - bar.deviation, bar.mean + bar.deviation] where AxisScale.canShow(end) {
        survey.x.include(end)
      }
    }
    if !bars.isEmpty { survey.x.include(0) }
    survey.y.isBare = true
  }

  func draw(with pen: inout Plot.Pen) {
    var (helpful, harmful, whiskers): ([Shape], [Shape], [Shape]) = ([], [], [])
    for (bar, row) in zip(bars, pen.rowPlaces(bars.count)) {
      guard let end = pen.spot(bar.mean, row), let zero = pen.spot(0, row), let above = pen.spot(0, row - 0.34),
        let below = pen.spot(0, row + 0.34)
      else { continue }
      let half = min((below.y - above.y) / 2, pen.px(15))
      let box = Rect(
        left: min(zero.x, end.x), top: (end.y - half).rounded(), right: max(zero.x, end.x),
        bottom: (end.y + half).rounded())
      if bar.mean >= 0 { helpful.append(.rectangle(box)) } else { harmful.append(.rectangle(box)) }
      whiskers += whisker(bar, row, half / 2.5, pen)
    }
    pen.canvas.fill(helpful, pen.looks.series(0), within: pen.clip)
    pen.canvas.fill(harmful, pen.looks.muted.faded(0.5), within: pen.clip)
    pen.canvas.fill(whiskers, pen.looks.ink, within: pen.clip)
    if let zero = pen.xScale.unit(0), (0...1).contains(zero) {
      let x = pen.area.left + zero * pen.area.width
      pen.line([Point(x, pen.area.top), Point(x, pen.area.bottom)], pen.looks.frame, Stroke(width: pen.px(1)))
    }
  }

  private func whisker(_ bar: Bar, _ row: Double, _ reach: Double, _ pen: Plot.Pen) -> [Shape] {
    guard bar.deviation > 0, let low = pen.spot(bar.mean - bar.deviation, row),
      let high = pen.spot(bar.mean + bar.deviation, row)
    else { return [] }
    let width = pen.px(1.1)
    let cap = min(reach, pen.px(4))
    return [.capsule(low, high, width: width)]
      + [low, high].map { .capsule($0.moved(0, -cap), $0.moved(0, cap), width: width) }
  }
}
