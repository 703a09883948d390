import TestSupport
import Testing

@testable import SwiftletPlot

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What every picture has to keep, whatever it shows. The numbers are those of the list of acceptance checks; checks 3 to
/// 7 and 9 to 11 stand with the parts that they are about.
@Suite struct AcceptanceTests {
  /// Pixels as strong as a series colour lie in the plot area, in the legend, or on markers at the edge.
  @Test(arguments: ["scatter", "regions", "losses", "seven lines", "twelve classes"])
  func check8NoSeriesColourBeyondPlotAreaAndLegend(name: String) throws {
    let plot = try #require(LayoutTests.plots[name])
    let (_, figure) = recorded(plot)
    let pixels = Pixels(try Drawing(.plot(plot)).render(scale: 1.5))
    let series = Set((0..<10).flatMap { [figure.looks.series($0).hex, figure.looks.line($0).hex] })
    // A marker on the edge reaches over it by its radius and its light rim.
    let area = figure.layout.area.grown(8)
    let side = figure.layout.area.right + 4
    for y in 0..<pixels.height {
      for x in 0..<pixels.width where series.contains(pixels[x, y]) {
        let isNamed = Double(x) > side && (figure.legend != nil || figure.ends != nil)
        #expect(area.contains(Point(Double(x), Double(y))) || isNamed, "\(name) at \(x), \(y)")
      }
    }
  }

  @Test(arguments: Plot.Theme.allCases, [Plot.Legend.outside, .inside])
  func check8LegendHidesNoMark(theme: Plot.Theme, legend: Plot.Legend) {
    for seed in 1...6 as ClosedRange<UInt64> {
      var random = Seeded(seed)
      let xs = (0..<40).map { _ in Double.random(in: 0..<1, using: &random) }
      let ys = xs.map { $0 * $0 + Double.random(in: -0.1..<0.1, using: &random) }
      let plot = Plot("points") { Points(x: xs, y: ys, name: "measured") }.legend(legend).theme(theme)
      #expect(recorded(plot).figure.legendBox != nil)
      #expect(MarkShapes.underLegend(plot).isEmpty, "seed \(seed)")
    }
  }

  @Test(arguments: Plot.Theme.allCases)
  func check8FindsAPointUnderTheLegend(theme: Plot.Theme) {
    #expect(MarkShapes.underLegend(Painting.underLegend.theme(theme)).count == 1)
  }

  /// Distances of colours as readers with each kind of colour blindness see them: a difference of 2.3 is just noticeable.
  @Test(arguments: Plot.Theme.allCases)
  func check15ClassesAreToldApartByColourBlindReaders(theme: Plot.Theme) {
    // Petroff's violet, lightened for dark pages, comes closer to its blue.
    for (palette, few, all) in [(Plot.Palette.petroff10, 35.0, theme == .dark ? 11.0 : 17), (.okabeIto, 40, 15)] {
      let colors = Looks(theme, palette).series
      for vision in ColorVision.allCases {
        let seen = colors.map(vision.lab)
        #expect(Self.smallest(Array(seen.prefix(3))) > few, "\(palette), \(vision), \(theme): three classes")
        #expect(Self.smallest(seen) > all, "\(palette), \(vision), \(theme): all")
      }
    }
  }

  /// Neighbouring colours of a map may be close, but lightness never turns back: the order is seen without hue.
  @Test func check15LightnessOfColourMapsRunsOneWay() {
    for map in [Plot.ColorMap.viridis, .cividis, .shades] {
      for theme in Plot.Theme.allCases {
        let ramp = map.ramp(Looks(theme, .petroff10))
        for vision in ColorVision.allCases {
          let lightness = ramp.map { vision.lab($0).0 }
          let isRising = lightness[255] > lightness[0]
          let steps = zip(lightness, lightness.dropFirst()).map { isRising ? $1 - $0 : $0 - $1 }
          #expect(steps.allSatisfy { $0 > -0.6 }, "\(map), \(vision), \(theme)")
        }
      }
    }
  }

  private static func smallest(_ colors: [(Double, Double, Double)]) -> Double {
    var least = Double.infinity
    for (i, a) in colors.enumerated() {
      for b in colors[(i + 1)...] {
        let square = (a.0 - b.0) * (a.0 - b.0) + (a.1 - b.1) * (a.1 - b.1) + (a.2 - b.2) * (a.2 - b.2)
        least = min(least, square.squareRoot())
      }
    }
    return least
  }
}

extension Plot.Theme {
  static let allCases: [Plot.Theme] = [.light, .dark]
}

/// How colours look to readers who lack a kind of cones. Source: Machado, Oliveira & Fernandes, *A Physiologically-based
/// Model for Simulation of Color Vision Deficiency*, 2009, severity 1.
enum ColorVision: CaseIterable {
  case full, protan, deutan, tritan

  private var matrix: [[Double]] {
    switch self {
    case .full: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    case .protan:
      [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    case .deutan:
      [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    case .tritan:
      [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    }
  }

  /// CIE L*a*b* (D65) of a colour as it is seen.
  func lab(_ color: RGBA) -> (Double, Double, Double) {
    let linear = [color.red, color.green, color.blue].map { channel -> Double in
      let v = Double(channel) / 255
      return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4)
    }
    let seen = matrix.map { row in min(max(zip(row, linear).map(*).reduce(0, +), 0), 1) }
    let xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]].map { row in
      zip(row, seen).map(*).reduce(0, +)
    }
    let f = zip(xyz, [0.95047, 1, 1.08883]).map { value, white -> Double in
      let t = value / white
      return t > 0.008856 ? pow(t, 1 / 3) : 7.787 * t + 16.0 / 116
    }
    return (116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2]))
  }
}
