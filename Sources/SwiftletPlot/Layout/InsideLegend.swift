/// Looks for a corner of the plot area in which a legend would hide nothing: the marks draw onto this canvas, and every
/// corner that one of them touches is out.
final class CornerSearch: Canvas {
  let width: Int
  let height: Int
  private let letters: any Canvas
  private var corners: [Rect]

  /// - Parameters:
  ///   - letters: Measures text.
  ///   - size: Of the legend.
  ///   - room: Between the legend and the frame.
  init(_ letters: any Canvas, area: Rect, size: (width: Double, height: Double), room: Double) {
    width = letters.width
    height = letters.height
    self.letters = letters
    let (left, top) = (area.left + room, area.top + room)
    let (right, bottom) = (area.right - room - size.width, area.bottom - room - size.height)
    let places = [(right, top), (left, top), (right, bottom), (left, bottom)]
    // A legend that takes up most of the plot area stands nowhere inside it.
    let fits = size.width + 2 * room < area.width * 0.6 && size.height + 2 * room < area.height * 0.8
    corners = fits ? places.map { Rect(left: $0, top: $1, right: $0 + size.width, bottom: $1 + size.height) } : []
  }

  /// The first corner that is still free.
  var free: Rect? { corners.first }

  private func cross(_ isTouched: (Rect) -> Bool) { corners.removeAll(where: isTouched) }

  func fill(_ shapes: [Shape], _ color: RGBA, within clip: Rect) {
    for shape in shapes where !corners.isEmpty { cross { clip.intersects($0) && shape.touches($0) } }
  }

  func text(_ text: TextLine, at origin: Point, _ color: RGBA) {
    let ink = measure(text)
    cross {
      $0.intersects(
        Rect(left: origin.x, top: origin.y - ink.ascent, right: origin.x + ink.right, bottom: origin.y + ink.descent))
    }
  }

  func measure(_ text: TextLine) -> TextBox { letters.measure(text) }
  func tint(_ field: FieldSamples, over part: Rect, _ tint: Tint) { cross(part.intersects) }
  func paint(_ colors: [UInt32], over part: Rect) { cross(part.intersects) }
}

extension Shape {
  /// Whether some of the shape may lie in a rectangle; exact but for small polygons, whose box counts.
  func touches(_ box: Rect) -> Bool {
    switch self {
    case .disc(let center, let radius): return center.distance(to: box.nearest(to: center)) <= radius
    case .ring(let center, let radius, let width):
      let near = center.distance(to: box.nearest(to: center))
      let far = box.corners.map(center.distance).max() ?? 0
      return near <= radius + width / 2 && far >= radius - width / 2
    case .capsule(let a, let b, let width): return box.grown(width / 2).clip(a, b) != nil
    case .rectangle(let r): return r.intersects(box)
    case .polygon(let outline, let grown):
      let xs = outline.map(\.x)
      let ys = outline.map(\.y)
      guard let left = xs.min(), let right = xs.max(), let top = ys.min(), let bottom = ys.max() else { return false }
      return Rect(left: left, top: top, right: right, bottom: bottom).grown(grown).intersects(box)
    case .area(let outline):
      let edges = zip(outline, outline.dropFirst() + outline.prefix(1))
      if edges.contains(where: { box.clip($0, $1) != nil }) { return true }
      // No edge passes through: the box lies inside as a whole, or not at all.
      let p = box.center
      let crossings = edges.count { a, b in
        (a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x
      }
      return !crossings.isMultiple(of: 2)
    }
  }
}

extension Rect {
  var corners: [Point] { [Point(left, top), Point(right, top), Point(right, bottom), Point(left, bottom)] }

  func nearest(to point: Point) -> Point { Point(min(max(point.x, left), right), min(max(point.y, top), bottom)) }
}
