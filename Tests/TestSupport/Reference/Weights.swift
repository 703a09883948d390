// Penalties and constraints of weights in Double, as their definitions read.

public struct WeightReference {
  public let rows: Int
  public let columns: Int
  public let values: [Double]

  public init(_ values: [Float], rows: Int, columns: Int) {
    self.values = values.map(Double.init)
    self.rows = rows
    self.columns = columns
  }

  /// Σ l1·|x| + l2·x² and its slopes.
  public static func penalty(_ x: [Double], l1: Double, l2: Double) -> (value: Double, slopes: [Double]) {
    let value = x.reduce(0) { $0 + l1 * abs($1) + l2 * $1 * $1 }
    return (value, x.map { l1 * ($0 > 0 ? 1 : $0 < 0 ? -1 : 0) + 2 * l2 * $0 })
  }

  private func column(_ j: Int) -> [Double] { (0..<rows).map { values[$0 * columns + j] } }
  private func row(_ i: Int) -> [Double] { Array(values[i * columns..<(i + 1) * columns]) }

  public func orthogonalPenalty(ofColumns: Bool, factor: Double) -> Double {
    let vectors = ofColumns ? (0..<columns).map(column) : (0..<rows).map(row)
    let units = vectors.map { vector in
      let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return vector.map { norm == 0 ? 0 : $0 / norm }
    }
    var sum = 0.0
    for i in units.indices {
      for j in units.indices where j > i { sum += abs(zip(units[i], units[j]).reduce(0) { $0 + $1.0 * $1.1 }) }
    }
    let pairs = Double(vectors.count * (vectors.count - 1)) / 2
    return pairs == 0 ? 0 : factor * sum / pairs
  }

  /// Each column's norm moved by `rate` to the nearest number in low...high.
  public func limited(low: Double, high: Double, rate: Double) -> [Double] {
    var result = values
    for j in 0..<columns {
      let norm = column(j).reduce(0) { $0 + $1 * $1 }.squareRoot()
      let desired = rate * min(max(norm, low), high) + (1 - rate) * norm
      for i in 0..<rows { result[i * columns + j] *= desired / (norm + 1e-7) }
    }
    return result
  }
}
