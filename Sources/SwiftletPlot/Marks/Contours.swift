/// Lines of equal value of a function of the plane: the height lines of a loss surface.
///
///     Contours(levels: [0.1, 1, 10]) { x, y in x * x + 20 * y * y }
///
/// Where the function is not finite there is no line.
public struct Contours: Mark {
  private let sampler: FunctionSampler
  private let levels: [Double]?
  private let range: ClosedRange<Double>?
  /// Whose colours lie under the lines.
  private let surface: Plot.Surface?
  private var isLabelled = false

  /// - Parameters:
  ///   - levels: Values to draw a line for; those that are not finite are passed over.
  ///   - function: Its value at a point of the plane.
  public init(levels: [Double], _ function: @escaping @Sendable (_ x: Double, _ y: Double) -> Double) {
    self.levels = levels.filter(\.isFinite)
    sampler = FunctionSampler { xs, ys in zip(xs, ys).map { function($0, $1) } }
    range = nil
    surface = nil
  }

  /// Lines over the colours of a surface.
  ///
  /// - Parameter levels: Values to draw a line for; some round ones when nil.
  public init(_ surface: Plot.Surface, levels: [Double]? = nil) {
    sampler = surface.sampler
    self.levels = levels?.filter(\.isFinite)
    range = surface.range
    self.surface = surface
  }

  /// With the value written on each line where there is room.
  public func labelled() -> Contours {
    var copy = self
    copy.isLabelled = true
    return copy
  }

  public func survey(_ survey: inout Plot.Survey) { survey.isFilled = true }

  public func draw(with pen: inout Plot.Pen) {
    guard let samples = sampler.samples(pen.xScale, pen.yScale) else { return }
    let levels = self.levels ?? Self.round(samples, range)
    for (rank, level) in levels.enumerated() {
      var pieces = samples.contour(at: level, in: pen.area)
      let ink = ink(level, rank, of: levels.count, pen)
      if isLabelled, let box = label(NumberText.brief(level), along: pieces, ink.words, &pen) {
        // The line makes room for its number.
        pieces.removeAll { box.clip($0.0, $0.1) != nil }
      }
      let shapes = pieces.map { Shape.capsule($0.0, $0.1, width: pen.px(Size.contour)) }
      pen.canvas.fill(shapes, ink.line, within: pen.clip)
    }
  }

  /// On colours, black or white, whichever shows better on the colour of the level; else lower lines are darker: the eye
  /// finds the valley.
  private func ink(_ level: Double, _ rank: Int, of count: Int, _ pen: Plot.Pen) -> (line: RGBA, words: RGBA) {
    if let surface, let key = pen.key(surface.name, surface.colors),
      let ground = key.color(level, surface.colors.ramp(pen.looks))
    {
      let letters = Looks.letters(on: ground)
      return (letters.faded(letters.luminance > 0.5 ? 0.85 : 0.6), letters)
    }
    let depth = count > 1 ? Double(rank) / Double(count - 1) : 0
    return (pen.looks.background.mixed(with: pen.looks.ink, 0.75 - 0.35 * depth), pen.looks.ink)
  }

  private static func round(_ samples: SurfaceSamples, _ range: ClosedRange<Double>?) -> [Double] {
    guard let key = ColorKey("", .viridis, samples.finite, in: range) else { return [] }
    let (low, high) = key.limits
    let ticks = LinearTicks.find(low: low, high: high, wanted: 8, atMost: 12, isWhole: false)
    return ticks.major.map(\.value).filter { $0 > low && $0 < high }
  }

  /// Writes the value where the line is nearly straight, as close to the middle of the plot area as may be, and no other
  /// words stand.
  ///
  /// - Returns: The box that the words take up; nil when no place was good enough.
  private func label(
    _ words: String, along pieces: [(Point, Point)], _ color: RGBA, _ pen: inout Plot.Pen
  ) -> Rect? {
    let typeset = Typeset(canvas: pen.canvas, scale: pen.scale)
    let height = typeset.height(Size.callout)
    let width = typeset.width(words, Size.callout)
    let inner = pen.area.grown(-pen.px(8))
    let candidates = stride(from: 0, to: pieces.count, by: max(pieces.count / 96, 1)).map { pieces[$0].0 }
    let boxes = candidates.map { spot in
      Rect(
        left: spot.x - width / 2, top: spot.y - height.ascent / 2, right: spot.x + width / 2,
        bottom: spot.y + height.ascent / 2)
    }
    let free = boxes.filter { inner.contains($0) && !pen.isTaken($0.grown(pen.px(6))) }
    let middle = pen.area.center
    let nearest = free.sorted { $0.center.distance(to: middle) < $1.center.distance(to: middle) }
    guard let box = nearest.first(where: { Self.isStraight(pieces, in: $0) }) else { return nil }
    pen.obstacles.append(.box(box))
    typeset.draw(words, Size.callout, at: Point(box.left, box.bottom), color)
    return box.grown(pen.px(2.5))
  }

  /// Whether one line passes through the surroundings of a box, and none turns back there: rings that the words would fill
  /// get none.
  private static func isStraight(_ pieces: [(Point, Point)], in box: Rect) -> Bool {
    let around = box.grown(box.width * 0.6)
    var length = 0.0
    var ends = Rect(left: .infinity, top: .infinity, right: -.infinity, bottom: -.infinity)
    for (a, b) in pieces {
      guard let part = around.clip(a, b) else { continue }
      length += a.distance(to: b) * (part.to - part.from)
      ends = Rect(
        left: min(ends.left, a.x, b.x), top: min(ends.top, a.y, b.y), right: max(ends.right, a.x, b.x),
        bottom: max(ends.bottom, a.y, b.y))
    }
    return length < 1.15 * Libm.hypot(ends.width, ends.height)
  }
}
