import CKernels
import TestSupport
import Testing

struct SoftmaxTests {
  /// One class, narrow rows and wide rows of every instruction set.
  static let widths = [1, 2, 3, 4, 5, 7, 8, 9, 10, 15, 16, 17, 31, 33, 100]

  @Test(arguments: InstructionSet.available)
  func rowsAreRightForEveryWidth(_ set: InstructionSet) {
    var samples = Samples(seed: 41)
    for n in Self.widths {
      for rows in [1, 3, 4, 16, 17, 37] {
        let x = Guarded(samples.floats(rows * n, -8, 8), offset: n % 16)
        let y = Guarded(count: rows * n, offset: rows % 16)
        set.kernels.softmax_f32(rows, n, x.pointer, y.pointer)
        let expected = (0..<rows).flatMap { r in
          softmaxReference((0..<n).map { Double(x.pointer[r * n + $0]) })
        }
        expectClose(y.values, expected, .close(absolute: 1e-9, relative: 4e-7), "\(rows)×\(n)")
        y.expectGuardsIntact()
        set.kernels.softmax_f32(rows, n, x.pointer, x.pointer)
        expectSameBits(x.values, y.values, "in place, \(rows)×\(n)")
        x.expectGuardsIntact()
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func gradientsAreRightForEveryWidth(_ set: InstructionSet) {
    var samples = Samples(seed: 42)
    for n in Self.widths where n > 1 {
      for rows in [1, 5, 17] {
        let y = samples.floats(rows * n, 0, 1)
        let up = samples.floats(rows * n)
        let dy = Guarded(up, offset: 3)
        let dx = Guarded(count: rows * n, offset: 6)
        set.kernels.softmax_grad_f32(rows, n, y, dy.pointer, dx.pointer)
        var expected: [Double] = []
        for r in 0..<rows {
          let dot = (0..<n).map { Double(y[r * n + $0]) * Double(up[r * n + $0]) }.reduce(0, +)
          expected += (0..<n).map { Double(y[r * n + $0]) * (Double(up[r * n + $0]) - dot) }
        }
        expectClose(dx.values, expected, .close(absolute: 1e-6, relative: 1e-5), "\(rows)×\(n)")
        dx.expectGuardsIntact()
        set.kernels.softmax_grad_f32(rows, n, y, dy.pointer, dy.pointer)
        expectSameBits(dy.values, dx.values, "in place, \(rows)×\(n)")
      }
    }
  }

  /// The formula itself, against central differences of the reference.
  @Test func theReferenceGradientIsThatOfTheReference() {
    let x = [0.3, -1.2, 2.0, 0.1]
    let up = [0.5, -1, 0.25, 2]
    let y = softmaxReference(x)
    let dot = zip(y, up).map(*).reduce(0, +)
    for i in x.indices {
      let numeric = centralDifference(x, i) { zip(softmaxReference($0), up).map(*).reduce(0, +) }
      expectClose(y[i] * (up[i] - dot), numeric, absolute: 1e-9, relative: 1e-6)
    }
  }

  @Test(arguments: InstructionSet.available)
  func aRowHasTheSameBitsAloneAndInABatch(_ set: InstructionSet) {
    var samples = Samples(seed: 43)
    for n in Self.widths {
      let x = samples.floats(37 * n, -20, 20)
      var all = [Float](repeating: 0, count: 37 * n)
      set.kernels.softmax_f32(37, n, x, &all)
      var alone: [Float] = []
      for r in 0..<37 {
        var row = [Float](repeating: 0, count: n)
        set.kernels.softmax_f32(1, n, Array(x[(r * n)..<((r + 1) * n)]), &row)
        alone += row
      }
      expectSameBits(alone, all, "n \(n)")
    }
  }

  /// -inf gives 0; NaN, +inf and a row of -inf only give NaN throughout; nothing overflows; neighbours stay.
  @Test(arguments: InstructionSet.available)
  func specialRowsAreAsPromised(_ set: InstructionSet) {
    for n in Self.widths where n > 2 {
      let zeros = [Float](repeating: 0, count: n - 1)
      let lowest = [Float](repeating: -.greatestFiniteMagnitude, count: n - 1)
      for rows in [1, 4, 16, 19] {
        for place in 0..<rows {
          let masked = special([-.infinity] + zeros, set, rows: rows, place: place)
          #expect(masked[0] == 0)
          let certain = special([.greatestFiniteMagnitude] + lowest, set, rows: rows, place: place)
          #expect(certain[0] == 1)
          for lost in [zeros + [.nan], [.infinity] + zeros, [Float](repeating: -.infinity, count: n)] {
            let spoilt = special(lost, set, rows: rows, place: place).filter(\.isNaN).count
            #expect(spoilt == n)
          }
        }
      }
    }
  }

  /// Softmax of one row among rows of equal logits, which must all stay 1/n.
  private func special(_ row: [Float], _ set: InstructionSet, rows: Int, place: Int) -> [Float] {
    let n = row.count
    var x = [Float](repeating: 1e30, count: rows * n)
    x.replaceSubrange((place * n)..<((place + 1) * n), with: row)
    var y = x
    set.kernels.softmax_f32(rows, n, x, &y)
    for i in y.indices where i / n != place {
      expectClose(Double(y[i]), 1 / Double(n), relative: 1e-6, "neighbour of \(row)")
    }
    return Array(y[(place * n)..<((place + 1) * n)])
  }
}
