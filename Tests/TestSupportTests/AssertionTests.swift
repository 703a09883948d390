import CTestSupport
import TestSupport
import Testing

/// Every shared assertion fails when it should: a check that stays green proves nothing.
struct AssertionTests {
  static let exact: [Double] = [1, -2, 3.5, 0.25]
  static let right: [Float] = [1, -2, 3.5, 0.25]
  static let tolerances: [Tolerance] = [
    .ulps(2), .close(absolute: 1e-6, relative: 1e-6), .each([1e-6, 1e-6, 1e-6, 1e-6]),
  ]

  struct Wrong: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let values: [Float]
  }
  static let wrong = [
    Wrong(testDescription: "wrong sign", values: right.map { -$0 }),
    Wrong(testDescription: "one wrong element", values: [1, -2, 3.5001, 0.25]),
    Wrong(testDescription: "a shorter array", values: [1, -2, 3.5]),
    Wrong(testDescription: "a longer array", values: right + [0]),
    Wrong(testDescription: "NaN", values: [1, .nan, 3.5, 0.25]),
    Wrong(testDescription: "infinity", values: [1, -2, .infinity, 0.25]),
    Wrong(testDescription: "nothing", values: []),
  ]

  @Test(arguments: tolerances)
  func closenessAcceptsWhatIsRight(_ tolerance: Tolerance) {
    expectClose(Self.right, Self.exact, tolerance)
    expectClose([1, .nan, .infinity, -.infinity], [1, .nan, .infinity, -.infinity], tolerance)
    expectClose([1, -2.0000002, 3.5, 0.25], Self.exact, tolerance)
  }

  @Test(arguments: tolerances, wrong)
  func closenessFailsOn(_ tolerance: Tolerance, _ wrong: Wrong) {
    withKnownIssue { expectClose(wrong.values, Self.exact, tolerance) }
  }

  @Test func closenessFailsOnNothingAndOnNaNWhereNoneIsExpected() {
    withKnownIssue { expectClose([], [], .ulps(1)) }
    withKnownIssue { expectClose([1], [.nan], .ulps(1)) }
    withKnownIssue { expectClose([1], [.infinity], .ulps(1)) }
    withKnownIssue { expectClose([.infinity], [-.infinity], .close(absolute: 1e-6, relative: 0)) }
    withKnownIssue { expectClose([0.5], [-.leastNonzeroMagnitude], .ulps(4)) }
  }

  @Test func closenessFailsOnAVacuousTolerance() {
    withKnownIssue { expectClose(Self.right, Self.exact, .ulps(1e5)) }
    withKnownIssue { expectClose(Self.right, Self.exact, .close(absolute: 1, relative: 0)) }
    withKnownIssue { expectClose(Self.right, Self.exact, .close(absolute: 0, relative: 0.5)) }
    withKnownIssue { expectClose(Self.right, Self.exact, .each([1e-6, 5, 1e-6, 1e-6])) }
    withKnownIssue { expectClose(Self.right, Self.exact, .each([1e-6])) }
    withKnownIssue { expectClose([0, 0], [0, 0], .close(absolute: 1e-3, relative: 0)) }
    withKnownIssue { expectClose(Self.right, Self.exact, .each([1e-6, .nan, 1e-6, 1e-6])) }
  }

  @Test func bitsAcceptEqualBitsAndAnyNaN() {
    expectSameBits([0, -0.0, 1, .nan, .infinity], [0, -0.0, 1, Float(nan: 5, signaling: false), .infinity])
  }

  @Test(arguments: wrong + [Wrong(testDescription: "the last bit", values: [1, -2, Float(3.5).nextUp, 0.25])])
  func bitsFailOn(_ wrong: Wrong) {
    withKnownIssue { expectSameBits(wrong.values, Self.right) }
  }

  @Test func bitsFailOnNothingAndOnTheSignOfZero() {
    withKnownIssue { expectSameBits([], []) }
    withKnownIssue { expectSameBits([0], [-0.0]) }
  }

  @Test func aNumberIsComparedLikeAnArray() {
    expectClose(2.0000001, 2, relative: 1e-6)
    expectClose(Double.nan, .nan, relative: 1e-6)
    expectClose(Double.infinity, .infinity, relative: 1e-6)
    withKnownIssue { expectClose(-2, 2, relative: 1e-6) }
    withKnownIssue { expectClose(2.001, 2, relative: 1e-6) }
    withKnownIssue { expectClose(Double.nan, 2, relative: 1e-6) }
    withKnownIssue { expectClose(2, .nan, relative: 1e-6) }
    withKnownIssue { expectClose(Double.infinity, 2, relative: 1e-6) }
    withKnownIssue { expectClose(-Double.infinity, .infinity, relative: 1e-6) }
    withKnownIssue { expectClose(2, 2, relative: 0.5) }
    withKnownIssue { expectClose(2, 2, absolute: 1, relative: 0) }
  }

  @Test func theFailureNamesTheCallersLine() {
    withKnownIssue {
      expectSameBits([1], [2])
    } matching: { issue in
      issue.sourceLocation?.fileName == "AssertionTests.swift" && issue.comments.contains { "\($0)".contains("[0]") }
    }
  }

  @Test func guardsCatchAWriteOnEitherSide() {
    for place in [-1, -32, 5, 36] {
      let buffer = Guarded([Float](repeating: 1, count: 5), offset: 3)
      buffer.expectGuardsIntact()
      buffer.pointer[place] = 0
      withKnownIssue { buffer.expectGuardsIntact() }
    }
    let inside = Guarded([Float](repeating: 1, count: 5))
    inside.pointer[4] = 0
    inside.expectGuardsIntact()
  }

  @Test func walksFindTheWorstAndFailOnIt() {
    let worst = ct_walk(compared: 100, worst: 3, at: 1, actual: 2, expected: 2.1)
    expectWithinUlps(worst, 3, atLeast: 100, "right")
    withKnownIssue { expectWithinUlps(worst, 2.9, atLeast: 100, "too far off") }
    withKnownIssue { expectWithinUlps(worst, 3, atLeast: 101, "too few") }
    withKnownIssue { expectWithinUlps(worst, 1e5, atLeast: 1, "vacuous") }
    withKnownIssue { expectWithinUlps(ct_walk(), 1, atLeast: 1, "nothing") }
    let lost = ct_walk(compared: 100, worst: .infinity, at: 1, actual: 2, expected: .nan)
    withKnownIssue { expectWithinUlps(lost, 3, atLeast: 1, "a NaN lost") }
  }
}
