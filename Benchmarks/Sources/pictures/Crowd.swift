import Swiftlet
import SwiftletPlot

/// Millions of points in three rings that overlap, as a table of Float.
enum Crowd {
  static func data(_ count: Int) throws -> Dataset {
    var state: UInt64 = 1
    func uniform() -> Float {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(state >> 40) / Float(1 << 24)
    }
    let centers: [(x: Float, y: Float, spread: Float)] = [(0, 0, 1), (1.8, 0.6, 0.5), (0.6, 1.9, 0.7)]
    var labels = [Int](repeating: 0, count: count)
    let values = [Float](unsafeUninitializedCapacity: 2 * count) { buffer, used in
      for i in 0..<count {
        let label = uniform() < 0.6 ? 0 : uniform() < 0.5 ? 1 : 2
        let center = centers[label]
        labels[i] = label
        // The sum of three uniform numbers is nearly normal.
        buffer[2 * i] = center.x + center.spread * (uniform() + uniform() + uniform() - 1.5) * 1.6
        buffer[2 * i + 1] = center.y + center.spread * (uniform() + uniform() + uniform() - 1.5) * 1.6
      }
      used = 2 * count
    }
    return try Dataset(
      inputs: Tensor(values, rows: count, shape: [2]), .classes(labels, names: ["wide", "narrow", "middle"]))
  }
}
