extension Plot {
  /// Draws the whole figure: survey, layout, then background to foreground.
  func draw(on canvas: any Canvas, scale: Double) {
    let looks = Looks(theme, palette)
    let typeset = Typeset(canvas: canvas, scale: scale)
    let (survey, firstSeries) = surveyed(looks)
    let x = survey.x.scale
    let y = survey.y.scale
    let namesLines = namesLinesAtTheirEnds(survey, x)
    let legend = LegendColumn(survey, lines: !namesLines, typeset: typeset, looks: looks)
    let hasLegend = self.legend != .none && !legend.isEmpty
    let ends = EndLabels(survey, series: namesLines, typeset: typeset, looks: looks)
    let hasEnds = !hasLegend && !ends.isEmpty
    let side =
      hasLegend ? legend.width + Size.legendGap * scale : hasEnds ? ends.width + Size.labelGap * scale : 0
    let layout = LayoutMaker(
      plot: self, survey: survey, x: x, y: y, typeset: typeset, caption: fullCaption(survey, x, y), sideWidth: side
    ).make()
    var pen = Pen(
      canvas: canvas, area: layout.area, x: x, y: y, looks: looks, scale: scale, isOnField: survey.fieldClasses > 0)
    let axes = Axes(layout: layout, x: x, y: y, typeset: typeset, looks: looks)
    axes.drawGrid()
    for (mark, series) in zip(marks, firstSeries) {
      pen.beginMark(series: series)
      mark.draw(with: &pen)
    }
    if !hasEnds { pen.addRuleCallouts(survey.rules) }
    pen.drawCallouts(typeset)
    axes.drawFrame(xLabel: xAxis.label, yLabel: yAxis.label)
    axes.drawHead()
    if let words = survey.emptiness {
      typeset.draw(words, Size.axisLabel, at: layout.area.center, align: .center, looks.muted)
    }
    let corner = Point(layout.area.right, layout.area.top)
    if hasLegend { legend.draw(at: corner.moved((Size.legendGap * scale).rounded(), 0)) }
    if hasEnds { ends.draw(right: layout.area, y) }
  }

  /// What the marks tell, and the number of the first free colour before each of them.
  func surveyed(_ looks: Looks) -> (Survey, firstSeries: [Int]) {
    var survey = Survey(looks: looks)
    survey.x.fixed = xAxis.range
    survey.y.fixed = yAxis.range
    survey.x.isLogarithmForced = xAxis.scale == .log
    survey.y.isLogarithmForced = yAxis.scale == .log
    survey.x.isLinearForced = xAxis.scale == .linear
    survey.y.isLinearForced = yAxis.scale == .linear
    var firstSeries: [Int] = []
    for mark in marks {
      firstSeries.append(survey.nextSeries)
      mark.survey(&survey)
    }
    return (survey, firstSeries)
  }

  /// Up to six lines that all reach the right edge are named there; else the legend names them.
  private func namesLinesAtTheirEnds(_ survey: Survey, _ x: AxisScale) -> Bool {
    let lines = survey.series.filter { !$0.isPoints }
    guard legend == .automatic, lines.count <= 6, survey.classes.isEmpty, lines.count == survey.series.count else {
      return false
    }
    return lines.allSatisfy { line in
      guard let end = line.end, let unit = x.unit(end.x) else { return false }
      return unit > 0.9
    }
  }

  private func fullCaption(_ survey: Survey, _ x: AxisScale, _ y: AxisScale) -> String {
    let lines = caption.split(whereSeparator: \.isNewline).map { line in
      line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    let scales = y.kind == .logarithmic || x.kind == .logarithmic ? ["log scale"] : []
    return (lines + notes + survey.notes + scales + survey.omissions).filter { !$0.isEmpty }.joined(separator: " · ")
  }
}

extension Plot.Pen {
  /// Where a legend takes the room at the right, reference lines are named inside the plot area.
  fileprivate mutating func addRuleCallouts(_ rules: [Plot.Survey.RuleEntry]) {
    for rule in rules where !rule.label.isEmpty {
      guard let unit = yScale.unit(rule.y) else { continue }
      let spot = Point(area.right - area.width * 0.1, area.bottom - unit * area.height)
      if isInside(spot) { callouts.append(Callout(words: rule.label, spot: spot, clearance: px(1), color: looks.muted)) }
    }
  }
}
