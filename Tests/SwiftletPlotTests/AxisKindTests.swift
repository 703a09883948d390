import Testing

@testable import SwiftletPlot

/// Axes that are not plain numbers: names, time, logarithms on both sides of 0.
@Suite struct AxisKindTests {
  private func xLabels(_ plot: Plot) -> [String] { recorded(plot).figure.layout.xTicks.major.map(\.label) }

  @Test func namesStandLevelThenSlantedThenCutThenThinned() {
    func ticks(_ count: Int, _ name: String) -> TickSet {
      let plot = Plot("n") { Bars((0..<count).map { "\(name) \($0)" }, (0..<count).map { Double($0) }) }
      expectGoodLayout(plot)
      return recorded(plot).figure.layout.xTicks
    }
    let level = ticks(5, "name")
    #expect(!level.isSlanted && level.major.map(\.label) == (0..<5).map { "name \($0)" })
    let slanted = ticks(14, "category")
    #expect(slanted.isSlanted && slanted.major.count == 14 && slanted.major[0].label == "category 0")
    let thinned = ticks(300, "a long name for a category")
    #expect(thinned.isSlanted && thinned.major.count < 60 && thinned.major.count > 10)
    #expect(thinned.major.allSatisfy { $0.label.count <= 12 && $0.label.hasSuffix("…") })
  }

  @Test func namesGivenToAnAxisStandAtWholeNumbers() {
    let plot = Plot("n") { Points(x: [0, 1, 2], y: [3, 1, 2]) }.x("species", categories: ["a", "b", "c"])
    let figure = recorded(plot).figure
    #expect(figure.layout.xTicks.major.map(\.value) == [0, 1, 2])
    #expect(figure.x.low == -0.5 && figure.x.high == 2.5)
    let down = recorded(Plot("n") { Points(x: [0, 1], y: [0, 1]) }.y("y", categories: ["top", "bottom"])).figure
    #expect((down.y.unit(0) ?? 0) > (down.y.unit(1) ?? 1))
  }

  @Test func durationsAreLabelledAsAClockWould() {
    func labels(_ high: Double) -> [String] {
      xLabels(Plot("t") { Line(x: [0, high], y: [0, 1]) }.x("time", scale: .time))
    }
    #expect(labels(60) == ["0 s", "10 s", "20 s", "30 s", "40 s", "50 s", "1 min"])
    #expect(labels(150).contains("1 min 30 s") || labels(150).contains("1 min"))
    #expect(labels(7200).contains("1 h") && labels(7200).contains("2 h"))
    #expect(labels(0.004).contains("1 ms"))
    #expect(labels(86_400 * 3).contains("1 d"))
    #expect(labels(1e12).count >= 2)
    let inferred = Plot("t") { Line(x: [Duration.seconds(0), .seconds(120)], y: [1, 2]) }
    #expect(xLabels(inferred).contains("2 min"))
  }

  @Test func symlogShowsBothSignsAndZero() {
    let plot = Plot("s") { Line(x: [0, 1, 2, 3], y: [-1000, -0.01, 0.01, 1000]) }.y("y", scale: .symlog)
    let figure = recorded(plot).figure
    let labels = figure.layout.yTicks.major.map(\.label)
    #expect(labels.contains("0") && labels.contains("1000") && labels.contains("−1000") && labels.contains("10"))
    expectGoodLayout(plot)
    // The transformation and its inverse, and evenness around 0.
    for value in [-900, -1, -1e-3, 0, 1e-3, 1, 900] {
      let unit = figure.y.unit(value) ?? -1
      #expect(abs(figure.y.value(at: unit) - value) <= 1e-9 * max(abs(value), 1))
      #expect(abs(unit + (figure.y.unit(-value) ?? -1) - 1) < 1e-12)
    }
    #expect(figure.layout.caption == ["symlog scale"])
  }

  @Test(arguments: RobustnessTests.values.keys.sorted())
  func everyScaleTakesAnyNumbers(name: String) throws {
    let values = try #require(RobustnessTests.values[name])
    for scale in [Plot.Scale.symlog, .time, .log, .linear] {
      let plot = Plot(name) {
        Line(x: values, y: values, name: "line")
        Step(x: values, y: values.reversed())
        Area(x: values, y: values)
        Area(x: values, from: values, to: values.reversed())
        Bars(x: values, values, name: "bars").errors(plusMinus: values).labels(values.map { "\($0)" })
        ErrorBars(x: values, y: values, plusMinus: values)
        Points(x: values, y: values, values: values, name: "value")
        Histogram(values).statistics().zeroLine()
        Segments(values.map { .init(from: (0, $0), to: ($0, 1), width: $0) })
        for value in values { Text("word", x: value, y: value) }
      }
      .x("x", scale: scale).y("y", scale: scale)
      let time = try cpuSeconds { _ = try plot.render(scale: 1) }
      #expect(time < 1, "\(name), \(scale)")
    }
  }

  @Test(arguments: RobustnessTests.values.keys.sorted())
  func tablesAndSurfacesTakeAnyNumbers(name: String) throws {
    let values = try #require(RobustnessTests.values[name])
    for colors in Plot.ColorMap.allCases {
      let table = Plot(name) {
        HeatMap([values, [], values.reversed()], name: "value", colors: colors).labels([values.map { "\($0)" }])
      }
      expectGoodLayout(table)
      let surface = Plot(name) {
        Field("value", colors: colors) { xs, _ in xs.indices.map { values.isEmpty ? .nan : values[$0 % values.count] } }
      }
      .x("x", in: 0...1).y("y", in: 0...1)
      let time = try cpuSeconds { _ = try surface.render(scale: 1) }
      #expect(time < 2, "\(name)")
    }
  }

  @Test func panelsWithASharedLogAxisCarryPowers() {
    let panels = (0..<6).map { i in
      Plot("p \(i)") {
        Line(x: (0..<50).map { Libm.pow(10, Double($0) / 16) }, y: (0..<50).map { Libm.pow(10, Double($0 * i) / 40) })
      }
      .x("x", scale: .log).y("y", scale: .log)
    }
    let grid = Grid(columns: 3, sharing: .both, panels)
    expectGoodLayout(grid)
    for figure in grid.figures(on: RecordingCanvas(), scale: 1, head: 0) {
      #expect(figure.layout.xTicks.major.map(\.value) == [1, 10, 100, 1000])
      #expect(figure.layout.yTicks.major.count >= 3)
      #expect(
        figure.layout.yTicks.major.allSatisfy { tick in
          let power = Libm.log10(tick.value)
          return abs(power - power.rounded()) < 1e-9
        })
    }
  }

  @Test func heckbertsNumbersAreTheFallback() {
    let set = HeckbertTicks.find(low: 0.3, high: 9.6, count: 3, isWhole: false)
    #expect(set.major.map(\.label) == ["5"])
    #expect(HeckbertTicks.find(low: 0, high: 1, count: 3, isWhole: false).major.map(\.label) == ["0.0", "0.5", "1.0"])
    #expect(HeckbertTicks.find(low: 1, high: 3, count: 3, isWhole: true).major.map(\.label) == ["1", "2", "3"])
  }
}
