import Testing

@testable import SwiftletPlot

/// Every text inside the canvas and apart from every other; nothing drawn outside the canvas.
func expectTidy(_ plot: Plot, scale: Double = 1.5, _ location: SourceLocation = #_sourceLocation) {
  let (canvas, figure) = recorded(plot, scale: scale)
  let words = canvas.readable(on: figure.looks.background)
  #expect(!words.isEmpty, sourceLocation: location)
  for (i, word) in words.enumerated() {
    #expect(canvas.bounds.contains(word.box), "\(word.text.string) at \(word.box)", sourceLocation: location)
    for other in words[(i + 1)...] {
      #expect(
        !word.box.intersects(other.box), "\(word.text.string) and \(other.text.string)", sourceLocation: location)
    }
  }
  #expect(canvas.bounds.contains(figure.layout.area), sourceLocation: location)
  if let legend = figure.legend {
    let right = figure.layout.area.right + Size.legendGap * scale + legend.width
    #expect(right <= canvas.bounds.right, sourceLocation: location)
  }
}

@Suite struct LayoutTests {
  static let longWords = String(repeating: "Regularisierung und Verallgemeinerung ", count: 8)

  static let plots: [String: Plot] = [
    "scatter": Plot.scatter(sumBin(200), title: "sum_bin", caption: "200 points"),
    "regions": Plot.regions(of: Bands(), sumBin(200), wrong: [1, 2, 3], title: "regions"),
    "losses": Plot.losses(
      LossCurves(
        training: fallingLoss(60, to: 0.03), validation: fallingLoss(60, to: 0.04, seed: 2),
        references: [(1.0986, "class shares only 1.0986")], events: [(20, "learning rate halved")]), title: "loss"),
    "long": Plot.losses(LossCurves(training: [1, 2, 3]), title: longWords, caption: longWords + longWords)
      .x(longWords).y(longWords),
    "bare": Plot { Line([1, 2, 3]) },
    "wide numbers": Plot("n") { Points(x: [1e9, 1e9 + 1], y: [-123_456.5, 123_456.5]) }.x("x").y("y"),
    "twelve classes": Plot.scatter(
      LabelledPoints(
        x: (0..<48).map { Double($0) }, y: (0..<48).map { Double($0 * 7 % 48) }, classes: (0..<48).map { $0 % 12 },
        classNames: (0..<12).map { "a class with the long name \($0)" }), title: "classes"),
    "forty classes": Plot.scatter(
      LabelledPoints(
        x: (0..<80).map { Double($0) }, y: (0..<80).map { Double($0 * 7 % 48) }, classes: (0..<80).map { $0 % 40 },
        classNames: []), title: "classes"),
    "seven lines": Plot("lines") { for i in 0..<7 { Line([1, Double(i)], name: "line \(i)") } },
    "lines that end together": Plot("lines") { for i in 0..<6 { Line([Double(i), 1], name: "line \(i)") } },
  ]

