import Testing

@testable import SwiftletPlot

/// The marks beyond points and lines, on the recording canvas.
@Suite struct GrammarMarkTests {
  private let looks = Looks(.light, .petroff10)

  private func rectangles(_ canvas: RecordingCanvas, _ color: RGBA) -> [Rect] {
    canvas.fills.filter { $0.color.hex == color.hex && $0.clip != canvas.bounds }.flatMap(\.shapes).compactMap {
      if case .rectangle(let r) = $0 { r } else { nil }
    }
  }

  private func areas(_ canvas: RecordingCanvas) -> [[Point]] {
    canvas.fills.flatMap(\.shapes).compactMap { if case .area(let outline) = $0 { outline } else { nil } }
  }

  private func capsules(_ canvas: RecordingCanvas) -> [(a: Point, b: Point, width: Double)] {
    canvas.fills.filter { $0.clip != canvas.bounds }.flatMap(\.shapes).compactMap {
      if case .capsule(let a, let b, let width) = $0 { (a, b, width) } else { nil }
    }
  }

  @Test func aStepHoldsEachValueUntilTheNext() throws {
    let plot = Plot("s") { Step(x: [0, 1, 3], y: [2, 5, 1], name: "rate") }.x("x", in: 0...4).y("y", in: 0...6)
    let (canvas, figure) = recorded(plot)
    let area = figure.layout.area
    let corners = capsules(canvas).map { piece in
      (x: (piece.b.x - area.left) / area.width * 4, y: (area.bottom - piece.b.y) / area.height * 6)
    }
    let expected = [(1.0, 2.0), (1, 5), (3, 5), (3, 1)]
    try #require(corners.count == expected.count)
    for (corner, place) in zip(corners, expected) {
      #expect(abs(corner.x - place.0) < 1e-6 && abs(corner.y - place.1) < 1e-6)
    }
    #expect(figure.survey.shown == 3)
  }

  @Test func aBandIsOneOutlineAndAGapPartsIt() throws {
    let (canvas, figure) = recorded(
      Plot("a") { Area(x: [0, 1, 2, 3, 4, 5], from: [0, 0, .nan, 0, 0, 0], to: [1, 2, 3, 1, 2, 1], name: "band") })
    let outlines = areas(canvas)
    #expect(outlines.map(\.count) == [4, 6])
    #expect(figure.survey.notFinite == 1)
    #expect(canvas.has("band"))
    #expect(canvas.fills.contains { $0.color.opacity < 0.5 })
  }

  @Test func anAreaReachesDownToItsBaseline() throws {
    let (canvas, figure) = recorded(Plot("a") { Area(x: [0, 1], y: [3, 5], baseline: 2) })
    let level = figure.layout.area.bottom - (figure.y.unit(2) ?? 0) * figure.layout.area.height
    let outline = try #require(areas(canvas).first)
    #expect(abs((outline.map(\.y).max() ?? 0) - level) < 1e-9)
    // On a logarithmic axis there is no 0: the edge of the plot area takes its place.
    let log = recorded(Plot("a") { Area(x: [0, 1], y: [3, 500]) }.y("y", scale: .log))
    #expect(areas(log.canvas).first?.map(\.y).max() == log.figure.layout.area.bottom)
  }

  @Test func barsBeginAtZeroAndStandSideBySide() throws {
    let plot = Plot("b") {
      Bars(["a", "b"], [1, -2], name: "first")
      Bars(["b", "c"], [3, 4], name: "second")
    }
    let (canvas, figure) = recorded(plot)
    let first = rectangles(canvas, looks.series(0))
    let area = figure.layout.area
    let zero = area.bottom - (figure.y.unit(0) ?? 0) * area.height
    try #require(first.count == 2)
    #expect(abs(first[0].bottom - zero) < 1e-9 && abs(first[1].top - zero) < 1e-9)
    #expect(figure.x.names == ["a", "b", "c"])
    // The second mark's bars over b and c: right of the middle of their names.
    let second = rectangles(canvas, looks.series(1))
    for (bar, place) in zip(second, [1.0, 2]) {
      let middle = area.left + (figure.x.unit(place) ?? 0) * area.width
      #expect(bar.left >= middle - 1.5 && bar.right > middle)
    }
    #expect(first.allSatisfy { a in second.allSatisfy { !a.grown(-1).intersects($0) } })
  }

  @Test func lyingBarsRunFromTheTop() throws {
    let (canvas, figure) = recorded(Plot("b") { Bars(["top", "middle", "bottom"], [3, 2, 1]).horizontal() })
    let bars = rectangles(canvas, looks.series(0))
    try #require(bars.count == 3)
    #expect(bars[0].top < bars[1].top && bars[1].top < bars[2].top)
    #expect(bars[0].width > bars[1].width && bars[1].width > bars[2].width)
    #expect(figure.layout.yTicks.major.map(\.label) == ["top", "middle", "bottom"])
  }

