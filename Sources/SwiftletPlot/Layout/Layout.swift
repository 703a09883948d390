/// Where everything of a plot stands, in pixels.
///
/// Margins follow from what stands in them, so nothing is cut; and because the labels of an axis depend on its
/// length, which depends on the margins, they are worked out in passes until neither changes.
struct Layout {
  var area = Rect(left: 0, top: 0, right: 1, bottom: 1)
  var xTicks = TickSet()
  var yTicks = TickSet()
  var title: [String] = []
  var caption: [String] = []
  /// Top of the title.
  var top = 0.0
  /// Width of lines that are one or two whole pixels wide.
  var hairline = 1.0
  /// The part of the canvas that the plot may use.
  var frame = Rect(left: 0, top: 0, right: 1, bottom: 1)
  /// What lies between the frame and the plot area; panels of a grid share theirs.
  var margins = Margins()

  struct Margins: Sendable, Equatable {
    var left = 0.0
    var right = 0.0
    var top = 0.0
    var bottom = 0.0
  }
}

/// How a plot stands: alone, or as a panel of a grid.
struct PanelStyle {
  var title = Size.title
  var titleLines = 2
  var titleGap = Size.titleGap
  var captionLines = 2
  /// Around everything.
  var pad = Size.pad
  /// One tick label per so many units.
  var labelSpacing = (x: Size.labelSpacingX, y: Size.labelSpacingY)
  /// Inner panels leave tick labels and names of a shared axis to the outer ones.
  var showsXLabels = true
  var showsYLabels = true
  /// How far labels may reach over the left edge: in a grid the gutter lies there.
  var overhang = 0.0
  /// Whether the caption tells of a scale that is not linear.
  var tellsScale = true
  /// Panels that would say the same share a legend, and the limits of their colours.
  var legend = LegendShare.own
  var keys: [ColorKey]?
  /// The limits that colours have in other pictures, too.
  var heldKeys: [ColorKey] = []
  /// Those of all panels in the row and column; nil: what this one needs.
  var margins: Layout.Margins?

  static let alone = PanelStyle()
}

struct LayoutMaker {
  let plot: Plot
  let survey: Plot.Survey
  let x: AxisScale
  let y: AxisScale
  let typeset: Typeset
  let caption: String
  /// What stands right of the plot area: legend or line ends, without its gap.
  var sideWidth: Double
  /// The part of the canvas that the plot may use.
  let frame: Rect
  let style: PanelStyle

  private var scale: Double { typeset.scale }
  private var canvas: any Canvas { typeset.canvas }

  func make() -> Layout {
    var layout = Layout()
    layout.hairline = max(1, (Size.hairline * scale).rounded())
    layout.frame = frame
    layout.area = Rect(
      left: frame.left + frame.width * 0.1, top: frame.top + frame.height * 0.1,
      right: frame.left + frame.width * 0.8, bottom: frame.top + frame.height * 0.85)
    setTicks(&layout)
    for _ in 0..<4 {
      let before = layout
      setArea(&layout)
      setTicks(&layout)
      if layout.area == before.area && layout.xTicks == before.xTicks && layout.yTicks == before.yTicks { break }
    }
    return layout
  }

  private func setArea(_ layout: inout Layout) {
    let pad = style.pad * scale
    let left = style.margins?.left ?? max(leftMargin(layout), leftOverhang(layout) + pad)
    // The head begins where the plot area does; that was found in the pass before.
    let room = frame.width - max(left, layout.area.left - frame.left) - pad
    layout.title = typeset.wrapped(plot.title, style.title, bold: true, to: room, lines: style.titleLines)
    layout.caption = typeset.wrapped(caption, Size.caption, to: room, lines: style.captionLines)
    let side = sideWidth > 0 ? sideWidth + pad : 0
    let margins =
      style.margins
      ?? Layout.Margins(
        left: left, right: max(side, max(rightOverhang(layout), 0) + pad), top: pad + headHeight(layout),
        bottom: bottomMargin(layout))
    let free = Rect(
      left: frame.left + margins.left, top: frame.top + margins.top,
      right: max(frame.right - margins.right, frame.left + margins.left + 40),
      bottom: max(frame.bottom - margins.bottom, frame.top + margins.top + 40))
    let (w, h) = proportioned(free)
    let shiftX = ((free.width - w) / 2).rounded()
    let shiftY = ((free.height - h) / 2).rounded()
    let half = layout.hairline / 2
    // Heads of neighbouring panels stand on the same height, directly above the plot area.
    layout.top = frame.top + margins.top - headHeight(layout) + shiftY
    layout.margins = margins
    let x0 = free.left.rounded(.up) + shiftX + half
    let y0 = free.top.rounded(.up) + shiftY + half
    layout.area = Rect(left: x0, top: y0, right: x0 + w.rounded(.down), bottom: y0 + h.rounded(.down))
  }

  /// Width and height of the plot area inside the free rectangle.
  private func proportioned(_ free: Rect) -> (Double, Double) {
    let side = min(free.width, free.height)
    switch plot.aspect {
    case .free: return (free.width, free.height)
    case .square: return (side, side)
    case .equal:
      let spanX = abs(x.high - x.low)
      let spanY = abs(y.high - y.low)
      let perPixel = max(spanX / free.width, spanY / free.height)
      let w = spanX / perPixel
      let h = spanY / perPixel
      // A strip too thin to see, or units that cannot be compared: a square instead.
      guard x.kind == .linear, y.kind == .linear, w >= side / 6, h >= side / 6 else { return (side, side) }
      return (w, h)
    }
  }

