/// The second channel of a class, beside its colour: seven shapes of about the same area.
enum MarkerShape: Int, CaseIterable, Sendable {
  case disc, triangle, square, diamond, plus, cross, star

  init(number: Int) {
    let count = Self.allCases.count
    self = Self(rawValue: ((number % count) + count) % count) ?? .disc
  }

  /// The shape around `center`; `radius` is that of the disc.
  func outline(_ center: Point, radius: Double, grown: Double) -> Shape {
    if self == .disc { return .disc(center, radius: max(radius + grown, 0)) }
    return .polygon(corners.map { Point(center.x + $0.x * radius, center.y + $0.y * radius) }, grown: grown)
  }

  /// Corners for radius 1.
  private var corners: [Point] {
    switch self {
    case .disc: []
    case .triangle: Self.triangleCorners
    case .square: Self.squareCorners
    case .diamond: Self.diamondCorners
    case .plus: Self.plusCorners
    case .cross: Self.crossCorners
    case .star: Self.starCorners
    }
  }

  // A little lower than its centroid asks for: it looks centred so.
  private static let triangleCorners = [Point(0, -1.47), Point(1.33, 0.9), Point(-1.33, 0.9)]
  private static let squareCorners = turned(count: 4, radii: [1.25], from: .pi / 4)
  private static let diamondCorners = turned(count: 4, radii: [1.33], from: 0)
  private static let starCorners = turned(count: 10, radii: [1.55, 0.68], from: -.pi / 2)
  private static let plusCorners = [
    Point(-0.4, -1.3), Point(0.4, -1.3), Point(0.4, -0.4), Point(1.3, -0.4), Point(1.3, 0.4), Point(0.4, 0.4),
    Point(0.4, 1.3), Point(-0.4, 1.3), Point(-0.4, 0.4), Point(-1.3, 0.4), Point(-1.3, -0.4), Point(-0.4, -0.4),
  ]
  private static let crossCorners = plusCorners.map { corner in
    let half = 0.5.squareRoot()
    return Point((corner.x - corner.y) * half, (corner.x + corner.y) * half)
  }

  private static func turned(count: Int, radii: [Double], from start: Double) -> [Point] {
    (0..<count).map { i in
      let angle = start + 2 * Double.pi * Double(i) / Double(count)
      let radius = radii[i % radii.count]
      return Point(radius * Libm.cos(angle), radius * Libm.sin(angle))
    }
  }
}
