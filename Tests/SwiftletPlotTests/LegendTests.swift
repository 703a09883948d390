import Testing

@testable import SwiftletPlot

@Suite struct LegendTests {
  private static let steps = (0..<50).map { Double($0) / 5 }

  private func falling(_ legend: Plot.Legend) -> Plot {
    Plot("falling") {
      for i in 1..<4 { Line(x: Self.steps, y: Self.steps.map { Libm.exp(-$0 / Double(i)) }, name: "rate \(i)") }
    }
    .legend(legend)
  }

  @Test func anInsideLegendTakesTheEmptiestCorner() throws {
    let figure = recorded(falling(.inside)).figure
    let box = try #require(figure.legendBox)
    #expect(figure.layout.area.contains(box))
    #expect(box.center.x > figure.layout.area.center.x && box.center.y < figure.layout.area.center.y)
    // The plot area gains the room of the column beside it.
    #expect(figure.layout.area.width > recorded(falling(.outside)).figure.layout.area.width)
    expectGoodLayout(falling(.inside))
  }

  @Test func anInsideLegendThatWouldHideSomethingStandsOutside() throws {
    var random = Seeded(3)
    let xs = (0..<2000).map { _ in Double.random(in: 0..<1, using: &random) }
    let ys = (0..<2000).map { _ in Double.random(in: 0..<1, using: &random) }
    let full = Plot("full") { Points(x: xs, y: ys, name: "points") }.legend(.inside)
    let figure = recorded(full).figure
    #expect(try #require(figure.legendBox).left > figure.layout.area.right)
    let filled = Plot("filled") {
      Area(x: [0, 1], from: [0, 0], to: [1, 1], name: "all")
    }.x("x", in: 0...1).y("y", in: 0...1).legend(.inside)
    let second = recorded(filled).figure
    #expect(try #require(second.legendBox).left > second.layout.area.right)
  }

  @Test func shapesKnowWhatTheyTouch() {
    let box = Rect(left: 10, top: 10, right: 20, bottom: 20)
    #expect(Shape.disc(Point(5, 15), radius: 6).touches(box) && !Shape.disc(Point(5, 15), radius: 4).touches(box))
    #expect(!Shape.disc(Point(7, 7), radius: 4).touches(box))
    #expect(!Shape.ring(Point(15, 15), radius: 30, width: 2).touches(box))
    #expect(Shape.ring(Point(15, 15), radius: 6, width: 2).touches(box))
    #expect(Shape.capsule(Point(0, 0), Point(30, 30), width: 1).touches(box))
    #expect(!Shape.capsule(Point(0, 30), Point(9, 0), width: 1).touches(box))
    let around = [Point(0, 0), Point(40, 0), Point(40, 40), Point(0, 40)]
    #expect(Shape.area(around).touches(box))
    // A hook that goes around the box.
    let hook = [
      Point(0, 0), Point(40, 0), Point(40, 40), Point(0, 40), Point(0, 30), Point(30, 30), Point(30, 5), Point(0, 5),
    ]
    #expect(!Shape.area(hook).touches(box))
  }

  @Test func panelsThatSayTheSameShareOneLegend() {
    let grid = Grid(facets: ["a", "b", "c", "d"], columns: 2) { _ in
      Plot {
        Points(x: [0, 1], y: [0, 1], name: "one")
        Points(x: [0, 1], y: [1, 0], name: "two")
      }
    }
    let canvas = RecordingCanvas()
    grid.draw(on: canvas, scale: 1.5, head: 0)
    #expect(canvas.words.count { $0.text.string == "one" } == 1)
    for name in ["a", "b", "c", "d"] { #expect(canvas.has(name)) }
    expectGoodLayout(grid)
  }

  @Test func aSharedLegendCountsTheClassesOfAllPanels() {
    func panel(_ classes: [Int]) -> Plot {
      Plot.scatter(
        LabelledPoints(
          x: classes.map(Double.init), y: classes.map(Double.init), classes: classes, classNames: ["a", "b"]),
        title: "p")
    }
    let canvas = RecordingCanvas()
    Grid(columns: 2, [panel([0, 1, 1]), panel([0, 0, 1])]).draw(on: canvas, scale: 1.5, head: 0)
    #expect(canvas.has("a (3)") && canvas.has("b (3)"))
  }

  @Test func panelsWithDifferentLegendsKeepTheirs() {
    let canvas = RecordingCanvas()
    Grid(
      columns: 2,
      ["one", "two"].map { name in Plot { Points(x: [0, 1], y: [0, 1], name: name) } }
    ).draw(on: canvas, scale: 1.5, head: 0)
    #expect(canvas.has("one") && canvas.has("two"))
  }

  @Test func panelsOfSurfacesHaveTheSameColoursForTheSameValues() {
    let grid = Grid(
      columns: 2, sharing: .both,
      (1...2).map { i in
        Plot { Field("loss") { xs, ys in zip(xs, ys).map { $0 * Double(i) + $1 } } }.x("x", in: 0...1).y("y", in: 0...1)
      })
    let figures = grid.figures(on: RecordingCanvas(), scale: 1, head: 0)
    #expect(figures.allSatisfy { abs(($0.survey.keys.first?.limits.high ?? 0) - 3) < 1e-5 })
    #expect(figures.map { $0.legend == nil } == [true, false])
  }
}
