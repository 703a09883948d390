import CKernels
import TestSupport
import Testing

/// Every kind of step does what its kernel does, with rows, scale and accumulation from the context.
struct StepTests {
  static let sets = InstructionSet.available

  @Test(arguments: sets)
  func denseIsTheProductWithItsEpilogue(_ set: InstructionSet) {
    var test = StepBench(set, seed: 101)
    for rows in [1, 7, 40] {
      let (x, w, bias) = (test.input(rows * 6), test.input(6 * 9), test.input(9))
      let workspace = test.output(ck_gemm_workspace_f32(CK_GEMM_NN, rows, 9, 6))
      for function in [UnaryFunction.linear, .relu, .tanh, .leakyRelu] {
        for hasBias in [true, false] {
          for flags in [0, CK_STEP_ADD] {
            let (a, b) = function.parameters
            let y = test.output(rows * 9, like: flags != 0)
            let expected = Guarded(y.values)
            set.kernels.gemm(CK_GEMM_NN)(
              rows, 9, 6, flags == 0 ? 0 : UInt32(CK_GEMM_ACCUMULATE), function.kernel, a, b, x.pointer, 6, w.pointer,
              9,
              hasBias ? bias.pointer : nil, expected.pointer, 9, workspace.pointer)
            test.run(
              CK_STEP_DENSE, rows: rows, flags: flags, index: function.rawValue, n: 9, k: 6, a: a, b: b,
              [x.pointer, w.pointer, hasBias ? bias.pointer : nil, y.pointer, workspace.pointer])
            test.expectSame(y, expected, "\(function) rows \(rows)")
          }
        }
      }
    }
  }

  @Test(arguments: sets)
  func denseGradientsOfWeightsAccumulateInLaterBlocks(_ set: InstructionSet) {
    var test = StepBench(set, seed: 102)
    let (rows, n, k) = (17, 5, 8)
    let (x, dy) = (test.input(rows * k), test.input(rows * n))
    for (flags, later, adds) in [
      (0, false, false), (0, true, false), (CK_STEP_ADD, false, true), (CK_STEP_ADD_LATER, false, false),
      (CK_STEP_ADD_LATER, true, true),
    ] {
      for hasBias in [true, false] {
        let (dw, db) = (test.output(k * n, like: true), test.output(n, like: true))
        let (expectedW, expectedB) = (Guarded(dw.values), Guarded(db.values))
        set.kernels.gemm(CK_GEMM_TN)(
          k, n, rows, adds ? UInt32(CK_GEMM_ACCUMULATE) : 0, CK_LINEAR, 0, 0, x.pointer, k, dy.pointer, n, nil,
          expectedW.pointer, n, nil)
        if hasBias { set.kernels.column_sums_f32(rows, n, adds ? 1 : 0, dy.pointer, expectedB.pointer) }
        test.run(
          CK_STEP_DENSE_GRAD_WEIGHTS, rows: rows, later: later, flags: flags, n: n, k: k,
          [x.pointer, dy.pointer, dw.pointer, hasBias ? db.pointer : nil, nil])
        test.expectSame(dw, expectedW, "flags \(flags) later \(later)")
        test.expectSame(db, expectedB, "flags \(flags) later \(later)")
      }
    }
  }

  @Test(arguments: sets)
  func denseGradientsOfInputsCarryTheActivation(_ set: InstructionSet) {
    var test = StepBench(set, seed: 103)
    let (rows, n, k) = (9, 6, 11)
    let (dy, w) = (test.input(rows * n), test.input(k * n))
    let (x, y) = (test.input(rows * k), test.input(rows * k))
    let workspace = test.output(ck_gemm_workspace_f32(CK_GEMM_NT, rows, k, n))
    for (function, flags) in [
      (UnaryFunction.linear, 0), (.linear, CK_STEP_ADD), (.relu, 0), (.tanh, 0), (.softplus, 0), (.elu, 0),
    ] {
      let (a, b) = function.parameters
      let dx = test.output(rows * k, like: flags != 0)
      let expected = Guarded(dx.values)
      set.kernels.gemm(CK_GEMM_NT)(
        rows, k, n, flags == 0 ? 0 : UInt32(CK_GEMM_ACCUMULATE), CK_LINEAR, 0, 0, dy.pointer, n, w.pointer, n, nil,
        expected.pointer, k, workspace.pointer)
      set.kernels.unaryGradient(function.kernel)(
        rows * k, a, b, x.pointer, y.pointer, expected.pointer, expected.pointer)
      test.run(
        CK_STEP_DENSE_GRAD_INPUT, rows: rows, flags: flags, index: function.rawValue, n: n, k: k, a: a, b: b,
        [dy.pointer, w.pointer, dx.pointer, workspace.pointer, x.pointer, y.pointer])
      test.expectSame(dx, expected, "\(function)")
    }
  }

