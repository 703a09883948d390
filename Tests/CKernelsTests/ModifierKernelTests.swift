import CKernels
import TestSupport
import Testing

/// The kernels that every optimizer shares, and the vectors of a solver, against the formulas in Double.
struct ModifierKernelTests {
  /// Each on every size around the vectors: the kernel, and what one element becomes from x and y. `fused` says how
  /// often the kernel rounds at most where it has no exact result.
  struct Shared: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let roundings: Double
    let run: @Sendable (ck_kernels, Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
    let exact: @Sendable (Double, Double) -> Double
  }

  private static let factor: Float = 0.3

  static let shared: [Shared] = [
    Shared(
      testDescription: "scale", roundings: 1, run: { $0.scale_f32($1, factor, $3) },
      exact: { _, y in y * Double(factor) }),
    Shared(
      testDescription: "clip", roundings: 0, run: { $0.clip_f32($1, 0.25, $3) },
      exact: { _, y in min(max(y, -0.25), 0.25) }),
    Shared(
      testDescription: "add scaled", roundings: 2, run: { $0.add_scaled_f32($1, factor, $2, $3) },
      exact: { x, y in y + Double(factor) * x }),
    Shared(
      testDescription: "add scaled to itself", roundings: 2, run: { $0.add_scaled_f32($1, factor, $3, $3) },
      exact: { _, y in y + Double(factor) * y }),
    Shared(
      testDescription: "approach", roundings: 3, run: { $0.approach_f32($1, factor, $2, $3) },
      exact: { x, y in y + Double(factor) * (x - y) }),
  ]

  @Test(arguments: InstructionSet.available, shared)
  func eachElementFollowsTheFormula(_ set: InstructionSet, _ kernel: Shared) {
    var samples = Samples(seed: 95)
    for n in sizesAroundVectors where n > 0 {
      let x = Guarded(samples.floats(n), offset: n % 16)
      let start = samples.floats(n)
      let y = Guarded(start, offset: (n + 3) % 16)
      let others = x.values
      kernel.run(set.kernels, n, x.pointer, y.pointer)
      let exact = zip(others, start).map { kernel.exact(Double($0), Double($1)) }
      // Of the largest number on the way: |x| and |y| are below 2, the factor below 1.
      let bounds = zip(others, start).map { kernel.roundings * 0x1p-24 * Double(abs($0) + 2 * abs($1)) }
      expectClose(y.values, exact, .each(bounds), "n \(n)")
      y.expectGuardsIntact()
      x.expectGuardsIntact()
    }
  }

  @Test(arguments: InstructionSet.available, shared)
  func nanStaysWhereItIs(_ set: InstructionSet, _ kernel: Shared) {
    let x = [Float](repeating: 0.5, count: 19)
    var y = [Float](repeating: 1, count: 19)
    y[7] = .nan
    kernel.run(set.kernels, 19, x, &y)
    #expect(y.indices.filter { y[$0].isNaN } == [7])
  }

  @Test(arguments: InstructionSet.available)
  func swappingExchangesEveryElement(_ set: InstructionSet) {
    var samples = Samples(seed: 96)
    for n in sizesAroundVectors where n > 0 {
      let (a, b) = (samples.floats(n), samples.floats(n))
      let (x, y) = (Guarded(a, offset: n % 16), Guarded(b, offset: (n + 5) % 16))
      set.kernels.swap_f32(n, x.pointer, y.pointer)
      expectSameBits(x.values, b)
      expectSameBits(y.values, a)
      x.expectGuardsIntact()
      y.expectGuardsIntact()
    }
  }

  /// Sums of n products have n + 1 roundings at most: the bound of any order.
  @Test(arguments: InstructionSet.available)
  func solverVectorsFollowTheFormulas(_ set: InstructionSet) {
    var samples = Samples(seed: 97)
    let kernels = set.kernels
    for n in [0, 1, 2, 7, 8, 9, 31, 64, 100] {
      let x = samples.floats(n).map(Double.init)
      let y = samples.floats(n).map(Double.init)
      let products = zip(x, y).map { $0 * $1 }
      let size = products.reduce(0) { $0 + abs($1) }
      let unit = Double(n + 1) * 0x1p-53
      #expect(abs(kernels.dot_f64(n, x, y) - products.reduce(0, +)) <= 2 * unit * size)
      #expect(
        abs(kernels.absolute_sum_f64(n, x) - x.reduce(0) { $0 + abs($1) }) <= unit * 2 * x.reduce(0) { $0 + abs($1) })
      #expect(kernels.largest_f64(n, x) == x.map(abs).max() ?? 0)
      var z = [Double](repeating: .nan, count: n)
      kernels.combine_f64(n, -0.3, x, y, &z)
      for i in 0..<n { #expect(abs(z[i] - (x[i] - 0.3 * y[i])) <= 2 * 0x1p-53 * (abs(x[i]) + abs(y[i]))) }
      var scaled = x
      kernels.scale_f64(n, 3, &scaled)
      #expect(scaled == x.map { $0 * 3 })
      var narrow = [Float](repeating: .nan, count: n)
      kernels.narrow_f64(n, y, &narrow)
      #expect(narrow == y.map { Float($0) })
      var wide = [Double](repeating: .nan, count: n)
      kernels.widen_f64(n, narrow, &wide)
      #expect(wide == y)
    }
  }

  @Test(arguments: InstructionSet.available)
  func aVectorWithNaNHasNoLargestElement(_ set: InstructionSet) {
    for place in [0, 3, 8] {
      var x = [Double](repeating: 1, count: 9)
      x[place] = .nan
      #expect(set.kernels.largest_f64(9, x).isNaN)
      #expect(set.kernels.dot_f64(9, x, x).isNaN)
    }
  }
}
