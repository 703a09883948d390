/// How often each class was answered for rows of each class, with the numbers told from it.
///
///     let matrix = try model.confusionMatrix(on: test)
///     print(matrix)
public struct ConfusionMatrix: Sendable, Hashable, Codable {
  /// The names of the classes.
  public let classes: [String]
  /// Rows of a class by the class that was answered: row-major, one line per class of the rows. Whole numbers, unless
  /// rows have weights.
  let counts: [Double]
  /// Rows without an answer, because an output was not a number; then all shares are NaN.
  let unanswered: Double

  init(classes: [String], counts: [Double], unanswered: Double = 0) {
    self.classes = classes
    self.counts = counts
    self.unanswered = unanswered
  }

  /// Counts answers beside the classes of the same rows, as indices of `classes`.
  ///
  /// - Parameter weights: How much each row counts; nil for 1.
  /// - Throws: `SwiftletError` for unequal numbers of rows, an index that is no class, or a weight that is not finite
  ///   or negative.
  public init(truths: [Int], answers: [Int], classes: [String], weights: [Double]? = nil) throws(SwiftletError) {
    let indices = classes.indices
    var fault: Finding?
    if truths.count != answers.count || weights.map({ $0.count != truths.count }) == true {
      fault = Finding(
        .shapeMisfit, "classes, answers and weights are not of the same rows", expected: "\(truths.count) of each",
        got: "\(answers.count) answers" + (weights.map { ", \($0.count) weights" } ?? ""), remedy: "Give one per row")
    } else if let stranger = (truths + answers).first(where: { !indices.contains($0) }) {
      fault = Finding(
        .labelSet, "a row has a class that does not exist", expected: "0...\(classes.count - 1)", got: "\(stranger)",
        remedy: "Count classes from 0, and give the names of all")
    } else if let weight = weights?.first(where: { !($0 >= 0 && $0.isFinite) }) {
      fault = Finding(
        .badArgument, "the weight of a row is out of range", expected: "a finite number of 0 or more",
        got: "\(weight)", remedy: "Give factors like 1 or 0.5")
    }
    if let fault { throw SwiftletError(.data, fault) }
    var counts = [Double](repeating: 0, count: classes.count * classes.count)
    for (row, truth) in truths.enumerated() { counts[truth * classes.count + answers[row]] += weights?[row] ?? 1 }
    self.init(classes: classes, counts: counts)
  }

  /// How many rows of one class were answered with another, or the same.
  public subscript(truth truth: Int, answer answer: Int) -> Double { counts[truth * classes.count + answer] }

  // MARK: - Sums

  /// Rows of a class.
  public func support(_ truth: Int) -> Double {
    classes.indices.reduce(0) { $0 + self[truth: truth, answer: $1] }
  }

  private func answered(_ answer: Int) -> Double {
    classes.indices.reduce(0) { $0 + self[truth: $1, answer: answer] }
  }

  /// All rows.
  public var total: Double { counts.reduce(unanswered, +) }
  private var right: Double { classes.indices.reduce(0) { $0 + self[truth: $1, answer: $1] } }

  // MARK: - Shares

  /// The share of right answers.
  public var accuracy: Double { whole(right / total) }

  /// The mean of the recalls of the classes that have rows.
  public var balancedAccuracy: Double {
    let present = classes.indices.filter { support($0) > 0 }
    return whole(present.reduce(0) { $0 + recall(of: $1) } / Double(present.count))
  }

  /// TP / (TP + FP) of one class, 0 when it is never answered.
  public func precision(of index: Int) -> Double { share(self[truth: index, answer: index], of: answered(index)) }

  /// TP / (TP + FN) of one class, 0 when it has no rows.
  public func recall(of index: Int) -> Double { share(self[truth: index, answer: index], of: support(index)) }

  /// (1 + β²)·TP / ((1 + β²)·TP + β²·FN + FP) of one class, 0 when all of these are.
  public func fBeta(_ beta: Double, of index: Int) -> Double {
    fBeta(beta, self[truth: index, answer: index], support(index), answered(index))
  }

  private func fBeta(_ beta: Double, _ right: Double, _ support: Double, _ answered: Double) -> Double {
    share((1 + beta * beta) * right, of: beta * beta * support + answered)
  }

  public func precision(_ average: Metric.Average = .automatic) -> Double {
    averaged(average, micro: { right, _, answered in share(right, of: answered) }, of: { precision(of: $0) })
  }

  public func recall(_ average: Metric.Average = .automatic) -> Double {
    averaged(average, micro: { right, support, _ in share(right, of: support) }, of: { recall(of: $0) })
  }

  public func fBeta(_ beta: Double, _ average: Metric.Average = .automatic) -> Double {
    averaged(average, micro: { fBeta(beta, $0, $1, $2) }, of: { fBeta(beta, of: $0) })
  }

  private func share(_ part: Double, of all: Double) -> Double { all > 0 ? part / all : 0 }

  /// - Parameter micro: From the sums of right answers, of rows and of answers over all classes.
  private func averaged(
    _ average: Metric.Average, micro: (Double, Double, Double) -> Double, of each: (Int) -> Double
  ) -> Double {
    if classes.isEmpty || total == 0 { return .nan }
    switch average {
    case .automatic where classes.count == 2, .binary: return whole(each(min(1, classes.count - 1)))
    case .automatic, .macro: return whole(classes.indices.reduce(0) { $0 + each($1) } / Double(classes.count))
    case .micro:
      let all = total - unanswered
      return whole(micro(right, all, all))
    case .weighted:
      return whole(classes.indices.reduce(0) { $0 + support($1) * each($1) } / (total - unanswered))
    }
  }

