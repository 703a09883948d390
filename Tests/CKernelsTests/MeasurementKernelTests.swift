import CKernels
import TestSupport
import Testing

/// Confusion matrices, ranks and sums over errors against plain loops in Double.
struct MeasurementKernelTests {
  @Test(arguments: InstructionSet.available)
  func confusionCountsEachRowOnceAtItsClassAndAnswer(_ set: InstructionSet) {
    var samples = Samples(seed: 201)
    for n in [1, 2, 3, 5, 8, 16, 17, 40] {
      let rows = 60
      var p = (0..<rows * n).map { _ in Float(samples.below(4)) }
      p[7 * n] = .nan
      let t = (0..<rows * n).map { _ in Float(samples.below(5)) }
      var classes = samples.classes(rows, n)
      classes[3] = -1
      classes[4] = Int32(n)
      var (dense, sparse) = ([Int64](repeating: 0, count: n * n + 1), [Int64](repeating: 0, count: n * n + 1))
      for r in 0..<rows {
        let row = (0..<n).map { Double(p[r * n + $0]) }
        let answer = row.contains(where: \.isNaN) ? nil : LossForm.argmax(row)
        let truth = LossForm.argmax((0..<n).map { Double(t[r * n + $0]) })
        dense[answer.map { truth * n + $0 } ?? n * n] += 1
        if (0..<n).contains(Int(classes[r])) { sparse[answer.map { Int(classes[r]) * n + $0 } ?? n * n] += 1 }
      }
      // Two more behind the end, which must stay as they are.
      var (denseCounts, sparseCounts) = (
        [Int64](repeating: 0, count: n * n + 1) + [7, 7], [Int64](repeating: 0, count: n * n + 1) + [7, 7]
      )
      set.kernels.confusion_argmax_f32(rows, n, p, t, &denseCounts)
      set.kernels.confusion_sparse_f32(rows, n, p, classes, &sparseCounts)
      #expect(denseCounts == dense + [7, 7] && sparseCounts == sparse + [7, 7], "n \(n)")
      #expect(dense.reduce(0, +) == rows && sparse.reduce(0, +) == rows - 2 && dense[n * n] == 1)
    }
  }

  @Test(arguments: InstructionSet.available)
  func confusionOfThresholdsCountsEachElement(_ set: InstructionSet) {
    var samples = Samples(seed: 202)
    for n in sizesAroundVectors + [1000] {
      var p = samples.floats(n)
      if n > 3 { (p[2], p[1]) = (.nan, 0.25) }
      let t = (0..<n).map { _ in Float(samples.below(2)) }
      var expected = [Int64](repeating: 5, count: 5)
      for i in 0..<n { expected[p[i].isNaN ? 4 : 2 * (t[i] > 0.5 ? 1 : 0) + (p[i] > 0.25 ? 1 : 0)] += 1 }
      var counts = [Int64](repeating: 5, count: 5)
      set.kernels.confusion_threshold_f32(n, 0.25, 0.5, p, t, &counts)
      #expect(counts == expected, "n \(n)")
    }
  }

  @Test(arguments: InstructionSet.available)
  func ranksAgreeWithSortingForBothWaysWithTies(_ set: InstructionSet) {
    var samples = Samples(seed: 203)
    for n in [1, 2, 4, 5, 8, 16, 19, 40] {
      let rows = 80
      var p = (0..<rows * n).map { _ in Float(samples.below(5)) }
      p[5 * n + n - 1] = .nan
      var classes = samples.classes(rows, n)
      classes[9] = -1
      let t = (0..<rows).flatMap { r in (0..<n).map { Float(Int32($0) == max(classes[r], 0) ? 1 : 0) } }
      for k in [1, 2, 3, n] {
        for ordered in [false, true] {
          var (sparse, dense) = (0, 0)
          for r in 0..<rows {
            let row = Array(p[r * n..<(r + 1) * n])
            let truth = Int(max(classes[r], 0))
            let larger = row.indices.filter { row[$0] > row[truth] || (ordered && $0 > truth && row[$0] == row[truth]) }
            let isAmong = !row.contains(where: \.isNaN) && larger.count < k
            dense += isAmong ? 1 : 0
            sparse += isAmong && classes[r] >= 0 ? 1 : 0
          }
          #expect(set.kernels.top_k_f32(rows, n, k, ordered ? 1 : 0, p, t) == dense, "n \(n), k \(k)")
          #expect(set.kernels.top_k_sparse_f32(rows, n, k, ordered ? 1 : 0, p, classes) == sparse, "n \(n), k \(k)")
        }
      }
    }
  }

