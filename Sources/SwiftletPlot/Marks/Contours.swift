/// Lines of equal value of a function of the plane: the height lines of a loss surface.
///
///     Contours(levels: [0.1, 1, 10]) { x, y in x * x + 20 * y * y }
///
/// Where the function is not finite there is no line.
public struct Contours: Mark {
  private let sampler: FunctionSampler
  private let levels: [Double]?
  private let range: ClosedRange<Double>?
  /// On the colours of the same function, lines have to show on dark and on light.
  private let isOnColors: Bool
  private var isLabelled = false

  /// - Parameters:
  ///   - levels: Values to draw a line for; those that are not finite are passed over.
  ///   - function: Its value at a point of the plane.
  public init(levels: [Double], _ function: @escaping @Sendable (_ x: Double, _ y: Double) -> Double) {
    self.levels = levels.filter(\.isFinite)
    sampler = FunctionSampler { xs, ys in zip(xs, ys).map { function($0, $1) } }
    range = nil
    isOnColors = false
  }

  /// Lines over the colours of a surface.
  ///
  /// - Parameter levels: Values to draw a line for; some round ones when nil.
  public init(_ surface: Plot.Surface, levels: [Double]? = nil) {
    sampler = surface.sampler
    self.levels = levels?.filter(\.isFinite)
    range = surface.range
    isOnColors = true
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
    let texts = Self.texts(levels)
    for (rank, level) in levels.enumerated() {
      let pieces = samples.contour(at: level, in: pen.area)
      let shapes = pieces.map { Shape.capsule($0.0, $0.1, width: pen.px(Size.contour)) }
      // Lower lines are darker: the eye finds the valley.
      let depth = levels.count > 1 ? Double(rank) / Double(levels.count - 1) : 0
      let quiet = pen.looks.background.mixed(with: pen.looks.ink, 0.62 - 0.42 * depth)
      pen.canvas.fill(shapes, isOnColors ? RGBA(0xFFFFFF, opacity: 0.85) : quiet, within: pen.clip)
      if isLabelled { label(texts[rank], along: pieces, &pen) }
    }
  }

  private static func round(_ samples: SurfaceSamples, _ range: ClosedRange<Double>?) -> [Double] {
    guard let key = ColorKey("", .viridis, samples.finite, in: range) else { return [] }
    let (low, high) = key.limits
    let ticks = LinearTicks.find(low: low, high: high, wanted: 8, atMost: 12, isWhole: false)
    return ticks.major.map(\.value).filter { $0 > low && $0 < high }
  }

  /// With as many decimals as the level that needs most.
  private static func texts(_ levels: [Double]) -> [String] { levels.map { NumberText.brief($0) } }

  /// Writes the value where the line is closest to the middle of the plot area and no other words stand.
  private func label(_ words: String, along pieces: [(Point, Point)], _ pen: inout Plot.Pen) {
    let typeset = Typeset(canvas: pen.canvas, scale: pen.scale)
    let height = typeset.height(Size.callout)
    let width = typeset.width(words, Size.callout)
    let inner = pen.area.grown(-pen.px(8))
    // A line of a few pixels needs no words, and its words would hide it.
    let length = pieces.reduce(0) { $0 + $1.0.distance(to: $1.1) }
    guard length > 3 * width else { return }
    let candidates = stride(from: 0, to: pieces.count, by: max(pieces.count / 64, 1)).map { pieces[$0].0 }
    let boxes = candidates.map { spot in
      Rect(
        left: spot.x - width / 2, top: spot.y - height.ascent / 2, right: spot.x + width / 2,
        bottom: spot.y + height.ascent / 2)
    }
    let free = boxes.filter { box in inner.contains(box) && !pen.isTaken(box.grown(pen.px(6))) }
    let middle = pen.area.center
    guard let box = free.min(by: { $0.center.distance(to: middle) < $1.center.distance(to: middle) }) else { return }
    pen.obstacles.append(.box(box))
    let place = Point(box.left, box.bottom)
    let halo = isOnColors ? RGBA(0x222426) : pen.looks.background
    typeset.drawHaloed(words, Size.callout, at: place, isOnColors ? RGBA(0xFFFFFF) : pen.looks.ink, halo: halo)
  }
}
