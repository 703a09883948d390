/// What plots and grids have in common on their way onto a canvas.
public struct Drawing: Sendable {
  enum Content: Sendable {
    case plot(Plot)
    case grid(Grid)
  }

  let content: Content

  init(_ content: Content) { self.content = content }

  /// The plots, row by row.
  var panels: [Plot] {
    switch content {
    case .plot(let plot): [plot]
    case .grid(let grid): grid.plots
    }
  }

  /// How it came about, by key: what all panels that know a key agree on.
  var settings: [String: String] {
    var settings: [String: String] = [:]
    var disputed: Set<String> = []
    for (key, value) in panels.flatMap(\.metadata) where settings.updateValue(value, forKey: key) ?? value != value {
      disputed.insert(key)
    }
    return settings.filter { !disputed.contains($0.key) }
  }

  /// Of the whole picture, for those who cannot see it.
  var title: String {
    switch content {
    case .plot(let plot): plot.title
    case .grid(let grid): grid.title.isEmpty ? panels.map(\.title).joined(separator: ", ") : grid.title
    }
  }

  var looks: Looks { Looks(panels.first?.theme ?? .light, panels.first?.palette ?? .petroff10) }

  /// - Throws: What a chart or mark could not be made of, a scale or size out of reach.
  func check(scale: Double) throws(PlotError) {
    try Self.check(scale: scale)
    for panel in panels { try panel.checkFaults() }
    if case .grid(let grid) = content { try grid.check() }
  }

  static func check(scale: Double) throws(PlotError) {
    guard (1...3).contains(scale) else {
      throw PlotError(what: "the scale is \(scale)", remedy: "use a scale between 1 and 3; 1.5 gives 1200 × 900 pixels")
    }
  }

  /// Width and height in pixels.
  ///
  /// - Throws: `PlotError` as `check`, and when libgd has no memory for measuring letters.
  func size(scale: Double, typesetter: GDText) throws(PlotError) -> (width: Int, height: Int) {
    try check(scale: scale)
    let units: (width: Double, height: Double)
    switch content {
    case .plot(let plot): units = (plot.figure.width, plot.figure.height)
    case .grid(let grid):
      let head = grid.headHeight(try Self.ruler(scale: 1, typesetter))
      units = grid.size(head: head)
    }
    return (whole(units.width * scale) ?? 0, whole(units.height * scale) ?? 0)
  }

  /// - Parameter held: What is the same in other pictures: limits of axes, margins.
  func draw(on canvas: any Canvas, scale: Double, typesetter: GDText, held: SteadyFrames.Held? = nil) throws(PlotError)
  {
    switch content {
    case .plot(let plot):
      var style = PanelStyle.alone
      style.margins = held?.margins?.first
      style.heldKeys = held?.keys.first ?? []
      Figure(plot, on: canvas, scale: scale, style: style, extents: held?.extents.first).draw()
    case .grid(let grid):
      let head = grid.headHeight(try Self.ruler(scale: 1, typesetter))
      grid.draw(on: canvas, scale: scale, head: head * scale, held: held)
    }
  }

  /// What the axes of each panel show.
  var extents: [(x: Extent, y: Extent)] {
    switch content {
    case .plot(let plot):
      let survey = Figure.survey(plot, looks).0
      return [(survey.x, survey.y)]
    case .grid(let grid): return grid.sharedExtents()
    }
  }

  /// The colours of values in each panel, with axes that show this.
  func keys(_ extents: [(x: Extent, y: Extent)]) -> [[ColorKey]] { SharedLegend.keys(panels, extents) }

  /// The margins that each panel needs for itself, with axes and colours that show this.
  func margins(on canvas: any Canvas, scale: Double, _ held: SteadyFrames.Held) -> [Layout.Margins] {
    switch content {
    case .plot(let plot):
      var style = PanelStyle.alone
      style.heldKeys = held.keys.first ?? []
      return [Figure(plot, on: canvas, scale: scale, style: style, extents: held.extents.first).layout.margins]
    case .grid(let grid):
      return grid.fitted(head: 0).neededMargins(on: canvas, scale: scale, held.extents, keys: held.keys)
    }
  }

  /// Something to measure letters on before the size of the picture is known.
  private static func ruler(scale: Double, _ typesetter: GDText) throws(PlotError) -> Typeset {
    let canvas = try GDCanvas(width: 64, height: 64, background: RGBA(0xFFFFFF), typesetter: typesetter)
    return Typeset(canvas: canvas, scale: scale)
  }
}

extension Drawing {
  /// The picture as pixels.
  func render(scale: Double, typesetter: GDText = .standard) throws(PlotError) -> GDCanvas {
    try check(scale: scale)
    let size = try size(scale: scale, typesetter: typesetter)
    let canvas = try GDCanvas(
      width: size.width, height: size.height, background: looks.background, typesetter: typesetter)
    try draw(on: canvas, scale: scale, typesetter: typesetter)
    typesetter.warnOnce()
    return canvas
  }

  /// The picture as shapes and letters.
  func svg(scale: Double, metadata: [String: String], typesetter: GDText = .standard) throws(PlotError) -> [UInt8] {
    try check(scale: scale)
    let size = try size(scale: scale, typesetter: typesetter)
    try GDCanvas.check(width: size.width, height: size.height)
    let canvas = SVGCanvas(
      width: size.width, height: size.height, background: looks.background, typesetter: typesetter)
    try draw(on: canvas, scale: scale, typesetter: typesetter)
    return Array(canvas.document(title: title, metadata: metadata, scale: scale).utf8)
  }

  func encoded(_ format: Plot.Format, scale: Double, metadata: [String: String]) throws(PlotError) -> [UInt8] {
    let lines = settings.merging(metadata) { _, given in given }
    switch format {
    case .png: return try PNG.encode(render(scale: scale), dotsPerInch: 96 * scale, metadata: lines)
    case .svg: return try svg(scale: scale, metadata: lines)
    case .webp: return try render(scale: scale).webp()
    case .gif: return try render(scale: scale).gif()
    }
  }
}
