/// Reproducible numbers for tests: SplitMix64 (Steele, Lea, Flood 2014). The seed belongs in the test.
public struct Samples {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Uniform in low..<high.
  public mutating func float(_ low: Float = -1, _ high: Float = 1) -> Float {
    low + (high - low) * (Float(next() >> 40) * 0x1p-24)
  }

  /// 0..<bound.
  public mutating func below(_ bound: Int) -> Int {
    Int((next() >> 32).multipliedFullWidth(by: UInt64(bound) << 32).high)
  }

  public mutating func floats(_ count: Int, _ low: Float = -1, _ high: Float = 1) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      var i = 0
      while i < count {
        buffer[i] = low + (high - low) * (Float(next() >> 40) * 0x1p-24)
        i += 1
      }
      initialized = count
    }
  }

  /// Whole numbers in -bound...bound, whose products and sums are exact.
  public mutating func integers(_ count: Int, _ bound: Int = 8) -> [Float] {
    (0..<count).map { _ in Float(below(2 * bound + 1) - bound) }
  }

  /// Class numbers in 0..<classes.
  public mutating func classes(_ count: Int, _ classes: Int) -> [Int32] {
    (0..<count).map { _ in Int32(below(classes)) }
  }
}

/// The floats where kernels go wrong: zeros, subnormals, ends of the range, infinities, NaN.
public let specialFloats: [Float] = [
  0, -0.0, 1, -1, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude.nextDown,
  .leastNormalMagnitude, -.leastNormalMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
  .infinity, -.infinity, .nan, 88.72284, 88.8, -87.4, -103.9, -104.1, 1e4, -1e4, 0x1p20, 3e38,
]

/// Lengths around the edges of every vector (4, 8 and 16 lanes).
public let sizesAroundVectors = [0, 1, 2, 3, 4, 5, 7, 8, 9, 11, 15, 16, 17, 19, 31, 33, 35]