  /// Every term is exact or rounded once in Double; the two parts of a sum lose nothing but that.
  @Test(arguments: InstructionSet.available)
  func momentsAreThoseOfDoubleEvenFarFromZero(_ set: InstructionSet) {
    var samples = Samples(seed: 204)
    for (rows, n) in [(1, 1), (3, 1), (17, 1), (100, 1), (1, 3), (40, 2), (33, 5), (20, 8), (9, 19)] {
      for shift in [Float(0), 1e6] {
        let t = samples.floats(rows * n).map { $0 + shift }
        let p = zip(t, samples.floats(rows * n)).map { $0 + $1 }
        var sums = [Double](repeating: 1, count: 12 * n) + [7, 7]
        set.kernels.error_moments_f32(rows, n, p, t, &sums)
        for column in 0..<n {
          let pairs = (0..<rows).map { (Double(p[$0 * n + column]), Double(t[$0 * n + column])) }
          let terms: [(Double, Double) -> Double] = [
            { $1 }, { $1 * $1 }, { $0 - $1 }, { ($0 - $1) * ($0 - $1) }, { abs($0 - $1) },
            { abs($0 - $1) / max(abs($1), 0x1p-52) },
          ]
          for (m, term) in terms.enumerated() {
            let place = 12 * column + 2 * m
            let (high, low) = (sums[place], sums[place + 1] - 1)
            // Each part of a sum began at 1.
            let exact = compensated([1] + pairs.map { term($0.0, $0.1) })
            #expect(
              abs(high + low - exact) <= 0x1p-52 * (1 + abs(exact)),
              "\(rows)×\(n), moment \(m): \(high + low), \(exact)")
          }
        }
        #expect(sums.suffix(2) == [7, 7])
      }
    }
  }

  private func compensated(_ terms: [Double]) -> Double {
    var (high, low) = (0.0, 0.0)
    for term in terms {
      let sum = high + term
      let part = sum - high
      low += (high - (sum - part)) + (term - part)
      high = sum
    }
    return high + low
  }

  @Test(arguments: InstructionSet.available)
  func notANumberIsNeverLostFromTheSums(_ set: InstructionSet) {
    for n in [1, 3] {
      for place in 0..<12 {
        var p = [Float](repeating: 1, count: 12)
        p[place] = .nan
        var sums = [Double](repeating: 0, count: 12 * n)
        set.kernels.error_moments_f32(12 / n, n, p, [Float](repeating: 2, count: 12), &sums)
        let column = place % n
        #expect([4, 6, 8, 10].allSatisfy { sums[12 * column + $0].isNaN }, "n \(n), place \(place)")
        #expect((0..<n).allSatisfy { $0 == column || !sums[12 * $0 + 6].isNaN })
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func weightsOfRowsAreAddedInTheirOrder(_ set: InstructionSet) {
    let weights: [Float] = [0.5, 0, 2, 0, 1]
    let whole = set.kernels.weigh_rows_f32(5, nil, weights)
    #expect(whole.sum == 3.5 && whole.nonzero == 3)
    let some = set.kernels.weigh_rows_f32(3, [4, 1, 2], weights)
    #expect(some.sum == 3 && some.nonzero == 2)
    let none = set.kernels.weigh_rows_f32(0, nil, weights)
    #expect(none.sum == 0 && none.nonzero == 0)
  }
}
