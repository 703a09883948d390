import Swiftlet
import Testing

@testable import SwiftletPlot

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct RateSweepChartTests {
  private func rings(_ canvas: RecordingCanvas) -> [Point] {
    canvas.fills.flatMap(\.shapes).compactMap { if case .ring(let center, _, _) = $0 { center } else { nil } }
  }

  @Test func theSteepestFallAndTheLeastLossAreRinged() throws {
    let rates = (0..<81).map { pow(10, -4 + 0.05 * Double($0)) }
    // Falls most at 0.01, explodes beyond 0.5.
    let smoothed = rates.map { (rate: Double) -> Double in
      let fall = 1 / (1 + pow(10, -2 * (log10(rate) + 2)))
      return rate < 0.5 ? 1 - 0.8 * fall : 0.2 + 4 * (rate - 0.5)
    }
    let plot = Plot.rateSweep(rates: rates, losses: smoothed, smoothed: smoothed, suggestion: rates[40])
    let (canvas, figure) = recorded(plot)
    let area = figure.layout.area
    #expect(figure.x.kind == .logarithmic)
    let places = rings(canvas).map { ($0.x - area.left) / area.width }
    let steepest = try #require(figure.x.unit(rates[40]))
    let least = try #require(smoothed.min().flatMap { smoothed.firstIndex(of: $0) })
    #expect(places.count == 2)
    #expect(places.contains { abs($0 - steepest) < 1e-3 })
    #expect(places.contains { abs($0 - (figure.x.unit(rates[least]) ?? 0)) < 1e-3 })
    #expect(canvas.has("steepest fall at 0.01"))
    #expect(figure.layout.caption.joined(separator: " ").contains("0.0025 to 0.01"))
    // The band ends at the steepest fall and begins at a quarter of its rate.
    let from = try #require(figure.x.unit(rates[40] / 4))
    let bands = canvas.fills.flatMap(\.shapes).compactMap { shape -> Rect? in
      guard case .rectangle(let strip) = shape else { return nil }
      return abs(strip.height - area.height) < 1 && strip.width > 10 ? strip : nil
    }
    #expect(
      bands.contains {
        abs($0.left - area.left - from * area.width) < 1 && abs($0.right - area.left - steepest * area.width) < 1
      })
    // What explodes does not stretch the axis.
    #expect(figure.y.high < 1.3)
  }

  @Test(arguments: ChartInputs.numbers.keys.sorted())
  func anyLossesGiveAPicture(name: String) throws {
    let losses = try #require(ChartInputs.numbers[name])
    let rates = losses.indices.map { 1e-6 * pow(10, Double($0) / 10) }
    for suggestion in [nil, 1e-3] {
      let plot = Plot.rateSweep(rates: rates, losses: losses, smoothed: losses, suggestion: suggestion)
      try expectSoundChart(plot, name)
    }
  }

  @Test func aModelIsSweptAndDrawn() throws {
    let points = sumBin(64)
    let data = try Dataset(inputs: zip(points.x, points.y).map { [$0, $1] }, classes: points.classes)
    let model = Sequential(inputs: 2, seed: 1) {
      Dense(6, activation: .tanh)
      Dense(3)
    }
    try model.compile(optimizer: .sgd(), loss: .sparseCategoricalCrossentropy(from: .logits))
    let sweep = try model.learningRateRangeTest(data, from: 1e-4, to: 100, steps: 60)
    let plot = sweep.plot()
    try expectSoundChart(plot, "swept")
    let lines = plot.marks.compactMap { $0 as? Line }
    #expect(lines.map(\.y) == [sweep.losses, sweep.smoothed])
  }
}
