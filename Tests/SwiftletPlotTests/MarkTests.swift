import Testing

@testable import SwiftletPlot

@Suite struct MarkTests {
  /// Discs' centres among the fills.
  private func discs(_ canvas: RecordingCanvas) -> [Point] {
    canvas.fills.flatMap(\.shapes).compactMap { if case .disc(let center, _) = $0 { center } else { nil } }
  }

  private func capsules(_ canvas: RecordingCanvas, _ color: RGBA) -> [(Point, Point)] {
    canvas.fills.filter { $0.color.hex == color.hex }.flatMap(\.shapes).compactMap {
      if case .capsule(let a, let b, _) = $0 { (a, b) } else { nil }
    }
  }

  @Test func check3PointStandsInTheMiddleOfItsPlot() throws {
    let plot = Plot("one") { Points(x: [0.5], y: [0.5]) }.x("x", in: 0...1).y("y", in: 0...1)
    let canvas = try plot.render()
    let area = recorded(plot).figure.layout.area
    let blue = Looks(.light, .petroff10).series(0)
    let covered = Pixels(canvas).coverage(blue, on: RGBA(0xFFFFFF))
    var sum = 0.0
    var x = 0.0
    var y = 0.0
    for (i, part) in covered.enumerated() where area.grown(-3).contains(Point(Double(i % 1200), Double(i / 1200))) {
      // The grid crosses behind the point; only the point itself is as strong as this.
      guard abs(Double(i % 1200) - area.center.x) < 10, abs(Double(i / 1200) - area.center.y) < 10 else { continue }
      sum += part
      x += part * (Double(i % 1200) + 0.5)
      y += part * (Double(i / 1200) + 0.5)
    }
    #expect(abs(x / sum - area.center.x) < 0.5)
    #expect(abs(y / sum - area.center.y) < 0.5)
    #expect(abs(sum / (Double.pi * 6 * 6) - 1) < 0.03)
  }

  @Test func pointsAreDrawnInTheOrderOfTheDataWithColourAndShapeOfTheirClass() {
    let points = LabelledPoints(x: [0, 1, 2, 3], y: [0, 1, 2, 3], classes: [1, 0, 1, 12], classNames: ["a", "b"])
    let (canvas, figure) = recorded(Plot.scatter(points, title: "p"))
    let looks = figure.looks
    let inside = canvas.fills.filter { $0.color.hex == looks.series(0).hex || $0.color.hex == looks.series(1).hex }
    // One triangle, one disc, one triangle; then the legend's.
    func isDisc(_ fill: RecordingCanvas.Fill) -> Bool { if case .disc = fill.shapes[0] { true } else { false } }
    #expect(inside.prefix(3).map(isDisc) == [false, true, false])
    #expect(figure.survey.classes.map(\.count) == [1, 2, 1])
    #expect(figure.survey.classes.last?.name == "class 12")
  }

  @Test func aClassThatIsMissingKeepsItsColourAndItsPlaceInTheLegend() {
    let points = LabelledPoints(x: [0, 1], y: [0, 1], classes: [2, 2], classNames: ["a", "b", "c"])
    let (canvas, figure) = recorded(Plot.scatter(points, title: "p"))
    #expect(figure.legend?.rows.map(\.words) == ["a (0)", "b (0)", "c (2)"])
    #expect(canvas.fills.contains { $0.color.hex == figure.looks.series(2).hex })
  }

  @Test func radiusAndOpacityFollowTheNumberOfPoints() {
    #expect([10, 500, 2000, 10_000, 50_000, 1_000_000].map(Points.radius) == [4, 3, 2.5, 1.5, 1, 1])
    #expect(Points.opacity(100, radius: 3, area: 250_000) == 1)
    #expect(abs(Points.opacity(10_000, radius: 1.5, area: 243_000) - 0.779) < 0.01)
    #expect(Points.opacity(1_000_000, radius: 3, area: 250_000) == 0.25)
  }

  @Test func pointsOutsideFixedLimitsAreNotDrawnButCounted() {
    let plot = Plot("out") { Points(x: [0.5, 2, .nan], y: [0.5, 0.5, 1]) }.x("x", in: 0...1)
    let (canvas, figure) = recorded(plot)
    #expect(discs(canvas).allSatisfy { figure.layout.area.contains($0) })
    #expect(figure.layout.caption == ["1 non-finite value not shown · 1 outside the limits"])
  }

  @Test func aLineStaysInsideItsArea() {
    let plot = Plot("line") { Line(x: [-5, 0.5, 9], y: [-5, 0.5, 40], name: "l") }.x("x", in: 0...1).y("y", in: 0...1)
    let (canvas, figure) = recorded(plot)
    let line = figure.looks.line(0)
    for fill in canvas.fills where fill.color.hex == line.hex && fill.clip != canvas.bounds {
      #expect(figure.layout.area.grown(1).contains(fill.clip))
    }
    #expect(!capsules(canvas, line).isEmpty)
  }

