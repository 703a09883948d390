import CKernels
import CTestSupport

/// A matrix product to compute: C = f(C0 + A·B + bias), operands stored by rows with the strides given.
public struct Product: Sendable, CustomStringConvertible {
  public enum Form: Int, CaseIterable, Sendable { case nn, nt, tn }

  public var form: Form
  public var m: Int
  public var n: Int
  public var k: Int
  /// Elements between rows beyond a row's length.
  public var padA = 0
  public var padB = 0
  public var padC = 0
  public var accumulates = false
  public var hasBias = false
  public var activation = UnaryFunction.linear

  public init(_ form: Form, _ m: Int, _ n: Int, _ k: Int) {
    self.form = form
    self.m = m
    self.n = n
    self.k = k
  }

  public var description: String {
    "\(form) \(m)×\(n)×\(k) pads \(padA),\(padB),\(padC) accumulates \(accumulates) bias \(hasBias) \(activation)"
  }

  public var kernelForm: ck_gemm_form { ck_gemm_form(Int32(form.rawValue)) }
  public var rowsA: Int { form == .tn ? k : m }
  public var rowsB: Int { form == .nt ? n : k }
  public var lda: Int { (form == .tn ? m : k) + padA }
  public var ldb: Int { (form == .nt ? k : n) + padB }
  public var ldc: Int { n + padC }

  /// The exact product before the activation, in Double, and Σ |a||b| + |c0| + |bias|: the size that
  /// rounding errors are measured by.
  public func exact(a: [Float], b: [Float], bias: [Float], c0: [Float]) -> (values: [Double], sizes: [Double]) {
    var sizes = [Double](repeating: 0, count: m * n)
    var values = sizes
    eachElement(a, b) { i, j, a, b in
      let start = accumulates ? Double(c0[i * ldc + j]) : 0
      var size = 0.0
      let added = hasBias ? Double(bias[j]) : 0
      values[i * n + j] = ct_dot(k, a, stepA.p, b, stepB.p, start, &size) + added
      sizes[i * n + j] = size + abs(added)
    }
    return (values, sizes)
  }

  /// The product without activation by the naive loop in Float: one chain per element, p in order.
  public func chain(a: [Float], b: [Float], bias: [Float], c0: [Float], fused: Bool) -> [Float] {
    var values = [Float](repeating: 0, count: m * n)
    eachElement(a, b) { i, j, a, b in
      let start = accumulates ? c0[i * ldc + j] : 0
      let sum = ct_chain(k, a, stepA.p, b, stepB.p, start, fused ? 1 : 0)
      values[i * n + j] = hasBias ? sum + bias[j] : sum
    }
    return values
  }

  private var stepA: (row: Int, p: Int) { form == .tn ? (1, lda) : (lda, 1) }
  private var stepB: (p: Int, column: Int) { form == .nt ? (1, ldb) : (ldb, 1) }

  /// The body for every element of C, with the starts of its row of A and its column of B.
  private func eachElement(
    _ a: [Float], _ b: [Float], _ body: (Int, Int, UnsafePointer<Float>, UnsafePointer<Float>) -> Void
  ) {
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        guard let a = a.baseAddress, let b = b.baseAddress else { return }
        for i in 0..<m {
          for j in 0..<n { body(i, j, a + i * stepA.row, b + j * stepB.column) }
        }
      }
    }
  }

  /// γ(k + 2)·size with γ(n) = n·u/(1 - n·u), u = 2^-24 (Higham 2002, §3.1): k products, C0 and the bias.
  public func bounds(_ sizes: [Double]) -> [Double] {
    let terms = Double(k + 2) * 0x1p-24
    return sizes.map { terms / (1 - terms) * $0 }
  }
}
