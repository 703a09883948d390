import Testing

@testable import SwiftletPlot

/// The harness finds what it is there to find, and nothing in pictures that are sound.
@Suite struct LayoutHarnessTests {
  private func faults(_ paint: @escaping @Sendable (inout Plot.Pen) -> Void) -> String {
    layoutFaults(Plot("t") { Painting(paint: paint) }).joined(separator: "\n")
  }

  private static func write(_ words: String, at spot: Point, size: Double = 10, _ color: RGBA, _ pen: Plot.Pen) {
    pen.canvas.text(TextLine(words, size: size * pen.scale), at: spot, color)
  }

  @Test func wordsThatOverlapAreFound() {
    let found = faults { pen in
      for dx in [0.0, 3] { Self.write("word \(dx)", at: pen.area.center.moved(dx, 0), pen.looks.ink, pen) }
    }
    #expect(found.contains("“word 0.0” overlaps “word 3.0”"))
  }

  @Test func slantedWordsSideBySideDoNotOverlap() {
    let found = faults { pen in
      for (i, dx) in [0.0, 20].enumerated() {
        var text = TextLine("a long name \(i)", size: 10 * pen.scale)
        text.isSlanted = true
        pen.canvas.text(text, at: pen.area.center.moved(dx * pen.scale, 0), pen.looks.ink)
      }
    }
    #expect(found == "")
  }

  @Test func wordsAndShapesBeyondTheEdgeAreFound() {
    let found = faults { pen in
      Self.write("gone", at: Point(-5, 50), pen.looks.ink, pen)
      pen.canvas.fill([.disc(Point(2, 30), radius: 5)], pen.looks.ink)
    }
    #expect(found.contains("“gone” is cut") && found.contains("radius: 5.0) is cut"))
  }

  @Test func smallAndFaintWordsAreFound() {
    let found = faults { pen in
      Self.write("small", at: pen.area.center, size: 6, pen.looks.ink, pen)
      Self.write("faint", at: Point(pen.area.left + 50, pen.area.top + 50), pen.looks.grid, pen)
    }
    #expect(found.contains("“small” is 6.0 high") && found.contains("“faint” has a contrast of 1."))
  }

  @Test func aHaloIsTheGroundOfItsWords() {
    let found = faults { pen in
      pen.canvas.fill([.rectangle(pen.area.grown(-40))], pen.looks.ink, within: pen.clip)
      Typeset(canvas: pen.canvas, scale: pen.scale)
        .drawHaloed("read me", 10, at: pen.area.center, pen.looks.ink, halo: pen.looks.background)
    }
    #expect(found == "")
  }

  @Test func marksUnderTheLegendAreFound() {
    let plot = Plot("t") {
      Points(x: [0, 1], y: [0, 1], name: "points")
      Painting { pen in
        let legend = Rect(left: pen.area.right + 20, top: pen.area.top, right: pen.area.right + 30, bottom: 300)
        pen.canvas.fill([.rectangle(legend)], pen.looks.ink, within: legend.grown(1))
      }
    }
    #expect(layoutFaults(plot).contains { $0.contains("lies under the legend") })
  }

  /// Markers are not cut at the edge of the plot area, as swatches are not.
  @Test func pointsUnderTheLegendAreFound() {
    for (theme, scale) in everyLook {
      let found = layoutFaults(Painting.underLegend, looks: [(theme, scale)])
      #expect(found.count { $0.contains("disc") && $0.contains("lies under the legend") } == 1, "\(found)")
    }
  }

  @Test(arguments: LayoutTests.plots.keys.sorted())
  func soundPicturesHaveNoFaults(name: String) throws { expectGoodLayout(try #require(LayoutTests.plots[name])) }

  @Test func aSoundGridHasNoFaults() {
    let panels = (0..<5).map { i in
      Plot("panel \(i)") { Line(x: [0, 1, 2], y: [0, Double(i), 1000], name: "line") }.x("input").y("output")
    }
    for sharing in [Grid.Sharing.none, .both] {
      expectGoodLayout(Grid(columns: 3, sharing: sharing, title: "t", panels))
    }
  }
}
