// What is told from all rows of an epoch together: their outputs and targets, kept as they passed by.

/// Rows of classes with what the model thinks of each class.
struct ScoredRows {
  /// For the order of rows: any growing function of the probability. Row-major, one per class.
  var scores: [Double]
  /// Row-major, one per class.
  var probabilities: [Double]
  /// -log of the probability of the row's class.
  var surprises: [Double]
  var truths: [Int]
  var classCount: Int
  var weights: [Double]?

  /// - Parameter probabilities: Row-major; rows are divided by their sum.
  init(probabilities given: [Double], truths: [Int], classCount: Int, weights: [Double]? = nil) {
    self.truths = truths
    self.classCount = classCount
    self.weights = weights
    probabilities = given
    scores = []
    surprises = []
    for (row, truth) in truths.enumerated() {
      let range = row * classCount..<(row + 1) * classCount
      let sum = given[range].reduce(0, +)
      for place in range { probabilities[place] = sum > 0 ? given[place] / sum : 1 / Double(classCount) }
      surprises.append(Self.surprise(probabilities[range.lowerBound + truth]))
    }
    scores = probabilities
  }

  /// - Parameter positives: The probability of the second of two classes.
  init(positives: [Double], truths: [Int], weights: [Double]? = nil) {
    probabilities = positives.flatMap { [1 - $0, $0] }
    scores = positives.flatMap { [-$0, $0] }
    // From p itself: 1 - (1 - p) has fewer digits.
    surprises = zip(positives, truths).map { $1 == 1 ? Self.surprise($0) : -log1m(Self.clipped($0)) }
    self.truths = truths
    classCount = 2
    self.weights = weights
  }

  /// - Parameter logits: Of the second of two classes.
  init(logits: [Double], truths: [Int]) {
    scores = logits.flatMap { [-$0, $0] }
    probabilities = logits.flatMap { [1 / (1 + exponential($0)), 1 / (1 + exponential(-$0))] }
    surprises = zip(logits, truths).map { log1p(exp: $1 == 1 ? -$0 : $0) }
    self.truths = truths
    classCount = 2
  }

  /// - Parameter classLogits: Row-major, one per class.
  init(classLogits: [Double], truths: [Int], classCount: Int) {
    probabilities = []
    surprises = []
    for (row, truth) in truths.enumerated() {
      let logits = classLogits[row * classCount..<(row + 1) * classCount]
      let largest = logits.max() ?? 0
      let powers = logits.map { exponential($0 - largest) }
      let sum = powers.reduce(0, +)
      probabilities += powers.map { $0 / sum }
      surprises.append(naturalLog(sum) - (logits[logits.startIndex + truth] - largest))
    }
    scores = probabilities
    self.truths = truths
    self.classCount = classCount
  }

  /// Probabilities of 0 and 1 cost a finite amount, as in scikit-learn.
  private static func clipped(_ probability: Double) -> Double { min(max(probability, 0x1p-52), 1 - 0x1p-52) }
  private static func surprise(_ probability: Double) -> Double { -naturalLog(clipped(probability)) }

  private func weight(_ row: Int) -> Double { weights?[row] ?? 1 }
  private var total: Double { truths.indices.reduce(0) { $0 + weight($1) } }
  private func mean(_ f: (Int) -> Double) -> Double { truths.indices.reduce(0) { $0 + weight($1) * f($1) } / total }

  // MARK: - Probabilities

  var logLoss: Double { mean { surprises[$0] } }

  var brier: Double {
    // For two classes both terms are equal: one of them counts, as everywhere.
    let factor = classCount == 2 ? 0.5 : 1
    return mean { row in
      factor
        * (0..<classCount).reduce(0) { sum, place in
          let error = probabilities[row * classCount + place] - (place == truths[row] ? 1 : 0)
          return sum + error * error
        }
    }
  }

  func calibrationError(bins: Int) -> Double {
    var gaps = [Double](repeating: 0, count: bins)
    for row in truths.indices {
      let own = probabilities[row * classCount..<(row + 1) * classCount]
      guard let best = own.indices.max(by: { own[$0] < own[$1] }), own[best].isFinite else { return .nan }
      let first = own.firstIndex(of: own[best]) ?? best
      // Ranges are open below: a confidence of exactly 1 is in the last.
      // Clamped before it is whole: an output need not be a probability, whatever it was said to be.
      let bin = Int(min(max((own[best] * Double(bins)).rounded(.up), 1), Double(bins))) - 1
      gaps[bin] += weight(row) * ((first - own.startIndex == truths[row] ? 1 : 0) - own[best])
    }
    return truths.isEmpty ? .nan : gaps.reduce(0) { $0 + abs($1) } / total
  }

  // MARK: - Ranks

  /// Of one class against others: among all rows, or those of two classes.
  private func ranking(of index: Int, among rows: [Int]) -> Ranking {
    Ranking(
      rows.map { scores[$0 * classCount + index] }, rows.map { truths[$0] == index },
      weights.map { weights in rows.map { weights[$0] } })
  }

  func rocAUC(_ pairing: Metric.Pairing) -> Double {
    if scores.contains(where: \.isNaN) { return .nan }
    let all = Array(truths.indices)
    if classCount == 2 { return ranking(of: 1, among: all).rocAUC }
    var areas: [Double] = []
    switch pairing {
    case .oneVersusRest: areas = (0..<classCount).map { ranking(of: $0, among: all).rocAUC }
    case .oneVersusOne:
      for a in 0..<classCount {
        for b in 0..<a {
          let rows = all.filter { truths[$0] == a || truths[$0] == b }
          areas.append((ranking(of: a, among: rows).rocAUC + ranking(of: b, among: rows).rocAUC) / 2)
        }
      }
    }
    return areas.reduce(0, +) / Double(areas.count)
  }

  var averagePrecision: Double {
    if scores.contains(where: \.isNaN) { return .nan }
    let all = Array(truths.indices)
    if classCount == 2 { return ranking(of: 1, among: all).averagePrecision }
    return (0..<classCount).reduce(0) { $0 + ranking(of: $1, among: all).averagePrecision } / Double(classCount)
  }
}

/// Outputs and targets of rows of numbers, row-major.
struct NumberRows {
  let outputs: [Double]
  let targets: [Double]
  let width: Int

  private var rows: Int { targets.count / max(width, 1) }

  var maxError: Double {
    let errors = zip(outputs, targets).map { abs($0 - $1) }
    return errors.contains(where: \.isNaN) ? .nan : errors.max() ?? .nan
  }

  var medianAbsoluteError: Double {
    let medians = (0..<width).map { column in
      median((0..<rows).map { abs(outputs[$0 * width + column] - targets[$0 * width + column]) })
    }
    return medians.reduce(0, +) / Double(width)
  }

  private func median(_ errors: [Double]) -> Double {
    if errors.isEmpty || errors.contains(where: \.isNaN) { return .nan }
    let sorted = errors.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  var cosineSimilarity: Double {
    let sum = (0..<rows).reduce(0.0) { sum, row in
      var (product, output, target) = (0.0, 0.0, 0.0)
      for place in row * width..<(row + 1) * width {
        product += outputs[place] * targets[place]
        output += outputs[place] * outputs[place]
        target += targets[place] * targets[place]
      }
      let norms = output.squareRoot() * target.squareRoot()
      return sum + (norms > 0 ? product / norms : norms)
    }
    return sum / Double(rows)
  }
}
