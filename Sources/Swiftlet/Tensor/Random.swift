internal import CKernels

/// A counter-based stream of random numbers: draw `i` is a function of (key, i) alone, so results
/// depend neither on the number of threads nor on who drew before, and a run can resume in its middle.
///
/// Streams are keyed by Philox4x32-10 (Salmon et al. 2011) from a seed, a name and two positions;
/// inside a stream draw `i` is SplitMix64 (Steele et al. 2014) of key and `i`.
public struct RandomStream: RandomNumberGenerator, Sendable {
  let key: UInt64
  var index: UInt64 = 0

  /// What a stream is for; streams of different purposes are unrelated.
  enum Purpose: UInt32 {
    case initialization = 1
    case shuffle, split, dropout, data, batches
  }

  init(key: UInt64) { self.key = key }

  init(_ purpose: Purpose, seed: UInt64, _ first: UInt64 = 0, _ second: UInt64 = 0) {
    let half = philox(
      (UInt32(truncatingIfNeeded: first), UInt32(truncatingIfNeeded: first >> 32), purpose.rawValue, 0), key: seed)
    let whole = philox(
      (UInt32(truncatingIfNeeded: second), UInt32(truncatingIfNeeded: second >> 32), purpose.rawValue, 1),
      key: UInt64(half.0) << 32 | UInt64(half.1))
    key = UInt64(whole.0) << 32 | UInt64(whole.1)
  }

  public mutating func next() -> UInt64 {
    index &+= 1
    var z = key &+ index &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Uniform on [0, 1), all 53 bits.
  mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Standard normal, by Box and Muller.
  mutating func normal() -> Double {
    let radius = (-2 * log1m(uniform())).squareRoot()
    return radius * cosineOfTurn(uniform())
  }

  /// Uniform on 0..<bound without bias worth measuring (bound < 2^32).
  mutating func below(_ bound: Int) -> Int { Int((next() >> 32).multipliedFullWidth(by: UInt64(bound) << 32).high) }

  /// The numbers 0..<count in random order (Fisher and Yates).
  mutating func permutation(_ count: Int) -> [Int32] {
    var order = [Int32](unsafeUninitializedCapacity: count) { buffer, initialized in
      for i in 0..<count { buffer.initializeElement(at: i, to: Int32(truncatingIfNeeded: i)) }
      initialized = count
    }
    order.withUnsafeMutableBufferPointer { shuffle($0) }
    return order
  }

  /// Swaps element i, from the last on, with element `below(i + 1)`.
  mutating func shuffle(_ order: UnsafeMutableBufferPointer<Int32>) {
    guard order.count > 1, let first = order.baseAddress else { return }
    ck_kernels_best().pointee.shuffle_i32(order.count, key, index, first)
    index &+= UInt64(order.count - 1)
  }
}

/// Philox4x32 with 10 rounds.
func philox(
  _ counter: (UInt32, UInt32, UInt32, UInt32), key: UInt64
) -> (UInt32, UInt32, UInt32, UInt32) {
  var c = counter
  var k0 = UInt32(truncatingIfNeeded: key)
  var k1 = UInt32(truncatingIfNeeded: key >> 32)
  for _ in 0..<10 {
    let a = c.0.multipliedFullWidth(by: 0xD251_1F53)
    let b = c.2.multipliedFullWidth(by: 0xCD9E_8D57)
    c = (b.high ^ c.1 ^ k0, b.low, a.high ^ c.3 ^ k1, a.low)
    k0 &+= 0x9E37_79B9
    k1 &+= 0xBB67_AE85
  }
  return c
}
