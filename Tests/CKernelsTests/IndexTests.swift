import CKernels
import TestSupport
import Testing

/// Look-up, one-hot and the order of axes move numbers without touching them.
struct IndexTests {
  static let sets = InstructionSet.available

  private func bench(_ set: InstructionSet) -> StepBench { StepBench(set, seed: 1) }

  @Test(arguments: sets)
  func embeddingCopiesRowsOfItsTableAndScattersTheirGradients(_ set: InstructionSet) {
    var samples = Samples(seed: 12)
    for n in [1, 2, 7, 8, 17, 33] {
      let (rows, perRow, count) = (9, 3, 5)
      let indices = samples.classes(rows * perRow, count).map { Float($0) }
      let (x, table) = (Guarded(indices), Guarded(samples.floats(count * n), offset: 3))
      let y = Guarded<Float>(count: rows * perRow * n, offset: 5)
      bench(set).run(
        CK_STEP_EMBEDDING, rows: rows, n: n, k: count, m: perRow, [x.pointer, table.pointer, y.pointer])
      expectSameBits(y.values, indices.flatMap { Array(table.values[Int($0) * n..<(Int($0) + 1) * n]) })
      y.expectGuardsIntact()

      // Small whole numbers, so that sums are exact in any order.
      let dy = Guarded(samples.integers(rows * perRow * n))
      for later in [false, true] {
        let sums = Guarded(samples.integers(count * n))
        var expected = later ? sums.values : [Float](repeating: 0, count: count * n)
        for (i, index) in indices.enumerated() {
          for j in 0..<n { expected[Int(index) * n + j] += dy.values[i * n + j] }
        }
        bench(set).run(
          CK_STEP_EMBEDDING_GRAD, rows: rows, later: later, flags: CK_STEP_ADD_LATER, n: n, k: count, m: perRow,
          [x.pointer, dy.pointer, sums.pointer])
        expectSameBits(sums.values, expected, "later \(later)")
        sums.expectGuardsIntact()
      }
    }
  }

  /// Swift refuses such data; if some slip through, no memory but the table's is read.
  @Test(arguments: sets)
  func whatIsNoIndexIsReadAsTheNearest(_ set: InstructionSet) {
    let x = Guarded<Float>([-1, .nan, 3, 1e30, .infinity, -.infinity, 1.9])
    let (table, y, ones) = (Guarded<Float>([10, 11, 12]), Guarded<Float>(count: 7), Guarded<Float>(count: 21))
    bench(set).run(CK_STEP_EMBEDDING, rows: 7, n: 1, k: 3, m: 1, [x.pointer, table.pointer, y.pointer])
    #expect(y.values == [10, 10, 12, 12, 12, 10, 11])
    bench(set).run(CK_STEP_ONE_HOT, rows: 7, n: 3, m: 1, [x.pointer, ones.pointer])
    #expect(ones.values.reduce(0, +) == 7)
    for operand in [y, ones] { operand.expectGuardsIntact() }
  }

  @Test(arguments: sets)
  func oneHotHasASingleOnePerIndex(_ set: InstructionSet) {
    let (x, y) = (Guarded<Float>([2, 0, 1, 2]), Guarded<Float>(count: 12, offset: 1))
    bench(set).run(CK_STEP_ONE_HOT, rows: 2, n: 3, m: 2, [x.pointer, y.pointer])
    #expect(y.values == [0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1])
    y.expectGuardsIntact()
  }

  @Test(arguments: sets)
  func swappingAxesTwiceIsTheIdentity(_ set: InstructionSet) {
    var samples = Samples(seed: 13)
    for (outer, a, b, inner) in [(1, 2, 3, 1), (2, 5, 4, 1), (3, 1, 6, 2), (2, 3, 2, 9), (1, 4, 4, 17)] {
      let rows = 3
      let x = Guarded(samples.floats(rows * outer * a * b * inner), offset: 2)
      let (y, back) = (Guarded<Float>(count: x.count, offset: 1), Guarded<Float>(count: x.count))
      bench(set).run(
        CK_STEP_SWAP_AXES, rows: rows, index: Int32(inner), n: a, k: b, m: outer, [x.pointer, y.pointer])
      var expected: [Float] = []
      for o in 0..<rows * outer {
        for j in 0..<b {
          for i in 0..<a {
            let start = ((o * a + i) * b + j) * inner
            expected += x.values[start..<start + inner]
          }
        }
      }
      expectSameBits(y.values, expected)
      bench(set).run(
        CK_STEP_SWAP_AXES, rows: rows, index: Int32(inner), n: b, k: a, m: outer, [y.pointer, back.pointer])
      expectSameBits(back.values, x.values)
      for operand in [y, back] { operand.expectGuardsIntact() }
    }
  }
}