  @Test(arguments: sets)
  func functionsOfOneAndTwoArraysAreTheirKernels(_ set: InstructionSet) {
    var test = StepBench(set, seed: 104)
    let (rows, n) = (5, 7)
    let (x, y, up) = (test.input(rows * n), test.input(rows * n), test.input(rows * n))
    for function in UnaryFunction.allCases {
      let (a, b) = function.parameters
      let (out, expected) = (test.output(rows * n), test.output(rows * n))
      set.kernels.unary(function.kernel)(rows * n, a, b, x.pointer, expected.pointer)
      test.run(CK_STEP_UNARY, rows: rows, index: function.rawValue, n: n, a: a, b: b, [x.pointer, out.pointer])
      test.expectSame(out, expected, "\(function)")
      set.kernels.unaryGradient(function.kernel)(
        rows * n, a, b, x.pointer, y.pointer, up.pointer, expected.pointer)
      test.run(
        CK_STEP_UNARY_GRAD, rows: rows, index: function.rawValue, n: n, a: a, b: b,
        [x.pointer, y.pointer, up.pointer, out.pointer])
      test.expectSame(out, expected, "gradient of \(function)")
    }
    for function in BinaryKernelTests.Function.allCases {
      for flags in [0, CK_STEP_X_SHARED, CK_STEP_Y_SHARED] {
        let (xs, ys) = (flags == CK_STEP_X_SHARED ? 0 : n, flags == CK_STEP_Y_SHARED ? 0 : n)
        let (z, d, expected) = (test.output(rows * n), test.output(rows * n), test.output(rows * n))
        set.kernels.binary(function.kernel)(rows, n, x.pointer, xs, y.pointer, ys, expected.pointer)
        test.run(
          CK_STEP_BINARY, rows: rows, flags: flags, index: function.rawValue, n: n, [x.pointer, y.pointer, z.pointer])
        test.expectSame(z, expected, "\(function)")
        for (kind, kernel) in [
          (CK_STEP_BINARY_GRAD_X, set.kernels.binaryGradientX(function.kernel)),
          (CK_STEP_BINARY_GRAD_Y, set.kernels.binaryGradientY(function.kernel)),
        ] {
          kernel(rows, n, x.pointer, xs, y.pointer, ys, z.pointer, up.pointer, expected.pointer)
          test.run(
            kind, rows: rows, flags: flags, index: function.rawValue, n: n,
            [x.pointer, y.pointer, z.pointer, up.pointer, d.pointer])
          test.expectSame(d, expected, "gradient of \(function)")
        }
      }
    }
  }

