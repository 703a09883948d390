/// Noise taken off a curve, for the eye only.
///
/// Each value is that of the parabola which fits its neighbours best, those at distance k with weight w^|k|, as many on
/// either side: k is at most the distance to the nearer end. (Savitzky & Golay 1964, with weights.) Unlike an
/// exponentially weighted mean it does not lag behind a falling loss nor stand above a bend of it, and it begins and
/// ends in the curve's own first and last values, which are the ones that get read off.
enum Smoothing {
  /// Shorter curves are left as they are.
  static let fewest = 30

  /// A gap (NaN or infinite) stays one, and the stretches between gaps are smoothed by themselves. Where all values
  /// of a stretch are positive their logarithms are averaged, so that a factor counts the same up and down.
  static func smoothed(_ values: [Double]) -> [Double] {
    var result = values
    var start = 0
    for end in 0...values.count where end == values.count || !values[end].isFinite {
      if end > start { result.replaceSubrange(start..<end, with: stretch(Array(values[start..<end]))) }
      start = end + 1
    }
    return result
  }

  private static func stretch(_ values: [Double]) -> [Double] {
    let isPositive = values.allSatisfy { $0 > 0 }
    let levels = isPositive ? values.map { Libm.log($0) } : values
    // A window that grows with the curve: about a tenth of it carries most of the weight.
    let reach = min(max(Double(values.count) / 20, 2), 100)
    let weights = (0..<(whole(reach * 5) ?? 0)).map { Libm.exp(-Double($0) / reach) }
    let means = levels.indices.map { t in
      middle(of: levels, at: t, farthest: min(t, levels.count - 1 - t, weights.count - 1), weights)
    }
    return isPositive ? means.map { Libm.exp($0) } : means
  }

  /// The weighted least-squares parabola around `t`, at `t`: Σ wₖ (m₄ − m₂k²) v / (m₀m₄ − m₂²), mₙ = Σ wₖkⁿ. Never beyond
  /// the values it is made of: no accuracy above 1.
  private static func middle(of levels: [Double], at t: Int, farthest: Int, _ weights: [Double]) -> Double {
    guard farthest > 0 else { return levels[t] }
    // Through three values goes a parabola, which takes no noise off: their mean then.
    guard farthest > 1 else {
      return (levels[t] + weights[1] * (levels[t - 1] + levels[t + 1])) / (1 + 2 * weights[1])
    }
    var (m0, m2, m4) = (1.0, 0.0, 0.0)
    for k in 1...farthest {
      let (weight, square) = (2 * weights[k], Double(k * k))
      m0 += weight
      m2 += weight * square
      m4 += weight * square * square
    }
    let scale = m0 * m4 - m2 * m2
    var (value, least, largest) = (m4 / scale * levels[t], levels[t], levels[t])
    for k in 1...farthest {
      let factor = weights[k] * (m4 - m2 * Double(k * k)) / scale
      value += factor * levels[t - k] + factor * levels[t + k]
      least = min(least, levels[t - k], levels[t + k])
      largest = max(largest, levels[t - k], levels[t + k])
    }
    return min(max(value, least), largest)
  }
}
