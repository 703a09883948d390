import CKernels
import TestSupport
import Testing

/// Normalisation of rows and columns against Double, on every instruction set.
///
/// Bounds: x - mean is rounded twice, the factor carries three roundings (of the differences squared, of the sum and of
/// itself), the product and the last sum one each: 8 of them, each of 2^-24. Sums of n terms add n more.
struct NormalizationTests {
  static let sets = InstructionSet.available
  static let unit = 0x1p-24

  private struct Problem {
    let rows: Int
    let n: Int
    let x: [Float]
    let gamma: [Float]
    let beta: [Float]
    let dy: [Float]

    init(_ rows: Int, _ n: Int, around mean: Float, seed: UInt64) {
      var samples = Samples(seed: seed)
      (self.rows, self.n) = (rows, n)
      x = samples.floats(rows * n, mean - 2, mean + 2)
      gamma = samples.floats(n, 0.5, 2)
      beta = samples.floats(n)
      dy = samples.floats(rows * n)
    }

    func row(_ values: [Float], _ r: Int) -> [Double] { values[r * n..<(r + 1) * n].map(Double.init) }
    func column(_ values: [Float], _ c: Int) -> [Double] { (0..<rows).map { Double(values[$0 * n + c]) } }
  }

  private func eachProblem(_ body: (Problem) -> Void) {
    for n in [1, 2, 3, 5, 8, 9, 16, 17, 33] {
      for rows in [2, 7, 40] {
        for mean: Float in [0, 1000, -1e6] { body(Problem(rows, n, around: mean, seed: UInt64(n * 100 + rows))) }
      }
    }
  }

  // MARK: - Rows

  @Test(arguments: sets, [true, false])
  func rowsAreNormalisedByTheirOwnStatistics(_ set: InstructionSet, centred: Bool) {
    eachProblem { p in
      for (gamma, beta) in [(true, true), (true, false), (false, true), (false, false)] {
        let y = Guarded<Float>(count: p.x.count, offset: 3)
        let statistics = Guarded<Float>(count: 3 * p.rows)
        run(
          set, CK_STEP_NORMALIZE_ROWS, p, index: centred ? 0 : 1,
          [p.x, gamma ? p.gamma : nil, beta ? p.beta : nil], [y, statistics])
        var (expected, bounds) = ([Double](), [Double]())
        for r in 0..<p.rows {
          let scaled = NormalizationReference.normalized(p.row(p.x, r), centred: centred, epsilon: Double(Float(1e-3)))
          for (j, value) in scaled.values.enumerated() {
            let g = gamma ? Double(p.gamma[j]) : 1
            let b = beta ? Double(p.beta[j]) : 0
            expected.append(g * value + b)
            // Of a row of one value nothing is left but what the mean's two parts lose.
            bounds.append(8 * Self.unit * (abs(g * value) + abs(b)) + scaled.factor * 4e-15 * Double(abs(p.x[r * p.n])))
          }
        }
        expectNear(y, expected, bounds, "\(p.rows)×\(p.n)")
      }
    }
  }

  @Test(arguments: sets, [true, false])
  func gradientsOfRowsAreRight(_ set: InstructionSet, centred: Bool) {
    eachProblem { p in
      guard let s = statistics(set, p, centred: centred) else { return }
      let dx = Guarded<Float>(count: p.x.count, offset: 5)
      run(set, CK_STEP_NORMALIZE_ROWS_GRAD, p, index: centred ? 0 : 1, [p.x, p.gamma, s, p.dy], [dx])
      var (expected, bounds) = ([Double](), [Double]())
      for r in 0..<p.rows {
        let g = zip(p.row(p.dy, r), p.gamma).map { $0 * Double($1) }
        let exact = NormalizationReference.gradient(
          p.row(p.x, r), g, centred: centred, epsilon: Double(Float(1e-3)))
        expected += exact
        bounds += slack(p.row(p.x, r), g, centred: centred)
      }
      expectNear(dx, expected, bounds, "\(p.rows)×\(p.n)")
      let inPlace = Guarded(p.dy)
      step(
        set, CK_STEP_NORMALIZE_ROWS_GRAD, p, index: centred ? 0 : 1,
        [Guarded(p.x), Guarded(p.gamma), Guarded(s), inPlace, inPlace])
      expectSameBits(inPlace.values, dx.values, "in place")
    }
  }