  @Test(arguments: sets)
  func softmaxAndReductionsAreTheirKernels(_ set: InstructionSet) {
    var test = StepBench(set, seed: 105)
    let (rows, n) = (6, 12)
    let (x, y) = (test.input(rows * n), test.input(rows * n))
    let (out, expected) = (test.output(rows * n), test.output(rows * n))
    set.kernels.rowwise(CK_SOFTMAX)(rows, n, x.pointer, expected.pointer)
    test.run(CK_STEP_ROWWISE, rows: rows, n: n, m: 1, [x.pointer, out.pointer])
    test.expectSame(out, expected, "softmax")
    set.kernels.rowwiseGradient(CK_SOFTMAX)(rows, n, x.pointer, y.pointer, expected.pointer)
    test.run(CK_STEP_ROWWISE_GRAD, rows: rows, n: n, m: 1, [x.pointer, y.pointer, out.pointer])
    test.expectSame(out, expected, "softmax gradient")
    for (flags, later, adds) in [(0, false, 0), (CK_STEP_ADD, false, 1), (CK_STEP_ADD_LATER, true, 1)]
      as [(Int, Bool, Int32)]
    {
      let sums = test.output(n, like: true)
      let expectedSums = Guarded(sums.values)
      set.kernels.column_sums_f32(rows, n, adds, x.pointer, expectedSums.pointer)
      test.run(CK_STEP_COLUMN_SUMS, rows: rows, later: later, flags: flags, n: n, [x.pointer, sums.pointer])
      test.expectSame(sums, expectedSums, "column sums")
      let columns = test.output(rows * n, like: true)
      let expectedColumns = Guarded(columns.values)
      set.kernels.copy_columns_f32(rows, 4, adds, x.pointer, n, expectedColumns.pointer, 9)
      test.run(
        CK_STEP_COPY_COLUMNS, rows: rows, later: later, flags: flags, n: 4, k: n, m: 9, [x.pointer, columns.pointer])
      test.expectSame(columns, expectedColumns, "copied columns")
    }
    // 6 rows of 2 × 3 × 2: the axis in the middle.
    let (sum, expectedSum) = (test.output(rows * 4), test.output(rows * 4))
    set.kernels.axis_sum_f32(rows * 2, 3, 2, 0.5, x.pointer, expectedSum.pointer)
    test.run(CK_STEP_AXIS_SUM, rows: rows, n: 3, k: 2, m: 2, a: 0.5, [x.pointer, sum.pointer])
    test.expectSame(sum, expectedSum, "axis sum")
    set.kernels.axis_repeat_f32(rows * 2, 3, 2, 0.5, sum.pointer, expected.pointer)
    test.run(CK_STEP_AXIS_REPEAT, rows: rows, n: 3, k: 2, m: 2, a: 0.5, [sum.pointer, out.pointer])
    test.expectSame(out, expected, "axis repeat")
  }

  @Test(arguments: sets)
  func zeroClearsItsRowsAndOneRowIgnoresTheBatch(_ set: InstructionSet) {
    let test = StepBench(set, seed: 106)
    let out = Guarded([Float](repeating: 1, count: 12))
    test.run(CK_STEP_ZERO, rows: 9, flags: CK_STEP_ONE_ROW, n: 4, [out.pointer])
    expectSameBits(out.values, [0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1])
    test.run(CK_STEP_ZERO, rows: 2, n: 4, [out.pointer])
    expectSameBits(out.values, [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1])
  }

  @Test(arguments: sets)
  func lossesTakeTheScaleAndFeedTheTally(_ set: InstructionSet) {
    var samples = Samples(seed: 107)
    let test = StepBench(set, seed: 107)
    for form in LossForm.all {
      let (loss, batch) = (form.loss, LossBatch(form, rows: 19, n: 5, &samples))
      for weighted in [false, true] {
        let expected = batch.run(set, scale: 0.125, weighted: weighted)
        let (p, t, w) = (Guarded(batch.p), Guarded(batch.t), Guarded(batch.weights))
        let classes = Guarded(batch.classes)
        let (d, f) = (Guarded(count: 19 * 5), Guarded((0..<5).map { Float(form.factor($0)) }))
        let numbers = UnsafeMutableRawPointer(classes.pointer).assumingMemoryBound(to: Float.self)
        let kind = loss.isSparse ? CK_STEP_SPARSE_LOSS : CK_STEP_LOSS
        let tallies = test.run(
          kind, rows: 19, scale: 0.125, index: loss.isSparse ? loss.sparseKernel.rawValue : loss.kernel.rawValue, n: 5,
          m: 1, a: Float(form.a), b: Float(form.b),
          [
            p.pointer, loss.isSparse ? numbers : t.pointer, weighted ? w.pointer : nil, d.pointer,
            form.hasFactors ? f.pointer : nil,
          ]
        ).tallies
        let tally = tallies[1]
        #expect(tallies[0].loss == 0 && tallies[2].loss == 0, "each loss has a tally of its own")
        #expect(tally.loss == expected.tally.loss && tally.correct == expected.tally.correct, "\(form)")
        expectSameBits(d.values, expected.gradient, "\(form)")
      }
    }
  }

