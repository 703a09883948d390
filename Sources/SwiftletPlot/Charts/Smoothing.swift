/// Noise taken off a curve, for the eye only.
///
/// An exponentially weighted mean over both sides, sₜ = Σₖ w^|k|·vₜ₊ₖ / Σₖ w^|k|, with |k| at most the distance to the
/// nearer end. Unlike the usual one-sided mean it does not lag behind a falling loss, keeps straight lines, and
/// begins and ends in the curve's own first and last values, which are the ones that get read off.
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
    // A window that grows with the curve: about a twentieth of it carries most of the weight.
    let reach = min(max(Double(values.count) / 40, 1.5), 50)
    let weights = (0..<(whole(reach * 5) ?? 0)).map { Libm.exp(-Double($0) / reach) }
    let means = levels.indices.map { t in
      let farthest = min(t, levels.count - 1 - t, weights.count - 1)
      var sum = levels[t]
      var total = 1.0
      for k in stride(from: 1, through: farthest, by: 1) {
        sum += weights[k] * (levels[t - k] + levels[t + k])
        total += 2 * weights[k]
      }
      return sum / total
    }
    return isPositive ? means.map { Libm.exp($0) } : means
  }
}
