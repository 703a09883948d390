/// Shapes in one colour as elements of an SVG, as few as their kinds allow.
struct SVGShapes {
  private(set) var elements: [String] = []
  private let color: String
  /// Corners of everything that is simply filled.
  private var filled = ""

  init(_ shapes: [Shape], _ color: String) {
    self.color = color
    var lines: [(width: Double, path: String, end: Point)] = []
    for shape in shapes {
      switch shape {
      case .disc(let c, let radius):
        elements.append("<circle \(Self.circle(c, radius)) fill=\"\(color)\"/>\n")
      case .ring(let c, let radius, let width):
        elements.append("<circle \(Self.circle(c, radius)) fill=\"none\" \(stroke(width))/>\n")
      case .rectangle(let rect): filled += Self.path(of: rect)
      case .area(let corners): filled += Self.path(of: corners)
      case .polygon(let corners, let grown) where grown <= 0: filled += Self.path(of: Self.shrunk(corners, by: -grown))
      case .polygon(let corners, let grown):
        let round = "\(stroke(2 * grown)) stroke-linejoin=\"round\""
        elements.append("<path d=\"\(Self.path(of: corners))\" fill=\"\(color)\" \(round)/>\n")
      case .capsule(let a, let b, let width): Self.add(a, b, width, to: &lines)
      }
    }
    if !filled.isEmpty { elements.append("<path d=\"\(filled)\" fill=\"\(color)\"/>\n") }
    for line in lines {
      elements.append(
        "<path d=\"\(line.path)\" fill=\"none\" \(stroke(line.width)) stroke-linecap=\"round\" "
          + "stroke-linejoin=\"round\"/>\n")
    }
  }

  private func stroke(_ width: Double) -> String { "stroke=\"\(color)\" stroke-width=\"\(SVGText.number(width))\"" }

  private static func circle(_ center: Point, _ radius: Double) -> String {
    "cx=\"\(SVGText.number(center.x))\" cy=\"\(SVGText.number(center.y))\" r=\"\(SVGText.number(radius))\""
  }

  static func path(of rect: Rect) -> String {
    "M\(SVGText.numbers([rect.left, rect.top]))H\(SVGText.number(rect.right))V\(SVGText.number(rect.bottom))"
      + "H\(SVGText.number(rect.left))Z"
  }

  static func path(of corners: [Point]) -> String {
    guard let first = corners.first else { return "" }
    return "M" + SVGText.point(first) + corners.dropFirst().map { "L" + SVGText.point($0) }.joined() + "Z"
  }

  /// Pieces of one width are one path; a piece that begins where the last one ended goes on from there.
  private static func add(
    _ a: Point, _ b: Point, _ width: Double, to lines: inout [(width: Double, path: String, end: Point)]
  ) {
    let next = a == b ? "L" + SVGText.point(b.moved(0.01, 0)) : "L" + SVGText.point(b)
    let start = "M" + SVGText.point(a) + next
    guard let i = lines.firstIndex(where: { $0.width == width }) else {
      return lines.append((width, start, b))
    }
    lines[i].path += lines[i].end == a && a != b ? next : start
    lines[i].end = b
  }

  /// The corners moved inwards, so that every edge lies `distance` further in.
  private static func shrunk(_ corners: [Point], by distance: Double) -> [Point] {
    guard distance > 0, corners.count > 2 else { return corners }
    let pairs = zip(corners, corners.dropFirst() + corners.prefix(1))
    let isClockwise = pairs.reduce(0.0) { $0 + ($1.0.x * $1.1.y - $1.1.x * $1.0.y) } > 0
    return corners.indices.map { i in
      let before = corners[(i + corners.count - 1) % corners.count]
      let here = corners[i]
      let after = corners[(i + 1) % corners.count]
      guard let u = normal(before, here, isClockwise), let v = normal(here, after, isClockwise) else { return here }
      // The place at `distance` from both edges.
      let bend = max(1 + u.x * v.x + u.y * v.y, 0.1)
      return here.moved((u.x + v.x) * distance / bend, (u.y + v.y) * distance / bend)
    }
  }

  private static func normal(_ a: Point, _ b: Point, _ isClockwise: Bool) -> Point? {
    let length = a.distance(to: b)
    guard length > 0 else { return nil }
    let sign = isClockwise ? 1.0 : -1.0
    return Point(-(b.y - a.y) / length * sign, (b.x - a.x) / length * sign)
  }
}

extension Shape {
  /// What it covers at most.
  var bounds: Rect {
    func around(_ points: [Point], _ d: Double) -> Rect {
      let xs = points.map(\.x)
      let ys = points.map(\.y)
      return Rect(left: xs.min() ?? 0, top: ys.min() ?? 0, right: xs.max() ?? 0, bottom: ys.max() ?? 0).grown(d)
    }
    switch self {
    case .disc(let c, let radius): return around([c], radius)
    case .ring(let c, let radius, let width): return around([c], radius + width / 2)
    case .capsule(let a, let b, let width): return around([a, b], width / 2)
    case .polygon(let corners, let grown): return around(corners, grown)
    case .area(let corners): return around(corners, 0)
    case .rectangle(let rect): return rect
    }
  }

  var isEmpty: Bool {
    switch self {
    case .disc(_, let radius): radius <= 0
    case .ring(_, let radius, let width): radius <= 0 || width <= 0
    case .capsule(_, _, let width): width <= 0
    case .polygon(let corners, _), .area(let corners): corners.count < 3
    case .rectangle(let rect): rect.width <= 0 || rect.height <= 0
    }
  }
}
