/// Several plots side by side, row by row: small multiples whose plot areas line up.
///
///     try Grid(columns: 4, sharing: .both, title: "Activations", panels).save("gallery.png")
///
/// Panels keep what they are: title (smaller), caption, marks, legend. With a shared axis all panels have the same
/// limits, and only the outer ones carry its labels. Panels whose legends would say the same have one legend, beside the
/// last panel of the first row.
public struct Grid: Sendable {
  /// Which axes have the same limits in all panels.
  ///
  /// `matrix`: the panels of a column share x, those of a row y.
  public enum Sharing: Sendable, Hashable { case none, x, y, both, matrix }

  /// At most as many as there are plots.
  let columns: Int
  let sharing: Sharing
  private(set) var plots: [Plot]
  let title: String
  let caption: String
  var panelWidth = Size.panelWidth
  var panelHeight = Size.panelHeight
  /// Of the whole picture; nil: what the panels add up to.
  var figure: FigureSize?

  /// - Parameters:
  ///   - columns: Panels in a row, at least 1.
  ///   - plots: Row by row; the last row may be shorter. Theme and palette of the first hold for the head.
  public init(
    columns: Int, sharing: Sharing = .none, title: String = "", caption: String = "", _ plots: [Plot]
  ) {
    self.columns = min(columns, max(plots.count, 1))
    self.sharing = sharing
    self.plots = plots
    self.title = title
    self.caption = caption
  }

  /// One panel for each part of the data, with the part's name as its title.
  ///
  ///     Grid(facets: ["setosa", "versicolor", "virginica"], columns: 3) { species in
  ///       Plot { Points(x: lengths[species] ?? [], y: widths[species] ?? []) }.x("length").y("width")
  ///     }
  ///
  /// - Parameters:
  ///   - facets: Names of the parts, row by row.
  ///   - columns: Panels in a row, at least 1.
  ///   - sharing: Which axes are the same in all panels; both, so that parts can be compared.
  ///   - panel: The plot of a part; a title of its own is kept.
  public init(
    facets: [String], columns: Int, sharing: Sharing = .both, title: String = "", caption: String = "",
    _ panel: (String) throws -> Plot
  ) rethrows {
    let plots = try facets.map { name in
      let plot = try panel(name)
      return plot.title.isEmpty ? plot.titled(name) : plot
    }
    self.init(columns: columns, sharing: sharing, title: title, caption: caption, plots)
  }

  /// With panels of so many units (pixels at scale 1), margins included; 240 × 190 by default.
  public func panels(width: Double, height: Double) -> Grid {
    var copy = self
    copy.panelWidth = width
    copy.panelHeight = height
    return copy
  }

  /// All panels light, or all dark.
  public func theme(_ theme: Plot.Theme) -> Grid { with { $0.theme(theme) } }

  /// The colours of classes and series in all panels.
  public func palette(_ palette: Plot.Palette) -> Grid { with { $0.palette(palette) } }

  func with(_ change: (Plot) -> Plot) -> Grid {
    var copy = self
    copy.plots = plots.map(change)
    return copy
  }

  func check() throws(PlotError) {
    guard columns >= 1, !plots.isEmpty else {
      throw PlotError(
        what: plots.isEmpty ? "a grid has no plots" : "a grid has \(columns) columns",
        remedy: "give at least one plot and one column")
    }
    if figure != nil { return try fitted(head: 0).check() }
    guard panelWidth.isFinite, panelHeight.isFinite, panelWidth >= 80, panelHeight >= 60 else {
      throw PlotError(
        what: "panels of \(panelWidth) × \(panelHeight) units have no room for axes", remedy: "use at least 80 × 60")
    }
  }

  var rows: Int { (plots.count + columns - 1) / columns }

  /// In units. A grid with fewer plots than columns has no empty columns.
  func size(head: Double) -> (width: Double, height: Double) {
    if let figure { return (figure.width, figure.height) }
    let columns = Double(min(self.columns, plots.count))
    let rows = Double(self.rows)
    return (
      columns * panelWidth + (columns - 1) * Size.gutter + 2 * Size.pad,
      head + rows * panelHeight + (rows - 1) * Size.gutter + 2 * Size.pad
    )
  }
}

