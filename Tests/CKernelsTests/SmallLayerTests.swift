import CKernels
import TestSupport
import Testing

/// Small layers go ways of their own, to the bits of the general one.
struct SmallLayerTests {
  static let sets = InstructionSet.available
  static let rows = [1, 2, 3, 4, 5, 8, 15, 16, 17, 31, 32, 64, 67]

  @Test(arguments: sets)
  func aColumnIsTheProduct(_ set: InstructionSet) {
    var test = StepBench(set, seed: 801)
    for rows in Self.rows {
      for k in 1...5 {
        let (x, w, bias) = (test.input(rows * k), test.input(k), test.input(1))
        let workspace = test.output(ck_gemm_workspace_f32(CK_GEMM_NN, rows, 1, k))
        for function in [UnaryFunction.linear, .relu, .tanh, .leakyRelu] {
          for (hasBias, flags) in [(true, 0), (false, 0), (true, CK_STEP_ADD)] {
            let (a, b) = function.parameters
            let y = test.output(rows, like: flags != 0)
            let expected = Guarded(y.values)
            set.kernels.gemm(CK_GEMM_NN)(
              rows, 1, k, flags == 0 ? 0 : UInt32(CK_GEMM_ACCUMULATE), function.kernel, a, b, x.pointer, k, w.pointer,
              1, hasBias ? bias.pointer : nil, expected.pointer, 1, workspace.pointer)
            test.run(
              CK_STEP_DENSE, rows: rows, flags: flags, index: function.rawValue, n: 1, k: k, a: a, b: b,
              [x.pointer, w.pointer, hasBias ? bias.pointer : nil, y.pointer, workspace.pointer])
            test.expectSame(y, expected, "\(function) \(rows)×\(k)")
          }
        }
      }
    }
  }

  @Test(arguments: sets)
  func gradientsInOnePassAreThoseOfTwo(_ set: InstructionSet) {
    var test = StepBench(set, seed: 802)
    for rows in Self.rows {
      for (n, k) in [(1, 1), (1, 2), (2, 3), (3, 8), (4, 4), (5, 7), (8, 2), (15, 6), (16, 8), (17, 2), (3, 9)] {
        let (x, dy) = (test.input(rows * k), test.input(rows * n))
        let workspace = test.output(ck_gemm_workspace_f32(CK_GEMM_TN, k, n, rows))
        for adds in [false, true] {
          let (dw, db) = (test.output(k * n, like: adds), test.output(n, like: adds))
          let (expectedW, expectedB) = (Guarded(dw.values), Guarded(db.values))
          set.kernels.gemm(CK_GEMM_TN)(
            k, n, rows, adds ? UInt32(CK_GEMM_ACCUMULATE) : 0, CK_LINEAR, 0, 0, x.pointer, k, dy.pointer, n, nil,
            expectedW.pointer, n, workspace.pointer)
          set.kernels.column_sums_f32(rows, n, adds ? 1 : 0, dy.pointer, expectedB.pointer)
          test.run(
            CK_STEP_DENSE_GRAD_WEIGHTS, rows: rows, flags: adds ? CK_STEP_ADD : 0, n: n, k: k,
            [x.pointer, dy.pointer, dw.pointer, db.pointer, workspace.pointer])
          test.expectSame(dw, expectedW, "\(rows) rows, \(k)×\(n)")
          test.expectSame(db, expectedB, "\(rows) rows, \(k)×\(n)")
        }
      }
    }
  }
}
