import CKernels
import TestSupport
import Testing

/// Matrix products: against the exact product in Double, and bit against bit where the contract says so.
struct GemmTests {
  /// Around the tiles (6, 8, 12 rows; 8, 16, 32 columns) and vectors of every set.
  static let rows = [1, 2, 5, 6, 7, 11, 12, 13, 25]
  static let columns = [1, 3, 4, 5, 8, 9, 15, 16, 17, 31, 32, 33, 67]
  static let depths = [0, 1, 2, 7, 16, 19]

  @Test(arguments: InstructionSet.available)
  func productsOfSmallIntegersAreExact(_ set: InstructionSet) {
    var samples = Samples(seed: 21)
    var compared = 0
    for form in Product.Form.allCases {
      for m in Self.rows {
        for n in Self.columns {
          let product = Self.varied(Product(form, m, n, Self.depths[compared % Self.depths.count]), compared)
          let run = GemmRun(product, set, &samples, whole: true)
          let exact = product.exact(a: run.a, b: run.b, bias: run.bias, c0: run.c0).values
          expectSameBits(run.result(), exact.map { Float(product.activation == .relu ? max($0, 0) : $0) }, "\(product)")
          compared += 1
        }
      }
    }
    #expect(compared == 3 * Self.rows.count * Self.columns.count)
  }

  @Test(arguments: InstructionSet.available)
  func productsLieWithinTheirBound(_ set: InstructionSet) {
    var samples = Samples(seed: 22)
    var turn = 0
    for form in Product.Form.allCases {
      for m in Self.rows {
        for n in Self.columns {
          for k in [1, 16, 19] {
            turn += 1
            expectWithinBound(Self.varied(Product(form, m, n, k), turn), set, &samples)
          }
        }
      }
    }
  }

  /// Sizes that pack B: a large one, one whose rows are whole pages, one with k cut, and a transposed one.
  @Test(arguments: InstructionSet.available)
  func packedProductsLieWithinTheirBound(_ set: InstructionSet) {
    var samples = Samples(seed: 23)
    for (m, n, k) in [(13, 1024, 70), (14, 700, 800), (29, 517, 1031)] {
      for form in Product.Form.allCases {
        var product = Product(form, m, n, k)
        product.hasBias = true
        product.accumulates = form != .nt
        product.activation = form == .tn ? .tanh : .relu
        #expect(ck_gemm_workspace_f32(product.kernelForm, m, n, k) > 0)
        expectWithinBound(product, set, &samples)
      }
    }
  }

  /// Every activation as an epilogue is the activation of the product, bit for bit.
  @Test(arguments: InstructionSet.available)
  func theEpilogueIsTheActivationOfTheProduct(_ set: InstructionSet) {
    var samples = Samples(seed: 24)
    for function in UnaryFunction.allCases where function.rawValue <= UnaryFunction.lastActivation.rawValue {
      for padC in [0, 3] {
        var product = Product(.nn, 30, 19, 7)
        product.padC = padC
        product.hasBias = true
        let plain = GemmRun(product, set, &samples)
        var expected = plain.result()
        let (a, b) = function.parameters
        set.kernels.unary(function.kernel)(expected.count, a, b, expected, &expected)
        product.activation = function
        let fused = GemmRun(product, set, a: plain.a, b: plain.b, bias: plain.bias, c0: plain.c0)
        expectSameBits(fused.result(), expected, "\(product)")
      }
    }
  }

  /// One chain per element, in order: the naive loop of multiply-adds gives the very bits, on every path.
  @Test(arguments: InstructionSet.available)
  func everyElementIsOneChainInOrder(_ set: InstructionSet) {
    var samples = Samples(seed: 25)
    for form in Product.Form.allCases {
      for (m, n, k) in [(1, 1, 3), (1, 150, 9), (5, 20, 33), (26, 35, 40), (13, 1024, 70), (13, 600, 900)] {
        for accumulates in [false, true] {
          var product = Product(form, m, n, k)
          product.accumulates = accumulates
          product.hasBias = true
          let run = GemmRun(product, set, &samples)
          expectSameBits(run.result(), run.chain(), "\(product)")
        }
      }
    }
  }

