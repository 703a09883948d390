/// Grid, frame, ticks and all words around the plot area.
struct Axes {
  let layout: Layout
  let x: AxisScale
  let y: AxisScale
  let typeset: Typeset
  let looks: Looks
  let style: PanelStyle

  private var area: Rect { layout.area }
  private var scale: Double { typeset.scale }
  private var canvas: any Canvas { typeset.canvas }

  /// The first pixel column of a hairline for a value: the nearest whole one.
  private func column(_ value: Double) -> Double? {
    x.unit(value).map { (area.left + $0 * area.width - layout.hairline / 2).rounded() }
  }

  private func row(_ value: Double) -> Double? {
    y.unit(value).map { (area.bottom - $0 * area.height - layout.hairline / 2).rounded() }
  }

  private func vertical(_ left: Double, _ top: Double, _ bottom: Double) -> Shape {
    .rectangle(Rect(left: left, top: top, right: left + layout.hairline, bottom: bottom))
  }

  private func horizontal(_ top: Double, _ left: Double, _ right: Double) -> Shape {
    .rectangle(Rect(left: left, top: top, right: right, bottom: top + layout.hairline))
  }

  func drawGrid() {
    let xTicks = x.isBare ? [] : layout.xTicks.major
    let yTicks = y.isBare ? [] : layout.yTicks.major
    let columns = xTicks.compactMap { column($0.value) }.map { vertical($0, area.top, area.bottom) }
    let rows = yTicks.compactMap { row($0.value) }.map { horizontal($0, area.left, area.right) }
    canvas.fill(columns + rows, looks.grid)
  }

  func drawFrame(xLabel: String, yLabel: String) {
    let half = layout.hairline / 2
    let outer = area.grown(half)
    canvas.fill(
      [
        vertical(outer.left, outer.top, outer.bottom), vertical(area.right - half, outer.top, outer.bottom),
        horizontal(outer.top, outer.left, outer.right), horizontal(area.bottom - half, outer.left, outer.right),
      ], looks.frame)
    drawTicks(outer)
    drawTickLabels(outer)
    drawNames(xLabel, yLabel)
  }

  private func drawTicks(_ outer: Rect) {
    var shapes: [Shape] = []
    let columns = layout.xTicks.major.map { ($0.value, Size.tick) } + layout.xTicks.minor.map { ($0, Size.minorTick) }
    for (value, length) in columns where !x.isBare {
      if let left = column(value) {
        shapes.append(vertical(left, outer.bottom, outer.bottom + (length * scale).rounded()))
      }
    }
    let rows = layout.yTicks.major.map { ($0.value, Size.tick) } + layout.yTicks.minor.map { ($0, Size.minorTick) }
    for (value, length) in rows where !y.isBare {
      if let top = row(value) { shapes.append(horizontal(top, outer.left - (length * scale).rounded(), outer.left)) }
    }
    canvas.fill(shapes, looks.frame)
  }

  private func drawTickLabels(_ outer: Rect) {
    let height = typeset.height(Size.tickLabel)
    let away = (Size.tick + Size.tickGap) * scale
    for tick in layout.xTicks.major where style.showsXLabels {
      guard let unit = x.unit(tick.value) else { continue }
      let place = Point(area.left + unit * area.width, outer.bottom + away + height.ascent)
      if layout.xTicks.isSlanted {
        drawSlanted(tick.label, endingAt: Point(place.x, outer.bottom + away), height.ascent)
      } else {
        typeset.draw(tick.label, Size.tickLabel, at: place, align: .center, looks.ink)
      }
    }
    for tick in layout.yTicks.major where style.showsYLabels {
      guard let unit = y.unit(tick.value) else { continue }
      // Digits have no descenders: half of their height is the middle.
      let place = Point(outer.left - away, area.bottom - unit * area.height + height.ascent / 2)
      typeset.draw(tick.label, Size.tickLabel, at: place, align: .right, looks.ink)
    }
  }

  /// The upper right corner of the words lies under their tick.
  private func drawSlanted(_ label: String, endingAt end: Point, _ ascent: Double) {
    var text = typeset.text(label, Size.tickLabel)
    text.isSlanted = true
    let half = 0.5.squareRoot()
    let width = canvas.measure(text).right
    canvas.text(text, at: end.moved((ascent * 0.6 - width) * half, (ascent + width) * half), looks.ink)
  }

  private func drawNames(_ xLabel: String, _ yLabel: String) {
    let height = typeset.height(Size.axisLabel)
    let ticks = typeset.depth(layout.xTicks) + (Size.tick + Size.tickGap) * scale
    let below = area.bottom + ticks + Size.axisGap * scale + height.ascent
    if style.showsXLabels {
      let xName = typeset.shortened(xLabel, Size.axisLabel, to: area.width)
      typeset.draw(xName, Size.axisLabel, at: Point(area.center.x, below), align: .center, looks.ink)
    }
    guard !yLabel.isEmpty, style.showsYLabels else { return }
    let widest = layout.yTicks.major.map { typeset.width($0.label, Size.tickLabel) }.max() ?? 0
    let left = area.left - (Size.tick + Size.tickGap + Size.axisGap) * scale - widest - height.descent
    let yName = typeset.shortened(yLabel, Size.axisLabel, to: area.height)
    let start = area.center.y + typeset.width(yName, Size.axisLabel) / 2
    canvas.text(typeset.text(yName, Size.axisLabel, upright: true), at: Point(left, start), looks.ink)
  }

  /// Title and caption, flush with the plot area's left edge.
  func drawHead() {
    let left = area.left - layout.hairline / 2
    var top = layout.top
    let title = typeset.height(style.title, bold: true)
    for line in layout.title {
      typeset.draw(line, style.title, bold: true, at: Point(left, top + title.ascent), looks.ink)
      top += style.title * 1.25 * scale
    }
    let caption = typeset.height(Size.caption)
    for line in layout.caption {
      typeset.draw(line, Size.caption, at: Point(left, top + Size.caption * 0.15 * scale + caption.ascent), looks.muted)
      top += Size.caption * 1.4 * scale
    }
  }
}
