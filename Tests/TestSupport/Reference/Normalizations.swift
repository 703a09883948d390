/// Normalisation of rows and columns in Double, with derivatives by hand.
public enum NormalizationReference {
  /// x̂ = (x - mean)/√(variance + epsilon) of one row or column, and 1/√(variance + epsilon).
  public static func normalized(_ x: [Double], centred: Bool, epsilon: Double) -> (values: [Double], factor: Double) {
    let mean = centred ? x.reduce(0, +) / Double(x.count) : 0
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
    let factor = 1 / (variance + epsilon).squareRoot()
    return (x.map { ($0 - mean) * factor }, factor)
  }

  /// ∂/∂x of Σ g·x̂.
  public static func gradient(_ x: [Double], _ g: [Double], centred: Bool, epsilon: Double) -> [Double] {
    let (scaled, factor) = normalized(x, centred: centred, epsilon: epsilon)
    let n = Double(x.count)
    let mean = centred ? g.reduce(0, +) / n : 0
    let slope = zip(g, scaled).reduce(0) { $0 + $1.0 * $1.1 } / n
    return zip(g, scaled).map { factor * ($0 - mean - $1 * slope) }
  }
}