  @Test func barsOfCountsAreLabelledWithWholeNumbers() {
    let figure = recorded(Plot("b") { Bars(["a", "b"], [1, 3]) }).figure
    #expect(figure.layout.yTicks.major.map(\.label) == ["0", "1", "2", "3"])
  }

  @Test func errorsOfBarsStandOnTheirTips() throws {
    let plot = Plot("b") { Bars(["a"], [0.5]).errors(plusMinus: [0.25]) }.y("y", in: 0...1)
    let (canvas, figure) = recorded(plot)
    let area = figure.layout.area
    let line = try #require(capsules(canvas).first { $0.a.x == $0.b.x })
    #expect(abs(line.a.y - (area.bottom - 0.25 * area.height)) < 1e-9)
    #expect(abs(line.b.y - (area.bottom - 0.75 * area.height)) < 1e-9)
  }

  @Test func errorBarsHaveCapsAtBothEnds() {
    let (canvas, figure) = recorded(Plot("e") { ErrorBars(x: [1, 2, 3], y: [1, 2, .nan], plusMinus: [1, 1, 1]) })
    #expect(capsules(canvas).count == 6)
    #expect(figure.survey.notFinite == 2)
    let lying = recorded(Plot("e") { ErrorBars(x: [1], from: [0], to: [3]).horizontal() })
    #expect(lying.figure.x.low < 0 && lying.figure.x.high > 3)
  }

  @Test func segmentsHaveTheirOwnWidthsAndColours() {
    let plot = Plot("s") {
      Segments([
        .init(from: (0, 0), to: (1, 1), width: 3, color: .accent), .init(from: (0, 1), to: (1, 0), width: .nan),
        .init(from: (0, 0.5), to: (1, 0.5), isDashed: true),
      ])
    }
    let (canvas, figure) = recorded(plot, scale: 1)
    #expect(canvas.fills.contains { $0.color.hex == figure.looks.alarm.hex && $0.shapes.count == 1 })
    #expect(capsules(canvas).contains { $0.width == 3 })
    #expect(canvas.fills.contains { $0.color.hex == looks.line(0).hex && $0.shapes.count > 10 })
  }

  @Test func wordsStandAtTheirPlaceAndKeepInside() throws {
    let plot = Plot("t") {
      Text("middle", x: 0.5, y: 0.5)
      Text("at the very edge", x: 1, y: 1).bold().size(12)
      Text("outside", x: 3, y: 3)
    }
    .x("x", in: 0...1).y("y", in: 0...1)
    let (canvas, figure) = recorded(plot)
    let area = figure.layout.area
    let middle = try #require(canvas.words.first { $0.text.string == "middle" })
    #expect(abs(middle.box.center.x - area.center.x) < 1.5 && abs(middle.box.center.y - area.center.y) < 2)
    let edge = try #require(canvas.words.first { $0.text.string == "at the very edge" })
    #expect(area.grown(1).contains(edge.box) && edge.text.isBold && edge.text.size == 18)
    #expect(!canvas.has("outside"))
  }

  @Test func aTableHasItsFirstRowAtTheTop() throws {
    let plot = Plot("h") {
      HeatMap([[0, 1], [2, 3]], rows: ["up", "down"], columns: ["left", "right"], name: "value").labels([
        ["0", "1"], ["2", "3"],
      ])
    }
    let (canvas, figure) = recorded(plot)
    let painting = try #require(canvas.paintings.first)
    let ramp = Plot.ColorMap.viridis.ramp(looks).map(\.hex)
    #expect(painting.colors.first == ramp[0] && painting.colors.last == ramp[255])
    #expect(painting.colors[Int(painting.part.width) - 1] == ramp[85])
    #expect(figure.layout.yTicks.major.map(\.label) == ["up", "down"])
    #expect(canvas.has("value"))
    // Letters are black or white, whichever reads better.
    for (word, cell) in [("0", ramp[0]), ("3", ramp[255])] {
      let label = try #require(canvas.words.first { $0.text.string == word && figure.layout.area.contains($0.box) })
      #expect(label.color.contrast(to: RGBA(cell)) > 4.5)
    }
  }

