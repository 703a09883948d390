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

  @Test func pointsWithValuesAreThinnedOut() throws {
    let count = 50_000
    let x = (0..<count).map { Double($0) }
    let (canvas, figure) = recorded(Plot("p") { Points(x: x, y: x, values: x, name: "v") })
    let discs = canvas.shapes.count { if case .disc = $0 { true } else { false } }
    #expect(discs == 2 * 16_667)
    #expect(figure.layout.caption.joined().contains("every 3rd point shown"))
    // Axes and colours are those of all.
    #expect(figure.survey.x.high == 49_999 && figure.survey.shown == count)
    #expect(figure.survey.keys.first?.high == 49_999)
    let few = recorded(Plot("p") { Points(x: [1, 2], y: [1, 2], values: [1, 2]) }).figure
    #expect(!few.layout.caption.joined().contains("shown"))
  }

  @Test(arguments: [(2, "2nd"), (3, "3rd"), (11, "11th"), (21, "21st"), (112, "112th"), (1002, "1,002nd")])
  func ordinals(number: Int, words: String) { #expect(NumberText.ordinal(number) == words) }

  @Test func aTableWithoutAnyValueIsEmpty() {
    #expect(
      recorded(Plot("h") { HeatMap([[.nan, .nan], []]) }).canvas.words.contains {
        $0.text.string.hasPrefix("no finite values")
      })
  }
}
