/// How a line is drawn.
struct Stroke: Sendable, Equatable {
  /// Pixels.
  var width: Double
  /// Lengths of dash and gap along the line in pixels, or nil for a solid line.
  var dash: Dash?

  struct Dash: Sendable, Equatable {
    var on: Double
    var off: Double
  }

  /// The shapes of a polyline inside `clip`. Corners and ends are round; dashes are measured along the line,
  /// so they keep their length round corners and at any slope, and go on counting outside the clip.
  func shapes(of line: [Point], within clip: Rect) -> [Shape] {
    guard line.count > 1 else { return [] }
    let room = clip.grown(width)
    var shapes: [Shape] = []
    var travelled = 0.0
    for (a, b) in zip(line, line.dropFirst()) {
      let length = a.distance(to: b)
      if let (from, to) = room.clip(a, b), length.isFinite {
        for (start, end) in pieces(from: travelled + from * length, to: travelled + to * length) {
          let t = length > 0 ? (start - travelled) / length : 0
          let u = length > 0 ? (end - travelled) / length : 0
          let p = Point(a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t)
          shapes.append(.capsule(p, Point(a.x + (b.x - a.x) * u, a.y + (b.y - a.y) * u), width: width))
        }
      }
      if length.isFinite { travelled += length }
    }
    return shapes
  }

  /// The inked parts between two distances from the line's start.
  private func pieces(from start: Double, to end: Double) -> [(Double, Double)] {
    // Past a million pixels of line a period may be lost in rounding; such a line is drawn solid.
    guard let dash, dash.on > 0, dash.off > 0, end < 1e6 else { return [(start, end)] }
    let period = dash.on + dash.off
    var pieces: [(Double, Double)] = []
    var origin = (start / period).rounded(.down) * period
    while origin < end {
      let from = max(origin, start)
      let to = min(origin + dash.on, end)
      if from <= to { pieces.append((from, to)) }
      origin += period
    }
    return pieces
  }
}
