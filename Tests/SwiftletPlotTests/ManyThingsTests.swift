import Testing

@testable import SwiftletPlot

/// Thousands of names, cells and points: what has no room is not worked out.
@Suite struct ManyThingsTests {
  @Test func namesThatHaveNoRoomAreNotMeasured() {
    let names = (0..<5000).map { "a name with the number \($0)" }
    let heights = names.indices.map(Double.init)
    for bars in [Bars(names, heights), Bars(names, heights).horizontal()] {
      let (canvas, figure) = recorded(Plot("b") { bars })
      let ticks = [figure.layout.xTicks, figure.layout.yTicks].map(\.major.count)
      #expect(ticks.allSatisfy { $0 > 1 && $0 < 60 })
      #expect(canvas.measured < 3000)
    }
  }

  @Test func wordsOfCellsThatHaveNoRoomAreNotMeasured() {
    let values = (0..<300).map { i in (0..<300).map { Double(i * $0) } }
    let map = HeatMap(values).labels(values.map { $0.map { "\($0)" } })
    #expect(recorded(Plot("h") { map }).canvas.measured < 1000)
    // Of a few in sight, only those.
    let (canvas, figure) = recorded(Plot("h") { map }.x("", in: -0.5...3.5).y("", in: -0.5...3.5))
    #expect(canvas.measured < 1000)
    #expect(canvas.words.count { figure.layout.area.contains($0.box) } == 16)
  }

  @Test func aTableWithoutAnyValueIsEmpty() {
    #expect(
      recorded(Plot("h") { HeatMap([[.nan, .nan], []]) }).canvas.words.contains {
        $0.text.string.hasPrefix("no finite values")
      })
  }
}
