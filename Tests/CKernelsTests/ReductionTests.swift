import CKernels
import TestSupport
import Testing

/// Sums, repeats and the search for what is not finite.
struct ReductionTests {
  static let shapes = [1, 2, 3, 7, 8, 9, 16, 17, 35, 70].flatMap { n in [1, 2, 5, 33].map { (rows: $0, n: n) } }

  /// γ of Higham 2002, §3.1.
  static func gamma(_ terms: Int) -> Double { Double(terms) * 0x1p-24 / (1 - Double(terms) * 0x1p-24) }

  @Test(arguments: InstructionSet.available)
  func columnSumsAreOneChainPerColumn(_ set: InstructionSet) {
    var samples = Samples(seed: 51)
    for (rows, n) in Self.shapes {
      for accumulates in [false, true] {
        let x = Guarded(samples.floats(rows * n), offset: n % 16)
        let start = samples.floats(n)
        let y = Guarded(accumulates ? start : [Float](repeating: .nan, count: n), offset: rows % 16)
        set.kernels.column_sums_f32(rows, n, accumulates ? 1 : 0, x.pointer, y.pointer)
        var expected = accumulates ? start : [Float](repeating: 0, count: n)
        for r in 0..<rows { for j in 0..<n { expected[j] += x.pointer[r * n + j] } }
        expectSameBits(y.values, expected, "\(rows)×\(n)")
        y.expectGuardsIntact()
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func axisSumsLieWithinTheirBound(_ set: InstructionSet) {
    var samples = Samples(seed: 52)
    for outer in [1, 3, 18] {
      for n in [1, 2, 5, 17, 40] {
        for inner in [1, 2, 7, 16, 19] {
          let x = Guarded(samples.floats(outer * n * inner), offset: n % 16)
          let y = Guarded(count: outer * inner, offset: inner % 16)
          set.kernels.axis_sum_f32(outer, n, inner, 0.3, x.pointer, y.pointer)
          var expected: [Double] = []
          var bounds: [Double] = []
          for o in 0..<outer {
            for i in 0..<inner {
              let terms = (0..<n).map { Double(x.pointer[(o * n + $0) * inner + i]) * Double(Float(0.3)) }
              expected.append(terms.reduce(0, +))
              bounds.append(Self.gamma(n + 2) * terms.map(abs).reduce(0, +))
            }
          }
          expectClose(y.values, expected, .each(bounds), "\(outer)×\(n)×\(inner)")
          y.expectGuardsIntact()
        }
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func axisRepeatsAreExactMultiples(_ set: InstructionSet) {
    var samples = Samples(seed: 53)
    for (outer, n, inner) in [(1, 1, 1), (3, 5, 1), (2, 17, 1), (4, 2, 7), (2, 3, 16), (5, 4, 19)] {
      let x = samples.floats(outer * inner)
      let y = Guarded(count: outer * n * inner, offset: 5)
      set.kernels.axis_repeat_f32(outer, n, inner, 0.25, x, y.pointer)
      let expected = (0..<outer).flatMap { o in
        (0..<n).flatMap { _ in (0..<inner).map { 0.25 * x[o * inner + $0] } }
      }
      expectSameBits(y.values, expected, "\(outer)×\(n)×\(inner)")
      y.expectGuardsIntact()
    }
  }

  @Test(arguments: InstructionSet.available)
  func sumsInDoubleAreDoubles(_ set: InstructionSet) {
    var samples = Samples(seed: 54)
    for n in sizesAroundVectors + [1000] {
      let x = Guarded(samples.floats(n, 0.5, 1), offset: n % 16)
      let sum = x.values.map(Double.init).reduce(0, +)
      let squares = x.values.map { Double($0) * Double($0) }.reduce(0, +)
      expectClose(set.kernels.sum_f64(n, x.pointer), sum, relative: 1e-14, "n \(n)")
      expectClose(set.kernels.sum_squares_f64(n, x.pointer), squares, relative: 1e-14, "n \(n)")
    }
  }

  /// A sum that Float would have lost: 2^24 and a one.
  @Test(arguments: InstructionSet.available)
  func sumsInDoubleKeepWhatFloatLoses(_ set: InstructionSet) {
    #expect(set.kernels.sum_f64(3, [16_777_216, 1, 1]) == 16_777_218)
  }

  @Test(arguments: InstructionSet.available)
  func theFirstNonfiniteIsFoundAtEveryPlace(_ set: InstructionSet) {
    for n in sizesAroundVectors {
      let finite = [Float](repeating: .greatestFiniteMagnitude, count: n)
      #expect(set.kernels.first_nonfinite_f32(n, finite) == n)
      for bad in [Float.nan, .infinity, -.infinity] {
        for i in 0..<n {
          let x = Guarded(finite.enumerated().map { $0.offset >= i && $0.offset % 3 == i % 3 ? bad : $0.element })
          #expect(set.kernels.first_nonfinite_f32(n, x.pointer) == i)
        }
      }
    }
  }
}
