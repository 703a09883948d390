/// How often rows are positive, beside how likely they were said to be: probabilities are calibrated when both agree.
///
///     let curve = try CalibrationCurve(probabilities: [0.1, 0.4, 0.35, 0.8], truths: [false, false, true, true], bins: 2)
///     print(curve.expectedError)   // 0.0875
///
/// Rows are put into bins by their probability; bins without rows are left out.
///
/// Sources: DeGroot & Fienberg, *The Comparison and Evaluation of Forecasters*, 1983; Guo et al., *On Calibration of
/// Modern Neural Networks*, 2017.
public struct CalibrationCurve: Sendable, Hashable {
  /// How the bins are cut.
  public enum Binning: String, Sendable, Hashable, Codable {
    /// Ranges of equal width on 0...1.
    case equalWidth
    /// About as many rows in each; equal probabilities are never parted.
    case equalCount
  }

  /// Rows that were said to be about equally likely.
  public struct Bin: Sendable, Hashable {
    /// How many rows there are.
    public let count: Int
    /// The mean of their probabilities.
    public let meanProbability: Double
    /// The share of positive ones.
    public let share: Double

    /// Where the true share lies with so much confidence (Wilson 1927); it stays inside 0...1.
    ///
    /// - Parameter z: Standard deviations of the normal distribution: 1.96 for 95 %.
    public func interval(z: Double = 1.959963984540054) -> ClosedRange<Double> {
      let n = Double(count)
      let center = (share + z * z / (2 * n)) / (1 + z * z / n)
      let reach = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
      guard center.isFinite, reach.isFinite else { return 0...1 }
      return max(min(center - reach, share), 0)...min(max(center + reach, share), 1)
    }
  }

  /// By growing probability.
  public let bins: [Bin]
  /// All rows.
  public let count: Int
  /// All probabilities, for how they are spread.
  package let probabilities: [Double]

  /// - Parameters:
  ///   - probabilities: That a row is positive, 0...1.
  ///   - truths: Whether it is.
  ///   - bins: The most there may be, at least 1.
  /// - Throws: `SwiftletError` for unequal numbers of rows, or something that is no probability.
  public init(
    probabilities: [Double], truths: [Bool], bins: Int = 10, binning: Binning = .equalWidth
  ) throws(SwiftletError) {
    let fault = Self.fault(probabilities, truths, bins)
    if let fault { throw SwiftletError(.data, fault) }
    count = truths.count
    self.probabilities = probabilities
    let order = probabilities.indices.sorted { probabilities[$0] < probabilities[$1] }
    let groups = Self.groups(order.map { probabilities[$0] }, bins, binning)
    self.bins = groups.map { group in
      let rows = order[group]
      let n = Double(rows.count)
      return Bin(
        count: rows.count, meanProbability: rows.reduce(0) { $0 + probabilities[$1] } / n,
        share: Double(rows.count { truths[$0] }) / n)
    }
  }

  /// Σ |share - mean probability|·rows / all rows; NaN without rows.
  public var expectedError: Double {
    count == 0
      ? .nan : bins.reduce(0) { $0 + abs($1.share - $1.meanProbability) * Double($1.count) } / Double(count)
  }

  /// The largest |share - mean probability| of a bin; NaN without rows.
  public var largestError: Double { bins.map { abs($0.share - $0.meanProbability) }.max() ?? .nan }

  /// Which of the sorted probabilities belong together.
  private static func groups(_ sorted: [Double], _ bins: Int, _ binning: Binning) -> [Range<Int>] {
    var groups: [Range<Int>] = []
    var start = 0
    // A range is open below, as in scikit-learn; only the first has its lower end.
    func place(_ probability: Double) -> Int { Int(max((probability * Double(bins)).rounded(.up), 1)) - 1 }
    for end in sorted.indices.dropFirst() {
      let isCut =
        switch binning {
        case .equalWidth: place(sorted[end]) != place(sorted[start])
        case .equalCount:
          sorted[end] != sorted[end - 1] && end * bins >= (groups.count + 1) * sorted.count && groups.count < bins - 1
        }
      guard isCut else { continue }
      groups.append(start..<end)
      start = end
    }
    return sorted.isEmpty ? [] : groups + [start..<sorted.count]
  }

  private static func fault(_ probabilities: [Double], _ truths: [Bool], _ bins: Int) -> Finding? {
    if probabilities.count != truths.count {
      return Finding(
        .shapeMisfit, "probabilities and truths are not of the same rows", expected: "\(probabilities.count) truths",
        got: "\(truths.count)", remedy: "Give one per row")
    }
    if !(1...1_000_000).contains(bins) {
      return Finding(
        .badArgument, "the number of bins is out of range", expected: "1...1000000", got: "\(bins)", remedy: "Use 10")
    }
    guard let row = probabilities.firstIndex(where: { !(0...1).contains($0) }) else { return nil }
    return Finding(
      .badArgument, "row \(row) has no probability", expected: "a number in 0...1", got: "\(probabilities[row])",
      remedy: "Give probabilities, not logits; rows are counted from 0")
  }
}
