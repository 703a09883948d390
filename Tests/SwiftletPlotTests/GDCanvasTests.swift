import Testing

@testable import SwiftletPlot

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct GDCanvasTests {
  static let white = RGBA(0xFFFFFF)
  static let black = RGBA(0x000000)

  private func canvas(_ side: Int = 100) throws -> GDCanvas {
    try GDCanvas(width: side, height: side, background: Self.white)
  }

  private func coverage(_ shapes: [Shape], _ color: RGBA = black) throws -> [Double] {
    let canvas = try canvas()
    canvas.fill(shapes, color)
    return Pixels(canvas).coverage(Self.black, on: Self.white)
  }

  @Test(arguments: [3.0, 3.75, 4.5, 9, 20.25], [50.0, 50.3, 50.5, 50.81])
  func aDiscCoversItsAreaAroundItsCentre(radius: Double, center: Double) throws {
    let covered = try coverage([.disc(Point(center, 49.6), radius: radius)])
    let area = covered.reduce(0, +)
    #expect(abs(area / (Double.pi * radius * radius) - 1) < 0.02)
    var x = 0.0
    var y = 0.0
    for (i, part) in covered.enumerated() {
      x += part * (Double(i % 100) + 0.5) / area
      y += part * (Double(i / 100) + 0.5) / area
    }
    #expect(abs(x - center) < 0.05)
    #expect(abs(y - 49.6) < 0.05)
  }

  @Test(arguments: MarkerShape.allCases)
  func aMarkerCoversItsPolygonAndTheSevenAreOfLikeSize(shape: MarkerShape) throws {
    let outline = shape.outline(Point(50.2, 49.9), radius: 12, grown: 0)
    let area = try coverage([outline]).reduce(0, +)
    if case .polygon(let corners, _) = outline {
      var twice = 0.0
      for (a, b) in zip(corners, corners.dropFirst() + corners.prefix(1)) { twice += a.x * b.y - b.x * a.y }
      #expect(abs(area / abs(twice / 2) - 1) < 0.02)
    }
    #expect((0.75...1.25).contains(area / (Double.pi * 144)))
  }

  @Test func check4ThickSlantedLineIsSolidAndAsThickAsAsked() throws {
    let canvas = try canvas()
    canvas.fill([.capsule(Point(10, 10), Point(90, 90), width: 3)], Self.black)
    let pixels = Pixels(canvas)
    for i in 12..<88 { #expect(pixels[i, i] == 0) }
    // A row cuts the line at 45°: its coverage adds up to the width times √2.
    let covered = pixels.coverage(Self.black, on: Self.white)
    for row in 30..<70 {
      let profile = covered[row * 100..<row * 100 + 100].reduce(0, +) / 2.0.squareRoot()
      #expect(abs(profile - 3) < 0.1)
    }
  }

  @Test func check5HalfTransparentPolylineHasOneColourInsideItsJoints() throws {
    let canvas = try canvas()
    let line = [Point(10, 80), Point(40, 20), Point(60, 70), Point(90, 30)]
    let stroke = Stroke(width: 7)
    canvas.fill(stroke.shapes(of: line, within: canvas.bounds), Self.black.faded(0.5))
    let pixels = Pixels(canvas)
    // 0.5 rounds to 128 of 255.
    for corner in line { #expect(pixels[Int(corner.x), Int(corner.y)] == 0x7F7F7F) }
    #expect(pixels.values.min() == 0x7F7F7F)
  }

  @Test func rectanglesCoverFractionsOfPixelsExactly() throws {
    let covered = try coverage([.rectangle(Rect(left: 10.25, top: 20.5, right: 30.75, bottom: 21.25))])
    #expect(abs(covered.reduce(0, +) - 20.5 * 0.75) < 0.1)
    #expect(abs(covered[20 * 100 + 15] - 0.5) < 0.004)
    #expect(abs(covered[21 * 100 + 15] - 0.25) < 0.004)
  }

  @Test func nothingIsDrawnOutsideTheClip() throws {
    let canvas = try canvas()
    let clip = Rect(left: 20, top: 30, right: 60, bottom: 50)
    canvas.fill([.disc(Point(40, 40), radius: 45)], Self.black, within: clip)
    let pixels = Pixels(canvas)
    for y in 0..<100 {
      for x in 0..<100 { #expect((pixels[x, y] == 0) == ((20..<60).contains(x) && (30..<50).contains(y))) }
    }
  }

  @Test func coordinatesBeyondReasonDrawNothingWrongAndCostNothing() throws {
    let canvas = try canvas()
    let numbers = [Double.nan, .infinity, -.infinity, 1e300, -1e300, 1e18, 0, 50]
    let time = cpuSeconds {
      for a in numbers {
        for b in numbers {
          let p = Point(a, b)
          let shapes: [Shape] = [
            .disc(p, radius: 3), .ring(p, radius: 5, width: 1), .disc(Point(50, 50), radius: a),
            .capsule(p, Point(b, 50), width: 2), .polygon([p, Point(1, 2), Point(b, 3)], grown: 1),
            .rectangle(Rect(left: a, top: b, right: b, bottom: a)),
          ]
          canvas.fill(shapes, Self.black)
          canvas.text(TextLine("x", size: 12), at: p, Self.black)
          _ = Stroke(width: 2, dash: .init(on: 3, off: 3)).shapes(of: [p, Point(b, a)], within: canvas.bounds)
        }
      }
    }
    #expect(time < 2)
  }

  @Test func aPictureOfImpossibleSizeIsRefused() {
    for (width, height) in [(0, 100), (100, 63), (8193, 100), (-1, -1), (Int.max, Int.max)] {
      #expect(throws: PlotError.self) { try GDCanvas(width: width, height: height, background: Self.white) }
    }
  }

  @Test func dashesKeepTheirLengthAlongTheLine() {
    let stroke = Stroke(width: 2, dash: .init(on: 6, off: 4))
    let line = [Point(0, 0), Point(30, 40), Point(30, 90)]  // 50 + 50 pixels
    let room = Rect(left: -10, top: -10, right: 100, bottom: 100)
    var total = 0.0
    for case .capsule(let a, let b, _) in stroke.shapes(of: line, within: room) { total += a.distance(to: b) }
    #expect(abs(total - 60) < 1e-9)
  }
}
