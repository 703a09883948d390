import TestSupport
import Testing

/// The statistics against SciPy 1.17.1, and that the comparison fails when it should.
struct StatisticsTests {
  struct Row: Sendable {
    let a: Double, b: Double, x: Double, expected: Double
  }

  @Test(arguments: [
    Row(a: 0.5, b: 0.5, x: 0.3, expected: 0.36901011956554536), Row(a: 2, b: 3, x: 0.25, expected: 0.26171875),
    Row(a: 9.5, b: 9.5, x: 0.9, expected: 0.9999932918365213),
    Row(a: 99.5, b: 499.5, x: 0.2, expected: 0.9840107308373379), Row(a: 1, b: 1, x: 0.4, expected: 0.4),
    Row(a: 426, b: 99.5, x: 0.85, expected: 0.9922348501749415),
    Row(a: 0.5, b: 20, x: 0.001, expected: 0.15758381398363844), Row(a: 2, b: 3, x: 0, expected: 0),
    Row(a: 2, b: 3, x: 1, expected: 1),
  ])
  func incompleteBetaIsSciPys(row: Row) {
    #expect(abs(Statistics.incompleteBeta(row.a, row.b, row.x) - row.expected) < 1e-12)
  }

  @Test(arguments: [
    Row(a: 19, b: 19, x: 1, expected: 0.5), Row(a: 19, b: 19, x: 2.5, expected: 0.026285770210352572),
    Row(a: 19, b: 19, x: 0.3, expected: 0.9941034356153389), Row(a: 19, b: 19, x: 4.97386292, expected: 0.0005),
    Row(a: 199, b: 999, x: 1.45, expected: 0.00019510576340257967),
    Row(a: 199, b: 852, x: 0.7, expected: 0.9988926884570867), Row(a: 3, b: 7, x: 10, expected: 0.006331603506624043),
  ])
  func upperTailOfFIsSciPys(row: Row) {
    #expect(abs(Statistics.upperTail(ofF: row.x, row.a, row.b) - row.expected) < 1e-10)
  }

  @Test func logGammaIsSciPys() {
    let known = [
      (0.1, 2.252712651734206), (0.5, 0.5723649429247), (1, 0), (1.5, -0.12078223763524526),
      (9.5, 11.689333420797269), (99.5, 356.83538282361303), (500, 2605.115850361734),
    ]
    for (x, expected) in known { #expect(abs(Statistics.logGamma(x) - expected) < 1e-12 * (1 + abs(expected))) }
  }

  @Test func meanAndDeviationAreTheTextbooks() {
    let sample = Sample([2, 4, 4, 4, 5, 5, 7, 9])
    #expect(sample.mean == 5 && sample.min == 2 && sample.max == 9)
    #expect(abs(sample.deviation - (32.0 / 7).squareRoot()) < 1e-15)
    #expect(Sample([]).mean.isNaN && Sample([1]).variance.isNaN)
    #expect(abs(Statistics.binomialError(0.5, 100) - 0.05) < 1e-15)
  }

  // MARK: - The comparison

  /// Twenty values of mean `mean` and deviation `deviation`.
  private func sample(mean: Double, deviation: Double) -> Sample {
    let raw = Sample((0..<20).map { Double($0 * 7 % 20) })
    return Sample(raw.values.map { mean + ($0 - raw.mean) / raw.deviation * deviation })
  }
  private let reference = Reference(count: 20, mean: 1, deviation: 0.1)

  @Test func acceptsWhatIsEqual() {
    #expect(Comparison().differences(sample(mean: 1, deviation: 0.1), reference).isEmpty)
    // 3 standard errors of the difference are 3·0.1·√(2/20) = 0.0949; F = 4.97 is a deviation of 0.223.
    #expect(Comparison().differences(sample(mean: 1.09, deviation: 0.1), reference).isEmpty)
    #expect(Comparison().differences(sample(mean: 1, deviation: 0.22), reference).isEmpty)
    #expect(Comparison().differences(sample(mean: 1, deviation: 0.0455), reference).isEmpty)
    #expect(Comparison().differences(share: 0.21, of: 200, expected: 0.147).isEmpty)
  }

  @Test func rejectsAnotherMean() {
    let found = Comparison().differences(sample(mean: 1.1, deviation: 0.1), reference)
    #expect(found.count == 1 && found[0].hasPrefix("the means"))
    #expect(Comparison().differences(sample(mean: 0.9, deviation: 0.1), reference).count == 1)
    #expect(Comparison().differences(sample(mean: -1, deviation: 0.1), reference).count == 1)
  }

  @Test(arguments: [0.225, 0.044]) func rejectsAnotherDeviation(deviation: Double) {
    let found = Comparison().differences(sample(mean: 1, deviation: deviation), reference)
    #expect(found.count == 1 && found[0].hasPrefix("the deviations"))
  }

  @Test(arguments: [0.07, 0.225, .nan]) func rejectsAnotherShare(share: Double) {
    #expect(Comparison().differences(share: share, of: 200, expected: 0.147).count == 1)
  }

  @Test func rejectsWhatCannotBeJudged() {
    let constant = Sample([Double](repeating: 1, count: 20))
    #expect(Comparison().differences(constant, reference).count == 1)
    #expect(Comparison().differences(Sample([]), reference).count == 1)
    #expect(Comparison().differences(Sample([1, .nan, 1.1]), reference).count == 1)
    let spreadless = Reference(count: 20, mean: 1, deviation: 0)
    #expect(Comparison().differences(sample(mean: 1, deviation: 0.1), spreadless).count == 1)
    #expect(Comparison().differences(share: 0, of: 0, expected: 0.147).count == 1)
  }
}
