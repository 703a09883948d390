import CKernels
import TestSupport
import Testing

struct SoftmaxTests {
  /// One class, narrow rows and wide rows of every instruction set.
  static let widths = [1, 2, 3, 4, 5, 7, 8, 9, 10, 15, 16, 17, 31, 33, 100]

  struct Case: Sendable, CustomTestStringConvertible {
    let set: InstructionSet
    let function: RowFunction
    var testDescription: String { "\(function) on \(set.testDescription)" }
  }

  static let cases = InstructionSet.available.flatMap { set in RowFunction.allCases.map { Case(set: set, function: $0) }
  }

  @Test func everyKernelHasAReference() {
    #expect(RowFunction.allCases.count == Int(CK_ROWWISE_COUNT))
    #expect(RowFunction.softmax.kernel == CK_SOFTMAX && RowFunction.sparsemax.kernel == CK_SPARSEMAX)
  }

  @Test(arguments: cases)
  func rowsAreRightForEveryWidth(_ test: Case) {
    let kernel = test.set.kernels.rowwise(test.function.kernel)
    var samples = Samples(seed: 41)
    for n in Self.widths {
      for rows in [1, 3, 4, 16, 17, 37] {
        let x = Guarded(samples.floats(rows * n, -8, 8), offset: n % 16)
        let y = Guarded(count: rows * n, offset: rows % 16)
        kernel(rows, n, x.pointer, y.pointer)
        let expected = (0..<rows).flatMap { r in test.function.value((0..<n).map { Double(x.pointer[r * n + $0]) }) }
        if expected.contains(where: { $0 != 0 }) {
          expectClose(y.values, expected, test.function.forwardBound, "\(rows)×\(n)")
        } else {
          expectSameBits(y.values, [Float](repeating: 0, count: rows * n), "log-softmax of one class")
        }
        y.expectGuardsIntact()
        kernel(rows, n, x.pointer, x.pointer)
        expectSameBits(x.values, y.values, "in place, \(rows)×\(n)")
        x.expectGuardsIntact()
      }
    }
  }

  @Test(arguments: cases)
  func gradientsAreRightForEveryWidth(_ test: Case) {
    let kernel = test.set.kernels.rowwiseGradient(test.function.kernel)
    var samples = Samples(seed: 42)
    for n in Self.widths where n > 1 {
      for rows in [1, 5, 17] {
        let x = samples.floats(rows * n, -2, 2)
        var y = x
        test.set.kernels.rowwise(test.function.kernel)(rows, n, x, &y)
        let up = samples.floats(rows * n)
        let dy = Guarded(up, offset: 3)
        let dx = Guarded(count: rows * n, offset: 6)
        kernel(rows, n, y, dy.pointer, dx.pointer)
        let expected = (0..<rows).flatMap { r in
          let row = (r * n)..<((r + 1) * n)
          return test.function.gradient(y[row].map(Double.init), up[row].map(Double.init))
        }
        if expected.contains(where: { $0 != 0 }) {
          expectClose(dx.values, expected, .close(absolute: 1e-6, relative: 1e-5), "\(rows)×\(n)")
        } else {
          let isZero = dx.values.allSatisfy { $0 == 0 }
          #expect(isZero, "a sparsemax that is certain")
        }
        dx.expectGuardsIntact()
        kernel(rows, n, y, dy.pointer, dy.pointer)
        expectSameBits(dy.values, dx.values, "in place, \(rows)×\(n)")
      }
    }
  }

  /// The formulas themselves, against central differences of the references.
  @Test(arguments: RowFunction.allCases)
  func theReferenceGradientIsThatOfTheReference(_ function: RowFunction) {
    for x in [[0.3, -1.2, 2.0, 0.1], [0.3, 0.2, 0.9, -0.4, -3]] {
      let up = Array([0.5, -1, 0.25, 2, 1.5].prefix(x.count))
      let gradient = function.gradient(function.value(x), up)
      for i in x.indices {
        let numeric = centralDifference(x, i) { zip(function.value($0), up).map(*).reduce(0, +) }
        expectClose(gradient[i], numeric, absolute: 1e-9, relative: 1e-6, "\(function) \(i)")
      }
    }
  }

