import Swiftlet
import Testing

@testable import SwiftletPlot

/// On an axis that pictures share, everything stands at its own name, whichever order its picture has.
@Suite struct SharedNameTests {
  private let looks = Looks(.light, .petroff10)

  /// The plots as a grid and as a film draw them, each on its own canvas.
  private func shared(_ plots: [Plot]) throws -> [[(canvas: RecordingCanvas, figure: Figure)]] {
    let grid = Grid(columns: plots.count, sharing: .both, plots)
    let panels = plots.indices.map { i in
      let canvas = RecordingCanvas(width: 1600, height: 800)
      let figure = grid.figures(on: canvas, scale: 1, head: 0)[i]
      figure.draw()
      return (canvas: canvas, figure: figure)
    }
    let held = try SteadyFrames(plots.map(\.drawing), scale: 1).held
    let frames = plots.map { plot in
      let canvas = RecordingCanvas(width: 800, height: 600)
      let figure = Figure(plot, on: canvas, scale: 1, extents: held.extents[0])
      figure.draw()
      return (canvas: canvas, figure: figure)
    }
    return [panels, frames]
  }

  /// Widths of the bars by the names that stand beside them.
  private func widths(_ canvas: RecordingCanvas, _ figure: Figure) -> [String: Double] {
    let color = looks.series(0).hex
    let bars = canvas.fills.filter { $0.color.hex == color && $0.clip != canvas.bounds }.flatMap(\.shapes)
    let unit = figure.layout.area.width / abs(figure.x.high - figure.x.low)
    return figure.layout.yTicks.major.reduce(into: [:]) { found, tick in
      let y = figure.layout.area.bottom - (figure.y.unit(tick.value) ?? -1) * figure.layout.area.height
      for case .rectangle(let bar) in bars where bar.top < y && bar.bottom > y {
        found[tick.label] = (bar.width / unit).rounded()
      }
    }
  }

  @Test func barsOfImportanceStandAtTheirNames() throws {
    let bars = [("age", 30.0), ("bmi", 20), ("sex", 10)].map { ImportanceBars.Bar(name: $0, mean: $1, deviation: 0) }
    let other = [("sex", 40.0), ("income", 25), ("age", 5)].map {
      ImportanceBars.Bar(name: $0, mean: $1, deviation: 0)
    }
    for pictures in try shared([.importance(bars, measure: "drop"), .importance(other, measure: "drop")]) {
      // In a grid only the outer panel has the names; both have the ticks.
      #expect(pictures[1].figure.y.names == ["age", "bmi", "sex", "income"])
      #expect(widths(pictures[0].canvas, pictures[0].figure) == ["age": 30, "bmi": 20, "sex": 10])
      #expect(widths(pictures[1].canvas, pictures[1].figure) == ["sex": 40, "income": 25, "age": 5])
    }
  }

  @Test func barsOfImportanceMayBeRenamed() {
    let bars = [("age", 30.0), ("sex", 10)].map { ImportanceBars.Bar(name: $0, mean: $1, deviation: 0) }
    let (canvas, figure) = recorded(
      .importance(bars, measure: "drop").y(categories: ["Alter", "Geschlecht"]), scale: 1)
    #expect(widths(canvas, figure) == ["Alter": 30, "Geschlecht": 10])
  }

  /// The painted colour at the crossing of two names; nil where nothing is painted.
  private func color(_ row: String, _ column: String, _ picture: (canvas: RecordingCanvas, figure: Figure)) -> UInt32? {
    let (figure, painting) = (picture.figure, picture.canvas.paintings[0])
    let area = figure.layout.area
    guard let i = figure.x.places(of: [column]).first, let j = figure.y.places(of: [row]).first,
      let u = figure.x.unit(i), let v = figure.y.unit(j)
    else { return nil }
    let spot = Point(area.left + u * area.width, area.bottom - v * area.height)
    guard painting.part.contains(spot) else { return nil }
    let line = Int(spot.y - painting.part.top) * Int(painting.part.width)
    return painting.colors[line + Int(spot.x - painting.part.left)]
  }

  @Test func cellsOfATableStandAtTheirNames() throws {
    let plots = [
      HeatMap([[0, 1], [2, 3]], rows: ["a", "b"], columns: ["x", "y"], name: "v", in: 0...5),
      HeatMap([[5, 4], [3, 2]], rows: ["b", "a"], columns: ["z", "x"], name: "v", in: 0...5)
        .labels([["5", "4"], ["3", "2"]]),
    ].map { map in Plot("h") { map } }
    let ramp = Plot.ColorMap.viridis.ramp(looks).map(\.hex)
    for pictures in try shared(plots) {
      #expect(color("a", "x", pictures[0]) == ramp[0] && color("b", "y", pictures[0]) == ramp[153])
      #expect(color("b", "z", pictures[1]) == ramp[255] && color("b", "x", pictures[1]) == ramp[204])
      #expect(color("a", "z", pictures[1]) == ramp[153] && color("a", "x", pictures[1]) == ramp[102])
      // It has no y: the column stays empty.
      #expect(color("a", "y", pictures[1]) == looks.background.hex)
      let figure = pictures[1].figure
      let label = try #require(
        pictures[1].canvas.words.first { $0.text.string == "4" && figure.layout.area.contains($0.box) })
      let (x, y) = (figure.x.unit(0) ?? 0, figure.y.unit(1) ?? 0)
      #expect(abs(label.box.center.x - figure.layout.area.left - x * figure.layout.area.width) < 3)
      #expect(abs(label.box.center.y - figure.layout.area.bottom + y * figure.layout.area.height) < 3)
    }
  }

  @Test func cellsOfAConfusionMatrixStandAtTheirClasses() throws {
    let first = try ConfusionMatrix(truths: [0, 0, 0, 1], answers: [0, 0, 0, 1], classes: ["cat", "dog"])
    let second = try ConfusionMatrix(
      truths: [0, 0, 0, 0, 0, 1], answers: [0, 0, 0, 0, 0, 1], classes: ["dog", "cat"])
    for pictures in try shared([.confusion(first), .confusion(second)]) {
      let (canvas, figure) = pictures[1]
      let label = try #require(canvas.words.first { $0.text.string == "5" && figure.layout.area.contains($0.box) })
      let place = try #require(figure.y.names.firstIndex(of: "dog"))
      let unit = try #require(figure.y.unit(Double(place)))
      let y = figure.layout.area.bottom - unit * figure.layout.area.height
      #expect(place == 1 && abs(label.box.center.y - y) < figure.layout.area.height / 4)
    }
  }
}
