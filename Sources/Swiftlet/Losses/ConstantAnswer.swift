/// The best that can be said without looking at the inputs: what a loss has to be compared with.
struct ConstantAnswer {
  /// Its mean loss on the targets; nil where no formula gives it.
  let loss: Double?

  init(loss: Double?) { self.loss = loss }

  init(_ loss: Loss, _ encoded: EncodedTargets) {
    let columns = (0..<encoded.width).map { column in
      stride(from: column, to: encoded.values.count, by: encoded.width).map { Double(encoded.values[$0]) }
    }
    self.loss = encoded.rows == 0 ? nil : Self.best(loss, columns, encoded)
  }

  private static func best(_ loss: Loss, _ columns: [[Double]], _ encoded: EncodedTargets) -> Double? {
    func mean(_ f: ([Double]) -> Double) -> Double { columns.map(f).reduce(0, +) / Double(max(columns.count, 1)) }
    func convex(_ f: (Double, Double) -> Double) -> Double { mean { column in smallestMean(column, f) } }
    let formula = loss.formula
    switch formula {
    case .mse: return mean(variance)
    case .msle: return mean { variance($0.map { naturalLog(max($0, 1e-7) + 1) }) }
    case .mae: return mean(meanDeviation)
    case .mape, .huber, .smoothL1, .logCosh:
      return convex { loss.forward([$0], [$1]) }
    case .hinge: return mean { 2 * min(share($0), 1 - share($0)) }
    case .squaredHinge: return mean { 4 * share($0) * (1 - share($0)) }
    case .softMargin: return mean { entropy([share($0), 1 - share($0)]) }
    case .binaryCrossentropy: return binary(loss, columns)
    case .categoricalCrossentropy: return categorical(loss, columns.map { $0.reduce(0, +) }, rows: encoded.rows)
    case .sparseCategoricalCrossentropy, .nll: return classes(loss, encoded)
    case .klDivergence: return divergence(columns) / (loss.preset == .torch ? Double(columns.count) : 1)
    // Where the best loss is not 0, or where no formula gives the best constant.
    case .poisson, .cosineSimilarity, .categoricalFocal, .binaryFocal, .categoricalHinge, .multiMargin, .custom,
      .unknown:
      return nil
    }
  }

  /// 1 for a loss of 0, 0 for the constant answer; for constant targets 1 or negative infinity. NaN where the
  /// constant answer is not known.
  func skill(of loss: Double) -> Double {
    guard let best = self.loss else { return .nan }
    if best > 0 { return 1 - loss / best }
    return loss <= 0 ? 1 : -.infinity
  }

  // MARK: - Numbers

  private static func variance(_ column: [Double]) -> Double {
    let mean = column.reduce(0, +) / Double(column.count)
    return column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(column.count)
  }

  private static func meanDeviation(_ column: [Double]) -> Double {
    let median = column.sorted()[column.count / 2]
    return column.reduce(0) { $0 + abs($1 - median) } / Double(column.count)
  }

  /// The smallest mean of f(p, t) over all p, for an f that is convex in p and smallest at t: by thirds.
  private static func smallestMean(_ column: [Double], _ f: (Double, Double) -> Double) -> Double {
    func mean(_ p: Double) -> Double { column.reduce(0) { $0 + f(p, $1) } / Double(column.count) }
    var (low, high) = (column.min() ?? 0, column.max() ?? 0)
    // Each step leaves two thirds: 60 of them 1e-10 of the range.
    for _ in 0..<60 where high > low {
      let (left, right) = (low + (high - low) / 3, high - (high - low) / 3)
      if mean(left) <= mean(right) { high = right } else { low = left }
    }
    return mean((low + high) / 2)
  }

  // MARK: - Classes

  /// The share of positive labels.
  private static func share(_ column: [Double]) -> Double { Double(column.count { $0 > 0 }) / Double(column.count) }

  private static func entropy(_ shares: [Double]) -> Double {
    shares.reduce(0) { $0 - ($1 > 0 ? $1 * naturalLog($1) : 0) }
  }

  /// -Σ W log(W/ΣW): the best answer to weights W.
  private static func weightedEntropy(_ weights: [Double]) -> Double {
    let sum = weights.reduce(0, +)
    return sum > 0 ? sum * entropy(weights.map { $0 / sum }) : 0
  }

  private static func binary(_ loss: Loss, _ columns: [[Double]]) -> Double {
    let entropies = columns.enumerated().map { j, column in
      let share = column.reduce(0, +) / Double(column.count) * (1 - loss.smoothing) + loss.smoothing / 2
      let factor = loss.positiveWeights.isEmpty ? 1 : loss.positiveWeights[min(j, loss.positiveWeights.count - 1)]
      return weightedEntropy([share * factor, 1 - share])
    }
    return entropies.reduce(0, +) / Double(max(columns.count, 1))
  }

  /// - Parameter sums: Of the targets, class by class.
  private static func categorical(_ loss: Loss, _ sums: [Double], rows: Int, divisor: Double? = nil) -> Double {
    let total = sums.reduce(0, +)
    let weights = sums.enumerated().map { j, sum in
      let softened = sum * (1 - loss.smoothing) + total * loss.smoothing / Double(sums.count)
      return softened * (loss.classWeights.indices.contains(j) ? loss.classWeights[j] : 1)
    }
    return weightedEntropy(weights) / (divisor ?? Double(rows))
  }

  private static func classes(_ loss: Loss, _ encoded: EncodedTargets) -> Double? {
    let indices = encoded.classIndices
    // Smoothing spreads over all outputs, also those that no row has; their number is in the weights or unknown.
    let classes = max((indices.max() ?? 0) + 1, loss.classWeights.count)
    guard loss.smoothing == 0 else { return nil }
    var sums = [Double](repeating: 0, count: classes)
    for index in indices where index >= 0 { sums[index] += 1 }
    let shares = loss.shares(encoded, weights: nil)
    let divisor = shares.map { $0.reduce(0.0) { $0 + Double($1) } }
    return divisor == 0 ? nil : categorical(loss, sums, rows: encoded.rows, divisor: divisor)
  }

  /// Between the rows of targets and their mean.
  private static func divergence(_ columns: [[Double]]) -> Double {
    columns.reduce(0) { sum, column in
      let mean = column.reduce(0, +) / Double(column.count)
      let terms = column.reduce(0) { $0 + ($1 > 0 ? $1 * naturalLog($1 / mean) : 0) }
      return sum + terms / Double(column.count)
    }
  }
}
