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
    let ground = surface.flatMap { Ground($0, samples, pen) }
    for (rank, level) in levels.enumerated() {
      var pieces = samples.contour(at: level, in: pen.area)
      // Lower lines are darker: the eye finds the valley.
      let depth = levels.count > 1 ? Double(rank) / Double(levels.count - 1) : 0
      let quiet = pen.looks.background.mixed(with: pen.looks.ink, 0.75 - 0.35 * depth)
      // On colours, black or white, whichever shows better on the colour of the level.
      let letters = ground?.color(level).map(Looks.letters)
      if isLabelled, let box = room(for: NumberText.brief(level), along: pieces, &pen) {
        write(NumberText.brief(level), in: box, letters ?? pen.looks.ink, ground?.halo(letters, level, in: box), pen)
        // The line makes room for its number.
        let gap = box.grown(pen.px(2.5))
        pieces.removeAll { gap.clip($0.0, $0.1) != nil }
      }
      let shapes = pieces.map { Shape.capsule($0.0, $0.1, width: pen.px(Size.contour)) }
      let line = letters.map { $0.faded($0.luminance > 0.5 ? 0.85 : 0.6) } ?? quiet
      pen.canvas.fill(shapes, line, within: pen.clip)
    }
  }

  /// The colours that lie under the lines.
  private struct Ground {
    let samples: SurfaceSamples
    let key: ColorKey
    let ramp: [RGBA]
    let area: Rect

    init?(_ surface: Plot.Surface, _ samples: SurfaceSamples, _ pen: Plot.Pen) {
      guard let key = pen.key(surface.name, surface.colors) else { return nil }
      self.samples = samples
      self.key = key
      ramp = key.colors.ramp(pen.looks)
      area = pen.area
    }

    func color(_ value: Double) -> RGBA? { key.color(value, ramp) }

    /// What letters need around them where the colours in a box change so much that they could not be read; nil where
    /// they can.
    func halo(_ letters: RGBA?, _ level: Double, in box: Rect) -> RGBA? {
      guard let letters, let middle = color(level) else { return nil }
      var spots: [Point] = []
      for part in stride(from: 0.0, through: 1, by: 0.125) {
        let column = box.left + box.width * part
        spots += [Point(column, box.top), Point(column, box.center.y), Point(column, box.bottom)]
      }
      let colors = spots.compactMap { samples.value(at: $0, in: area) }.compactMap(color)
      let worst = colors.map { $0.contrast(to: letters) }.min() ?? 0
      return worst >= 4.5 && colors.count == spots.count ? nil : middle.legible(on: letters, ratio: 5)
    }
  }

  private func write(_ words: String, in box: Rect, _ color: RGBA, _ halo: RGBA?, _ pen: Plot.Pen) {
    let typeset = Typeset(canvas: pen.canvas, scale: pen.scale)
    let place = Point(box.left, box.bottom)
    if let halo {
      typeset.drawHaloed(words, Size.callout, at: place, color, halo: halo)
    } else {
      typeset.draw(words, Size.callout, at: place, color)
    }
  }

  private static func round(_ samples: SurfaceSamples, _ range: ClosedRange<Double>?) -> [Double] {
    guard let key = ColorKey("", .viridis, samples.finite, in: range) else { return [] }
    let (low, high) = key.limits
    let ticks = LinearTicks.find(low: low, high: high, wanted: 8, atMost: 12, isWhole: false)
    return ticks.major.map(\.value).filter { $0 > low && $0 < high }
  }

  /// Finds a place for the value where the line is nearly straight, as close to the middle of the plot area as may be, and
  /// no other words stand; nil when none is good enough.
  private func room(for words: String, along pieces: [(Point, Point)], _ pen: inout Plot.Pen) -> Rect? {
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
    return box
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
