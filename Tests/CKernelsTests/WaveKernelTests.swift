import CKernels
import Foundation
import TestSupport
import Testing

/// Scores of candidate waves against plain Double, within the bounds of `ck_waves.h`.
struct WaveKernelTests {
  private static let unit = 0x1p-24

  /// Rows of points, candidates whose angles reach `largest`, classes in order, amounts.
  private struct Case {
    let dims: Int
    let rows: Int
    let candidates: Int
    let ends: [Int]
    let outputs: Int
    let w: [Float]
    let x: [Float]
    let g: [Float]

    init(dims: Int, rows: Int, candidates: Int, classes: Int, outputs: Int, largest: Float, seed: UInt64) {
      var samples = Samples(seed: seed)
      (self.dims, self.rows, self.candidates, self.outputs) = (dims, rows, candidates, outputs)
      x = samples.floats(rows * dims, -0.5, 1)
      w = samples.floats(dims * candidates, -largest / Float(dims), largest / Float(dims))
      g = samples.floats(rows * outputs, -2, 2)
      // The second class is empty where there are three or more.
      let labels = samples.classes(rows, classes).map { classes > 2 && $0 == 1 ? 0 : Int($0) }.sorted()
      ends = (0..<classes).map { k in labels.count { $0 <= k } }
    }

    func angle(_ c: Int, _ i: Int) -> Double {
      var t = 0.0
      for j in 0..<dims { t += Double(w[j * candidates + c]) * Double(x[i * dims + j]) }
      return t
    }

    /// The bound on a sine or cosine, and on what a sum of `rows` of them adds to it.
    func error(_ c: Int) -> Double {
      var largest = 0.0
      for i in 0..<rows {
        var size = 0.0
        for j in 0..<dims { size += abs(Double(w[j * candidates + c]) * Double(x[i * dims + j])) }
        largest = max(largest, size)
      }
      return WaveKernelTests.unit * (3 + Double(2 * dims + 2) * largest + Double(rows) / 256 + 259)
    }

    /// The squares of Σ weight·sin and Σ weight·cos, and how far their sum may be off.
    private func squares(_ c: Int, _ weights: (Int) -> Double) -> (score: Double, bound: Double) {
      var (sine, cosine, size) = (0.0, 0.0, 0.0)
      for i in 0..<rows {
        let (weight, t) = (weights(i), angle(c, i))
        sine += weight * Foundation.sin(t)
        cosine += weight * Foundation.cos(t)
        size += abs(weight)
      }
      let delta = error(c) * size
      return (sine * sine + cosine * cosine, 2 * (abs(sine) + abs(cosine)) * delta + 2 * delta * delta)
    }

    func amounts(_ c: Int) -> (score: Double, bound: Double) {
      var (score, bound) = (0.0, 0.0)
      for o in 0..<outputs {
        let (value, delta) = squares(c) { Double(g[$0 * outputs + o]) }
        score += value
        bound += delta
      }
      let n2 = Double(max(rows, 1)) * Double(max(rows, 1))
      return (score / n2, (bound + Double(2 * outputs + 4) * WaveKernelTests.unit * score) / n2 + 1e-37)
    }

    func classes(_ c: Int) -> (score: Double, bound: Double) {
      let counts = ends.indices.map { Double(ends[$0] - ($0 > 0 ? ends[$0 - 1] : 0)) }
      var (score, bound) = (0.0, 0.0)
      for k in ends.indices {
        let (first, share) = (k > 0 ? ends[k - 1] : 0, counts[k] / Double(rows))
        // Σ |weights| is at most twice the rows of the class.
        let (value, delta) = squares(c) { (first..<ends[k] ~= $0 ? 1 : 0) - share }
        score += value
        bound += delta
      }
      // Three terms, of which none is larger than 2·Σ count², with a rounding for each class and six beside.
      let rounding = 8 * counts.reduce(0) { $0 + $1 * $1 } * Double(ends.count + 6) * WaveKernelTests.unit
      return (score / Double(rows * rows), (bound + rounding) / Double(rows * rows))
    }
  }

  private static func cases() -> [Case] {
    var cases: [Case] = []
    var seed: UInt64 = 300
    for candidates in sizesAroundVectors.filter({ $0 > 0 }) + [61] {
      for (dims, rows, classes, outputs) in [(2, 37, 3, 1), (1, 300, 2, 2), (3, 513, 7, 5), (5, 20, 1, 4)] {
        seed += 1
        cases.append(
          Case(
            dims: dims, rows: rows, candidates: candidates, classes: classes, outputs: outputs,
            largest: [3, 600, 1e4][Int(seed % 3)], seed: seed))
      }
    }
    return cases
  }

  @Test(arguments: InstructionSet.available) func scoresLieWithinTheirBounds(_ set: InstructionSet) {
    for sample in Self.cases() {
      let (n, d) = (sample.candidates, sample.dims)
      let (amounts, classes) = (Guarded(count: n, offset: 3), Guarded(count: n, offset: 5))
      set.kernels.wave_scores_f32(n, d, sample.rows, sample.outputs, sample.w, n, sample.x, sample.g, amounts.pointer)
      set.kernels.wave_class_scores_f32(
        n, d, sample.ends.count, sample.ends, sample.w, n, sample.x, classes.pointer)
      for (got, expected) in [(amounts, (0..<n).map(sample.amounts)), (classes, (0..<n).map(sample.classes))] {
        for c in 0..<n {
          let error = abs(Double(got.values[c]) - expected[c].score)
          #expect(error <= expected[c].bound, "\(n) candidates, \(d) inputs, \(sample.rows) rows: \(c)")
        }
        got.expectGuardsIntact()
      }
      // One class explains nothing, whatever its rows.
      if sample.ends.count > 1, sample.rows > 30, d == 2 {
        #expect(expectedIsFarAboveItsBound(sample), "the bound says nothing")
      }
    }
  }

