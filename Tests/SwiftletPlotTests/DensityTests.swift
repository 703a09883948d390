import Swiftlet
import Testing

@testable import SwiftletPlot

@Suite struct DensityTests {
  private static let unit = AxisScale(.linear, 0, 1)
  /// 100 × 100 pixels for the unit square.
  private static let area = CrowdImage.Area(
    Rect(left: 10, top: 20, right: 110, bottom: 120), x: unit, y: unit)

  private func alpha(_ color: UInt32) -> UInt32 { color >> 24 }

  @Test func aPointStandsAtItsPlaceAndInkGrowsWithTheirNumber() {
    // Three at one place, one at another; the middle of pixel (25, 74) counted from the upper left.
    let cloud = PointCloud.floats(x: [0.255, 0.255, 0.255, 0.905], y: [0.255, 0.255, 0.255, 0.505])
    let image = CrowdImage(cloud, classes: [], planes: 1, area: Self.area, radius: 1.5)
    let colors = image.colors(Density.ramp(Looks(.light, .petroff10)))
    #expect(colors.count == 10_000)
    #expect(image.most == 3)
    let three = colors[74 * 100 + 25]
    let one = colors[49 * 100 + 90]
    #expect(alpha(three) == 255 && alpha(one) == 255)
    #expect(RGBA(three & 0xFFFFFF).luminance < RGBA(one & 0xFFFFFF).luminance)
    #expect(colors.count { alpha($0) > 0 } < 60)
    #expect(alpha(colors[0]) == 0)
  }

  @Test(arguments: [1.0, 1.5, 2, 3])
  func theDiscsOfAPointHaveTheirArea(radius: Double) {
    let cloud = PointCloud.doubles(x: [0.505], y: [0.505])
    let image = CrowdImage(cloud, classes: [], planes: 1, area: Self.area, radius: radius)
    let sum = image.colors(Density.ramp(Looks(.light, .petroff10))).reduce(0.0) { $0 + Double(alpha($1)) / 255 }
    #expect(abs(sum / (Double.pi * radius * radius) - 1) < 0.1)
  }

  @Test func classesMixTheirLightByShares() throws {
    let places = [Double](repeating: 0.505, count: 4)
    let looks = Looks(.light, .petroff10)
    func color(_ classes: [Int]) -> UInt32 {
      let image = CrowdImage(
        .doubles(x: places, y: places), classes: classes, planes: 2, area: Self.area, radius: 1.5)
      return image.colors(looks.series)[49 * 100 + 50] & 0xFFFFFF
    }
    // The order of the points does not count, and one class alone has its own colour.
    #expect(color([0, 1, 0, 1]) == color([1, 1, 0, 0]))
    let pure = RGBA(color([1, 1, 1, 1]))
    for (a, b) in [(pure.red, looks.series(1).red), (pure.green, looks.series(1).green)] {
      #expect(abs(Int(a) - Int(b)) <= 2)
    }
    let mixed = RGBA(color([0, 1, 0, 1]))
    for channel in [\RGBA.red, \.green, \.blue] {
      let light =
        (RGBA.linear[Int(looks.series(0)[keyPath: channel])]
          + RGBA.linear[Int(looks.series(1)[keyPath: channel])]) / 2
      #expect(abs(RGBA.linear[Int(mixed[keyPath: channel])] - light) < 0.02)
    }
  }

  @Test func aTableOfFloatCountsAsListsOfDouble() {
    let values: [Float] = (0..<900).map { Float(($0 * 7919) % 1000) / 1000 }
    let x = stride(from: 1, to: 900, by: 3).map { Double(values[$0]) }
    let y = stride(from: 2, to: 900, by: 3).map { Double(values[$0]) }
    let looks = Looks(.dark, .petroff10)
    func colors(_ cloud: PointCloud) -> [UInt32] {
      CrowdImage(cloud, classes: [], planes: 1, area: Self.area, radius: 1).colors(Density.ramp(looks))
    }
    #expect(colors(.table(values, width: 3, x: 1, y: 2)) == colors(.doubles(x: x, y: y)))
  }

  @Test func logarithmicAxesPlaceByLogarithms() {
    let log = AxisScale(.logarithmic, 1, 100)
    let area = CrowdImage.Area(Rect(left: 0, top: 0, right: 100, bottom: 100), x: log, y: Self.unit)
    let cloud = PointCloud.doubles(x: [10.1, -3, 0, .nan], y: [0.505, 0.5, 0.5, 0.5])
    let image = CrowdImage(cloud, classes: [], planes: 1, area: area, radius: 1)
    let colors = image.colors(Density.ramp(Looks(.light, .petroff10)))
    #expect(alpha(colors[49 * 100 + 50]) == 255)
    #expect(colors.count { alpha($0) > 0 } < 20)
  }

