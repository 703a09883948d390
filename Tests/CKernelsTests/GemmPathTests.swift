import CKernels
import TestSupport
import Testing

/// The ways a product may take by its shape and strides: each gives the bits of the naive loop, so that none
/// can be told from another.
struct GemmPathTests {
  /// Few columns: across rows, in strips, and flat where C is one contiguous row of lanes.
  @Test(arguments: InstructionSet.available)
  func narrowProductsAreChainsToo(_ set: InstructionSet) {
    var samples = Samples(seed: 31)
    var turn = 0
    for form in Product.Form.allCases {
      for m in [4, 8, 15, 16, 33, 70] {
        for n in Array(1...13) + [20] {
          for k in [1, 2, 3, 4, 5, 6, 8, 11, 18, 20, 70] {
            turn += 1
            var product = Product(form, m, n, k)
            product.accumulates = turn % 2 == 0
            product.hasBias = turn % 3 == 0
            if turn % 5 == 0 { (product.padA, product.padB, product.padC) = (turn % 2, turn % 3, turn % 4) }
            let run = GemmRun(product, set, &samples)
            expectSameBits(run.result(), run.chain(), "\(product)")
            product.activation = .relu
            let positive = GemmRun(product, set, a: run.a, b: run.b, bias: run.bias, c0: run.c0)
            expectSameBits(positive.result(), run.chain().map { $0 > 0 ? $0 : 0 }, "\(product)")
          }
        }
      }
    }
  }

  /// Row strides of half a page and of a page, sums longer than a slab, every edge of a panel, and several panels at once.
  @Test(arguments: InstructionSet.available)
  func copiedAndPackedProductsAreChainsToo(_ set: InstructionSet) {
    var samples = Samples(seed: 32)
    for form in Product.Form.allCases {
      for (m, n, k, padB) in [
        (64, 40, 33, 472), (70, 512, 20, 0), (65, 100, 18, 924), (20, 1024, 66, 0), (14, 20, 2050, 0),
        (66, 20, 2050, 492), (66, 260, 2050, 0), (64, 298, 260, 1), (257, 300, 272, 4), (67, 150, 530, 362),
      ] {
        var product = Product(form, m, n, k)
        product.padB = padB
        product.hasBias = true
        product.accumulates = k % 2 == 0
        let run = GemmRun(product, set, &samples)
        expectSameBits(run.result(), run.chain(), "\(product)")
      }
    }
  }

  /// Products are shared out to threads as ranges of columns or rows of the same matrices.
  @Test(arguments: InstructionSet.available)
  func partsHaveTheBitsOfTheWhole(_ set: InstructionSet) {
    var samples = Samples(seed: 33)
    for form in Product.Form.allCases {
      for (m, n, k) in [(3, 130, 40), (40, 20, 5), (70, 10, 64), (130, 512, 33), (40, 1024, 70)] {
        var product = Product(form, m, n, k)
        product.hasBias = true
        let whole = GemmRun(product, set, &samples)
        let expected = whole.result()
        for share in [0.5, 0.3] {
          let (i, j) = (max(1, Int(Double(m) * share)), max(1, Int(Double(n) * share)))
          for (rows, columns) in [(0..<m, 0..<j), (0..<m, j..<n), (0..<i, 0..<n), (i..<m, 0..<n), (i..<m, j..<n)] {
            let part = Self.part(of: whole, rows, columns)
            let same = rows.flatMap { row in columns.map { expected[row * n + $0] } }
            expectSameBits(part, same, "\(product) rows \(rows) columns \(columns)")
          }
        }
      }
    }
  }

  /// A plan asks for the workspace of its largest product; fewer rows or columns, or shorter sums over the rows
  /// of a smaller batch, must do with it.
  @Test func smallerProductsNeedNoLargerWorkspace() {
    let sizes = [1, 2, 12, 13, 31, 32, 33, 63, 64, 65, 200, 512, 1000, 1500, 2048, 2049, 3000, 4097]
    var compared = 0
    func expectNoMore(_ less: Product, _ more: Product) {
      let (needed, given) = (Self.workspace(less), Self.workspace(more))
      compared += 1
      if needed > given { Issue.record("\(less) needs \(needed) floats, \(more) but \(given)") }
    }
    for form in Product.Form.allCases {
      for (smaller, larger) in zip(sizes, sizes.dropFirst()) {
        for x in sizes + [1024] {
          for y in sizes + [1024] {
            expectNoMore(Product(form, smaller, x, y), Product(form, larger, x, y))
            expectNoMore(Product(form, x, y, smaller), Product(form, x, y, larger))
            // Columns of whole pages need more, but a range of columns has the stride of the whole.
            if larger % 1024 == 0 || smaller % 1024 == 0 { continue }
            expectNoMore(Product(form, x, smaller, y), Product(form, x, larger, y))
          }
        }
      }
    }
    #expect(compared > 40_000)
  }

  private static func workspace(_ product: Product) -> Int {
    ck_gemm_workspace_f32(product.kernelForm, product.m, product.n, product.k)
  }

  /// A range of rows and columns of C, computed where the operands of the whole lie.
  private static func part(of whole: GemmRun, _ rows: Range<Int>, _ columns: Range<Int>) -> [Float] {
    let product = whole.product
    let (m, n, k) = (rows.count, columns.count, product.k)
    let a = Guarded(whole.a)
    let b = Guarded(whole.b)
    let bias = Guarded(whole.bias)
    let c = Guarded<Float>(count: product.m * product.ldc)
    let workspace = Guarded<Float>(count: ck_gemm_workspace_f32(product.kernelForm, m, n, k))
    let start = rows.lowerBound * product.ldc + columns.lowerBound
    whole.set.kernels.gemm(product.kernelForm)(
      m, n, k, 0, CK_LINEAR, 0, 0, a.pointer + rows.lowerBound * (product.form == .tn ? 1 : product.lda), product.lda,
      b.pointer + columns.lowerBound * (product.form == .nt ? product.ldb : 1), product.ldb,
      bias.pointer + columns.lowerBound, c.pointer + start, product.ldc, workspace.pointer)
    for buffer in [a, b, bias, c, workspace] { buffer.expectGuardsIntact() }
    let values = c.values
    return rows.flatMap { row in columns.map { values[row * product.ldc + $0] } }
  }
}
