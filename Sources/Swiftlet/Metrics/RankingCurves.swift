/// True over false positives for every threshold on a score.
///
///     let curve = try ROCCurve(scores: [0.1, 0.4, 0.35, 0.8], truths: [false, false, true, true])
///     print(curve.area)   // 0.75
public struct ROCCurve: Sendable, Hashable {
  /// FP / (FP + TN) at each threshold, from 0 to 1; NaN without negative rows.
  public let falsePositiveRates: [Double]
  /// TP / (TP + FN) at each threshold, from 0 to 1; NaN without positive rows.
  public let truePositiveRates: [Double]
  /// From infinity down: a row is answered positive when its score is at least that.
  public let thresholds: [Double]

  /// - Parameters:
  ///   - truths: Whether each row is positive.
  ///   - weights: How much each row counts; nil for 1.
  /// - Throws: `SwiftletError` for unequal numbers of rows, or scores or weights that are no numbers.
  public init(scores: [Double], truths: [Bool], weights: [Double]? = nil) throws(SwiftletError) {
    self.init(try Ranking(checking: scores, truths, weights))
  }

  init(_ ranking: Ranking) {
    let (positive, negative) = (ranking.positive, ranking.negative)
    falsePositiveRates = [negative > 0 ? 0 : .nan] + ranking.steps.map { negative > 0 ? $0.negative / negative : .nan }
    truePositiveRates = [positive > 0 ? 0 : .nan] + ranking.steps.map { positive > 0 ? $0.positive / positive : .nan }
    thresholds = [.infinity] + ranking.steps.map(\.score)
  }

  /// The area under the curve, by trapezoids: the chance that a positive row has a larger score than a negative one,
  /// equal scores counting half. NaN when one of both is missing.
  public var area: Double {
    thresholds.indices.dropFirst().reduce(0) { sum, i in
      sum + (falsePositiveRates[i] - falsePositiveRates[i - 1]) * (truePositiveRates[i] + truePositiveRates[i - 1]) / 2
    }
  }
}

/// Precision over recall for every threshold on a score.
public struct PrecisionRecallCurve: Sendable, Hashable {
  /// TP / (TP + FP) at each threshold, and 1 at the end.
  public let precisions: [Double]
  /// TP / (TP + FN) at each threshold, and 0 at the end; NaN without positive rows.
  public let recalls: [Double]
  /// From the smallest score up: a row is answered positive when its score is at least that.
  public let thresholds: [Double]

  /// - Throws: As `ROCCurve`.
  public init(scores: [Double], truths: [Bool], weights: [Double]? = nil) throws(SwiftletError) {
    self.init(try Ranking(checking: scores, truths, weights))
  }

  init(_ ranking: Ranking) {
    let steps = ranking.steps.reversed()
    precisions = steps.map { $0.positive + $0.negative > 0 ? $0.positive / ($0.positive + $0.negative) : 0 } + [1]
    recalls = steps.map { ranking.positive > 0 ? $0.positive / ranking.positive : .nan } + [0]
    thresholds = steps.map(\.score)
  }

  /// Σ (Rₙ - Rₙ₋₁)·Pₙ; NaN without positive rows.
  public var averagePrecision: Double {
    thresholds.indices.reduce(0) { $0 + (recalls[$1] - recalls[$1 + 1]) * precisions[$1] }
  }
}

/// Rows in the order of their scores: what a threshold at each distinct score lets through.
struct Ranking {
  struct Step {
    let score: Double
    /// Positive and negative rows of at least this score.
    var positive: Double
    var negative: Double
  }
  /// From the largest score down.
  private(set) var steps: [Step] = []
  var positive: Double { steps.last?.positive ?? 0 }
  var negative: Double { steps.last?.negative ?? 0 }

  init(_ scores: [Double], _ truths: [Bool], _ weights: [Double]? = nil) {
    let order = scores.indices.sorted { scores[$0] > scores[$1] }
    var (positive, negative) = (0.0, 0.0)
    for row in order {
      let weight = weights?[row] ?? 1
      if truths[row] { positive += weight } else { negative += weight }
      if let last = steps.last, last.score == scores[row] {
        (steps[steps.count - 1].positive, steps[steps.count - 1].negative) = (positive, negative)
      } else {
        steps.append(Step(score: scores[row], positive: positive, negative: negative))
      }
    }
  }

  init(checking scores: [Double], _ truths: [Bool], _ weights: [Double]?) throws(SwiftletError) {
    guard scores.count == truths.count, weights.map({ $0.count == scores.count }) ?? true else {
      throw SwiftletError(
        .data,
        Finding(
          .shapeMisfit, "scores, truths and weights are not of the same rows", expected: "\(scores.count) of each",
          got: "\(truths.count) truths" + (weights.map { ", \($0.count) weights" } ?? ""), remedy: "Give one per row"))
    }
    if let row = scores.firstIndex(where: \.isNaN) ?? weights?.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
      throw SwiftletError(
        .data,
        Finding(
          .notFinite, "the score or weight of row \(row) cannot be used", expected: "numbers, weights of 0 or more",
          got: "\(scores[row])" + (weights.map { ", weight \($0[row])" } ?? ""),
          remedy: "Replace or drop the row; rows are counted from 0"))
    }
    self.init(scores, truths, weights)
  }

  var rocAUC: Double { ROCCurve(self).area }
  var averagePrecision: Double { PrecisionRecallCurve(self).averagePrecision }
}