  @Test func aTableOnNumbersCoversItsPartOfThePlane() throws {
    let plot = Plot("h") { HeatMap([[0, 1]], x: 0...2, y: 5...6).withoutKey() }
    let (canvas, figure) = recorded(plot)
    #expect(
      figure.x
        == {
          var x = AxisScale(.linear, 0, 2)
          return x
        }())
    #expect(figure.legend == nil)
    let painting = try #require(canvas.paintings.first)
    #expect(Set(painting.colors).count == 2)
  }

  @Test func cellsWithoutAValueAreCountedAndStayEmpty() throws {
    let (canvas, figure) = recorded(Plot("h") { HeatMap([[0, .nan], [1]]) })
    let painting = try #require(canvas.paintings.first)
    #expect(painting.colors[Int(painting.part.width) - 1] == looks.background.hex)
    #expect(painting.colors.last == looks.background.hex)
    #expect(figure.layout.caption.last?.contains("1 non-finite") == true)
    #expect(recorded(Plot("h") { HeatMap([]) }).canvas.has("no data"))
  }

  @Test func aFieldOfAFunctionHasTheColoursOfItsKey() throws {
    let plot = Plot("f") { Field("x + y") { xs, ys in zip(xs, ys).map { $0 + $1 } } }
      .x("x", in: 0...1).y("y", in: 0...1).aspect(.square)
    let (canvas, figure) = recorded(plot)
    let painting = try #require(canvas.paintings.first { $0.part == figure.layout.area.grown(0.5).clipped(canvas) })
    let key = try #require(figure.survey.keys.first)
    #expect(abs(key.limits.low) < 1e-6 && abs(key.limits.high - 2) < 1e-6)
    let ramp = key.colors.ramp(looks)
    let area = figure.layout.area
    var random = Seeded(5)
    let width = Int(painting.part.width)
    for _ in 0..<200 {
      let i = Int.random(in: 0..<width, using: &random)
      let j = Int.random(in: 0..<Int(painting.part.height), using: &random)
      let x = (painting.part.left + Double(i) + 0.5 - area.left) / area.width
      let y = (area.bottom - painting.part.top - Double(j) - 0.5) / area.height
      let index = Int(min(max((x + y) / 2 * 255, 0), 255))
      let color = painting.colors[j * width + i]
      #expect(ramp[max(index - 1, 0)...min(index + 2, 255)].contains { $0.hex == color }, "at \(x), \(y)")
    }
  }

  @Test func pointsAndFieldOfOneNameShareTheirKey() {
    let surface = Plot.Surface("price") { xs, _ in xs }
    let plot = Plot("f") {
      Field(surface)
      Contours(surface, levels: [0.5]).labelled()
      Points(x: [0.1, 0.9], y: [0.5, 0.5], values: [-1, 3], name: "price")
    }
    .x("x", in: 0...1).y("y", in: 0...1)
    let (canvas, figure) = recorded(plot)
    #expect(figure.survey.keys.count == 1)
    #expect(figure.survey.keys.first?.limits.low == -1 && figure.survey.keys.first?.limits.high == 3)
    #expect(canvas.words.count { $0.text.string == "price" } == 1)
    #expect(canvas.has("0.5"))
  }

  @Test func divergingColoursAreEvenAroundZero() throws {
    let key = try #require(ColorKey("r", .diverging, [-0.2, 0.8], in: nil))
    #expect(key.limits == (-0.8, 0.8))
    #expect(key.unit(0) == 0.5)
    #expect(try #require(ColorKey("c", .viridis, [3, 3], in: nil)).limits == (2.5, 3.5))
    #expect(ColorKey("n", .viridis, [.nan], in: nil) == nil)
  }

  @Test func aHistogramMarksZeroAndItsMean() {
    let values = (0..<1000).map { Double($0) / 1000 }
    let (canvas, figure) = recorded(Plot("h") { Histogram(values).zeroLine().statistics() })
    #expect(figure.layout.caption == ["mean 0.5, sd 0.289"])
    let middle = figure.layout.area.left + (figure.x.unit(0.4995) ?? 0) * figure.layout.area.width
    #expect(capsules(canvas).contains { abs($0.a.x - middle) < 0.01 })
  }

  @Test func aMarkTakesTheColourItIsTold() {
    let plot = Plot("c") {
      Line([1, 2]).color(.series(4))
      Points(x: [1], y: [1]).color(.series(5))
      Histogram([1, 2, 3]).color(.series(6))
      Step(x: [1, 2], y: [1, 2]).color(.ink)
      Line([2, 1])
    }
    let hexes = Set(recorded(plot).canvas.fills.map(\.color.hex))
    for color in [looks.line(4), looks.series(5), looks.series(6), looks.ink, looks.line(0)] {
      #expect(hexes.contains(color.hex))
    }
  }

  @Test func theEleventhLineIsDashed() {
    let plot = Plot("many") { for i in 0..<11 { Line([0, Double(i)], name: "line \(i)") } }
    let series = recorded(plot).figure.survey.series
    #expect(series.map(\.isDashed) == [Bool](repeating: false, count: 10) + [true])
  }
}

extension Rect {
  /// The whole pixels that touch this rectangle.
  fileprivate func clipped(_ canvas: RecordingCanvas) -> Rect {
    let inner = grown(-0.5)
    return Rect(
      left: inner.left.rounded(.down), top: inner.top.rounded(.down), right: inner.right.rounded(.up),
      bottom: inner.bottom.rounded(.up))
  }
}
