import CKernels
import TestSupport
import Testing

/// Copies: rows by index, single numbers by index, columns by stride.
struct GatherTests {
  @Test(arguments: InstructionSet.available)
  func rowsAreCopiedByIndex(_ set: InstructionSet) {
    var samples = Samples(seed: 61)
    for n in sizesAroundVectors where n > 0 {
      for rows in [1, 3, 20] {
        let x = Guarded(samples.floats(11 * n), offset: n % 16)
        let index = samples.classes(rows, 11)
        let y = Guarded(count: rows * n, offset: rows % 16)
        set.kernels.gather_rows_f32(rows, n, index, x.pointer, y.pointer)
        expectSameBits(y.values, index.flatMap { i in (0..<n).map { x.pointer[Int(i) * n + $0] } }, "\(rows)×\(n)")
        y.expectGuardsIntact()
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func numbersAreCopiedByIndex(_ set: InstructionSet) {
    var samples = Samples(seed: 62)
    let x = samples.classes(30, 1000)
    for rows in sizesAroundVectors {
      let index = samples.classes(rows, 30)
      let y = Guarded([Int32](repeating: -1, count: rows))
      set.kernels.gather_i32(rows, index, x, y.pointer)
      #expect(y.values == index.map { x[Int($0)] })
      y.expectGuardsIntact()
    }
  }

  @Test(arguments: InstructionSet.available)
  func columnsAreCopiedOrAddedBetweenStrides(_ set: InstructionSet) {
    var samples = Samples(seed: 63)
    for n in [1, 2, 3, 5, 16, 19, 33] {
      for (padX, padY) in [(0, 0), (2, 0), (0, 3), (4, 5)] {
        for rows in [1, 4, 9] {
          for accumulates in [false, true] {
            let (xs, ys) = (n + padX, n + padY)
            let x = Guarded(samples.floats(rows * xs), offset: n % 16)
            let start = samples.floats(rows * ys)
            let y = Guarded(start, offset: rows % 16)
            set.kernels.copy_columns_f32(rows, n, accumulates ? 1 : 0, x.pointer, xs, y.pointer, ys)
            var expected = start
            for r in 0..<rows {
              for j in 0..<n {
                expected[r * ys + j] = (accumulates ? start[r * ys + j] : 0) + x.pointer[r * xs + j]
              }
            }
            expectSameBits(y.values, expected, "\(rows)×\(n) strides \(xs), \(ys) adds \(accumulates)")
            y.expectGuardsIntact()
          }
        }
      }
    }
  }
}