  /// A row alone, and the same row among others, at any place.
  @Test(arguments: InstructionSet.available)
  func aRowHasTheSameBitsAloneAndInABatch(_ set: InstructionSet) {
    var samples = Samples(seed: 26)
    for form in [Product.Form.nn, .nt] {
      for (n, k) in [(1, 5), (10, 37), (33, 64), (1024, 66)] {
        let whole = GemmRun(Product(form, 65, n, k), set, &samples)
        let expected = whole.result()
        for i in [0, 1, 11, 12, 31, 63, 64] {
          let row = Array(whole.a[(i * k)..<((i + 1) * k)])
          let alone = GemmRun(Product(form, 1, n, k), set, a: row, b: whole.b, bias: whole.bias, c0: whole.c0)
          expectSameBits(alone.result(), Array(expected[(i * n)..<((i + 1) * n)]), "\(form) n \(n) k \(k) row \(i)")
        }
      }
    }
  }

  /// A gradient summed over two blocks of rows has the bits of the gradient of all rows.
  @Test(arguments: InstructionSet.available)
  func blocksThatAccumulateGiveTheBitsOfTheWhole(_ set: InstructionSet) {
    var samples = Samples(seed: 27)
    for (m, n, k, cut) in [(7, 5, 20, 9), (30, 40, 65, 64), (20, 1024, 140, 70)] {
      let whole = GemmRun(Product(.tn, m, n, k), set, &samples)
      let c = Guarded(count: m * n)
      for (start, end) in [(0, cut), (cut, k)] {
        var product = Product(.tn, m, n, end - start)
        product.accumulates = start > 0
        let a = Array(whole.a[(start * m)..<(end * m)])
        let b = Array(whole.b[(start * n)..<(end * n)])
        GemmRun(product, set, a: a, b: b, bias: [], c0: []).compute(into: c)
      }
      expectSameBits(c.values, whole.result(), "\(m)×\(n)×\(k)")
    }
  }

  @Test func sizesOfZeroNeedNoWorkspaceAndTouchNothing() {
    for set in InstructionSet.available {
      for form in Product.Form.allCases {
        let out = Guarded(count: 4)
        set.kernels.gemm(Product(form, 0, 4, 2).kernelForm)(
          0, 4, 2, 0, CK_LINEAR, 0, 0, out.pointer, 4, out.pointer, 4, nil, out.pointer, 4, nil)
        set.kernels.gemm(Product(form, 4, 0, 2).kernelForm)(
          4, 0, 2, 0, CK_LINEAR, 0, 0, out.pointer, 4, out.pointer, 4, nil, out.pointer, 4, nil)
        let untouched = out.values.filter(\.isNaN).count
        #expect(untouched == 4)
        #expect(ck_gemm_workspace_f32(Product(form, 0, 4, 2).kernelForm, 0, 4, 2) == 0)
      }
    }
  }

  /// NaN and infinities go where they belong: a NaN in A spoils its row, one in B its column, no more.
  @Test(arguments: InstructionSet.available)
  func aNaNStaysInItsRowAndColumn(_ set: InstructionSet) {
    var samples = Samples(seed: 28)
    for form in Product.Form.allCases {
      var product = Product(form, 14, 35, 6)
      product.activation = .relu
      var run = GemmRun(product, set, &samples)
      run.a[form == .tn ? 2 * 14 + 3 : 3 * 6 + 2] = .nan
      run.b[form == .nt ? 20 * 6 + 4 : 4 * 35 + 20] = .nan
      let result = run.result()
      for i in 0..<14 {
        for j in 0..<35 {
          let isSpoilt = result[i * 35 + j].isNaN
          #expect(isSpoilt == (i == 3 || j == 20), "\(product) at \(i), \(j)")
        }
      }
    }
  }

