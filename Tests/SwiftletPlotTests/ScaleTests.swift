import Testing

@testable import SwiftletPlot

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct NumberTextTests {
  @Test func fixedDecimalsUseATrueMinusAndNoNegativeZero() {
    #expect(NumberText.fixed(-1.25, decimals: 1) == "−1.3")
    #expect(NumberText.fixed(-0.04, decimals: 1) == "0.0")
    #expect(NumberText.fixed(-0.0, decimals: 0) == "0")
    #expect(NumberText.fixed(9999, decimals: 0) == "9999")
    #expect(NumberText.fixed(10_000, decimals: 0) == "10\u{2009}000")
    #expect(NumberText.fixed(-123_456.5, decimals: 1) == "−123\u{2009}456.5")
    #expect(NumberText.count(2000) == "2,000")
    #expect(NumberText.count(999) == "999")
  }

  @Test func briefNumbersHaveSignificantDigits() {
    #expect(NumberText.brief(0.04243) == "0.0424")
    #expect(NumberText.brief(1.0986, digits: 5) == "1.0986")
    #expect(NumberText.brief(0.5) == "0.5")
    #expect(NumberText.brief(999.96) == "1000")
    #expect(NumberText.brief(1.5e-5) == "1.50×10⁻⁵")
    #expect(NumberText.brief(-2.5e12) == "−2.50×10¹²")
    #expect(NumberText.brief(9.999e-5) == "0.0001")
    #expect(NumberText.brief(.nan) == "NaN")
    #expect(NumberText.brief(-.infinity) == "−∞")
    #expect(NumberText.brief(0) == "0")
    #expect(NumberText.brief(5e-324).hasSuffix("×10⁻³²⁴"))
    #expect(NumberText.brief(1e300) == "1.00×10³⁰⁰")
  }

  @Test func conversionToWholeNumbersNeverTraps() {
    for value in [Double.nan, .infinity, -.infinity, 1e300, 9.3e18] { #expect(whole(value) == nil) }
    #expect(whole(2.5) == 3)
    #expect(pixel(.nan) == 0)
    #expect(pixel(1e300) == 1_000_000)
  }
}

@Suite struct TicksTests {
  /// A label back to its number: the inverse of what a reader does.
  static func number(_ label: String) -> Double? {
    let plain = label.filter { $0 != "\u{2009}" }.map { $0 == "−" ? "-" : $0 }
    let parts = String(plain).split(separator: "×10").map(String.init)
    if parts.count == 2, let mantissa = Double(parts[0]) { return mantissa * pow(10, Double(raised(parts[1]))) }
    if let whole = Double(String(plain)) { return whole }
    return label.hasPrefix("10") ? pow(10, Double(raised(String(label.dropFirst(2))))) : nil
  }

  private static func raised(_ digits: String) -> Int {
    let table: [Character: String] = [
      "⁻": "-", "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8", "⁹": "9",
    ]
    return Int(digits.compactMap { table[$0] }.joined()) ?? 0
  }

  /// 200 ranges: of every magnitude, around zero, negative, and small ones far from zero.
  static let ranges: [ClosedRange<Double>] = {
    var random = Seeded(5)
    return (0..<200).map { i in
      let span = pow(10, Double.random(in: -9...9, using: &random))
      switch i % 4 {
      case 0: return 0...span
      case 1: return -span * Double.random(in: 0...1, using: &random)...span
      case 2: return -3 * span...(-2.2 * span)
      default:
        let offset = span * pow(10, Double.random(in: 1...5, using: &random))
        return offset...(offset + span)
      }
    }
  }()

  @Test func check9LabelsOf200RangesAreSoundOnTheCanvas() throws {
    for range in Self.ranges {
      let plot = Plot("range") { Points(x: [], y: []) }.x("x", in: range).y("y", in: range)
      let (canvas, figure) = recorded(plot)
      for ticks in [figure.layout.xTicks.major, figure.layout.yTicks.major] {
        #expect((3...8).contains(ticks.count), "\(range): \(ticks.map(\.label))")
        #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $0.value < $1.value })
        #expect(Set(ticks.map(\.label)).count == ticks.count, "\(range): \(ticks.map(\.label))")
        for tick in ticks {
          #expect(range.contains(tick.value))
          let read = try #require(Self.number(tick.label), "\(tick.label)")
          #expect(abs(read - tick.value) <= 1e-9 * max(abs(read), range.upperBound - range.lowerBound), "\(tick)")
        }
      }
      let boxes = canvas.words.filter { $0.text.size == 15 }.map(\.box)
      #expect(boxes.count == figure.layout.xTicks.major.count + figure.layout.yTicks.major.count)
      for (i, box) in boxes.enumerated() {
        #expect(canvas.bounds.contains(box), "\(range)")
        for other in boxes[(i + 1)...] { #expect(!box.intersects(other), "\(range)") }
      }
    }
  }

  @Test func tickLabelsStandAtTheirValues() throws {
    let (canvas, figure) = recorded(Plot("t") { Points(x: [], y: []) }.x("x", in: -2...6).y("y", in: 10...30))
    for tick in figure.layout.xTicks.major {
      let below = canvas.words.filter { $0.box.top > figure.layout.area.bottom }
      let box = try #require(below.first { $0.text.string == tick.label })
      let place = figure.layout.area.left + (tick.value + 2) / 8 * figure.layout.area.width
      #expect(abs((box.box.left + box.box.right) / 2 - place) < 1)
    }
    for tick in figure.layout.yTicks.major {
      let beside = canvas.words.filter { $0.box.right < figure.layout.area.left }
      let box = try #require(beside.first { $0.text.string == tick.label })
      let place = figure.layout.area.bottom - (tick.value - 10) / 20 * figure.layout.area.height
      #expect(abs((box.box.top + box.box.bottom) / 2 - place) < 1.5)
    }
  }

  @Test func linearLabelsAreNice() {
    func labels(_ low: Double, _ high: Double, whole: Bool = false) -> [String] {
      AxisScale(.linear, low, high).tickSets(wanted: 6, isWhole: whole).first?.major.map(\.label) ?? []
    }
    #expect(labels(0, 1) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(labels(1, 60, whole: true) == ["10", "20", "30", "40", "50", "60"])
    #expect(labels(1, 20, whole: true) == ["5", "10", "15", "20"])
    #expect(labels(1, 5, whole: true) == ["1", "2", "3", "4", "5"])
    #expect(labels(1, 2, whole: true) == ["1", "2"])
    #expect(labels(0.5, 1.5, whole: true) == ["1"])
    #expect(labels(0, 1.2e7) == ["0", "0.2×10⁷", "0.4×10⁷", "0.6×10⁷", "0.8×10⁷", "1.0×10⁷", "1.2×10⁷"])
    #expect(labels(0, 25_000).last == "25\u{2009}000")
  }

  @Test func logLabelsFollowTheDecades() {
    func labels(_ low: Double, _ high: Double) -> [String] {
      AxisScale(.logarithmic, low, high).tickSets(wanted: 8, isWhole: false).first?.major.map(\.label) ?? []
    }
    #expect(labels(0.03, 1.05) == ["0.05", "0.1", "0.2", "0.5", "1"])
    #expect(labels(0.0009, 1100) == ["0.001", "0.01", "0.1", "1", "10", "100", "1000"])
    #expect(labels(1e-6, 10) == ["10⁻⁶", "10⁻⁵", "10⁻⁴", "10⁻³", "10⁻²", "10⁻¹", "10⁰", "10¹"])
    // Beyond eight decades every second power, and so on.
    #expect(labels(1e-12, 1) == ["10⁻¹²", "10⁻¹⁰", "10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²", "10⁰"])
    #expect((3...8).contains(labels(1e-300, 1e300).count))
    // Inside one decade: evenly stepped.
    #expect(labels(0.31, 0.88).count >= 3)
    #expect(labels(2, 900).count >= 3)
  }
}

@Suite struct ExtentTests {
  private func scale(_ values: [Double], _ change: (inout Extent) -> Void = { _ in }) -> AxisScale {
    var extent = Extent()
    change(&extent)
    for value in values { extent.include(value) }
    return extent.scale
  }

  @Test func limitsAreTheDatasWithThreePercent() {
    #expect(scale([10, 20]) == AxisScale(.linear, 9.7, 20.3))
    #expect(scale([0.01, 0.99]) == AxisScale(.linear, 0, 1))
    #expect(scale([2, 4]) { $0.startsAtZero = true } == AxisScale(.linear, 0, 4.12))
    #expect(scale([1, 60]) { $0.isWhole = true } == AxisScale(.linear, 1, 60))
    #expect(scale([5]) { $0.fixed = -1...1 } == AxisScale(.linear, -1, 1))
  }

  @Test func oneValueAndNoneGetRoom() {
    #expect(scale([]) == AxisScale(.linear, 0, 1))
    #expect(scale([3, 3]) == AxisScale(.linear, 2.5, 3.5))
    #expect(scale([100]) == AxisScale(.linear, 95, 105))
    #expect(scale([.nan, .infinity, -.infinity, 1e308]) == AxisScale(.linear, 0, 1))
    #expect(scale([7]) { $0.wantsLogarithm = true } == AxisScale(.logarithmic, 3.5, 14))
  }

  @Test func namesStandAtEqualDistancesOnAnyScale() {
    for wish in [\Extent.wantsLogarithm, \Extent.isSymmetricForced] {
      let axis = scale([0, 1, 2]) {
        $0[keyPath: wish] = true
        _ = $0.include(["a", "b", "c"])
      }
      #expect(axis.kind == .linear && axis.low == -0.5 && axis.high == 2.5)
    }
  }

  @Test func aRangeWithoutWidthIsPassedOver() {
    #expect(scale([10, 20]) { $0.fixed = 5...5 } == AxisScale(.linear, 9.7, 20.3))
    #expect(scale([10, 20]) { $0.fixed = -Double.infinity...0 } == AxisScale(.linear, 9.7, 20.3))
  }

  @Test func lossesBecomeLogarithmicBeyondAFactorOfAHundred() {
    func kind(_ values: [Double]) -> AxisScale.Kind { scale(values) { $0.mayBeLogarithmic(values) }.kind }
    #expect(kind([1, 0.011]) == .linear)
    #expect(kind([1, 0.009]) == .logarithmic)
    #expect(kind([1, 0.009, 0]) == .linear)
    #expect(kind([1, 0.009, .nan]) == .logarithmic)
    #expect(scale([1, 0.001]).kind == .linear)
  }

  @Test func aLogarithmicAxisHasNoPlaceForWhatIsNotPositive() {
    let axis = scale([0.01, 1, -5, 0]) { $0.wantsLogarithm = true }
    #expect(axis.unit(0) == nil && axis.unit(-1) == nil && axis.unit(.nan) == nil)
    #expect(abs((axis.unit(0.1) ?? 0) - 0.5) < 1e-12)
    #expect(abs(axis.value(at: axis.unit(0.3) ?? 0) - 0.3) < 1e-12)
  }
}
