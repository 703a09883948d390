internal import CKernels

// What steps cost, roughly, to decide what is worth a second thread. Results do not depend on it.

extension VirtualStep {
  /// About what it costs for one row, in multiply-adds of a product; 10 to 60 of them take a nanosecond.
  var work: Double {
    // Sizes that no machine holds come by here too, and are refused later.
    let (n, k, m) = (Double(n), Double(k), Double(m))
    if flags & UInt32(CK_STEP_ONE_ROW) != 0 { return 0 }
    switch kind {
    case CK_STEP_DENSE, CK_STEP_DENSE_GRAD_WEIGHTS, CK_STEP_DENSE_GRAD_INPUT: return n * k + 8 * min(n, k) + 32
    case CK_STEP_ZERO, CK_STEP_COPY_COLUMNS, CK_STEP_COLUMN_SUMS: return n
    case CK_STEP_LOSS, CK_STEP_SPARSE_LOSS: return 32 * n
    case CK_STEP_NOISE, CK_STEP_UNARY, CK_STEP_UNARY_GRAD: return 16 * n
    case CK_STEP_ROWWISE, CK_STEP_ROWWISE_GRAD, CK_STEP_NORMALIZE_ROWS, CK_STEP_NORMALIZE_ROWS_GRAD,
      CK_STEP_NORMALIZE_ROWS_GRAD_WEIGHTS, CK_STEP_EMBEDDING, CK_STEP_EMBEDDING_GRAD:
      return 16 * n * max(m, 1)
    default: return 4 * n
    }
  }
}

extension Plan {
  /// Work that takes four microseconds or more: a fork and its join cost 0.2 to 0.8 µs while the helpers spin, and
  /// what they compute has to come from their caches.
  static let workWorthAFork = 200_000.0
}

/// A part of 0 ..< count, all parts about as long. They begin at multiples of `grain`; with 16, no two write one cache
/// line.
func rangePart(_ part: Int, of parts: Int, count: Int, grain: Int = 16) -> Range<Int> {
  func bound(_ part: Int) -> Int { part == parts ? count : count * part / parts / grain * grain }
  return bound(part)..<bound(part + 1)
}
