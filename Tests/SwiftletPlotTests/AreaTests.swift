import Testing

@testable import SwiftletPlot

/// Areas with any outline: exact coverage of every pixel.
@Suite struct AreaTests {
  private static let black = RGBA(0x000000)
  private static let white = RGBA(0xFFFFFF)

  private func coverage(_ outline: [Point], within clip: Rect? = nil) throws -> [Double] {
    let canvas = try GDCanvas(width: 80, height: 80, background: Self.white)
    canvas.fill([.area(outline)], Self.black, within: clip ?? canvas.bounds)
    return Pixels(canvas).coverage(Self.black, on: Self.white)
  }

  /// The surface of a simple polygon (shoelace formula).
  private func surface(_ outline: [Point]) -> Double {
    abs(zip(outline, outline.dropFirst() + outline.prefix(1)).map { $0.x * $1.y - $1.x * $0.y }.reduce(0, +)) / 2
  }

  @Test func anyPolygonHasItsSurface() throws {
    var random = Seeded(9)
    for _ in 0..<40 {
      // A star: angles in order, radii at random, so that the outline is concave and does not cross itself.
      let count = Int.random(in: 3..<30, using: &random)
      let outline = (0..<count).map { i -> Point in
        let angle = 2 * Double.pi * (Double(i) + Double.random(in: 0..<0.5, using: &random)) / Double(count)
        let radius = Double.random(in: 3..<38, using: &random)
        return Point(40 + radius * Libm.cos(angle), 40 + radius * Libm.sin(angle))
      }
      guard count > 3 else { continue }
      let covered = try coverage(outline).reduce(0, +)
      // Each pixel of the edge is rounded to 1/255.
      #expect(abs(covered - surface(outline)) < 0.002 * Double(outline.count) * 80, "\(outline)")
      let backwards = try coverage(outline.reversed()).reduce(0, +)
      #expect(abs(backwards - covered) < 0.1)
    }
  }

  @Test func fractionsOfPixelsAreExact() throws {
    let covered = try coverage([Point(10.25, 20.5), Point(12.5, 20.5), Point(12.5, 21.25), Point(10.25, 21.25)])
    func at(_ x: Int, _ y: Int) -> Double { covered[y * 80 + x] }
    for (x, y, part) in [(10, 20, 0.375), (11, 20, 0.5), (12, 20, 0.25), (10, 21, 0.1875), (11, 21, 0.25), (13, 20, 0)]
    {
      #expect(abs(at(x, y) - part) < 0.004, "\(x), \(y)")
    }
  }

  @Test func aBandThatCrossesItselfIsFilledOnBothSides() throws {
    let covered = try coverage([Point(10, 10), Point(70, 50), Point(70, 10), Point(10, 50)])
    #expect(covered[30 * 80 + 15] == 1 && covered[30 * 80 + 65] == 1)
    #expect(covered[12 * 80 + 40] == 0)
  }

  @Test func whatLiesOutsideTheClipChangesNothingInside() throws {
    let outline = [Point(-300, -100), Point(200, 40), Point(500, 900), Point(-40, 300), Point(30, 60)]
    let all = try coverage(outline)
    let clip = Rect(left: 13, top: 17, right: 61, bottom: 55)
    let part = try coverage(outline, within: clip)
    for j in 0..<80 {
      for i in 0..<80 {
        let isInside = (13..<61).contains(i) && (17..<55).contains(j)
        #expect(part[j * 80 + i] == (isInside ? all[j * 80 + i] : 0), "\(i), \(j)")
      }
    }
  }

  @Test func anAreaIsBlendedOnce() throws {
    let canvas = try GDCanvas(width: 80, height: 80, background: Self.white)
    let left = [Point(10, 10), Point(50, 10), Point(50, 50), Point(10, 50)]
    let right = left.map { $0.moved(20, 20) }
    canvas.fill([.area(left), .area(right)], Self.black.faded(0.5))
    let pixels = Pixels(canvas)
    #expect(pixels[40, 40] == pixels[15, 15] && pixels[40, 40] == pixels[65, 65])
  }

  @Test func coordinatesBeyondReasonCostNothing() throws {
    let far = [Point(-1e300, 40), Point(1e300, 20), Point(1e300, 1e300), Point(.nan, 3)]
    let lost = try coverage(far)
    #expect(lost.allSatisfy { $0 == 0 })
    let huge = [Point(-1e300, 40), Point(1e300, 40), Point(1e300, 1e300), Point(-1e300, 1e300)]
    var covered = 0.0
    let time = try cpuSeconds { covered = try coverage(huge).reduce(0, +) }
    #expect(covered == 80 * 40)
    #expect(time < 0.5)
    let line = try coverage([Point(1, 1), Point(5, 5)])
    #expect(line.allSatisfy { $0 == 0 })
  }
}
