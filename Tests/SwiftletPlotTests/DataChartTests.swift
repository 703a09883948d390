import Swiftlet
import Testing

@testable import SwiftletPlot

/// Pictures of data without a model, and of predictions that come from elsewhere.
@Suite struct DataChartTests {
  private func words(_ plot: Plot) -> String {
    let (canvas, figure) = recorded(plot)
    return (canvas.words.map(\.text.string) + figure.layout.caption + figure.layout.title).joined(separator: "|")
  }

  private func numbers() throws -> Dataset {
    let inputs = Tensor.uniform(rows: 80, shape: [3], seed: 2)
    return try Dataset(inputs: inputs, .values(Tensor(column: (0..<80).map { Double($0 % 7) })))
  }

  @Test func numbersToPredictAreColoursWithABar() throws {
    let text = words(try numbers().plot(x: "x1", y: "x2"))
    for part in ["x1 and x2 by target", "target", "80 rows", "6"] { #expect(text.contains(part), "\(part)") }
  }

  @Test func facetsPartTheRows() throws {
    let rows = (0..<60).map { (row: Int) -> [Double] in [Double(row % 3), Double(row), Double((row * 7) % 11)] }
    let labels = (0..<60).map { (row: Int) -> Int in row % 2 }
    let data = try Dataset(inputs: rows, classes: labels)
    let byClass = try data.facets(x: "x1", y: "x2")
    #expect(byClass.plots.map(\.title) == ["0 (30)", "1 (30)"])
    let byValue = try data.facets(by: "x0", x: "x1", y: "x2")
    #expect(byValue.plots.map(\.title) == ["x0 = 0 (20)", "x0 = 1 (20)", "x0 = 2 (20)"])
    let byRange = try data.facets(by: "x1", x: "x1", y: "x2")
    #expect(byRange.plots.map(\.title) == ["x1 0…14 (15)", "x1 15…29 (15)", "x1 30…44 (15)", "x1 45…59 (15)"])
    for grid in [byClass, byValue, byRange] { #expect(layoutFaults(grid).isEmpty) }
    #expect(throws: SwiftletError.self) { try data.facets(by: "x9") }
    #expect(throws: SwiftletError.self) { try numbers().facets() }
    #expect(try numbers().facets(by: "x2").plots.count == 4)
  }

  @Test(arguments: ChartCase.all) func anyDataGiveTidyFacets(data: ChartCase) {
    let points = LabelledPoints(
      x: data.x, y: data.y, classes: data.truths, classNames: data.classes, classTitle: data.classes[0])
    let parts = data.classes.indices.map { number in
      Facet(name: data.classes[number], rows: data.truths.indices.filter { data.truths[$0] == number })
    }
    for isByClass in [true, false] {
      let grid = Grid.facets(points, parts, isByClass: isByClass)
      let faults = layoutFaults(grid, looks: data.looks)
      #expect(faults.isEmpty)
    }
    #expect(Facet.parts(of: data.x, name: "x").count <= Facet.limit)
  }

  @Test func curvesOfSeveralModelsStandInOnePicture() throws {
    let truths = [true, false, true, true, false, false, true, false]
    let good = try ROCCurve(scores: [9, 1, 8, 7, 2, 3, 6, 4], truths: truths)
    let poor = try ROCCurve(scores: [9, 8, 1, 7, 2, 6, 3, 4], truths: truths)
    let plot = Plot.rocCurves(["poor": poor, "good": good])
    let text = words(plot)
    #expect(text.contains("1.000 good|\(Plot.share(poor.area)) poor"))
    #expect(layoutFaults(plot).isEmpty)
    let recall = try PrecisionRecallCurve(scores: [9, 1, 8, 7, 2, 3, 6, 4], truths: truths)
    #expect(words(Plot.precisionRecallCurves(["network": recall])).contains("1.000 network"))
    #expect(layoutFaults(Plot.rocCurves([:])).isEmpty)
  }

  @Test func predictionsFromElsewhereAreDrawnOrRefused() throws {
    let plot = try Plot.predictedAgainstTrue(predicted: [1, 2, 3], truths: [1, 2, 4], name: "price")
    #expect(words(plot).contains("predicted price"))
    #expect(try Grid.residuals(predicted: [1, 2, 3], truths: [1, 2, 4]).plots.count == 2)
    #expect(throws: SwiftletError.self) { try Plot.predictedAgainstTrue(predicted: [1, 2], truths: [1]) }
    #expect(throws: SwiftletError.self) { try Grid.residuals(predicted: [1, 2], truths: [1]) }
  }
}
