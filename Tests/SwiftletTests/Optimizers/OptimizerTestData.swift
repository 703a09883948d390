import TestSupport

extension Samples {
  /// Rows of numbers from -1 to 1.
  static func rows(_ count: Int, _ width: Int, seed: UInt64) -> [[Float]] {
    var samples = Samples(seed: seed)
    return (0..<count).map { _ in samples.floats(width) }
  }
}
