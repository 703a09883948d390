import TestSupport
import Testing

@testable import SwiftletPlot

@Suite struct GridTests {
  private static func panels(_ count: Int) -> [Plot] {
    (0..<count).map { i in
      Plot("panel number \(i)") {
        Line(x: [0, 1, 2], y: [0, Double(i) + 1, 1000 * Double(i % 2)], name: i == 3 ? "named" : "")
      }
      .x("input").y("output")
    }
  }

  /// The panels as the grid draws them.
  private func drawn(_ grid: Grid, width: Int = 1600, height: Int = 1000, scale: Double = 1.5) -> RecordingCanvas {
    let canvas = RecordingCanvas(width: width, height: height)
    grid.draw(on: canvas, scale: scale, head: 0)
    return canvas
  }

  @Test(arguments: [Grid.Sharing.none, .x, .y, .both], [1, 4, 5, 7])
  func wordsOfPanelsNeitherTouchNorLeaveTheGrid(sharing: Grid.Sharing, count: Int) throws {
    let grid = Grid(columns: 3, sharing: sharing, Self.panels(count))
    let canvas = drawn(grid)
    let words = canvas.readable(on: RGBA(0xFFFFFF))
    #expect(words.count > count)
    for (i, word) in words.enumerated() {
      #expect(canvas.bounds.contains(word.box), "\(word.text.string)")
      for other in words[(i + 1)...] {
        #expect(!word.box.intersects(other.box), "\(word.text.string) and \(other.text.string)")
      }
    }
  }

  @Test func sharedAxesAreLabelledAtTheOuterPanelsOnly() {
    let shared = drawn(Grid(columns: 2, sharing: .both, Self.panels(4)))
    let apart = drawn(Grid(columns: 2, sharing: .none, Self.panels(4)))
    #expect(shared.words.count { $0.text.string == "input" } == 2)
    #expect(shared.words.count { $0.text.string == "output" } == 2)
    #expect(apart.words.count { $0.text.string == "input" } == 4)
    // All panels reach to the highest value of any.
    #expect(shared.words.count { $0.text.string == "1000" } == 2)
  }

  @Test func aPanelAboveAnIncompleteRowKeepsItsLabels() {
    let canvas = drawn(Grid(columns: 3, sharing: .both, Self.panels(5)))
    #expect(canvas.words.count { $0.text.string == "input" } == 3)
  }

  @Test(arguments: [Int.max, Int.max - 1, 4, 2]) func moreColumnsThanPlotsAreAsManyAsPlots(columns: Int) throws {
    let grid = Grid(columns: columns, sharing: .matrix, Self.panels(2))
    #expect(try grid.pixels(scale: 1) == Grid(columns: 2, sharing: .matrix, Self.panels(2)).pixels(scale: 1))
  }

  @Test func thePictureHasTheSizeOfItsPanels() throws {
    let canvas = try Grid(columns: 2, title: "Title", caption: "caption", Self.panels(3)).panels(
      width: 200, height: 100
    )
    .render(scale: 2)
    #expect(canvas.width == Int((2 * 200 + Size.gutter + 2 * Size.pad) * 2))
    #expect(canvas.height > Int((2 * 100 + Size.gutter + 2 * Size.pad) * 2))
  }

  @Test func equalGridsGiveEqualBytes() throws {
    let grid = Grid(columns: 2, sharing: .both, title: "Title", Self.panels(4))
    #expect(try grid.png() == grid.png())
  }

  @Test func whatCannotBeDrawnIsSaidWithItsRemedy() {
    func message(_ grid: Grid, scale: Double = 1) -> String? {
      do throws(PlotError) {
        _ = try grid.render(scale: scale)
        return nil
      } catch { return "\(error.what): \(error.remedy)" }
    }
    #expect(message(Grid(columns: 0, Self.panels(1)))?.contains("0 columns") == true)
    #expect(message(Grid(columns: 1, []))?.contains("no plots") == true)
    #expect(message(Grid(columns: 1, Self.panels(1)).panels(width: .nan, height: 100))?.contains("nan") == true)
    #expect(message(Grid(columns: 1, Self.panels(1)).panels(width: 10, height: 100))?.contains("80") == true)
    #expect(message(Grid(columns: 1, Self.panels(1)), scale: 9)?.contains("between 1 and 3") == true)
    #expect(message(Grid(columns: 1, Self.panels(400)).panels(width: 240, height: 190)) != nil)
    #expect(message(Grid(columns: 1, Self.panels(1))) == nil)
  }
}

@Suite struct SurfaceMarkTests {
  @Test func aContourLiesWhereTheFunctionHasItsLevel() throws {
    let plot = Plot("circle") { Contours(levels: [0.25, .nan]) { x, y in x * x + y * y } }
      .x("x", in: -1...1).y("y", in: -1...1).aspect(.equal)
    let (canvas, figure) = recorded(plot)
    let area = figure.layout.area
    var farthest = 0.0
    var count = 0
    for case .capsule(let a, let b, let width) in canvas.fills.flatMap(\.shapes) where width == Size.contour * 1.5 {
      for point in [a, b] {
        let x = (point.x - area.left) / area.width * 2 - 1
        let y = (area.bottom - point.y) / area.height * 2 - 1
        farthest = max(farthest, abs((x * x + y * y).squareRoot() - 0.5))
        count += 1
      }
    }
    #expect(count > 500)
    // Half a pixel of an area of some 700.
    #expect(farthest < 0.0015)
  }

  @Test func aSurfaceThatIsNotFiniteHasNoContour() {
    let plot = Plot("nothing") { Contours(levels: [1]) { _, _ in .nan } }.x("x", in: 0...1).y("y", in: 0...1)
    let (canvas, _) = recorded(plot)
    #expect(!canvas.fills.flatMap(\.shapes).contains { if case .capsule = $0 { true } else { false } })
  }

  @Test func theBarsOfAHistogramHaveTheAreaOne() {
    var random = Samples(seed: 3)
    // Sums of twelve uniform numbers: nearly the standard normal.
    let values: [Double] = (0..<5000).map { _ in Double(random.floats(12, 0, 1).reduce(0, +)) - 6 }
    let bars = Histogram(values).bars
    #expect((10...100).contains(bars.heights.count))
    let area: Double = bars.heights.reduce(0, +) * bars.width
    #expect(abs(area - 1) < 1e-12)
    // The density of the standard normal at 0.
    let middle = bars.heights[Int(-bars.low / bars.width)]
    #expect(abs(middle - 0.3989) < 0.05)
  }

  @Test(arguments: [[], [1.5], [2, 2, 2], [.nan, .infinity], [0, 1e300], [-1e-300, 1e-300], [3, 3, 3, 3, 9]])
  func histogramsOfStrangeValuesAreDrawn(values: [Double]) throws {
    let (canvas, figure) = recorded(Plot("strange") { Histogram(values, name: "h") }.x("x"))
    #expect(canvas.bounds.contains(figure.layout.area))
    for case .rectangle(let bar) in canvas.fills.flatMap(\.shapes) { #expect(bar.left.isFinite && bar.top.isFinite) }
  }
}