  private func expectedIsFarAboveItsBound(_ sample: Case) -> Bool {
    (0..<sample.candidates).contains { sample.amounts($0).score > 20 * sample.amounts($0).bound }
  }

  @Test(arguments: InstructionSet.available) func aCandidateHasTheSameBitsWhereverItStands(_ set: InstructionSet) {
    let sample = Case(dims: 2, rows: 300, candidates: 61, classes: 3, outputs: 3, largest: 600, seed: 9)
    func scores(_ range: Range<Int>) -> [Float] {
      var (a, b) = ([Float](repeating: 0, count: range.count), [Float](repeating: 0, count: range.count))
      sample.w.withUnsafeBufferPointer { w in
        let start = w.baseAddress! + range.lowerBound
        set.kernels.wave_scores_f32(range.count, 2, 300, 3, start, 61, sample.x, sample.g, &a)
        set.kernels.wave_class_scores_f32(range.count, 2, 3, sample.ends, start, 61, sample.x, &b)
      }
      return a + b
    }
    let whole = scores(0..<61)
    for cut in [1, 7, 16, 32, 60] {
      let (left, right) = (scores(0..<cut), scores(cut..<61))
      let n = 61 - cut
      #expect(left[..<cut] == whole[..<cut] && right[..<n] == whole[cut..<61], "\(cut)")
      #expect(left[cut...] == whole[61..<61 + cut] && right[n...] == whole[(61 + cut)...], "\(cut)")
    }
  }

  @Test(arguments: InstructionSet.available) func nanAndNothingAreToldAsSuch(_ set: InstructionSet) {
    var scores: [Float] = [7, 7]
    let w: [Float] = [1, 2, 3, 4]
    set.kernels.wave_scores_f32(2, 2, 0, 1, w, 2, [0], [0], &scores)
    #expect(scores == [0, 0])
    set.kernels.wave_class_scores_f32(2, 2, 2, [0, 0], w, 2, [0], &scores)
    #expect(scores == [0, 0])
    for bad in [Float.nan, .infinity] {
      set.kernels.wave_scores_f32(2, 2, 1, 1, [bad, 2, 3, 4], 2, [1, 1], [1], &scores)
      #expect(scores[0].isNaN && scores[1].isFinite)
      set.kernels.wave_class_scores_f32(2, 2, 2, [1, 2], w, 2, [1, bad, 1, 1], &scores)
      #expect(scores.allSatisfy { $0.isNaN })
      set.kernels.wave_scores_f32(2, 2, 1, 1, w, 2, [1, 1], [bad], &scores)
      #expect(scores.allSatisfy { !$0.isFinite })
    }
  }

  @Test(arguments: InstructionSet.available) func aWaveIsTakenOutByLeastSquares(_ set: InstructionSet) {
    var samples = Samples(seed: 12)
    for (dims, rows, outputs) in [(1, 5, 1), (2, 33, 3), (3, 100, 2), (2, 16, 1)] {
      let x = samples.floats(rows * dims, 0, 1)
      let w = samples.floats(dims, 5, 200)
      let start = samples.floats(rows * outputs)
      let g = Guarded(start, offset: 1)
      set.kernels.wave_remove_f32(dims, rows, outputs, w, x, g.pointer)
      let t = (0..<rows).map { i -> Double in
        (0..<dims).reduce(0.0) { (sum: Double, j: Int) -> Double in sum + Double(w[j]) * Double(x[i * dims + j]) }
      }
      let expected = residuals(
        start.map(Double.init), outputs, t.map { Foundation.sin($0) }, t.map { Foundation.cos($0) })
      // Points and frequencies are positive.
      let e = Self.unit * (3 + Double(2 * dims + 2) * (t.max() ?? 0))
      expectClose(g.values, expected, .close(absolute: 8 * e + Self.unit, relative: 0), "\(dims), \(rows)")
      g.expectGuardsIntact()
    }
  }

  @Test(arguments: InstructionSet.available) func aConstantWaveTakesTheMeanOut(_ set: InstructionSet) {
    var g: [Float] = [1, 2, 6]
    set.kernels.wave_remove_f32(1, 3, 1, [0], [0.3, 0.5, 0.9], &g)
    #expect(g == [-2, -1, 3])
    g = [1, .nan, 6]
    set.kernels.wave_remove_f32(1, 3, 1, [3], [0.3, 0.5, 0.9], &g)
    #expect(g.allSatisfy { $0.isNaN })
  }

  /// g - a·s - b·c with the normal equations solved in Double.
  private func residuals(_ g: [Double], _ outputs: Int, _ s: [Double], _ c: [Double]) -> [Double] {
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    var left = g
    let (ss, sc, cc) = (dot(s, s), dot(s, c), dot(c, c))
    for o in 0..<outputs {
      let column = s.indices.map { g[$0 * outputs + o] }
      let (sg, cg) = (dot(s, column), dot(c, column))
      let det = ss * cc - sc * sc
      let (a, b) = ((sg * cc - cg * sc) / det, (cg * ss - sg * sc) / det)
      for i in s.indices { left[i * outputs + o] -= a * s[i] + b * c[i] }
    }
    return left
  }
}