  /// Strides, accumulation, bias and activation in turn, so that all meet all over the loop of sizes.
  private static func varied(_ product: Product, _ turn: Int) -> Product {
    var product = product
    product.padA = turn % 3
    product.padB = turn % 5
    product.padC = turn % 4
    product.accumulates = turn % 2 == 0
    product.hasBias = turn % 7 < 4
    product.activation = turn % 3 == 1 && product.m * product.n > 16 ? .relu : .linear
    return product
  }

  private func expectWithinBound(_ product: Product, _ set: InstructionSet, _ samples: inout Samples) {
    let run = GemmRun(product, set, &samples)
    let (values, sizes) = product.exact(a: run.a, b: run.b, bias: run.bias, c0: run.c0)
    var bounds = product.bounds(sizes)
    if product.activation == .tanh { bounds = bounds.map { $0 + 0x1p-23 } }
    let expected = values.map { product.activation.formula($0, 0, 0) }
    expectClose(run.result(), expected, .each(bounds), "\(product)")
  }
}

/// The operands of one product on one instruction set.
struct GemmRun {
  let product: Product
  let set: InstructionSet
  var a: [Float]
  var b: [Float]
  let bias: [Float]
  let c0: [Float]

  init(_ product: Product, _ set: InstructionSet, a: [Float], b: [Float], bias: [Float], c0: [Float]) {
    self.product = product
    self.set = set
    self.a = a
    self.b = b
    self.bias = bias
    self.c0 = c0
  }

  /// - Parameter whole: small whole numbers, whose products and sums are exact.
  init(_ product: Product, _ set: InstructionSet, _ samples: inout Samples, whole: Bool = false) {
    func draw(_ count: Int) -> [Float] { whole ? samples.integers(count) : samples.floats(count) }
    let a = draw(product.rowsA * product.lda)
    let b = draw(product.rowsB * product.ldb)
    let bias = draw(product.n)
    self.init(product, set, a: a, b: b, bias: bias, c0: draw(product.m * product.ldc))
  }

  /// C without its padding; guards, padding and operands are checked.
  func result(sourceLocation: SourceLocation = #_sourceLocation) -> [Float] {
    let (m, n, ldc) = (product.m, product.n, product.ldc)
    let c = Guarded(product.accumulates ? c0 : [Float](repeating: .nan, count: m * ldc), offset: (m + n) % 16)
    let before = c.values
    compute(into: c, sourceLocation: sourceLocation)
    let after = c.values
    for i in 0..<m {
      for j in n..<ldc where after[i * ldc + j].bitPattern != before[i * ldc + j].bitPattern {
        Issue.record("padding of row \(i) was overwritten, \(product)", sourceLocation: sourceLocation)
      }
    }
    return (0..<m).flatMap { after[($0 * ldc)..<($0 * ldc + n)] }
  }

  func compute(into c: Guarded<Float>, sourceLocation: SourceLocation = #_sourceLocation) {
    let workspace = Guarded(
      count: ck_gemm_workspace_f32(product.kernelForm, product.m, product.n, product.k), offset: 1)
    let left = Guarded(a, offset: product.k % 16)
    let right = Guarded(b, offset: (product.n + 3) % 16)
    let added = Guarded(bias, offset: product.m % 16)
    let (fa, fb) = product.activation.parameters
    set.kernels.gemm(product.kernelForm)(
      product.m, product.n, product.k, product.accumulates ? UInt32(CK_GEMM_ACCUMULATE) : 0, product.activation.kernel,
      fa, fb, left.pointer, product.lda, right.pointer, product.ldb, product.hasBias ? added.pointer : nil, c.pointer,
      product.ldc, workspace.pointer)
    for buffer in [workspace, c, left, right] { buffer.expectGuardsIntact(sourceLocation: sourceLocation) }
  }

  /// C by the naive loop in Float; no activation.
  func chain() -> [Float] { product.chain(a: a, b: b, bias: bias, c0: c0, fused: set.fusesMultiplyAdd) }
}
