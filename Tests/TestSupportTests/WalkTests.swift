import CTestSupport
import TestSupport
import Testing

/// The measuring loops in C measure what they say.
struct WalkTests {
  @Test func unitsInTheLastPlaceAreThoseOfTheExpectedValue() {
    #expect(ct_ulps(1, 1) == 0)
    #expect(ct_ulps(Float(1).nextUp, 1) == 1)
    #expect(ct_ulps(1, 1 + 0x1p-25) == 0.25)
    #expect(ct_ulps(Float.leastNonzeroMagnitude, 0) == 1)
    #expect(ct_ulps(-2, 2) == 0x1p24)
    #expect(ct_ulps(.nan, .nan) == 0 && ct_ulps(.infinity, 1e39) == 0)
    for (actual, expected) in [(Float.nan, 1.0), (1, .nan), (.infinity, 1), (1, .infinity), (.infinity, -.infinity)] {
      #expect(ct_ulps(actual, expected) == .infinity)
    }
  }

  /// A kernel that is right but for one float in a thousand, and one that loses NaN.
  @Test func walksReportWhereAKernelIsWrong() {
    let square: ct_reference_fn = { x, _, _ in x * x }
    let right: ct_forward_fn = { n, _, _, x, y in for i in 0..<n { y[i] = x[i] * x[i] } }
    let oneOff: ct_forward_fn = { n, _, _, x, y in
      for i in 0..<n { y[i] = i == 500 ? (x[i] * x[i]).nextUp.nextUp : x[i] * x[i] }
    }
    let losesNaN: ct_forward_fn = { n, _, _, x, y in for i in 0..<n { y[i] = x[i].isNaN ? 0 : x[i] * x[i] } }
    var walks = [ct_walk](repeating: ct_walk(), count: 3)
    let range = ct_range(stride: 1_000_003, low: -.infinity, high: .infinity)
    ct_walk_forward(range, 0, 0, 0, square, 3, [right, oneOff, losesNaN], &walks)
    #expect(walks.allSatisfy { $0.compared == 4295 })
    #expect(walks[0].worst <= 0.5 && walks[1].worst > 1.4 && walks[2].worst == .infinity)
    let wrongSign: ct_gradient_fn = { n, _, _, x, _, dy, dx in for i in 0..<n { dx[i] = -2 * x[i] * dy[i] } }
    let double: ct_reference_fn = { x, _, _ in 2 * x }
    var gradients = [ct_walk()]
    ct_walk_gradient(range, 0, 0, 0, double, 0.5, 1, [wrongSign], &gradients)
    #expect(gradients[0].worst > 1e6 && gradients[0].compared == 4295)
  }

  @Test func dotsAndChainsFollowTheirSteps() {
    let a: [Float] = [1, 9, 2, 9, 3]
    let b: [Float] = [4, 5, -6]
    var size = 0.0
    #expect(ct_dot(3, a, 2, b, 1, -1, &size) == -1 + 4 + 10 - 18 && size == 33)
    #expect(ct_chain(3, a, 2, b, 1, -1, 1) == -5 && ct_chain(3, a, 2, b, 1, -1, 0) == -5)
    let x = Float(1) + 0x1p-12
    #expect(ct_chain(1, [x], 1, [x], 1, -1, 1) == 0x1p-11 + 0x1p-24)
    #expect(ct_chain(1, [x], 1, [x], 1, -1, 0) == 0x1p-11)
  }

  @Test func centralDifferencesAgreeWithAKnownGradient() {
    let f: ([Double]) -> Double = { $0[0] * $0[0] * $0[1] }
    expectClose(centralDifference([3, 2], 0, f), 12, relative: 1e-8)
    expectClose(centralDifference([3, 2], 1, f), 9, relative: 1e-8)
  }

  @Test func samplesRepeatForTheirSeedAndDiffer() {
    var first = Samples(seed: 5)
    var second = Samples(seed: 5)
    var other = Samples(seed: 6)
    let numbers = first.floats(1000, 2, 3)
    #expect(numbers == second.floats(1000, 2, 3) && numbers != other.floats(1000, 2, 3))
    #expect(numbers.allSatisfy { $0 >= 2 && $0 < 3 } && Set(numbers).count > 990)
    #expect(Set(first.classes(200, 3)) == [0, 1, 2])
    #expect(first.integers(500, 2).allSatisfy { [-2, -1, 0, 1, 2].contains($0) })
  }
}