  @Test(arguments: sets)
  func gradientsOfTheWeightsOfRowsAccumulateInLaterBlocks(_ set: InstructionSet) {
    eachProblem { p in
      guard let s = statistics(set, p, centred: true) else { return }
      for adds in [false, true] {
        let start: Float = adds ? 0.5 : .nan
        let (dgamma, dbeta) = (
          Guarded([Float](repeating: start, count: p.n)), Guarded([Float](repeating: start, count: p.n))
        )
        step(
          set, CK_STEP_NORMALIZE_ROWS_GRAD_WEIGHTS, p, later: adds, flags: CK_STEP_ADD_LATER,
          [Guarded(p.x), Guarded(s), Guarded(p.dy), dgamma, dbeta])
        var sums = (gamma: [Double](repeating: adds ? 0.5 : 0, count: p.n), beta: [Double](), bounds: [Double]())
        sums.beta = sums.gamma
        sums.bounds = [Double](repeating: 1, count: p.n)
        for r in 0..<p.rows {
          let scaled = NormalizationReference.normalized(p.row(p.x, r), centred: true, epsilon: Double(Float(1e-3)))
          for j in 0..<p.n {
            let d = Double(p.dy[r * p.n + j])
            sums.gamma[j] += d * scaled.values[j]
            sums.beta[j] += d
            sums.bounds[j] += abs(d) * (1 + abs(scaled.values[j]))
          }
        }
        let bounds = sums.bounds.map { Double(p.rows + 8) * Self.unit * $0 + 4e-15 * 1e6 * 40 }
        expectNear(dgamma, sums.gamma, bounds, "gamma \(p.rows)×\(p.n)")
        expectNear(dbeta, sums.beta, bounds, "beta \(p.rows)×\(p.n)")
      }
    }
  }

  // MARK: - Columns

  @Test(arguments: sets, [true, false])
  func statisticsOfABatchMoveTheMovingOnes(_ set: InstructionSet, unbiased: Bool) {
    eachProblem { p in
      let s = Guarded<Float>(count: 3 * p.n)
      let (mean, variance) = (Guarded([Float](repeating: 2, count: p.n)), Guarded([Float](repeating: 3, count: p.n)))
      step(
        set, CK_STEP_BATCH_STATISTICS, p, index: unbiased ? 1 : 0, b: 0.1, [Guarded(p.x), s, mean, variance])
      let share = Double(Float(0.1))
      for c in 0..<p.n {
        let column = p.column(p.x, c)
        let exact = column.reduce(0, +) / Double(p.rows)
        let spread = column.reduce(0) { $0 + ($1 - exact) * ($1 - exact) } / Double(p.rows)
        let moved = spread * (unbiased ? Double(p.rows) / Double(p.rows - 1) : 1)
        expectClose(Double(s.values[c]) + Double(s.values[p.n + c]), exact, absolute: 1e-9, relative: 1e-12)
        expectClose(
          Double(s.values[2 * p.n + c]), 1 / (spread + Double(Float(1e-3))).squareRoot(), relative: 4 * Self.unit)
        expectClose(Double(mean.values[c]), 2 + share * (exact - 2), absolute: 1e-9, relative: 2 * Self.unit)
        expectClose(Double(variance.values[c]), 3 + share * (moved - 3), absolute: 1e-9, relative: 4 * Self.unit)
      }
      for operand in [s, mean, variance] { operand.expectGuardsIntact() }
    }
  }