  private func leftMargin(_ layout: Layout) -> Double {
    if plot.hidesAxes { return style.pad * scale }
    guard style.showsYLabels else { return style.pad * scale + max(Size.tick * scale, leftOverhang(layout)) }
    let labels = layout.yTicks.major.map { typeset.width($0.label, Size.tickLabel) }.max() ?? 0
    let name = plot.yAxis.label.isEmpty ? 0 : typeset.lineHeight(Size.axisLabel) + Size.axisGap * scale
    return style.pad * scale + name + labels + (Size.tickGap + Size.tick) * scale
  }

  private func bottomMargin(_ layout: Layout) -> Double {
    if plot.hidesAxes { return style.pad * scale }
    guard style.showsXLabels else { return (style.pad + Size.tick) * scale }
    let name = plot.xAxis.label.isEmpty ? 0 : typeset.lineHeight(Size.axisLabel) + Size.axisGap * scale
    return style.pad * scale + name + typeset.depth(layout.xTicks) + (Size.tickGap + Size.tick) * scale
  }

  /// How far the first label of the x axis reaches beyond the plot area.
  private func leftOverhang(_ layout: Layout) -> Double {
    guard style.showsXLabels, !plot.hidesAxes else { return 0 }
    let part = layout.xTicks.isSlanted ? 0.5.squareRoot() : 0.5
    let extra = layout.xTicks.isSlanted ? typeset.lineHeight(Size.tickLabel) / 2 : 0
    return layout.xTicks.major.map { tick in
      typeset.width(tick.label, Size.tickLabel) * part + extra - (x.unit(tick.value) ?? 0) * layout.area.width
    }.max() ?? 0
  }

  /// How far the last label of the x axis reaches beyond the plot area.
  private func rightOverhang(_ layout: Layout) -> Double {
    guard style.showsXLabels, !layout.xTicks.isSlanted, !plot.hidesAxes else { return 0 }
    // The last label may stand far inside.
    return layout.xTicks.major.reduce(0) { reach, tick in
      let half = typeset.width(tick.label, Size.tickLabel) / 2
      return max(reach, half - (1 - (x.unit(tick.value) ?? 0)) * layout.area.width)
    }
  }

  private func headHeight(_ layout: Layout) -> Double {
    if layout.title.isEmpty && layout.caption.isEmpty { return typeset.lineHeight(Size.tickLabel) / 2 }
    return titleHeight(layout.title.count) + captionHeight(layout.caption.count) + style.titleGap * scale
  }

  private func titleHeight(_ lines: Int) -> Double { Double(lines) * style.title * 1.25 * scale }
  private func captionHeight(_ lines: Int) -> Double { Double(lines) * Size.caption * 1.4 * scale }

  private func setTicks(_ layout: inout Layout) {
    let area = layout.area
    let xSets = x.tickSets(
      wanted: area.width / (style.labelSpacing.x * scale), isWhole: survey.x.isWhole || survey.x.hasWholeLabels)
    let ySets = y.tickSets(
      wanted: area.height / (style.labelSpacing.y * scale), isWhole: survey.y.isWhole || survey.y.hasWholeLabels)
    layout.xTicks = xSets.first { fitsX($0, area) } ?? TickSet()
    layout.yTicks = ySets.first { fitsY($0, area) } ?? TickSet()
  }

  private func fitsX(_ set: TickSet, _ area: Rect) -> Bool {
    if set.isSlanted { return fitsSlanted(set, area) }
    var free = -Double.infinity
    for tick in set.major {
      let middle = area.left + (x.unit(tick.value) ?? 0) * area.width
      let half = typeset.width(tick.label, Size.tickLabel) / 2
      // Labels that other panels carry may reach as far as they like.
      if middle - half < free || (style.showsXLabels && middle - half < frame.left - style.overhang * scale) {
        return false
      }
      // The margins of a panel are given: what reaches beyond them would meet the next panel's labels.
      if style.margins != nil, style.showsXLabels, middle + half > frame.right + scale { return false }
      free = middle + half + Size.labelRoom * scale
    }
    return true
  }

  /// Slanted labels lie side by side: what counts is their height across, and the longest may take a third of the picture.
  private func fitsSlanted(_ set: TickSet, _ area: Rect) -> Bool {
    let needed = typeset.lineHeight(Size.tickLabel) * 2.0.squareRoot() + 2 * scale
    let places = set.major.map { (x.unit($0.value) ?? 0) * area.width }
    // Distances first: thousands of names take long to measure.
    return zip(places, places.dropFirst()).allSatisfy { $1 - $0 >= needed }
      && longest(set) * 0.5.squareRoot() < frame.height / 4
  }

  private func fitsY(_ set: TickSet, _ area: Rect) -> Bool {
    let needed = typeset.lineHeight(Size.tickLabel) + Size.labelRoom * scale
    let places = set.major.map { (y.unit($0.value) ?? 0) * area.height }
    let room = set.isSlanted || !y.names.isEmpty ? frame.width / 3 : frame.width / 2
    return zip(places, places.dropFirst()).allSatisfy { abs($1 - $0) >= needed } && longest(set) < room
  }

  private func longest(_ set: TickSet) -> Double {
    set.major.map { typeset.width($0.label, Size.tickLabel) }.max() ?? 0
  }
}
