/// Lines of equal value of a surface, each with its value written on it.
///
/// The lines are one mark and their numbers another, so that points may lie between them: `LevelLines(s)`, `Points(...)`,
/// `LevelLines(s).numbers`.
struct LevelLines: Mark {
  let surface: PlaneSampler
  /// Which plane of the samples is meant: the class, or 1 for a function.
  let plane: Int
  let levels: [Double]
  /// Drawn bolder than the others: where the answer changes.
  var bold: Double?

  func survey(_ survey: inout Plot.Survey) { survey.isFilled = true }

  func draw(with pen: inout Plot.Pen) {
    for (level, segments) in lines(pen) {
      let isBold = level == bold
      let width = pen.px(isBold ? Size.boundary * 1.25 : Size.contour)
      let shapes = segments.map { Shape.capsule($0.0, $0.1, width: width) }
      pen.canvas.fill(shapes, pen.looks.ink.faded(isBold ? 0.9 : 0.6), within: pen.clip)
    }
  }

  fileprivate func lines(_ pen: Plot.Pen) -> [(level: Double, segments: [(Point, Point)])] {
    guard let samples = surface.samples(for: pen), (0..<samples.classes).contains(plane) else { return [] }
    let size = samples.columns * samples.rows
    let values = Array(samples.values[plane * size..<(plane + 1) * size])
    return levels.map { level in
      // Two planes, the surface and the level: the line lies where they are equal.
      let planes = FieldSamples(
        values: values + [Float](repeating: Float(level), count: size), classes: 2, columns: samples.columns,
        rows: samples.rows, origin: samples.origin, step: samples.step)
      return (level, planes.boundary(of: 0))
    }
  }

  /// The numbers of the lines, to be drawn above what lies on them.
  var numbers: LevelNumbers { LevelNumbers(lines: self) }
}

/// The values of lines, written on them where they are far from the frame and from each other.
struct LevelNumbers: Mark {
  let lines: LevelLines

  func survey(_ survey: inout Plot.Survey) {}

  func draw(with pen: inout Plot.Pen) {
    let typeset = Typeset(canvas: pen.canvas, scale: pen.scale)
    let height = typeset.height(Size.callout)
    var taken: [Rect] = []
    for (level, segments) in lines.lines(pen) {
      let words = NumberText.brief(level, digits: 3)
      let width = typeset.width(words, Size.callout)
      func box(_ spot: Point) -> Rect {
        let half = (height.ascent + height.descent) / 2
        return Rect(left: spot.x - width / 2, top: spot.y - half, right: spot.x + width / 2, bottom: spot.y + half)
      }
      let inner = pen.area.grown(-pen.px(8))
      let spots = Self.candidates(segments).filter { inner.contains(box($0)) }
      guard let spot = spots.max(by: { Self.room($0, taken, pen) < Self.room($1, taken, pen) }) else { continue }
      let place = box(spot)
      // Lines that crowd are read off the colour bar.
      if taken.contains(where: { $0.grown(pen.px(3)).intersects(place) }) { continue }
      taken.append(place)
      let baseline = Point(place.left, spot.y + height.ascent / 2)
      typeset.drawHaloed(words, Size.callout, at: baseline, pen.looks.ink, halo: pen.looks.background)
      pen.obstacles.append(.box(place))
    }
  }

  /// A few dozen of the middles of a line's pieces.
  private static func candidates(_ segments: [(Point, Point)]) -> [Point] {
    let step = max(1, segments.count / 60)
    return stride(from: 0, to: segments.count, by: step).map { i in
      let (a, b) = segments[i]
      return Point((a.x + b.x) / 2, (a.y + b.y) / 2)
    }
  }

  /// How far a spot is from other numbers and, up to a point, from the frame.
  private static func room(_ spot: Point, _ taken: [Rect], _ pen: Plot.Pen) -> Double {
    let area = pen.area
    let frame = min(spot.x - area.left, area.right - spot.x, spot.y - area.top, area.bottom - spot.y)
    let others = taken.map { spot.distance(to: $0.center) }.min() ?? area.width
    return min(frame * 2, pen.px(80)) + min(others, pen.px(120))
  }
}