  @Test(arguments: sets)
  func oneRowHasNoUnbiasedVarianceToMoveBy(_ set: InstructionSet) {
    let p = Problem(1, 5, around: 1, seed: 7)
    for unbiased in [true, false] {
      let (mean, variance) = (Guarded([Float](repeating: 2, count: 5)), Guarded([Float](repeating: 3, count: 5)))
      step(
        set, CK_STEP_BATCH_STATISTICS, p, index: unbiased ? 1 : 0, b: 0.5,
        [Guarded(p.x), Guarded<Float>(count: 15), mean, variance])
      #expect((mean.values == [2, 2, 2, 2, 2]) == unbiased)
      #expect(variance.values == [Float](repeating: unbiased ? 3 : 1.5, count: 5))
    }
  }

  @Test(arguments: sets)
  func columnsAndTheirGradientsAreRight(_ set: InstructionSet) {
    eachProblem { p in
      let (s, y, sums) = (
        Guarded<Float>(count: 3 * p.n), Guarded<Float>(count: p.x.count), Guarded<Float>(count: 2 * p.n)
      )
      let moving = Guarded([Float](repeating: 0, count: p.n))
      step(set, CK_STEP_BATCH_STATISTICS, p, b: 0, [Guarded(p.x), s, moving, moving])
      let (gamma, dx) = (Guarded(p.gamma), Guarded<Float>(count: p.x.count, offset: 1))
      step(set, CK_STEP_NORMALIZE_COLUMNS, p, [Guarded(p.x), s, gamma, Guarded(p.beta), y])
      step(set, CK_STEP_NORMALIZE_COLUMNS_GRAD, p, [Guarded(p.x), s, gamma, Guarded(p.dy), dx, sums])
      for c in 0..<p.n {
        let column = p.column(p.x, c)
        let (g, b) = (Double(p.gamma[c]), Double(p.beta[c]))
        let scaled = NormalizationReference.normalized(column, centred: true, epsilon: Double(Float(1e-3)))
        let upstream = p.column(p.dy, c)
        let exact = NormalizationReference.gradient(
          column, upstream.map { $0 * g }, centred: true, epsilon: Double(Float(1e-3)))
        let slacks = slack(column, upstream.map { $0 * g }, centred: true)
        for r in 0..<p.rows {
          let place = r * p.n + c
          let bound = 8 * Self.unit * (abs(g * scaled.values[r]) + abs(b)) + scaled.factor * 4e-15 * abs(column[r])
          #expect(abs(Double(y.values[place]) - (g * scaled.values[r] + b)) <= bound)
          #expect(abs(Double(dx.values[place]) - exact[r]) <= slacks[r])
        }
        let products = zip(upstream, scaled.values).map { $0 * $1 }
        let size = products.reduce(0) { $0 + abs($1) } + upstream.reduce(0) { $0 + abs($1) }
        #expect(abs(Double(sums.values[c]) - products.reduce(0, +)) <= 8 * Self.unit * size + 1e-6)
        #expect(abs(Double(sums.values[p.n + c]) - upstream.reduce(0, +)) <= 2 * Self.unit * size)
      }
      for operand in [s, y, sums, dx] { operand.expectGuardsIntact() }
    }
  }

  @Test(arguments: sets)
  func givenStatisticsAreConstants(_ set: InstructionSet) {
    let p = Problem(6, 11, around: 0, seed: 3)
    let (mean, variance) = (Guarded(p.beta), Guarded(p.gamma))
    let (s, dx, sums) = (Guarded<Float>(count: 33), Guarded<Float>(count: 66), Guarded<Float>(count: 22))
    step(set, CK_STEP_MOVING_STATISTICS, p, [mean, variance, s])
    step(
      set, CK_STEP_NORMALIZE_COLUMNS_GRAD, p, index: 1, [Guarded(p.x), s, Guarded(p.gamma), Guarded(p.dy), dx, sums])
    let expected = p.dy.indices.map { i in
      Double(p.dy[i]) * Double(p.gamma[i % 11]) / (Double(p.gamma[i % 11]) + Double(Float(1e-3))).squareRoot()
    }
    expectClose(dx.values, expected, .ulps(4))
    dx.expectGuardsIntact()
  }