extension Grid {
  /// Height of title and caption, and width and height of the picture, in units.
  func measured(_ canvas: any Canvas) -> (head: Double, width: Double, height: Double) {
    let head = headHeight(Typeset(canvas: canvas, scale: 1))
    let size = size(head: head)
    return (head, size.width, size.height)
  }

  func headHeight(_ typeset: Typeset) -> Double {
    let head = headLines(typeset)
    guard !head.title.isEmpty || !head.caption.isEmpty else { return 0 }
    return Double(head.title.count) * Size.title * 1.25 + Double(head.caption.count) * Size.caption * 1.4
      + Size.titleGap
  }

  private func headLines(_ typeset: Typeset) -> (title: [String], caption: [String]) {
    let room = (size(head: 0).width - 2 * Size.pad) * typeset.scale
    return (
      typeset.wrapped(title, Size.title, bold: true, to: room, lines: 2),
      typeset.wrapped(caption, Size.caption, to: room, lines: 2)
    )
  }

  /// Where the panel with this number stands, in pixels. All plot areas have one size: rows and columns with labels
  /// are larger by what these need.
  private func frame(_ index: Int, scale: Double, head: Double, _ margins: [Layout.Margins]) -> Rect {
    let (row, column) = index.quotientAndRemainder(dividingBy: columns)
    let columnMargins = (0..<min(columns, plots.count)).map { column -> Double in
      let inColumn = aligned(column, margins)
      return inColumn.left + inColumn.right
    }
    let rowMargins = (0..<rows).map { row -> Double in
      let inRow = aligned(row * columns, margins)
      return inRow.top + inRow.bottom
    }
    let across = Self.spans(columnMargins, each: panelWidth * scale, gutter: Size.gutter * scale)
    let down = Self.spans(rowMargins, each: panelHeight * scale, gutter: Size.gutter * scale)
    let pad = Size.pad * scale
    return Rect(
      left: (pad + across[column].start).rounded(), top: (head + pad + down[row].start).rounded(),
      right: (pad + across[column].end).rounded(), bottom: (head + pad + down[row].end).rounded())
  }

  /// Cuts a length into spans whose insides, without the margins, are equal.
  private static func spans(_ margins: [Double], each: Double, gutter: Double) -> [(start: Double, end: Double)] {
    let inside = each - margins.reduce(0, +) / Double(max(margins.count, 1))
    var start = 0.0
    return margins.map { margin in
      let end = start + max(inside, 0) + margin
      defer { start = end + gutter }
      return (start, end)
    }
  }

  /// - Parameters:
  ///   - head: The height of title and caption, in pixels.
  ///   - held: What the panels' axes show and their margins, where they share these with other pictures.
  func draw(on canvas: any Canvas, scale: Double, head: Double, held: SteadyFrames.Held? = nil) {
    for figure in figures(on: canvas, scale: scale, head: head, held: held) { figure.draw() }
    drawHead(Typeset(canvas: canvas, scale: scale))
  }

  /// The panels, row by row.
  func figures(on canvas: any Canvas, scale: Double, head: Double, held: SteadyFrames.Held? = nil) -> [Figure] {
    if figure != nil { return fitted(head: head / scale).figures(on: canvas, scale: scale, head: head, held: held) }
    // First what each panel needs, then the same for all in a row or column: so plot areas line up.
    let extents = held?.extents ?? sharedExtents()
    let keys = held?.keys ?? []
    let legend = SharedLegend.merged(plots, extents, held: keys)
    var needed = held?.margins ?? neededMargins(on: canvas, scale: scale, extents, keys: keys)
    if sharing == .matrix && held == nil {
      // The outer panels are larger than the others, so their axes may have longer labels than they had in the cell.
      let frames = plots.indices.map { frame($0, scale: scale, head: head, needed) }
      needed = neededMargins(on: canvas, scale: scale, extents, in: frames)
    }
    return plots.indices.map { index in
      Figure(
        plots[index], on: canvas, scale: scale, frame: frame(index, scale: scale, head: head, needed),
        style: style(index, aligned(index, needed), legend, keys), extents: extents[index])
    }
  }

