import TestSupport
import Testing

@testable import Swiftlet

/// The parts of the search for waves.
struct WaveSearchTests {
  @Test func aLatticeCoversHalfOfTheSpaceOnce() {
    let lattice = WaveLattice(cells: 4, isActive: [true, true])
    #expect(lattice.count == 32 && lattice.sizes == [4, 8])
    let (all, places) = lattice.shell(around: nil)
    #expect(places == Array(0..<32) && all.count == 64)
    #expect(all[..<32].allSatisfy { $0 > 0 } && all[32...].contains { $0 < 0 })
    let step = Float(WaveLattice.step)
    #expect(abs(all[0] - step / 2) < 1e-6 && abs(all[32] + 3.5 * step) < 1e-5)
    #expect(WaveLattice(range: 600, isActive: [true, true]).count == 191 * 382)
    #expect(WaveLattice(range: 600, isActive: [true, false, true]).count == 191 * 382)
    #expect(WaveLattice(range: 100, isActive: [true, true, true]).count == 32 * 64 * 64)
    #expect(WaveLattice(cells: 1 << 40, isActive: [true, true, true]).count == Int.max)
  }

  @Test func aShellHasWhatTheSmallerLatticeHasNot() {
    for isActive in [[true], [true, true], [false, true], [true, false, true], [true, true, true]] {
      let (inner, outer) = (WaveLattice(cells: 2, isActive: isActive), WaveLattice(cells: 4, isActive: isActive))
      let (candidates, places) = outer.shell(around: inner)
      #expect(places.count == outer.count - inner.count && candidates.count == places.count * isActive.count)
      let moved = inner.places(Array(0..<inner.count), in: outer)
      #expect(Set(moved).isDisjoint(with: places) && Set(moved + places) == Set(0..<outer.count), "\(isActive)")
    }
  }

  @Test func theLargestLatticeOfABudgetIsFound() {
    for (candidates, axes) in [(1 << 20, 1), (1 << 20, 2), (1 << 20, 3), (7, 2), (1, 3)] {
      let active = [Bool](repeating: true, count: axes)
      let cells = WaveLattice.cells(candidates: candidates, axes: axes)
      #expect(cells == 1 || WaveLattice(cells: cells, isActive: active).count <= candidates)
      #expect(WaveLattice(cells: cells + max(cells / 8, 1), isActive: active).count > candidates)
    }
  }

  @Test func aShortlistKeepsTheStrongestOfAll() {
    var samples = Samples(seed: 3)
    var list = Shortlist(dims: 1, limit: 20)
    let values = samples.floats(500, 0, 1)
    for part in [0..<300, 300..<500] { list.add(Array(values[part]), Array(values[part])) }
    #expect(list.candidates == Array(values.sorted(by: >).prefix(20)))
  }

  /// Two waves in one amount: both are found to a quarter of a cell, the stronger one first. The other one, and
  /// that there are not many periods, shifts the top of the hill a little; training mends that.
  @Test(arguments: [1, 2, 3]) func wavesAreTakenOutOneAfterTheOther(dims: Int) throws {
    let truth: [[Double]] = [[41.3, -17.2, 8.8], [12.1, 30.4, -22.9]].map { Array($0.prefix(dims)) }
    let points = Tensor.uniform(rows: 800, shape: Shape([dims]), seed: 4)
    let amounts = (0..<800).map { row -> Float in
      let x = points[row: row].map(Double.init)
      let t = truth.map { zip($0, x).reduce(0) { $0 + $1.0 * $1.1 } }
      return Float(sine(t[0] + 0.3) + 0.6 * cosine(t[1]))
    }
    let rows = WaveRows(points: points.values, dims: dims, residuals: WaveRows.centred(amounts, 1), outputs: 1)
    let (candidates, _) = WaveLattice(range: 50, isActive: rows.isActive).shell(around: nil)
    var list = Shortlist(dims: dims)
    let scores = rows.scores(candidates, threads: 1)
    #expect(scores == rows.scores(candidates, threads: 2))
    list.add(candidates, scores)
    var pursuit = WavePursuit(rows, list, threads: 1)
    let found = Array(pursuit.find(2))
    #expect(found.count == 2)
    for (wave, expected) in zip(found, truth) {
      let frequencies = zip(wave.frequencies, rows.spans).map { Double($0) / $1 }
      let sign = frequencies[0] * expected[0] < 0 ? -1.0 : 1
      for (got, wanted) in zip(frequencies, expected) {
        #expect(abs(sign * got - wanted) < WaveLattice.step / 4, "\(dims)")
      }
    }
    // 0.5 and 0.18 of a variance of 0.68.
    #expect(abs(found[0].share - 0.735) < 0.06 && found[1].share < found[0].share && found[1].share > 0.1)
    #expect(pursuit.find(1).count == 1)
  }

  @Test func classesAndAmountsTellTheSame() {
    let data = Dataset.sumMod(rows: 300, seed: 5)
    let labels = data.targets.classIndices ?? []
    let byClass = WaveRows(points: data.inputs.values, dims: 2, labels: labels, classes: 3)
    let oneHot = WaveRows.centred(Tensor(oneHot: labels, classes: 3).values, 3)
    let byAmount = WaveRows(points: data.inputs.values, dims: 2, residuals: oneHot, outputs: 3)
    let (candidates, _) = WaveLattice(range: 250, isActive: [true, true]).shell(around: nil)
    let pairs = zip(byClass.scores(candidates, threads: 1), byAmount.scores(candidates, threads: 1))
    #expect(pairs.allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(abs(byClass.variance - byAmount.variance) < 1e-5 && abs(byClass.variance - 2.0 / 3) < 0.01)
    // Three equal stripes: (3/4)·(sin(π/3)/(π/3))²·(2/3)... of the square of 0.2757 for each class.
    #expect(abs((pairs.map(\.0).max() ?? 0) - 0.228) < 0.04)
  }

  @Test func aConstantColumnIsLeftAlone() {
    let rows = WaveRows(points: [0, 5, 1, 5, 0.5, 5], dims: 2, residuals: [1, -1, 0], outputs: 1)
    #expect(rows.isActive == [true, false] && rows.spans == [1, 0] && rows.lows == [0, 5])
    #expect(rows.points == [0, 0, 1, 0, 0.5, 0])
    let (candidates, _) = WaveLattice(range: 20, isActive: rows.isActive).shell(around: nil)
    #expect(candidates.count == 14 && candidates[7...].allSatisfy { $0 == 0 })
  }
}