  @Test(arguments: sets)
  func aRowHasTheSameBitsAloneAndNaNIsNotLost(_ set: InstructionSet) {
    let p = Problem(40, 13, around: 1, seed: 8)
    let y = Guarded<Float>(count: p.x.count)
    step(set, CK_STEP_NORMALIZE_ROWS, p, [Guarded(p.x), Guarded(p.gamma), Guarded(p.beta), y, nil])
    for r in [0, 17, 39] {
      let (alone, row) = (Guarded<Float>(count: 13, offset: 7), Guarded(Array(p.x[r * 13..<(r + 1) * 13]), offset: 2))
      let one = Problem(1, 13, around: 0, seed: 1)
      step(set, CK_STEP_NORMALIZE_ROWS, one, [row, Guarded(p.gamma), Guarded(p.beta), alone, nil])
      expectSameBits(alone.values, Array(y.values[r * 13..<(r + 1) * 13]))
    }
    for bad in [Float.nan, .infinity] {
      var x = p.x
      x[12] = bad
      step(set, CK_STEP_NORMALIZE_ROWS, p, [Guarded(x), Guarded(p.gamma), Guarded(p.beta), y, nil])
      #expect(y.values[0..<13].allSatisfy { $0.isNaN } && !y.values[13..<26].contains { $0.isNaN })
    }
  }

  // MARK: - Running

  private func slack(_ x: [Double], _ g: [Double], centred: Bool) -> [Double] {
    let (scaled, factor) = NormalizationReference.normalized(x, centred: centred, epsilon: Double(Float(1e-3)))
    let n = Double(x.count)
    let mean = g.reduce(0) { $0 + abs($1) } / n
    let slope = zip(g, scaled).reduce(0) { $0 + abs($1.0 * $1.1) } / n
    // A mean around 1e6 in two floats is off by 4e-15 of it.
    let lost = factor * 4e-15 * (x.map(abs).max() ?? 0)
    return zip(g, scaled).map { g, s in
      (n + 16) * Self.unit * factor * (abs(g) + mean + abs(s) * slope) + 4 * factor * lost * (mean + slope + abs(g))
    }
  }

  private func statistics(_ set: InstructionSet, _ p: Problem, centred: Bool) -> [Float]? {
    let s = Guarded<Float>(count: 3 * p.rows)
    step(
      set, CK_STEP_NORMALIZE_ROWS, p, index: centred ? 0 : 1,
      [Guarded(p.x), nil, nil, Guarded<Float>(count: p.x.count), s])
    return s.values
  }

  private func run(
    _ set: InstructionSet, _ kind: ck_step_kind, _ p: Problem, index: Int32, _ inputs: [[Float]?],
    _ outputs: [Guarded<Float>]
  ) {
    step(set, kind, p, index: index, inputs.map { $0.map { Guarded($0, offset: 9) } } + outputs)
    for output in outputs { output.expectGuardsIntact() }
  }

  private func step(
    _ set: InstructionSet, _ kind: ck_step_kind, _ p: Problem, index: Int32 = 0, later: Bool = false, flags: Int = 0,
    b: Float = 0, _ operands: [Guarded<Float>?]
  ) {
    withExtendedLifetime(operands) {
      _ = StepBench(set, seed: 1).run(
        kind, rows: p.rows, later: later, flags: flags, index: index, n: p.n, m: 1, a: 1e-3, b: b,
        operands.map { $0?.pointer })
    }
  }

  private func expectNear(
    _ actual: Guarded<Float>, _ expected: [Double], _ bounds: [Double], _ context: String,
    location: SourceLocation = #_sourceLocation
  ) {
    actual.expectGuardsIntact(sourceLocation: location)
    #expect(actual.values.count == expected.count && !expected.isEmpty, sourceLocation: location)
    for (i, (a, e)) in zip(actual.values, expected).enumerated() where !(abs(Double(a) - e) <= bounds[i]) {
      Issue.record("\(context): [\(i)] is \(a), expected \(e) ± \(bounds[i])", sourceLocation: location)
      return
    }
  }
}
