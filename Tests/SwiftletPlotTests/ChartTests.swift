import Testing

@testable import SwiftletPlot

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct LossChartTests {
  private func ring(_ canvas: RecordingCanvas) -> Point? {
    canvas.fills.flatMap(\.shapes).compactMap { if case .ring(let center, _, _) = $0 { center } else { nil } }.first
  }

  @Test func check10LogAxisIsLabelledAsAPersonWould() {
    let curves = LossCurves(
      training: fallingLoss(60, to: 0.03), validation: fallingLoss(60, to: 0.04, seed: 2), measure: "cross-entropy")
    let (_, figure) = recorded(Plot.losses(curves, title: "loss").y(scale: .log))
    #expect(figure.layout.yTicks.major.map(\.label) == ["0.05", "0.1", "0.2", "0.5", "1"])
    #expect(figure.x == AxisScale(.linear, 1, 60))
    #expect(figure.layout.caption.joined().contains("log scale"))
  }

  @Test func check10RingSitsOnTheLeastValidationLoss() throws {
    let validation = fallingLoss(60, to: 0.2, seed: 4)
    let (canvas, figure) = recorded(
      Plot.losses(LossCurves(training: fallingLoss(60, to: 0.1), validation: validation), title: "loss"))
    let least = try #require(validation.min())
    let epoch = try #require(validation.firstIndex(of: least)) + 1
    let center = try #require(ring(canvas))
    let area = figure.layout.area
    #expect(abs(center.x - (area.left + Double(epoch - 1) / 59 * area.width)) < 0.01)
    #expect(abs(center.y - (area.bottom - least / figure.y.high * area.height)) < 0.01)
    #expect(canvas.words.contains { $0.text.string.hasPrefix("best epoch \(epoch), ") })
  }

  @Test func theBestEpochsWordsLieOnNoCurve() throws {
    for seed in 1...8 as ClosedRange<UInt64> {
      let curves = LossCurves(
        training: fallingLoss(60, to: 0.1, seed: seed), validation: fallingLoss(60, to: 0.12, seed: seed + 20))
      let (canvas, figure) = recorded(Plot.losses(curves, title: "loss"))
      let words = try #require(canvas.words.last { $0.text.string.hasPrefix("best epoch") })
      let lines = [figure.looks.line(0), figure.looks.line(1)].map(\.hex)
      for fill in canvas.fills where lines.contains(fill.color.hex) {
        for case .capsule(let a, let b, _) in fill.shapes where a.x < figure.layout.area.right {
          #expect(words.box.clip(a, b) == nil, "seed \(seed)")
        }
      }
    }
  }

  @Test func theScaleIsLogarithmicBeyondAFactorOfAHundredUnlessToldOtherwise() {
    let steep = Plot.losses(LossCurves(training: [1, 0.1, 0.009]), title: "loss")
    #expect(recorded(steep).figure.y.kind == .logarithmic)
    #expect(recorded(steep.y(scale: .linear)).figure.y.kind == .linear)
    let flat = Plot.losses(LossCurves(training: [2, 0.1, 0.04]), title: "loss")
    #expect(recorded(flat).figure.y == AxisScale(.linear, 0, 2.06))
  }

  @Test func valuesThatALogAxisCannotShowAreCounted() {
    let plot = Plot.losses(LossCurves(training: [1, 0.1, 0, -1, 0.01]), title: "loss").y(scale: .log)
    #expect(recorded(plot).figure.layout.caption.joined().contains("2 non-positive values not shown"))
  }

  @Test func aReferenceLineIsNamedAtTheRight() throws {
    let curves = LossCurves(training: [1.12, 1.1, 1.0987], references: [(1.0986, "class shares only 1.0986")])
    let (canvas, figure) = recorded(Plot.losses(curves, title: "stuck"))
    let label = try #require(canvas.words.first { $0.text.string == "class shares only 1.0986" })
    #expect(label.box.left > figure.layout.area.right)
    let other = try #require(canvas.words.first { $0.text.string == "training 1.099" })
    #expect(!label.box.intersects(other.box))
  }

  @Test func shortRunsAreNotSmoothed() {
    func lines(_ epochs: Int) -> Int {
      Plot.losses(LossCurves(training: fallingLoss(epochs, to: 0.1)), title: "").marks.filter { $0 is Line }.count
    }
    #expect(lines(29) == 1)
    #expect(lines(30) == 2)
  }

  @Test func aSingleEpochIsADotPerCurve() {
    let (canvas, figure) = recorded(Plot.losses(LossCurves(training: [0.5], validation: [0.6]), title: "one"))
    let dots = canvas.fills.filter { if case .disc = $0.shapes[0] { true } else { false } }
    #expect(dots.count == 2)
    #expect(figure.layout.xTicks.major.map(\.label) == ["1"])
  }
}

@Suite struct SmoothingTests {
  @Test func straightLinesEndsAndGapsAreKept() {
    let line = (0..<80).map { 5 - 0.1 * Double($0) }
    for (a, b) in zip(Smoothing.smoothed(line.map { $0 - 6 }), line.map { $0 - 6 }) { #expect(abs(a - b) < 1e-9) }
    let decay = (0..<80).map { exp(-0.1 * Double($0)) }
    for (a, b) in zip(Smoothing.smoothed(decay), decay) { #expect(abs(a / b - 1) < 1e-9) }
    var noisy = fallingLoss(100, to: 0.1)
    noisy[40] = .nan
    let smooth = Smoothing.smoothed(noisy)
    #expect(smooth[0] == exp(log(noisy[0])) && smooth[99] == exp(log(noisy[99])))
    #expect(smooth.indices.filter { !smooth[$0].isFinite } == [40])
  }

  @Test func bendsAreKept() {
    let bend = (0..<30).map { 0.05 + exp(-Double($0) / 2.5) }
    for (a, b) in zip(Smoothing.smoothed(bend), bend) { #expect(abs(a / b - 1) < 0.05) }
  }

  @Test func noiseIsTakenOff() {
    let noisy = fallingLoss(200, to: 0.1)
    func roughness(_ v: [Double]) -> Double { zip(v[100...], v[101...]).map { abs($0 - $1) }.reduce(0, +) }
    #expect(roughness(Smoothing.smoothed(noisy)) < roughness(noisy) / 4)
  }
}

@Suite struct RegionsChartTests {
  @Test func check8MarksStayInsideThePlotAreaAndOffTheLegend() throws {
    let plot = Plot.regions(of: Bands(), sumBin(400), wrong: [0, 5, 9], title: "regions")
    let (canvas, figure) = recorded(plot)
    let area = figure.layout.area
    let legend = Rect(left: area.right + 16 * 1.5 - 1, top: 0, right: 1200, bottom: 900)
    // Drawing order: the legend's own markers come last; before the frame there are only marks.
    let frame = try #require(canvas.fills.lastIndex { $0.color == figure.looks.frame && $0.shapes.count == 4 })
    for fill in canvas.fills[..<frame] {
      for shape in fill.shapes {
        switch shape {
        case .disc(let c, _), .ring(let c, _, _): #expect(area.grown(0.51).contains(c) && !legend.contains(c))
        case .polygon(let corners, _): #expect(corners.allSatisfy { !legend.contains($0) })
        default: break
        }
      }
    }
    #expect(canvas.has("misclassified (3)"))
  }

  @Test func indicesThatAreNotThereAreLeftOut() {
    let plot = Plot.regions(of: Bands(), sumBin(3), wrong: [-1, 1, 99], title: "regions")
    #expect(recorded(plot).canvas.has("misclassified (1)"))
  }
}
