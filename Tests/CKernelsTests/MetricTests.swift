import CKernels
import TestSupport
import Testing

/// Counts of right predictions against the plain loops of the reference.
struct MetricTests {
  @Test(arguments: InstructionSet.available)
  func argmaxCountsAgreeWithTheReference(_ set: InstructionSet) {
    var samples = Samples(seed: 71)
    for n in [1, 2, 3, 5, 8, 10, 16, 17, 40] {
      let rows = 50
      let p = (0..<rows * n).map { _ in Float(samples.below(4)) }
      let t = (0..<rows * n).map { _ in Float(samples.below(3)) }
      let classes = samples.classes(rows, n)
      var dense = 0
      var sparse = 0
      for r in 0..<rows {
        let best = LossForm.argmax((0..<n).map { Double(p[r * n + $0]) })
        dense += best == LossForm.argmax((0..<n).map { Double(t[r * n + $0]) }) ? 1 : 0
        sparse += best == Int(classes[r]) ? 1 : 0
      }
      #expect(set.kernels.count_argmax_f32(rows, n, p, t) == dense, "n \(n)")
      #expect(set.kernels.count_sparse_f32(rows, n, p, classes) == sparse, "n \(n)")
      #expect(n == 1 || (dense < rows && sparse < rows && dense > 0))
    }
  }

  @Test(arguments: InstructionSet.available)
  func theFirstOfEqualsCountsAndNaNNever(_ set: InstructionSet) {
    for n in [2, 5, 16, 21] {
      let tie = [Float](repeating: 3, count: n)
      #expect(set.kernels.count_sparse_f32(1, n, tie, [0]) == 1)
      #expect(set.kernels.count_sparse_f32(1, n, tie, [1]) == 0)
      let low = [Float](repeating: -.infinity, count: n)
      #expect(set.kernels.count_sparse_f32(1, n, low, [0]) == 1)
      for place in 0..<n {
        var p = tie
        p[place] = .nan
        #expect(set.kernels.count_sparse_f32(1, n, p, [0]) == 0)
        #expect(set.kernels.count_argmax_f32(1, n, p, tie) == 0)
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func thresholdAndSignCountsAgreeWithTheReference(_ set: InstructionSet) {
    var samples = Samples(seed: 72)
    for n in sizesAroundVectors + [1000] {
      var p = samples.floats(n)
      if n > 3 { p[2] = .nan }
      let t = (0..<n).map { _ in Float(samples.below(2)) }
      let signs = t.map { 2 * $0 - 1 }
      let above = zip(p, t).filter { !$0.isNaN && ($0 > 0.25) == ($1 > 0.5) }.count
      let same = zip(p, signs).filter { !$0.isNaN && ($0 > 0) == ($1 > 0) }.count
      #expect(set.kernels.count_threshold_f32(n, 0.25, p, t) == above, "n \(n)")
      #expect(set.kernels.count_sign_f32(n, p, signs) == same, "n \(n)")
    }
  }
}