  @Test(arguments: plots.keys.sorted(), [1.0, 1.5, 3])
  func wordsNeitherTouchNorLeaveTheFigure(name: String, scale: Double) throws {
    expectTidy(try #require(Self.plots[name]), scale: scale)
  }

  @Test func rowsCarryTheirNamesFromTheTop() {
    let plot = Plot("rows") { Points(x: [1, 10, 100], y: [2, 1, 0]) }
      .rows(["first", "second", "third and last"]).x("x", scale: .log)
    let (canvas, figure) = recorded(plot, scale: 1.5)
    let ticks = figure.layout.yTicks.major
    #expect(ticks.map(\.label) == ["third and last", "second", "first"] && ticks.map(\.value) == [0, 1, 2])
    let places = ["first", "second", "third and last"].compactMap { name in
      canvas.words.first { $0.text.string == name }?.box.top
    }
    #expect(places.count == 3 && places == places.sorted())
    expectTidy(plot)
  }

  @Test(arguments: ["scatter", "losses", "wide numbers"])
  func theScaleChangesTheSizeAndNotTheLayout(name: String) throws {
    let plot = try #require(Self.plots[name])
    let base = recorded(plot, scale: 1).figure.layout
    for scale in [1.5, 2, 3] {
      let layout = recorded(plot, scale: scale).figure.layout
      #expect(layout.xTicks.major == base.xTicks.major && layout.yTicks.major == base.yTicks.major)
      #expect(layout.title == base.title && layout.caption == base.caption)
      // Letters are hinted to whole pixels: a few units of difference.
      #expect(abs(layout.area.left / scale - base.area.left) < 6)
      #expect(abs(layout.area.right / scale - base.area.right) < 6)
    }
  }

  @Test func aLongTitleEndsInAnEllipsisOnItsSecondLine() throws {
    let layout = recorded(try #require(Self.plots["long"])).figure.layout
    #expect(layout.title.count == 2)
    #expect(layout.title[1].hasSuffix("…"))
  }

  @Test func equalAspectGivesBothAxesTheSameUnit() {
    let plot = Plot("equal") { Points(x: [0, 4], y: [0, 2]) }.aspect(.equal)
    let figure = recorded(plot).figure
    let perX = figure.layout.area.width / (figure.x.high - figure.x.low)
    let perY = figure.layout.area.height / (figure.y.high - figure.y.low)
    #expect(abs(perX / perY - 1) < 0.01)
    let square = recorded(plot.aspect(.square)).figure.layout.area
    #expect(square.width == square.height)
  }

  @Test func endLabelsAreMovedApartAsLittleAsNeedBe() {
    let moved = EndLabels.apart([100, 101, 200], 20, from: 0, to: 300)
    #expect(moved == [90.5, 110.5, 200])
    #expect(EndLabels.apart([0, 0, 0], 20, from: 0, to: 300) == [0, 20, 40])
    #expect(EndLabels.apart([300, 300], 20, from: 0, to: 300) == [280, 300])
    #expect(EndLabels.apart([], 20, from: 0, to: 300) == [])
  }

  @Test func namesThatAreTooLongAreShortened() {
    let points = LabelledPoints(
      x: [1], y: [1], classes: [0], classNames: [String(repeating: "name", count: 20)])
    let (canvas, _) = recorded(Plot.scatter(points, title: "names"))
    #expect(canvas.words.contains { $0.text.string.hasSuffix("… (1)") && $0.text.string.count < 32 })
  }

  @Test func moreThan24ClassesAreCountedInTheLegend() throws {
    let (canvas, _) = recorded(try #require(Self.plots["forty classes"]))
    #expect(canvas.has("+17 more"))
    #expect(canvas.has("class 22 (2)") && !canvas.has("class 23 (2)"))
  }

  @Test func theLegendCanBeLeftOutOrForced() {
    let lines = Plot("l") { Line([1, 2], name: "one") }
    #expect(recorded(lines).figure.ends != nil)
    #expect(recorded(lines.legend(.outside)).figure.legend?.rows.map(\.words) == ["one"])
    #expect(recorded(Plot.scatter(sumBin(9), title: "").legend(.none)).figure.legend == nil)
  }

  @Test(arguments: [Plot.Theme.light, .dark], Plot.Palette.allCases)
  func wordsContrastWithTheBackground(theme: Plot.Theme, palette: Plot.Palette) {
    let plots = LayoutTests.plots.values.map { $0.theme(theme).palette(palette) }
    for plot in plots {
      let (canvas, figure) = recorded(plot, scale: 1)
      for word in canvas.readable(on: figure.looks.background) {
        #expect(word.color.contrast(to: figure.looks.background) >= 4.5, "\(word.text.string)")
      }
    }
    let looks = Looks(theme, palette)
    for i in 0..<10 { #expect(looks.line(i).contrast(to: looks.background) >= 3) }
    if theme == .dark { for i in 0..<10 { #expect(looks.series(i).contrast(to: looks.background) >= 3) } }
  }
}