  @Test(arguments: cases)
  func aRowHasTheSameBitsAloneAndInABatch(_ test: Case) {
    let kernel = test.set.kernels.rowwise(test.function.kernel)
    let gradient = test.set.kernels.rowwiseGradient(test.function.kernel)
    var samples = Samples(seed: 43)
    for n in Self.widths {
      let x = samples.floats(37 * n, -20, 20)
      let up = samples.floats(37 * n)
      var all = x
      kernel(37, n, x, &all)
      var allGradients = x
      gradient(37, n, all, up, &allGradients)
      var (alone, aloneGradients): ([Float], [Float]) = ([], [])
      for r in 0..<37 {
        var row = Array(x[(r * n)..<((r + 1) * n)])
        kernel(1, n, Array(row), &row)
        alone += row
        var dx = row
        gradient(1, n, row, Array(up[(r * n)..<((r + 1) * n)]), &dx)
        aloneGradients += dx
      }
      expectSameBits(alone, all, "n \(n)")
      expectSameBits(aloneGradients, allGradients, "gradient, n \(n)")
    }
  }

  /// A row that is spoilt is NaN throughout, and its neighbours are not; a lost class is no reason.
  @Test(arguments: cases)
  func spoiltRowsAreNaNThroughout(_ test: Case) {
    let infinity = Float.infinity
    for n in Self.widths where n > 2 {
      for spoilt in [[0, .nan, 1], [infinity, 0, 0], [Float](repeating: -infinity, count: 3)] {
        let filler = [Float](repeating: spoilt[2], count: n - 3)
        for place in 0..<18 {
          var x = [Float](repeating: 0.5, count: 18 * n)
          x.replaceSubrange((place * n)..<((place + 1) * n), with: spoilt + filler)
          var y = x
          test.set.kernels.rowwise(test.function.kernel)(18, n, x, &y)
          for r in 0..<18 {
            let count = y[(r * n)..<((r + 1) * n)].filter { $0.isNaN }.count
            #expect(count == (r == place ? n : 0), "n \(n), row \(r), spoilt \(place)")
          }
        }
      }
      let lost = [-infinity] + [Float](repeating: 0, count: n - 1)
      var y = lost
      test.set.kernels.rowwise(test.function.kernel)(1, n, lost, &y)
      #expect(y[0] == (test.function == .logSoftmax ? -infinity : 0))
      let areOthersFinite = y.dropFirst().allSatisfy { $0.isFinite }
      #expect(areOthersFinite)
    }
  }

  /// A projection on the simplex: the sum is 1, what is far below the largest is exactly 0, and a point of the
  /// simplex stays where it is.
  @Test(arguments: InstructionSet.available)
  func sparsemaxProjectsOnTheSimplex(_ set: InstructionSet) {
    var samples = Samples(seed: 44)
    let kernel = set.kernels.rowwise(CK_SPARSEMAX)
    for n in Self.widths + [1000] {
      let x = samples.floats(n, -2, 2)
      var y = x
      kernel(1, n, x, &y)
      expectClose(y.reduce(0) { $0 + Double($1) }, 1, relative: 2e-7 * Double(n), "n \(n)")
      let threshold = zip(x, y).first { $0.1 > 0 }.map { $0 - $1 } ?? .nan
      let areTheRestZero = zip(x, y).allSatisfy { $0 < threshold - 1e-6 ? $1 == 0 : true }
      #expect(areTheRestZero)
      var again = y
      kernel(1, n, y, &again)
      for (a, b) in zip(again, y) { #expect(abs(a - b) <= 3e-7) }
    }
    var certain: [Float] = [0, 0]
    kernel(1, 2, [3, 1], &certain)
    #expect(certain == [1, 0])
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
    set.kernels.rowwise(CK_SOFTMAX)(rows, n, x, &y)
    for i in y.indices where i / n != place {
      expectClose(Double(y[i]), 1 / Double(n), relative: 1e-6, "neighbour of \(row)")
    }
    return Array(y[(place * n)..<((place + 1) * n)])
  }
}