  @Test(arguments: sets)
  func countsGoToTheirOwnPlaces(_ set: InstructionSet) {
    var test = StepBench(set, seed: 108)
    var samples = Samples(seed: 109)
    let (rows, n) = (30, 3)
    let (p, t) = (test.output(rows * n, like: true), test.output(rows * n, like: true))
    let classes = Guarded(samples.classes(rows, n))
    let numbers = UnsafeMutableRawPointer(classes.pointer).assumingMemoryBound(to: Float.self)
    let expected = [
      set.kernels.count_argmax_f32(rows, n, p.pointer, t.pointer),
      set.kernels.count_sparse_f32(rows, n, p.pointer, classes.pointer),
      set.kernels.count_threshold_f32(rows * n, 0.25, p.pointer, t.pointer),
      set.kernels.count_sign_f32(rows * n, p.pointer, t.pointer),
    ]
    let kinds = [CK_STEP_COUNT_ARGMAX, CK_STEP_COUNT_SPARSE, CK_STEP_COUNT_THRESHOLD, CK_STEP_COUNT_SIGN]
    for (place, kind) in kinds.enumerated() {
      let target = kind == CK_STEP_COUNT_SPARSE ? numbers : t.pointer
      let counts = test.run(kind, rows: rows, n: n, m: place, a: 0.25, [p.pointer, target]).counts
      for i in counts.indices { #expect(counts[i] == (i == place ? 100 + expected[i] : 100)) }
      #expect(expected[place] > 0 && expected[place] < rows * n)
    }
  }
}

/// Runs single steps of one instruction set.
struct StepBench {
  let set: InstructionSet
  private var samples: Samples

  init(_ set: InstructionSet, seed: UInt64) {
    self.set = set
    samples = Samples(seed: seed)
  }

  mutating func input(_ count: Int) -> Guarded<Float> { Guarded(samples.floats(count, 0.1, 0.9), offset: count % 16) }

  /// NaN, or numbers when the step adds to them.
  mutating func output(_ count: Int, like added: Bool = false) -> Guarded<Float> {
    added ? Guarded(samples.floats(count), offset: count % 16) : Guarded(count: count, offset: count % 16)
  }

  func expectSame(
    _ actual: Guarded<Float>, _ expected: Guarded<Float>, _ context: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    expectSameBits(actual.values, expected.values, context, sourceLocation: sourceLocation)
    actual.expectGuardsIntact(sourceLocation: sourceLocation)
  }

  /// Tallies start empty, each count and sum at 100.
  @discardableResult
  func run(
    _ kind: ck_step_kind, rows: Int, scale: Float = 1, later: Bool = false, flags: Int = 0, index: Int32 = 0,
    n: Int, k: Int = 0, m: Int = 0, a: Float = 0, b: Float = 0, noise: UInt64 = 0, firstRow: Int = 0,
    _ operands: [UnsafeMutablePointer<Float>?]
  ) -> (tallies: [ck_tally], counts: [Int64], sums: [Double]) {
    var counts = [Int64](repeating: 100, count: 16)
    var sums = [Double](repeating: 100, count: 16)
    var goals = [ck_goal](repeating: ck_goal(scale: scale, tally: ck_tally(loss: 0, correct: 0)), count: 3)
    let p = operands + [UnsafeMutablePointer<Float>?](repeating: nil, count: 6 - operands.count)
    var step = ck_step(
      run: set.kernels.step(kind), flags: UInt32(flags), index: index, n: n, k: k, m: m, a: a, b: b, p0: p[0], p1: p[1],
      p2: p[2], p3: p[3], p4: p[4], p5: p[5])
    goals.withUnsafeMutableBufferPointer { goals in
      counts.withUnsafeMutableBufferPointer { counts in
        sums.withUnsafeMutableBufferPointer { sums in
          guard let goal = goals.baseAddress, let count = counts.baseAddress, let sum = sums.baseAddress else { return }
          var context = ck_context(
            rows: rows, later_block: later ? 1 : 0, goals: goal, counts: count, sums: sum, noise: noise,
            first_row: firstRow, penalty_scale: 0, penalty: 0, waiting: ck_waiting())
          step.run(&step, &context)
        }
      }
    }
    return (goals.map(\.tally), counts, sums)
  }
}
