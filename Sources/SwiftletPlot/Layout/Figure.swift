/// One drawing of a plot: what its marks tell, where everything stands, and the drawing itself, from background to
/// foreground.
struct Figure {
  let plot: Plot
  let scale: Double
  let looks: Looks
  let typeset: Typeset
  let survey: Plot.Survey
  /// What was taken before each mark.
  let claims: [Plot.Survey.Claims]
  let x: AxisScale
  let y: AxisScale
  /// What stands right of the plot area: one of the two, or neither.
  let legend: LegendColumn?
  let ends: EndLabels?
  let layout: Layout
  let style: PanelStyle

  /// - Parameters:
  ///   - scale: Pixels per unit.
  ///   - frame: The part of the canvas to use; nil: all of it.
  ///   - extents: What the axes show, when they are shared with other panels.
  init(
    _ plot: Plot, on canvas: any Canvas, scale: Double, frame: Rect? = nil, style: PanelStyle = .alone,
    extents: (x: Extent, y: Extent)? = nil
  ) {
    self.plot = plot
    self.scale = scale
    self.style = style
    looks = Looks(plot.theme, plot.palette)
    typeset = Typeset(canvas: canvas, scale: scale)
    var (survey, claims) = Self.survey(plot, looks)
    if let extents { (survey.x, survey.y) = extents }
    x = survey.x.scale
    y = survey.y.scale
    for case let mark as any KeyedMark in plot.marks {
      if let key = mark.key(x: x, y: y) { survey.key(key) }
    }
    (self.survey, self.claims) = (survey, claims)
    let namesLines = Self.namesLinesAtTheirEnds(plot, survey, x)
    let column = LegendColumn(survey, lines: !namesLines, typeset: typeset, looks: looks)
    legend = plot.legend == .none || column.isEmpty ? nil : column
    let labels = EndLabels(survey, series: namesLines, typeset: typeset, looks: looks)
    ends = legend != nil || labels.isEmpty ? nil : labels
    let side = legend.map { $0.width + Size.legendGap * scale } ?? ends.map { $0.width + Size.labelGap * scale }
    layout = LayoutMaker(
      plot: plot, survey: survey, x: x, y: y, typeset: typeset, caption: Self.caption(plot, survey, x, y),
      sideWidth: side ?? 0, frame: frame ?? canvas.bounds, style: style
    ).make()
  }

  func draw() {
    let canvas = typeset.canvas
    let axes = Axes(layout: layout, x: x, y: y, typeset: typeset, looks: looks, style: style)
    if !plot.hidesAxes { axes.drawGrid() }
    var pen = Plot.Pen(canvas: canvas, area: layout.area, x: x, y: y, survey: survey, scale: scale)
    for (mark, claims) in zip(plot.marks, claims) {
      pen.beginMark(claims)
      mark.draw(with: &pen)
    }
    if ends == nil { pen.addRuleCallouts(survey.rules) }
    pen.drawCallouts(typeset)
    if !plot.hidesAxes { axes.drawFrame(xLabel: plot.xAxis.label, yLabel: plot.yAxis.label) }
    axes.drawHead()
    if let words = survey.emptiness { drawEmptiness(words) }
    legend?.draw(at: Point(legendBox?.left ?? 0, legendBox?.top ?? 0), height: layout.area.height)
    ends?.draw(right: layout.area, y)
  }

  /// Where the legend stands, in pixels.
  var legendBox: Rect? {
    guard let legend else { return nil }
    let left = layout.area.right + (Size.legendGap * scale).rounded()
    return Rect(
      left: left, top: layout.area.top, right: left + legend.width,
      bottom: layout.area.top + legend.height(of: layout.area.height))
  }

  /// In the middle of the plot area, in as many lines as its width asks for.
  private func drawEmptiness(_ words: String) {
    let lines = typeset.wrapped(words, Size.axisLabel, to: layout.area.width * 0.9, lines: 4)
    let step = typeset.lineHeight(Size.axisLabel) * 1.15
    for (i, line) in lines.enumerated() {
      let shift = (Double(i) - Double(lines.count - 1) / 2) * step
      typeset.draw(line, Size.axisLabel, at: layout.area.center.moved(0, shift), align: .center, looks.muted)
    }
  }

  static func survey(_ plot: Plot, _ looks: Looks) -> (Plot.Survey, claims: [Plot.Survey.Claims]) {
    var survey = Plot.Survey(looks: looks)
    survey.x.wish(plot.xAxis)
    survey.y.wish(plot.yAxis)
    survey.y.runsDown = !plot.yAxis.names.isEmpty
    var claims: [Plot.Survey.Claims] = []
    for mark in plot.marks {
      claims.append(survey.claims)
      mark.survey(&survey)
    }
    return (survey, claims)
  }

  /// Up to six lines that all reach the right edge are named there; else the legend names them.
  private static func namesLinesAtTheirEnds(_ plot: Plot, _ survey: Plot.Survey, _ x: AxisScale) -> Bool {
    let isLinesOnly = survey.classes.isEmpty && survey.series.allSatisfy { $0.swatch == .line } && survey.keys.isEmpty
    guard plot.legend == .automatic, isLinesOnly, survey.series.count <= 6 else { return false }
    return survey.series.allSatisfy { line in
      guard let end = line.end, let unit = x.unit(end.x) else { return false }
      return unit > 0.9
    }
  }

  private static func caption(_ plot: Plot, _ survey: Plot.Survey, _ x: AxisScale, _ y: AxisScale) -> String {
    let lines = plot.caption.split(whereSeparator: \.isNewline).map { line in
      line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    let isSymmetric = [x, y].contains { if case .symmetric = $0.kind { true } else { false } }
    let scales = isSymmetric ? ["symlog scale"] : y.kind == .logarithmic || x.kind == .logarithmic ? ["log scale"] : []
    let parts = lines + plot.notes + survey.notes + scales + survey.omissions
    return parts.filter { !$0.isEmpty }.joined(separator: " · ")
  }
}

extension Extent {
  fileprivate mutating func wish(_ axis: Plot.Axis) {
    fixed = axis.range
    isLogarithmForced = axis.scale == .log
    isLinearForced = axis.scale == .linear || axis.scale == .time
    isSymmetricForced = axis.scale == .symlog
    isTime = axis.scale == .time
    if !axis.names.isEmpty { _ = include(axis.names) }
  }
}

extension Plot.Pen {
  /// Where a legend takes the room at the right, reference lines are named inside the plot area.
  fileprivate mutating func addRuleCallouts(_ rules: [Plot.Survey.RuleEntry]) {
    for rule in rules where !rule.label.isEmpty {
      guard let unit = yScale.unit(rule.y) else { continue }
      let spot = Point(area.right - area.width * 0.1, area.bottom - unit * area.height)
      if isInside(spot) {
        callouts.append(Callout(words: rule.label, spot: spot, clearance: px(1), color: looks.muted))
      }
    }
  }
}
