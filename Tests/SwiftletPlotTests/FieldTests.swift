import Testing

@testable import SwiftletPlot

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct FieldTests {
  private func unitPlot(_ marks: [any Mark]) -> Plot {
    var plot = Plot("f") {}.x("x", in: 0...1).y("y", in: 0...1).aspect(.square)
    plot.marks = marks
    return plot
  }

  /// How far a colour lies towards a class colour, for all classes: the class with the largest part is its hue.
  private func parts(_ pixel: UInt32, _ looks: Looks, _ classes: Int) -> [Double] {
    let p = [16, 8, 0].map { 255 - Double(pixel >> UInt32($0) & 255) }
    return (0..<classes).map { c in
      let q = [16, 8, 0].map { 255 - Double(looks.series(c).hex >> UInt32($0) & 255) }
      let dot = zip(p, q).map { $0 * $1 }.reduce(0, +)
      let lengths = zip(p, p).map { $0 * $1 }.reduce(0, +) * zip(q, q).map { $0 * $1 }.reduce(0, +)
      return dot / lengths.squareRoot()
    }
  }

  @Test func check6EveryRegionHasTheHueOfItsClass() throws {
    let plot = unitPlot([Field(Bands())])
    let (_, figure) = recorded(plot)
    let pixels = Pixels(try plot.render())
    let area = figure.layout.area
    var random = Seeded(3)
    var compared = 0
    while compared < 100 {
      let x = Double.random(in: 0.01..<0.99, using: &random)
      let y = Double.random(in: 0.01..<0.99, using: &random)
      let row = Bands().probabilities(at: [SIMD2(Float(x), Float(y))])[0]
      guard let top = row.max(), top > 0.5 + 0.03, let winner = row.firstIndex(of: top) else { continue }
      let pixel = pixels[Int(area.left + x * area.width), Int(area.bottom - y * area.height)]
      let parts = parts(pixel, figure.looks, 3)
      #expect(parts.firstIndex(of: parts.max() ?? 0) == winner, "at \(x), \(y)")
      compared += 1
    }
  }

  @Test func check6TintGrowsWithTheProbability() throws {
    let plot = unitPlot([Field(HalfPlane(steepness: 6))])
    let area = recorded(plot).figure.layout.area
    let pixels = Pixels(try plot.render())
    // Along the diagonal away from the line, through class 1's half.
    var last = 3 * 255
    for step in 0..<200 {
      let t = 0.505 + 0.49 * Double(step) / 199
      let pixel = pixels[Int(area.left + t * area.width), Int(area.bottom - t * area.height)]
      let brightness = [16, 8, 0].map { Int(pixel >> UInt32($0) & 255) }.reduce(0, +)
      #expect(brightness <= last + 1, "step \(step)")
      last = brightness
    }
    #expect(last < 600)
  }

  @Test func samplesLieInTheMiddleOfPixelPairs() throws {
    let plot = unitPlot([Field(HalfPlane())])
    let (canvas, figure) = recorded(plot)
    let (samples, part, tint) = try #require(canvas.tints.first)
    #expect(samples.columns == Int((part.width / 2).rounded(.up)) + 2)
    #expect(samples.step == 2 && samples.origin == Point(part.left, part.top))
    #expect(tint.colors == [figure.looks.series(0), figure.looks.series(1)])
    let area = figure.layout.area
    let x = (samples.origin.x + (10 - 0.5) * 2 - area.left) / area.width
    let y = (area.bottom - (samples.origin.y + (20 - 0.5) * 2)) / area.height
    let expected = HalfPlane().probabilities(at: [SIMD2(Float(x), Float(y))])[0]
    #expect(abs(samples.values[20 * samples.columns + 10] - expected[0]) < 1e-5)
  }

  @Test func check7BoundaryOfALinearClassifierIsItsLineFromFrameToFrame() throws {
    let plot = unitPlot([Boundary(HalfPlane())])
    let (_, figure) = recorded(plot)
    let area = figure.layout.area
    let pixels = Pixels(try plot.render())
    var columns = Set<Int>()
    for y in Int(area.top) + 1..<Int(area.bottom) {
      for x in Int(area.left) + 1..<Int(area.right) where pixels[x, y] & 0xFF < 0x90 {
        let u = (Double(x) + 0.5 - area.left) / area.width
        let v = (area.bottom - Double(y) - 0.5) / area.height
        let distance = abs(u + v - 1) / 2.0.squareRoot() * area.width
        #expect(distance < 1 + 1.3 * 1.5 / 2)
        columns.insert(x)
      }
    }
    #expect(columns.count > Int(area.width) - 4)
  }

  @Test func theBoundaryShowsOneColourWhereItIsFoundTwice() throws {
    let plot = unitPlot([Boundary(Bands())])
    let area = recorded(plot).figure.layout.area
    let ink = Looks(.light, .petroff10)
    let darkest = ink.grid.mixed(with: ink.ink, 0.9)
    let pixels = Pixels(try plot.render())
    for y in Int(area.top) + 2..<Int(area.bottom) - 1 {
      for x in Int(area.left) + 2..<Int(area.right) - 1 { #expect(pixels[x, y] & 0xFF >= UInt32(darkest.blue) - 1) }
    }
  }

  @Test func oneOutputMeansTwoClasses() throws {
    struct Single: PlaneClassifier {
      func probabilities(at points: [SIMD2<Float>]) -> [[Float]] {
        HalfPlane().probabilities(at: points).map { [$0[1]] }
      }
    }
    let one = recorded(unitPlot([Field(Single())])).canvas.tints.first?.0
    let two = recorded(unitPlot([Field(HalfPlane())])).canvas.tints.first?.0
    let pairs = zip(try #require(one).values, try #require(two).values)
    #expect(pairs.allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func theClassifierIsAskedOnceForFieldAndBoundary() throws {
    let (canvas, figure) = recorded(Plot.regions(of: Bands(), sumBin(30), wrong: [], title: "r"))
    #expect(canvas.tints.count == 1)
    #expect(figure.legend?.fieldClasses == 3)
    #expect(canvas.has("p(winning class)") && canvas.has("1/3"))
  }

  @Test(arguments: [
    Stubborn(row: []), Stubborn(row: [1, 0], rows: 0), Stubborn(row: [1, 0], rows: 3), Stubborn(row: [.nan, .nan]),
    Stubborn(row: [.infinity, -1]), Stubborn(row: [0.5]), Stubborn(row: [0, 0, 0]), Stubborn(row: [7, -7, 0, 0]),
  ])
  func uselessAnswersLeaveAPicture(classifier: Stubborn) throws {
    let plot = Plot.regions(of: classifier, sumBin(20), wrong: [], title: "useless")
    #expect(try plot.png(scale: 1).count > 1000)
  }

  @Test func saddlesAreJoinedByTheirMiddle() {
    // p[0] − p[1] is +, −, +, − round one cell; the mean of the corners is positive: two lines cut off the minuses.
    let field = FieldSamples(
      values: [0.9, 0.4, 0.4, 0.9, 0.1, 0.6, 0.6, 0.1], classes: 2, columns: 2, rows: 2, origin: Point(0, 0), step: 2)
    let lines = field.boundary(of: 0)
    #expect(lines.count == 2)
    for (a, b) in lines { #expect(hypot(a.x - b.x, a.y - b.y) < 1.5) }
  }
}
