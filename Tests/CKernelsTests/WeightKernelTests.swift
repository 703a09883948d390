import CKernels
import TestSupport
import Testing

/// Penalties, constraints and the orthogonal start of weights.
struct WeightKernelTests {
  @Test(arguments: InstructionSet.available)
  func penaltiesAndTheirSlopesLieWithinTheirBounds(_ set: InstructionSet) {
    var samples = Samples(seed: 81)
    for n in sizesAroundVectors + [100] {
      for (l1, l2) in [(Float(0.3), Float(0)), (0, 0.01), (0.2, 0.7)] {
        let x = Guarded(samples.floats(n) + [], offset: n % 16)
        if n > 2 { x.pointer[1] = 0 }
        let (value, slopes) = WeightReference.penalty(x.values.map(Double.init), l1: Double(l1), l2: Double(l2))
        for accumulates in [false, true] {
          let start = accumulates ? samples.floats(n) : [Float](repeating: .nan, count: n)
          let d = Guarded(start, offset: 3)
          let got = set.kernels.penalty_f32(n, l1, l2, 0.5, accumulates ? 1 : 0, x.pointer, d.pointer)
          #expect(abs(got - value) <= 1e-13 * value, "\(n)")
          let expected = slopes.indices.map { slopes[$0] / 2 + (accumulates ? Double(start[$0]) : 0) }
          // Two products, a sum, and the one that it is added with, none larger than what is bounded here.
          let bounds = slopes.indices.map {
            4 * 0x1p-24 * (abs(slopes[$0]) + (accumulates ? abs(Double(start[$0])) : 0)) + 0x1p-149
          }
          if n > 0 { expectClose(d.values, expected, .each(bounds), "\(n), \(l1), \(l2)") }
          d.expectGuardsIntact()
          #expect(set.kernels.penalty_f32(n, l1, l2, 0.5, 0, x.pointer, nil) == got)
        }
      }
    }
  }

  @Test(arguments: InstructionSet.available) func aPenaltyOfNaNIsNaN(_ set: InstructionSet) {
    let x: [Float] = [1, .nan, 2]
    var d = [Float](repeating: 0, count: 3)
    #expect(set.kernels.penalty_f32(3, 0.1, 0.1, 1, 0, x, &d).isNaN)
    #expect(d[1].isNaN && d[0].isFinite && d[2].isFinite)
  }

  static let shapes = [(1, 1), (1, 4), (2, 3), (3, 2), (5, 17), (17, 5), (8, 33), (20, 4)]

  @Test(arguments: InstructionSet.available)
  func orthogonalPenaltiesAreMeanCosines(_ set: InstructionSet) {
    var samples = Samples(seed: 82)
    for (rows, n) in Self.shapes {
      for columns in [false, true] {
        let w = samples.floats(rows * n)
        var work = [Float](repeating: .nan, count: 2 * rows * n + max(rows, n))
        let start = samples.floats(rows * n)
        let d = Guarded(start, offset: 5)
        let got = set.kernels.orthogonal_penalty_f32(rows, n, columns ? 1 : 0, 0.3, w, &work, d.pointer)
        let reference = WeightReference(w, rows: rows, columns: n)
        let expected = reference.orthogonalPenalty(ofColumns: columns, factor: 0.3)
        #expect(abs(got - expected) <= 0.3 * ReductionTests.gamma(max(rows, n) + 4), "\(rows)×\(n)")
        #expect(set.kernels.orthogonal_penalty_f32(rows, n, columns ? 1 : 0, 0.3, w, &work, nil) == got)
        d.expectGuardsIntact()
        checkSlopes(d.values, start, w, rows, n, columns)
      }
    }
  }

  /// Against central differences in Double; a pair that is nearly orthogonal has a kink there.
  private func checkSlopes(_ d: [Float], _ start: [Float], _ w: [Float], _ rows: Int, _ n: Int, _ columns: Bool) {
    let h = 0x1p-10
    for i in w.indices {
      func value(_ shift: Double) -> Double {
        var moved = w
        moved[i] += Float(shift)
        return WeightReference(moved, rows: rows, columns: n).orthogonalPenalty(ofColumns: columns, factor: 0.3)
      }
      let (low, middle, high) = (value(-h), value(0), value(h))
      guard abs(high - 2 * middle + low) < 1e-4 * h else { continue }
      let slope = Double(d[i]) - Double(start[i])
      #expect(abs(slope - (high - low) / (2 * h)) < 2e-3, "\(rows)×\(n) [\(i)]: \(slope)")
    }
  }

  @Test(arguments: InstructionSet.available)
  func normsAreLimitedColumnByColumn(_ set: InstructionSet) {
    var samples = Samples(seed: 83)
    for (rows, n) in Self.shapes + [(40, 35)] {
      for (low, high, rate) in [(0.0, 0.5, 1.0), (1, 1, 1), (0.6, 0.9, 0.3), (0, 100, 1)] {
        let start = samples.floats(rows * n)
        let w = Guarded(start, offset: n % 16)
        set.kernels.limit_norms_f32(rows, n, low, high, rate, w.pointer)
        let expected = WeightReference(start, rows: rows, columns: n).limited(low: low, high: high, rate: rate)
        // One rounding of the product in double, one to float32.
        expectClose(w.values, expected, .each(expected.map { 0x1p-23 * abs($0) + 0x1p-149 }), "\(rows)×\(n)")
        w.expectGuardsIntact()
      }
    }
  }

  @Test(arguments: InstructionSet.available) func constraintsKeepNaN(_ set: InstructionSet) {
    var w: [Float] = [.nan, 1, 2, -3]
    set.kernels.limit_norms_f32(2, 2, 0, 0.5, 1, &w)
    #expect(w[0].isNaN && w[2].isNaN && w[1].isFinite && w[3].isFinite)
    var values: [Float] = [.nan, -1, 2, -0.5, 0]
    set.kernels.clip_negative_f32(5, &values)
    #expect(values[0].isNaN && Array(values[1...]) == [0, 2, 0, 0])
  }

  @Test(arguments: InstructionSet.available)
  func orthonormalColumnsSpanWhatTheyWereMadeOf(_ set: InstructionSet) {
    var samples = Samples(seed: 84)
    for (m, n) in [(1, 1), (2, 1), (2, 2), (5, 3), (9, 9), (33, 17)] {
      let a = samples.floats(m * n).map(Double.init)
      var q = a
      var work = [Double](repeating: .nan, count: 3 * n)
      set.kernels.orthonormalize_f64(m, n, &q, &work)
      func product(_ x: [Double], _ i: Int, _ y: [Double], _ j: Int) -> Double {
        (0..<m).reduce(0) { $0 + x[$1 * n + i] * y[$1 * n + j] }
      }
      for i in 0..<n {
        for j in 0..<n {
          #expect(abs(product(q, i, q, j) - (i == j ? 1 : 0)) < 1e-13 * Double(m), "\(m)×\(n)")
          // R = Qᵀ·A is upper triangular with a positive diagonal.
          let r = product(q, i, a, j)
          if i > j { #expect(abs(r) < 1e-13 * Double(m)) }
          if i == j { #expect(r > 0) }
        }
      }
    }
  }

  @Test(arguments: InstructionSet.available) func orthonormalizingZerosStaysFinite(_ set: InstructionSet) {
    var q = [Double](repeating: 0, count: 6)
    var work = [Double](repeating: 0, count: 6)
    set.kernels.orthonormalize_f64(3, 2, &q, &work)
    #expect(q == [1, 0, 0, 1, 0, 0])
  }
}
