@testable import SwiftletPlot

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// SplitMix64: the same numbers in every run.
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Uniform points of the unit square, labelled by x0 + x1 against 0.807 and 1.169.
func sumBin(_ count: Int, seed: UInt64 = 7) -> LabelledPoints {
  var random = Seeded(seed)
  let points = (0..<count).map { _ in
    (Double.random(in: 0..<1, using: &random), Double.random(in: 0..<1, using: &random))
  }
  return LabelledPoints(
    x: points.map(\.0), y: points.map(\.1),
    classes: points.map { $0.0 + $0.1 < 0.807 ? 0 : $0.0 + $0.1 < 1.169 ? 1 : 2 },
    classNames: ["class 0", "class 1", "class 2"])
}

/// A falling loss with noise.
func fallingLoss(_ epochs: Int, from first: Double = 1, to last: Double, seed: UInt64 = 1) -> [Double] {
  var random = Seeded(seed)
  return (0..<epochs).map { t in
    (last + (first - last) * exp(-0.12 * Double(t))) * (1 + 0.05 * Double.random(in: -1...1, using: &random))
  }
}

/// Class 1 where x + y > 1, by a logistic function of the given steepness.
struct HalfPlane: PlaneClassifier {
  var steepness: Float = 12

  func probabilities(at points: [SIMD2<Float>]) -> [[Float]] {
    points.map { point in
      let p = 1 / (1 + exp(-steepness * (point.x + point.y - 1)))
      return [1 - p, p]
    }
  }
}

/// Three classes in bands of x + y.
struct Bands: PlaneClassifier {
  func probabilities(at points: [SIMD2<Float>]) -> [[Float]] {
    points.map { point in
      let sum = point.x + point.y
      let scores = [20 * (0.807 - sum), 0, 20 * (sum - 1.169)]
      let largest = scores.max() ?? 0
      let powers = scores.map { exp($0 - largest) }
      let total = powers.reduce(0, +)
      return powers.map { $0 / total }
    }
  }
}

/// Always the same answer, whatever was asked.
struct Stubborn: PlaneClassifier {
  var row: [Float]
  var rows: Int?

  func probabilities(at points: [SIMD2<Float>]) -> [[Float]] {
    Array(repeating: row, count: rows ?? points.count)
  }
}
