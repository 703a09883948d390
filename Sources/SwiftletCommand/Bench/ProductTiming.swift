import ArgumentParser
import CKernels
import Foundation
import Swiftlet

/// A matrix product and the loop of multiply-adds, timed in turn.
/// Threads write rows of C and workspaces of their own, and share nothing else that is written.
final class ProductTiming {
  private let form: ck_gemm_form
  private let (m, n, k): (Int, Int, Int)
  private let threads: Int
  private let cut: ProductCut
  private let product: ck_gemm_fn
  private let a, b, c: UnsafeMutableBufferPointer<Float>
  private let workspaces: [UnsafeMutableBufferPointer<Float>]

  init(_ form: ck_gemm_form, m: Int, n: Int, k: Int, threads: Int) throws {
    self.form = form
    (self.m, self.n, self.k) = (m, n, k)
    self.threads = threads
    let cut = ProductCut(rows: m, columns: n, work: Double(m) * Double(n) * Double(k), lanes: threads)
    self.cut = cut
    product = ck_gemm_function(ck_kernels_best(), form)
    a = try Self.buffer(m * k)
    b = try Self.buffer(k * n)
    c = try Self.buffer(m * n)
    workspaces = try (0..<cut.parts).map { part in
      let (rows, columns) = cut.part(part, rows: m, columns: n)
      return try Self.buffer(ck_gemm_workspace_f32(form, rows.count, columns.count, k))
    }
  }

  deinit { for buffer in [a, b, c] + workspaces { free(buffer.baseAddress) } }

  private static func buffer(_ count: Int) throws -> UnsafeMutableBufferPointer<Float> {
    let size = max(count, 1) * MemoryLayout<Float>.size
    var place: UnsafeMutableRawPointer?
    guard posix_memalign(&place, 64, size) == 0, let place else {
      throw ValidationError("This product needs a matrix of \(size) bytes, which are not to be had; take smaller ones.")
    }
    let floats = UnsafeMutableRawBufferPointer(start: place, count: size).bindMemory(to: Float.self)
    // Neither zeros, which some cores multiply faster, nor values that grow over the sums.
    for i in floats.indices { floats[i] = Float(i % 7) * 0.25 - 0.75 }
    return floats
  }

  func measure(repeats: Int) -> ProductResult {
    let ceiling = MachinePeak(threads: threads)
    let times = Stopwatch.repetitions(lasting: MachinePeak.seconds) { multiply(times: $0) }
    let operations = 2 * Double(m) * Double(n) * Double(k) * Double(times)
    var (rates, peaks): ([Double], [Double]) = ([], [])
    for _ in 0..<repeats {
      peaks.append(ceiling.operationsPerSecond())
      rates.append(operations / Stopwatch.time(threads: threads) { multiply(times: times) })
    }
    return ProductResult(m: m, n: n, k: k, form: form, threads: threads, rates: Spread(rates), peaks: Spread(peaks))
  }

  private func multiply(times: Int) {
    let isShared = cut.parts > 1
    for _ in 0..<times {
      if isShared { sideBySide(cut.parts, threads: threads) { multiply(part: $0) } } else { multiply(part: 0) }
    }
  }

  /// A part of C, as `fit` shares a product.
  private func multiply(part: Int) {
    guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
    let (rows, columns) = cut.part(part, rows: m, columns: n)
    let (isLeftTransposed, isRightTransposed) = (form == CK_GEMM_TN, form == CK_GEMM_NT)
    product(
      rows.count, columns.count, k, 0, CK_LINEAR, 0, 0, a + rows.lowerBound * (isLeftTransposed ? 1 : k),
      isLeftTransposed ? m : k, b + columns.lowerBound * (isRightTransposed ? k : 1), isRightTransposed ? k : n, nil,
      c + rows.lowerBound * n + columns.lowerBound, n, workspaces[part].baseAddress)
  }
}

/// What is told of a product; `--json` prints it with these keys in snake case.
struct ProductResult: Encodable {
  let m: Int
  let n: Int
  let k: Int
  let form: String
  let isa: String
  let threads: Int
  /// Medians, in 10⁹ floating-point operations per second.
  let gflops: Double
  let peakGflops: Double

  init(m: Int, n: Int, k: Int, form: ck_gemm_form, threads: Int, rates: Spread, peaks: Spread) {
    (self.m, self.n, self.k) = (m, n, k)
    self.form = form == CK_GEMM_NT ? "nt" : form == CK_GEMM_TN ? "tn" : "nn"
    isa = BenchOptions.isa
    self.threads = threads
    gflops = rates.median * 1e-9
    peakGflops = peaks.median * 1e-9
  }

  var words: String {
    String(
      format: "%d×%d×%d %@: %.1f of %.1f GFLOP/s (%.3f of the peak, %@, %@)", m, n, k, form, gflops, peakGflops,
      gflops / peakGflops, isa, Words.count(threads, "thread"))
  }
}