  /// NaN as soon as one row has no answer.
  private func whole(_ value: Double) -> Double { unanswered > 0 ? .nan : value }

  // MARK: - Agreement

  /// (p - q) / (1 - q), p the accuracy, q that of chance; NaN when chance is always right.
  public var cohenKappa: Double {
    let all = total
    let chance = classes.indices.reduce(0) { $0 + support($1) * answered($1) } / (all * all)
    return whole((right / all - chance) / (1 - chance))
  }

  /// The correlation of answers and classes, 0 where one of them never varies.
  public var matthews: Double {
    let all = total
    if all == 0 { return .nan }
    let (truths, answers) = (classes.indices.map(support), classes.indices.map(answered))
    let products = zip(truths, answers).reduce(0) { $0 + $1.0 * $1.1 }
    let spread = (all * all - truths.reduce(0) { $0 + $1 * $1 }) * (all * all - answers.reduce(0) { $0 + $1 * $1 })
    return whole(spread > 0 ? (right * all - products) / spread.squareRoot() : 0)
  }
}

extension ConfusionMatrix: CustomStringConvertible {
  /// A table with a line for each class and a column for each answer.
  public var description: String {
    let head = ["class \\ answer"] + classes
    let lines = classes.indices.map { truth in
      [classes[truth]] + classes.indices.map { TextTable.number(self[truth: truth, answer: $0]) }
    }
    return TextTable.text([head] + lines)
  }
}

/// Precision, recall and F1 of each class, as `print` shows them.
public struct ClassReport: Sendable, Hashable, CustomStringConvertible {
  public struct Line: Sendable, Hashable {
    public let name: String
    public let precision: Double
    public let recall: Double
    public let f1: Double
    /// Rows of the class.
    public let support: Double
  }
  /// One for each class.
  public let classes: [Line]
  public let macro: Line
  public let weighted: Line
  public let accuracy: Double

  public init(_ matrix: ConfusionMatrix) {
    classes = matrix.classes.indices.map {
      Line(
        name: matrix.classes[$0], precision: matrix.precision(of: $0), recall: matrix.recall(of: $0),
        f1: matrix.fBeta(1, of: $0), support: matrix.support($0))
    }
    func line(_ name: String, _ average: Metric.Average) -> Line {
      Line(
        name: name, precision: matrix.precision(average), recall: matrix.recall(average),
        f1: matrix.fBeta(1, average), support: matrix.total)
    }
    (macro, weighted) = (line("macro average", .macro), line("weighted average", .weighted))
    accuracy = matrix.accuracy
  }

  public var description: String {
    let lines = (classes + [macro, weighted]).map { line in
      [line.name] + [line.precision, line.recall, line.f1].map(TextTable.share) + [TextTable.number(line.support)]
    }
    let accuracy = ["accuracy", "", "", TextTable.share(accuracy), TextTable.number(macro.support)]
    return TextTable.text([["", "precision", "recall", "f1", "rows"]] + lines + [accuracy])
  }
}

/// Columns of text, the first to the left, all others to the right.
enum TextTable {
  static func text(_ lines: [[String]]) -> String {
    let widths = (lines.first ?? []).indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    return lines.map { line in
      line.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - line[column].count)
        return column == 0 ? line[column] + padding : padding + line[column]
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }

  static func number(_ value: Double) -> String { Int(exactly: value).map(String.init) ?? share(value) }

  /// Three decimals.
  static func share(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return value.isNaN ? "nan" : "\(value)" }
    let thousandths = Int((abs(value) * 1000).rounded())
    let digits = String(thousandths % 1000)
    return "\(value < 0 ? "-" : "")\(thousandths / 1000)." + String(repeating: "0", count: 3 - digits.count) + digits
  }
}

extension Model {
  /// How often each class was answered for rows of each class.
  ///
  /// - Parameter output: Which of several outputs; without it the only one that stands for classes.
  /// - Throws: `SwiftletError` when the model is not compiled, does not fit the data, or predicts numbers.
  public func confusionMatrix(on data: Dataset, output: String? = nil) throws(SwiftletError) -> ConfusionMatrix {
    let (_, reading) = try reading(of: output)
    let truths = try classTruths(of: data, output: output)
    let answers = try classify(data, output: output)
    return try ConfusionMatrix(truths: truths, answers: answers.map(\.index), classes: reading.names)
  }

  /// The class of each row, counted as the model counts them.
  ///
  /// - Throws: `SwiftletError` when the model is not compiled, does not fit the data, or the targets are numbers.
  func classTruths(of data: Dataset, output: String?) throws(SwiftletError) -> [Int] {
    let (index, _) = try reading(of: output)
    let matched = try matchedTargets(data.targetParts, stage: .prediction)
    let goal = try compiled(stage: .prediction).goals.firstIndex { $0.output == index } ?? 0
    guard let truths = matched.targets[goal].classIndices ?? Self.labels(matched.targets[goal]) else {
      throw Metric.accuracy.misfit(
        "the targets of the data are numbers, not classes", expected: "classes, one-hot rows or signs", got: "numbers",
        remedy: "Give data with classes:")
    }
    return truths
  }

  /// 0 and 1 given as numbers.
  private static func labels(_ targets: Targets) -> [Int]? {
    let values = targets.tensor.values
    guard targets.tensor.shape.isScalarLike, values.allSatisfy({ $0 == $0.rounded() && $0 >= 0 && $0 < 1e6 }) else {
      return nil
    }
    return values.map { Int($0) }
  }

  /// Precision, recall and F1 of each class, as a table that can be printed.
  public func classReport(on data: Dataset, output: String? = nil) throws(SwiftletError) -> ClassReport {
    ClassReport(try confusionMatrix(on: data, output: output))
  }
}