  @Test func aValueThatIsNotANumberMakesAGapAndARedTick() {
    let plot = Plot.losses(LossCurves(training: [1, 0.9, .nan, 0.7, 0.6]), title: "gap")
    let (canvas, figure) = recorded(plot)
    let area = figure.layout.area
    let middle = area.center.x
    #expect(canvas.has("NaN at epoch 3"))
    #expect(figure.layout.caption.last?.contains("1 non-finite value not shown") == true)
    for (a, b) in capsules(canvas, figure.looks.line(0)) { #expect(max(a.x, b.x) < middle || min(a.x, b.x) > middle) }
    let red = capsules(canvas, figure.looks.alarm)
    #expect(red.count == 1)
    #expect(red.allSatisfy { abs($0.0.x - middle) < 0.01 && $0.0.y == area.top })
  }

  @Test func aLonelyValueIsADot() {
    let (canvas, figure) = recorded(Plot("dot") { Line([0.4]) })
    #expect(discs(canvas).count == 1)
    #expect(abs((discs(canvas).first?.x ?? 0) - figure.layout.area.center.x) < 0.01)
  }

  @Test func linesWithoutAColourOfTheirOwnTakeTheNextOne() {
    let plot = Plot("two") {
      Line([1, 2])
      Points(x: [1], y: [1])
      Line([2, 1])
    }
    let (canvas, figure) = recorded(plot)
    for i in [0, 2] { #expect(!capsules(canvas, figure.looks.line(i)).isEmpty) }
    #expect(canvas.fills.contains { $0.color.hex == figure.looks.series(1).hex })
  }

  @Test func aRuleCrossesTheWholeAreaAndIsNamed() throws {
    let plot = Plot("rules") {
      Line([1, 2, 3])
      Rule(y: 2, label: "middle")
      Rule(x: 2, label: "second")
    }
    let (canvas, figure) = recorded(plot)
    let area = figure.layout.area
    let rules = capsules(canvas, figure.looks.muted)
    #expect(rules.map(\.0.x).min() ?? 0 <= area.left + 0.01 && rules.map(\.1.x).max() ?? 0 > area.right - 10)
    #expect(rules.contains { $0.0.x == $0.1.x && abs($0.0.x - area.center.x) < 0.01 })
    #expect(canvas.has("middle") && canvas.has("second"))
    let middle = try #require(canvas.words.first { $0.text.string == "middle" })
    #expect(middle.box.left > area.right)
  }

  @Test func ringsAreCountedInTheLegend() {
    let plot = Plot("rings") { Rings(x: [1, 2, .nan], y: [1, 2, 3]) }
    let (canvas, figure) = recorded(plot)
    let rings = canvas.fills.filter { $0.color == figure.looks.alarm }.flatMap(\.shapes)
    #expect(rings.count == 3)  // two points and the legend's
    #expect(canvas.has("misclassified (3)"))
  }

  @Test func aMarkOfOnesOwnIsDrawn() {
    struct Frame: Mark {
      func survey(_ survey: inout Plot.Survey) { survey.include(x: [0, 2], y: [0, 2]) }
      func draw(with pen: inout Plot.Pen) {
        guard let a = pen.spot(0, 0), let b = pen.spot(2, 2) else { return }
        pen.canvas.fill([.rectangle(Rect(left: a.x, top: b.y, right: b.x, bottom: a.y))], pen.looks.ink)
      }
    }
    let (canvas, figure) = recorded(Plot("own") { Frame() })
    let area = figure.layout.area
    let drawn = canvas.fills.flatMap(\.shapes).compactMap { if case .rectangle(let r) = $0 { r } else { nil } }
    #expect(drawn.contains { $0.width > area.width * 0.9 && $0.width < area.width })
  }

  @Test func theBuilderTakesConditionsAndLoops() {
    let isLong = Bool.random()
    let plot = Plot("b") {
      Line([1])
      if isLong { Line([1]) } else { Rule(y: 1) }
      if !isLong { Line([1]) }
      for i in 0..<3 { Rule(y: Double(i)) }
    }
    #expect(plot.marks.count == (isLong ? 5 : 6))
    #expect(plot.adding { Line([1]) }.marks.count == plot.marks.count + 1)
  }

  @Test func modifiersKeepWhatTheyAreNotTold() {
    let plot = Plot("t", caption: "c") { Line([1, 2]) }.x("x", in: 0...2).y("y", scale: .log).x("other").titled("new")
    #expect(plot.xAxis.label == "other" && plot.xAxis.range == 0...2 && plot.yAxis.scale == .log)
    #expect(plot.title == "new" && plot.caption == "c")
    #expect(plot.titled("x", caption: "").caption.isEmpty)
  }
}
