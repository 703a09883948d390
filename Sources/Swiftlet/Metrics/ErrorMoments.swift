/// Sums over the errors of some rows, from which the metrics of numbers are told.
struct ErrorMoments {
  /// The sums of one output, each of twice the digits of Double.
  struct Column {
    var target = WideSum()
    var targetSquared = WideSum()
    var error = WideSum()
    var errorSquared = WideSum()
    var size = WideSum()
    var relativeSize = WideSum()
  }
  /// In the order of ck_error_moments_f32, two numbers each.
  static let sumsPerColumn = 12

  var columns: [Column]
  /// Rows, or the sum of their weights.
  var count: Double

  /// What kernels have summed up.
  init(sums: ArraySlice<Double>, rows: Int) {
    count = Double(rows)
    let all = Array(sums)
    columns = stride(from: 0, to: all.count, by: Self.sumsPerColumn).map { first in
      func sum(_ place: Int) -> WideSum { WideSum(high: all[first + 2 * place], low: all[first + 2 * place + 1]) }
      return Column(
        target: sum(0), targetSquared: sum(1), error: sum(2), errorSquared: sum(3), size: sum(4), relativeSize: sum(5))
    }
  }

  /// - Parameter weights: How much each row counts; nil for 1.
  init(outputs: [Double], targets: [Double], width: Int, weights: [Double]? = nil) {
    columns = Array(repeating: Column(), count: width)
    count = 0
    for row in 0..<targets.count / max(width, 1) {
      let weight = weights?[row] ?? 1
      count += weight
      for column in 0..<width {
        let target = targets[row * width + column]
        let error = outputs[row * width + column] - target
        columns[column].target.add(weight * target)
        columns[column].targetSquared.add(weight * target * target)
        columns[column].error.add(weight * error)
        columns[column].errorSquared.add(weight * error * error)
        columns[column].size.add(weight * abs(error))
        columns[column].relativeSize.add(weight * abs(error) / max(abs(target), 0x1p-52))
      }
    }
  }

  private func mean(_ f: (Column) -> Double) -> Double {
    columns.reduce(0) { $0 + f($1) } / Double(columns.count)
  }

  var mse: Double { mean { $0.errorSquared.value / count } }
  var mae: Double { mean { $0.size.value / count } }
  /// A fraction, not percent.
  var relativeError: Double { mean { $0.relativeSize.value / count } }
  var r2: Double { mean { explained($0, unexplained: $0.errorSquared.value) } }
  var explainedVariance: Double { mean { explained($0, unexplained: $0.errorSquared.spread($0.error, count)) } }

  /// 1 - unexplained / spread of the targets. Where they do not vary, 1 when all is explained and else 0.
  private func explained(_ column: Column, unexplained: Double) -> Double {
    let spread = column.targetSquared.spread(column.target, count)
    if spread > 0 { return 1 - unexplained / spread }
    if spread.isNaN || unexplained.isNaN { return .nan }
    return unexplained > 0 ? 0 : 1
  }
}

/// A sum in two parts, so that differences of large sums keep their digits.
struct WideSum {
  var high = 0.0
  var low = 0.0
  var value: Double { high + low }

  mutating func add(_ x: Double) {
    let sum = high + x
    let part = sum - high
    low += (high - (sum - part)) + (x - part)
    high = sum
  }

  /// Σ (x - mean)² from this Σ x² and Σ x; 0 for equal values.
  func spread(_ sum: WideSum, _ count: Double) -> Double {
    // (Σ x)² / count in two parts: the product exactly, then the quotient with its remainder.
    let square = sum.high * sum.high
    let rest = (-square).addingProduct(sum.high, sum.high) + 2 * sum.high * sum.low
    let quotient = square / count
    let remainder = square.addingProduct(-quotient, count)
    let spread = (high - quotient) + (low - (remainder + rest) / count)
    // Weights and squares of values with many digits round: what is left then is no spread.
    return spread.isNaN || spread > 1e-24 * high ? spread : 0
  }
}
