import Testing

@testable import SwiftletPlot

/// Marks that give every pixel its own colour, and what is written on them.
@Suite struct MapMarkTests {
  private func unitPlot(_ mark: some Mark) -> Plot {
    Plot("f") { mark }.x("x", in: 0...1).y("y", in: 0...1).aspect(.square)
  }

  private let looks = Looks(.light, .petroff10)
  private func tint(_ number: Int) -> UInt32 {
    looks.background.mixed(with: looks.series(number), looks.tintHigh).hex
  }

  /// Drawn small: 16 places for each pixel take their time without optimisation.
  private func drawn(_ mark: some Mark) -> (canvas: RecordingCanvas, figure: Figure) {
    recorded(unitPlot(mark), scale: 0.25)
  }

  @Test func everyPixelInsideAClassHasItsTint() throws {
    let (canvas, figure) = drawn(ClassMap(classes: 2) { x, y in x + 2 * y > 1.3 ? 1 : 0 })
    let (colors, part) = try #require(canvas.paintings.first)
    let area = figure.layout.area
    var compared = 0
    for j in 0..<Int(part.height) {
      for i in 0..<Int(part.width) {
        let x = (part.left + Double(i) + 0.5 - area.left) / area.width
        let y = (area.bottom - part.top - Double(j) - 0.5) / area.height
        guard abs(x + 2 * y - 1.3) > 2 / area.width else { continue }
        #expect(colors[j * Int(part.width) + i] == tint(x + 2 * y > 1.3 ? 1 : 0), "at \(x), \(y)")
        compared += 1
      }
    }
    #expect(compared > colors.count * 9 / 10)
  }

  /// Stripes of a quarter of a pixel: one place for each pixel would see one class or the other; the mean is both.
  @Test func stripesNarrowerThanAPixelAreTheirMean() throws {
    let wide = drawn(ClassMap(classes: 2) { _, _ in 0 }).figure.layout.area
    let (left, width) = (wide.left, wide.width)
    let (canvas, _) = drawn(
      ClassMap(classes: 2) { x, _ in Int(((left + x * width) * 4).rounded(.down)).isMultiple(of: 2) ? 0 : 1 })
    let painted = try #require(canvas.paintings.first)
    let mixed = [16, 8, 0].map { shift -> UInt32 in
      let (a, b) = (tint(0) >> UInt32(shift) & 255, tint(1) >> UInt32(shift) & 255)
      return (a + b + 1) / 2
    }
    #expect(Set(painted.colors) == [mixed[0] << 16 | mixed[1] << 8 | mixed[2]])
    #expect(painted.colors.count == Int(painted.part.width) * Int(painted.part.height))
  }

  @Test func aPointWithoutAClassKeepsTheBackground() throws {
    let (canvas, _) = drawn(ClassMap(classes: 2) { x, _ in x < 0.5 ? nil : 7 })
    #expect(Set(try #require(canvas.paintings.first).colors) == [looks.background.hex])
  }

  @Test func aHeatMapRunsFromTheBackgroundToInkAtItsLargestValue() throws {
    let (canvas, figure) = drawn(
      PixelMap { xs, ys in ys.flatMap { y in xs.map { x in x < 0.2 ? .nan : 7 * max(x * y, 0) } } })
    let (colors, part) = try #require(canvas.paintings.first)
    let columns = Int(part.width)
    #expect(colors[columns - 1] == figure.looks.ink.hex)  // the upper right corner
    #expect(colors[colors.count - columns / 2] == looks.background.hex)  // y = 0
    #expect(colors[columns / 10] == looks.background.hex)  // not a number
    // Along the upper edge it only becomes darker.
    let brightness = colors[columns / 4..<columns].map { c in [16, 8, 0].reduce(0) { $0 + c >> UInt32($1) & 255 } }
    #expect(zip(brightness, brightness.dropFirst()).allSatisfy { $0 >= $1 })
    #expect(brightness.first ?? 0 > 3 * (brightness.last ?? 0))
  }

  @Test func aHeatMapWithoutValuesPaintsNothing() {
    for values in [[], [1, 2]] as [[Double]] {
      #expect(drawn(PixelMap { _, _ in values }).canvas.paintings.isEmpty)
    }
    let zero = drawn(PixelMap { xs, ys in [Double](repeating: 0, count: xs.count * ys.count) })
    #expect(zero.canvas.paintings.isEmpty)
  }

  @Test func aPinRingsItsPlaceAndSaysItsWords() throws {
    let (canvas, figure) = recorded(unitPlot(Pin(x: 0.25, y: 0.75, label: "here")))
    let ring = try #require(canvas.fills.last { if case .ring = $0.shapes[0] { true } else { false } })
    guard case .ring(let center, let radius, _) = ring.shapes[0] else { return }
    let area = figure.layout.area
    #expect(center.distance(to: Point(area.left + 0.25 * area.width, area.bottom - 0.75 * area.height)) < 1e-9)
    #expect(ring.color.hex == looks.alarm.hex)
    let words = try #require(canvas.words.last { $0.text.string == "here" })
    #expect(words.box.intersects(Rect(left: center.x, top: center.y, right: center.x, bottom: center.y)) == false)
    #expect(words.box.grown(-radius).center.distance(to: center) < 0.2 * area.width)
    #expect(recorded(unitPlot(Pin(x: 2, y: 0, label: "gone"))).canvas.has("gone") == false)
  }

  @Test func anOutlineIsTheEdgeOfItsRectangleAndWidensTheAxes() {
    let plot = Plot("o") { Outline(x: 2...3, y: -1...4) }
    let (canvas, figure) = recorded(plot)
    #expect(figure.x.low <= 2 && figure.x.high >= 3 && figure.y.low <= -1 && figure.y.high >= 4)
    let ink = canvas.fills.filter { $0.color.hex == looks.ink.hex && $0.clip != canvas.bounds }
    #expect(ink.first?.shapes.count == 4)
  }

  @Test func aSpanReachesFromOneValueToTheOtherAndOneThatIsNotANumberIsLeftOut() throws {
    let plot = Plot("s") { Spans(from: [1, .nan], to: [3, 2], y: [0, 1]) }.x("x", in: 0...4)
    let (canvas, figure) = recorded(plot)
    let bars = canvas.fills.flatMap(\.shapes).compactMap { shape -> (Point, Point)? in
      if case .capsule(let a, let b, _) = shape { (a, b) } else { nil }
    }
    let area = figure.layout.area
    try #require(bars.count == 1)
    #expect(abs(bars[0].0.x - (area.left + area.width / 4)) < 1e-9)
    #expect(abs(bars[0].1.x - (area.left + area.width * 3 / 4)) < 1e-9)
    #expect(bars[0].0.y == bars[0].1.y)
  }

  @Test func paintingBesideTheCanvasOrWithTooFewColoursIsPassedOver() throws {
    let canvas = try GDCanvas(width: 64, height: 64, background: RGBA(0xFFFFFF))
    canvas.paint([1, 2, 3, 4], over: Rect(left: 63, top: 0, right: 65, bottom: 2))
    canvas.paint([1, 2, 3], over: Rect(left: 0, top: 0, right: 2, bottom: 2))
    #expect(Pixels(canvas)[63, 0] == 0xFFFFFF && Pixels(canvas)[0, 0] == 0xFFFFFF)
    canvas.paint([1, 2, 3, 4], over: Rect(left: 10, top: 20, right: 12, bottom: 22))
    let pixels = Pixels(canvas)
    #expect([pixels[10, 20], pixels[11, 20], pixels[10, 21], pixels[11, 21]] == [1, 2, 3, 4])
  }
}