  @Test func symmetricAxesPlaceOnBothSidesOfZero() throws {
    let axis = AxisScale(.symmetric(unit: 1), -100, 100)
    let area = CrowdImage.Area(Rect(left: 0, top: 0, right: 100, bottom: 100), x: axis, y: Self.unit)
    for value in [-60.0, -0.5, 0.001, 2, 99] {
      let image = CrowdImage(.doubles(x: [value], y: [0.505]), classes: [], planes: 1, area: area, radius: 1)
      let column = Int(try #require(axis.unit(value)) * 100)
      #expect(alpha(image.colors(Density.ramp(Looks(.light, .petroff10)))[49 * 100 + column]) == 255)
    }
  }

  /// The same places again and again, in three classes, with some that cannot be shown.
  private func crowd(_ count: Int) -> (x: [Double], y: [Double], classes: [Int]) {
    var state: UInt64 = 7
    func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 40) / Double(1 << 24)
    }
    let x = (0..<count).map { $0 % 1000 == 5 ? .nan : next() + next() }
    return (x, (0..<count).map { _ in next() * next() }, (0..<count).map { $0 % 3 })
  }

  @Test func pointsBecomeADensityWhenThereAreTooMany() throws {
    let some = crowd(50_000)
    let many = crowd(50_001)
    #expect(Points(x: some.x, y: some.y).crowd == nil)
    #expect(Points(x: many.x, y: many.y, values: many.y).crowd == nil)
    let plot = Plot("many") { Points(x: many.x, y: many.y) }
    let (canvas, figure) = recorded(plot)
    #expect(canvas.fills.count { fill in fill.shapes.contains { if case .disc = $0 { true } else { false } } } == 0)
    // The colours of the bar and of the crowd.
    #expect(canvas.paintings.count == 2)
    #expect(figure.survey.omissions == ["51 non-finite values not shown"])
    #expect(figure.survey.notes == ["50,001 points as a density"])
    #expect(figure.x.low < 0.05 && figure.x.high > 1.9)
  }

  @Test func limitsOfOnesChoiceCountWhatLiesOutside() {
    let many = crowd(60_000)
    let plot = Plot { Points(x: many.x, y: many.y) }.x("x", in: 0...1)
    let (_, figure) = recorded(plot)
    #expect(figure.survey.outside == zip(many.x, many.y).count { !$0.0.isNaN && $0.0 > 1 })
  }

  @Test func aDatasetOfManyRowsIsDrawnWithItsClassesAndTheirNumbers() throws {
    let data = Dataset.sumBin(rows: 60_000, seed: 1)
    let (canvas, figure) = recorded(data.plot())
    #expect(figure.legend?.rows.count == 3)
    #expect(figure.legend?.rows.allSatisfy { $0.words.contains("(") } == true)
    #expect(canvas.paintings.count == 2)
    #expect(canvas.words.contains { $0.text.string == "overlapping points" })
  }

  @Test func theSameCrowdGivesTheSameBytes() throws {
    let many = crowd(60_000)
    let plot = Plot { Density(x: many.x, y: many.y) }
    #expect(try plot.png(scale: 1) == plot.png(scale: 1))
  }

  @Test(arguments: [0, 1, 3])
  func aDensityOfFewPointsIsDrawn(count: Int) throws {
    let places = (0..<count).map { Float($0) }
    let plot = Plot("few") { Density(x: places, y: places) }
    #expect(layoutFaults(plot) == [])
    _ = try plot.png()
  }

  @Test func layoutHoldsWithManyClassesAndLongNames() throws {
    let many = crowd(51_000)
    let names = (0..<12).map { "класс номер \($0) с длинным названием 👍" }
    let plot = Plot("many", caption: "twelve classes") {
      Points(
        x: many.x, y: many.y, classes: many.classes.indices.map { $0 % 12 }, classNames: names, classTitle: "label")
    }
    #expect(layoutFaults(plot) == [])
  }

  @Test func clearPixelsLeaveWhatIsUnderThem() throws {
    let canvas = try GDCanvas(width: 64, height: 64, background: RGBA(0x102030))
    var colors = [UInt32](repeating: 0x00FF_FFFF, count: 16)
    colors[5] = 0xFFAA_BBCC
    colors[6] = 0x80FF_FFFF
    canvas.lay(colors, over: Rect(left: 8, top: 8, right: 12, bottom: 12), background: RGBA(0))
    #expect(canvas.rows[8][8] == 0x102030)
    #expect(canvas.rows[9][9] == 0xAABBCC)
    #expect(canvas.rows[9][10] == 0x889098)
  }
}
