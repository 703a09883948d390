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
  private(set) var legend: LegendColumn?
  let ends: EndLabels?
  let layout: Layout
  let style: PanelStyle
  /// The box inside the plot area that the legend stands in, if it does.
  private let inside: Rect?

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
    survey.ownNames = (survey.x.names, survey.y.names)
    if let extents { (survey.x, survey.y) = extents }
    x = survey.x.scale
    y = survey.y.scale
    survey.addKeys(of: plot, x, y)
    if case .all(let others) = style.legend { survey.keys = others.keys }
    if let keys = style.keys { survey.keys = keys }
    survey.keys = survey.keys.held(by: style.heldKeys)
    let crowds = plot.marks.compactMap { ($0 as? any CrowdedMark)?.crowd }
    for crowd in crowds { survey.key(crowd.widestKey()) }
    (self.survey, self.claims) = (survey, claims)
    let namesLines = Self.namesLinesAtTheirEnds(plot, survey, x)
    let column = Self.column(survey, style, lines: !namesLines, typeset)
    legend = plot.legend == .none || column.isEmpty ? nil : column
    let labels = EndLabels(survey, series: namesLines, typeset: typeset, looks: looks)
    ends = legend != nil || labels.isEmpty ? nil : labels
    var maker = LayoutMaker(
      plot: plot, survey: survey, x: x, y: y, typeset: typeset,
      caption: Self.caption(plot, survey, style.tellsScale ? [x, y] : []),
      sideWidth: 0, frame: frame ?? canvas.bounds, style: style)
    if plot.legend == .inside, let legend {
      let layout = maker.make()
      let pen = Plot.Pen(canvas: canvas, area: layout.area, x: x, y: y, survey: survey, scale: scale)
      inside = Self.corner(for: legend, plot, claims, pen)
      if inside != nil {
        self.layout = layout
        tell(crowds, lines: !namesLines)
        return
      }
    } else {
      inside = nil
    }
    maker.sideWidth =
      legend.map { $0.width + Size.legendGap * scale } ?? ends.map { $0.width + Size.labelGap * scale } ?? 0
    layout = maker.make()
    tell(crowds, lines: !namesLines)
  }

  /// How many points of a crowd overlap is known only with the size of the plot area: the bar was made as wide as it could
  /// become, and now says the numbers.
  private mutating func tell(_ crowds: [Density], lines: Bool) {
    guard legend != nil, !crowds.isEmpty, case .own = style.legend else { return }
    var told = survey
    told.keys.removeAll(where: \.isLogarithmic)
    let area = CrowdImage.Area(layout.area, x: x, y: y)
    for crowd in crowds { told.key(crowd.key(area: area, looks, scale)) }
    legend = Self.column(told, style, lines: lines, typeset)
  }

  /// The legend of this plot, or of all panels, or nothing.
  private static func column(
    _ survey: Plot.Survey, _ style: PanelStyle, lines: Bool, _ typeset: Typeset
  ) -> LegendColumn {
    let told =
      switch style.legend {
      case .own: survey
      case .all(let others): others.withoutCrowds
      case .none: Plot.Survey(looks: survey.looks)
      }
    return LegendColumn(told, lines: lines, typeset: typeset, looks: survey.looks)
  }

  /// A corner of the plot area in which the legend hides no mark.
  private static func corner(
    for legend: LegendColumn, _ plot: Plot, _ claims: [Plot.Survey.Claims], _ pen: Plot.Pen
  ) -> Rect? {
    let room = pen.px(Size.legendInset)
    let size = (
      width: legend.width + 2 * pen.px(Size.legendPad),
      height: legend.height(of: pen.area.height) + 2 * pen.px(Size.legendPad)
    )
    let search = CornerSearch(pen.canvas, area: pen.area, size: size, room: room)
    var trial = Plot.Pen(
      canvas: search, area: pen.area, x: pen.xScale, y: pen.yScale, survey: pen.survey, scale: pen.scale)
    for (mark, claims) in zip(plot.marks, claims) where search.free != nil {
      trial.beginMark(claims)
      mark.draw(with: &trial)
    }
    return search.free
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
    if let inside { pen.obstacles.append(.box(inside)) }
    if ends == nil { pen.addRuleCallouts(survey.rules) }
    pen.drawCallouts(typeset)
    if !plot.hidesAxes { axes.drawFrame(xLabel: plot.xAxis.label, yLabel: plot.yAxis.label) }
    axes.drawHead()
    if let words = survey.emptiness { drawEmptiness(words) }
    if let inside { drawBox(inside) }
    legend?.draw(at: Point(legendBox?.left ?? 0, legendBox?.top ?? 0), height: layout.area.height)
    ends?.draw(right: layout.area, y)
  }

  /// The paper under a legend inside the plot area.
  private func drawBox(_ box: Rect) {
    let hairline = layout.hairline
    typeset.canvas.fill([.rectangle(box)], looks.grid)
    typeset.canvas.fill([.rectangle(box.grown(-hairline))], looks.background)
  }

  /// Where the legend stands, in pixels.
  var legendBox: Rect? {
    guard let legend else { return nil }
    if let inside { return inside.grown(-Size.legendPad * scale) }
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
  static func namesLinesAtTheirEnds(_ plot: Plot, _ survey: Plot.Survey, _ x: AxisScale) -> Bool {
    let isLinesOnly = survey.classes.isEmpty && survey.series.allSatisfy { $0.swatch == .line } && survey.keys.isEmpty
    guard plot.legend == .automatic, isLinesOnly, survey.series.count <= 6 else { return false }
    return survey.series.allSatisfy { line in
      guard let end = line.end, let unit = x.unit(end.x) else { return false }
      return unit > 0.9
    }
  }

  /// - Parameter scales: Those to tell about when they are not linear.
  private static func caption(_ plot: Plot, _ survey: Plot.Survey, _ scales: [AxisScale]) -> String {
    let lines = plot.caption.split(whereSeparator: \.isNewline).map { line in
      line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    let isSymmetric = scales.contains { if case .symmetric = $0.kind { true } else { false } }
    let isLogarithmic = scales.contains { $0.kind == .logarithmic }
    let scales = isSymmetric ? ["symlog scale"] : isLogarithmic ? ["log scale"] : []
    let parts = lines + plot.notes + survey.notes + scales + survey.omissions
    return parts.filter { !$0.isEmpty }.joined(separator: " · ")
  }
}

extension Extent {
  fileprivate mutating func wish(_ axis: Plot.Axis) {
    fixed = axis.range
    wantsLogarithm = axis.scale == .log
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

extension Plot.Survey {
  /// The colours that stand for values which are known only with the axes.
  mutating func addKeys(of plot: Plot, _ x: AxisScale, _ y: AxisScale) {
    for case let mark as any KeyedMark in plot.marks {
      if let key = mark.key(x: x, y: y) { self.key(key) }
    }
  }

  /// The strength of a density is that of one panel.
  fileprivate var withoutCrowds: Plot.Survey {
    var copy = self
    copy.keys.removeAll(where: \.isLogarithmic)
    return copy
  }
}
