import Testing

@testable import Swiftlet

@Suite struct CalibrationCurveTests {
  /// Forty scores with many ties; the numbers expected of them are scikit-learn's.
  static let truths = [
    1, 0, 1, 1, 0, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 1, 1, 1, 1, 0, 1, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1, 1, 0, 1,
    1,
  ].map { $0 == 1 }
  static let scores = [
    0.7, 0.2, 0.4, 0.4, 0.2, 0.1, 0.1, 0.9, 0.7, 0.1, 0.3, 0.1, 0.7, 0.5, 0.0, 0.4, 0.3, 0.4, 0.7, 0.9, 0.4, 0.8, 0.6,
    0.9, 0.0, 0.6, 0.9, 0.5, 0.8, 0.4, 0.5, 0.3, 0.3, 0.1, 0.1, 0.4, 0.9, 0.4, 0.8, 0.6,
  ]

  @Test func binsOfEqualWidthAreThoseOfScikitLearn() throws {
    let curve = try CalibrationCurve(probabilities: Self.scores, truths: Self.truths, bins: 5)
    let shares = [0, 0.5833333333333334, 0.5, 0.8571428571428571, 1]
    let means = [0.1, 0.36666666666666664, 0.55, 0.7428571428571428, 0.9]
    #expect(curve.bins.count == 5)
    for (bin, (share, mean)) in zip(curve.bins, zip(shares, means)) {
      #expect(abs(bin.share - share) < 1e-12 && abs(bin.meanProbability - mean) < 1e-12)
    }
    #expect(curve.bins.reduce(0) { $0 + $1.count } == 40)
    let expected = curve.bins.reduce(0) { $0 + abs($1.share - $1.meanProbability) * Double($1.count) / 40 }
    #expect(abs(curve.expectedError - expected) < 1e-12 && expected > 0.05)
    #expect(abs(curve.largestError - 0.2166666666666667) < 1e-12)
  }

  /// The examples in the documentation.
  @Test func theExampleIsRight() throws {
    let curve = try CalibrationCurve(
      probabilities: [0.1, 0.4, 0.35, 0.8], truths: [false, false, true, true], bins: 2)
    #expect(curve.bins.map(\.count) == [3, 1])
    #expect(abs(curve.expectedError - 0.0875) < 1e-12)
  }

  @Test func binsOfEqualCountKeepEqualProbabilitiesTogether() throws {
    let distinct = (0..<100).map { Double($0) / 100 }
    let even = try CalibrationCurve(
      probabilities: distinct, truths: distinct.map { $0 > 0.5 }, bins: 4, binning: .equalCount)
    #expect(even.bins.map(\.count) == [25, 25, 25, 25])
    let tied = try CalibrationCurve(
      probabilities: [0.1, 0.1, 0.1, 0.1, 0.1, 0.9], truths: [true, false, true, false, true, true], bins: 3,
      binning: .equalCount)
    #expect(tied.bins.map(\.count) == [5, 1])
    let many = try CalibrationCurve(
      probabilities: Self.scores, truths: Self.truths, bins: 5, binning: .equalCount)
    #expect(many.bins.count == 5)
    for (a, b) in zip(many.bins, many.bins.dropFirst()) { #expect(a.meanProbability < b.meanProbability) }
  }

  /// SciPy: binomtest(8, 10).proportion_ci(method='wilson').
  @Test func intervalsAreWilsons() {
    let some = CalibrationCurve.Bin(count: 10, meanProbability: 0.5, share: 0.8).interval()
    #expect(abs(some.lowerBound - 0.4901624715366418) < 1e-12 && abs(some.upperBound - 0.9433178485456248) < 1e-12)
    let none = CalibrationCurve.Bin(count: 10, meanProbability: 0.5, share: 0).interval()
    #expect(none.lowerBound == 0 && abs(none.upperBound - 0.2775327998628892) < 1e-12)
  }

  @Test func endsAndEmptinessAreKept() throws {
    let ends = try CalibrationCurve(probabilities: [0, 1, 1], truths: [false, true, true], bins: 10)
    #expect(ends.bins.map(\.count) == [1, 2])
    #expect(ends.expectedError == 0)
    let empty = try CalibrationCurve(probabilities: [], truths: [])
    #expect(empty.bins.isEmpty && empty.expectedError.isNaN && empty.largestError.isNaN)
  }

  @Test func whatIsNoProbabilityIsRefused() throws {
    for (probabilities, truths, bins) in [
      ([0.5], [true, false], 10), ([1.5], [true], 10), ([.nan], [true], 10), ([0.5], [true], 0), ([-0.1], [true], 10),
    ] as [([Double], [Bool], Int)] {
      #expect(throws: SwiftletError.self) {
        try CalibrationCurve(probabilities: probabilities, truths: truths, bins: bins)
      }
    }
  }
}

/// What ROCCurve and PrecisionRecallCurve say of the same scores.
@Suite struct TiedRankingTests {
  @Test func areasAreThoseOfScikitLearn() throws {
    let roc = try ROCCurve(scores: CalibrationCurveTests.scores, truths: CalibrationCurveTests.truths)
    #expect(abs(roc.area - 0.8571428571428572) < 1e-12)
    let recall = try PrecisionRecallCurve(scores: CalibrationCurveTests.scores, truths: CalibrationCurveTests.truths)
    #expect(abs(recall.averagePrecision - 0.8633496133496132) < 1e-12)
    #expect(roc.thresholds == [.infinity, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0])
  }
}
