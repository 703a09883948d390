extension Plot {
  /// What a mark draws with: places for its data, colours of the theme, and a canvas.
  public struct Pen {
    let canvas: any Canvas
    /// The plot area in pixels: its left and right edges are the limits of the x axis.
    let area: Rect
    let xScale: AxisScale
    let yScale: AxisScale
    let looks: Looks
    /// Pixels per unit.
    let scale: Double
    /// Whether a probability field lies under the marks.
    let isOnField: Bool
    /// What all marks told about themselves.
    let survey: Survey
    private var claims = Survey.Claims()
    /// Written after all marks, where they hide none of them.
    var callouts: [Callout] = []
    /// What callouts keep away from: lines and boxes.
    var obstacles: [Obstacle] = []

    enum Obstacle {
      case segment(Point, Point)
      case box(Rect)
    }

    init(canvas: any Canvas, area: Rect, x: AxisScale, y: AxisScale, survey: Survey, scale: Double) {
      self.canvas = canvas
      self.area = area
      xScale = x
      yScale = y
      self.survey = survey
      looks = survey.looks
      self.scale = scale
      isOnField = survey.fieldClasses > 0
    }

    /// Starts a mark with the claims that its survey began with.
    mutating func beginMark(_ claims: Survey.Claims) { self.claims = claims }

    /// The number of the colour that a mark without a wish will get.
    var nextSeries: Int { claims.series }

    mutating func claimSeries() -> Int { claims.claim(\.series) }

    mutating func claim(_ kind: WritableKeyPath<Survey.Claims, Int>) -> Int { claims.claim(kind) }

    /// The colour of a surface: the one wished, else the next.
    mutating func fill(_ color: Plot.Color?) -> RGBA { looks.fill(color) { claimSeries() } }

    /// The colour of a line: the one wished, else the next.
    mutating func stroke(_ color: Plot.Color?) -> RGBA { looks.stroke(color) { claimSeries() } }

    /// The key with this title, for the colours of values.
    func key(_ title: String, _ colors: Plot.ColorMap) -> ColorKey? {
      survey.keys.first { $0.title == title && $0.colors == colors }
    }

    /// The pixel row of a value where the axis has a place for it, else the edge that is nearest to it.
    func row(_ y: Double) -> Double? {
      guard !y.isNaN else { return nil }
      return yScale.nearestUnit(y).map { area.bottom - $0 * area.height }
    }

    func column(_ x: Double) -> Double? {
      guard !x.isNaN else { return nil }
      return xScale.nearestUnit(x).map { area.left + $0 * area.width }
    }

    /// The pixel of a pair of values; nil where the axes have no place for it.
    func spot(_ x: Double, _ y: Double) -> Point? {
      guard let u = xScale.unit(x), let v = yScale.unit(y) else { return nil }
      let point = Point(area.left + u * area.width, area.bottom - v * area.height)
      return point.isFinite ? point : nil
    }

    /// Where the axis has the plot's own categories 0, 1, 2, ...: one that is shared may have them in another order.
    func columnPlaces(_ count: Int) -> [Double] { Self.places(count, survey.ownNames.x, xScale) }

    func rowPlaces(_ count: Int) -> [Double] { Self.places(count, survey.ownNames.y, yScale) }

    private static func places(_ count: Int, _ names: [String], _ scale: AxisScale) -> [Double] {
      let known = scale.places(of: names)
      return (0..<count).map { known.indices.contains($0) ? known[$0] : Double($0) }
    }

    /// Pixels of a length in units.
    func px(_ units: Double) -> Double { units * scale }

    /// Whether a spot is in the plot area; half a pixel of rounding is forgiven.
    func isInside(_ point: Point) -> Bool { area.grown(0.5).contains(point) }

    /// A line through the points, cut at the edges of the plot area.
    mutating func line(_ points: [Point], _ color: RGBA, _ stroke: Stroke) {
      canvas.fill(stroke.shapes(of: points, within: clip), color, within: clip)
      var last: Point?
      for point in points {
        if let last, last.distance(to: point) < 2 { continue }
        if let last { obstacles.append(.segment(last, point)) }
        last = point
      }
    }

    /// The whole pixels of the plot area, its frame included.
    var clip: Rect { area.wholePixels }

    /// One marker of a colour that may be partly clear, with an edge of so many pixels.
    func marker(_ shape: MarkerShape, at spot: Point, radius: Double, _ color: RGBA, edge: Double) {
      if edge > 0 { canvas.fill([shape.outline(spot, radius: radius, grown: edge)], looks.background) }
      Self.mark(canvas, shape, at: spot, radius: radius, color, looks, px(Size.markerRim))
    }

    /// A marker's inside; one too light for the background has a darker rim of the same hue.
    static func mark(
      _ canvas: any Canvas, _ shape: MarkerShape, at spot: Point, radius: Double, _ color: RGBA, _ looks: Looks,
      _ rim: Double
    ) {
      let strong = color.legible(on: looks.background, ratio: 3)
      canvas.fill([shape.outline(spot, radius: radius, grown: 0)], strong)
      if strong.hex != color.hex { canvas.fill([shape.outline(spot, radius: radius, grown: -rim)], color) }
    }
  }
}