  /// The margins that each panel would have if it stood alone.
  ///
  /// - Parameters:
  ///   - keys: The limits that the colours of each panel have in other pictures, too.
  ///   - frames: What each stands in; nil: a cell of the grid.
  func neededMargins(
    on canvas: any Canvas, scale: Double, _ extents: [(x: Extent, y: Extent)], keys: [[ColorKey]] = [],
    in frames: [Rect]? = nil
  ) -> [Layout.Margins] {
    let cell = Rect(left: 0, top: 0, right: panelWidth * scale, bottom: panelHeight * scale)
    let legend = SharedLegend.merged(plots, extents, held: keys)
    return plots.indices.map { index in
      Figure(
        plots[index], on: canvas, scale: scale, frame: frames?[index] ?? cell,
        style: style(index, nil, legend, keys),
        extents: extents[index]
      ).layout.margins
    }
  }

  private func style(
    _ index: Int, _ margins: Layout.Margins?, _ legend: Plot.Survey?, _ keys: [[ColorKey]]
  ) -> PanelStyle {
    let hasPanelBelow = index + columns < plots.count
    var style = PanelStyle(
      title: Size.panelTitle, titleLines: 1, titleGap: Size.panelTitleGap, captionLines: 1, pad: 0,
      labelSpacing: (Size.panelLabelSpacingX, Size.panelLabelSpacingY),
      showsXLabels: ![.x, .both, .matrix].contains(sharing) || !hasPanelBelow,
      showsYLabels: ![.y, .both, .matrix].contains(sharing) || index % columns == 0, margins: margins)
    (style.overhang, style.tellsScale) = (Size.gutter - Size.labelRoom, false)
    if let legend {
      style.legend = index == min(columns, plots.count) - 1 ? .all(legend) : .none
      style.keys = legend.keys
    } else if keys.indices.contains(index) {
      style.heldKeys = keys[index]
    }
    return style
  }

  private func aligned(_ index: Int, _ needed: [Layout.Margins]) -> Layout.Margins {
    let (row, column) = index.quotientAndRemainder(dividingBy: columns)
    let inRow = needed.indices.filter { $0 / columns == row }.map { needed[$0] }
    let inColumn = needed.indices.filter { $0 % columns == column }.map { needed[$0] }
    return Layout.Margins(
      left: inColumn.map(\.left).max() ?? 0, right: inColumn.map(\.right).max() ?? 0,
      top: inRow.map(\.top).max() ?? 0, bottom: inRow.map(\.bottom).max() ?? 0)
  }

  func sharedExtents() -> [(x: Extent, y: Extent)] {
    let own = plots.map { plot in
      let survey = Figure.survey(plot, Looks(plot.theme, plot.palette)).0
      return (x: survey.x, y: survey.y)
    }
    func merged(_ extents: [Extent]) -> Extent {
      extents.dropFirst().reduce(into: extents[0]) { $0.merge($1) }
    }
    if sharing == .matrix {
      return own.indices.map { index in
        (
          x: merged(own.indices.filter { $0 % columns == index % columns }.map { own[$0].x }),
          y: merged(own.indices.filter { $0 / columns == index / columns }.map { own[$0].y })
        )
      }
    }
    let (x, y) = (merged(own.map(\.x)), merged(own.map(\.y)))
    return own.map {
      (x: sharing == .x || sharing == .both ? x : $0.x, y: sharing == .y || sharing == .both ? y : $0.y)
    }
  }

  private func drawHead(_ typeset: Typeset) {
    let looks = Looks(plots[0].theme, plots[0].palette)
    let (title, caption) = headLines(typeset)
    let left = Size.pad * typeset.scale
    var top = Size.pad * typeset.scale
    for line in title {
      let ascent = typeset.height(Size.title, bold: true).ascent
      typeset.draw(line, Size.title, bold: true, at: Point(left, top + ascent), looks.ink)
      top += Size.title * 1.25 * typeset.scale
    }
    for line in caption {
      let baseline = top + Size.caption * 0.15 * typeset.scale + typeset.height(Size.caption).ascent
      typeset.draw(line, Size.caption, at: Point(left, baseline), looks.muted)
      top += Size.caption * 1.4 * typeset.scale
    }
  }
}
