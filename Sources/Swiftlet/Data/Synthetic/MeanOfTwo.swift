extension BatchSource {
  /// Pairs of whole numbers 0 ... 99 and their mean, drawn anew for each batch.
  ///
  /// **Shapes** inputs `[size][2]`, targets `[size][1]`.
  ///
  /// - Parameter size: Rows per batch, at least 1; the first pull fails otherwise.
  public static func meanOfTwo(size: Int = 64, seed: UInt64) -> BatchSource {
    BatchSource(seed: seed) { random in
      guard size >= 1 else { throw SwiftletError(.data, DatasetChecks.badBatches(size, rows: 1)) }
      if let fault = SizeLimit.fault(rows: size, width: 3) { throw SwiftletError(.data, fault) }
      var numbers: [Float] = []
      var means: [Float] = []
      for _ in 0..<size {
        let a = random.below(100)
        let b = random.below(100)
        numbers += [Float(a), Float(b)]
        means.append(Float(a + b) / 2)
      }
      return Batch(
        inputs: Tensor(unchecked: numbers, rows: size, shape: 2),
        targets: Tensor(unchecked: means, rows: size, shape: 1))
    }
  }
}
