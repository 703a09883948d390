import Swiftlet

/// How good a network is on rows it has not seen, beside a guess that ignores the inputs.
struct Score: Sendable, Encodable {
  enum Kind: String, Sendable, Encodable {
    /// The share of rows whose class was found; the guess is the commonest class of the training rows.
    case accuracy
    /// 1 − mean squared error / variance; the guess is the mean of the training rows, so its R² is at most 0.
    /// NaN when all held-out numbers are equal.
    case r2
  }

  let kind: Kind
  let value: Double
  /// The same measure for the guess.
  let guess: Double
  /// What is guessed: the name of a class, or the mean.
  let guessed: String
  let rows: Int

  /// - Parameters:
  ///   - train: What the model was trained on, and what the guess is made from.
  ///   - test: What both are judged by.
  init(of model: Model, trainedOn train: Dataset, on test: Dataset) throws(SwiftletError) {
    let scores = try model.evaluate(test)
    rows = test.count
    switch test.targets {
    case .values(let truth):
      let (mean, _) = TargetScale.of(train)
      kind = .r2
      let variance = TargetScale.meanSquare(truth.values, around: TargetScale.of(test).mean)
      // Without variance there is nothing to explain.
      value = variance > 0 ? 1 - scores.loss / variance : .nan
      guess = variance > 0 ? 1 - TargetScale.meanSquare(truth.values, around: mean) / variance : .nan
      guessed = Words.number(mean)
    default:
      let commonest = ClassCounts(train).commonest
      kind = .accuracy
      value = scores[.accuracy]
      guess = Double(ClassCounts(test).counts[commonest]) / Double(test.count)
      guessed = train.classes[commonest]
    }
  }
}

/// How many rows each class has.
struct ClassCounts {
  let counts: [Int]

  init(_ data: Dataset) {
    var counts = [Int](repeating: 0, count: data.classes.count)
    if case .classes(let labels, _) = data.targets { for label in labels { counts[label] += 1 } }
    self.counts = counts
  }

  /// The index of the class with the most rows, the first of several.
  var commonest: Int { counts.indices.max { (counts[$0], -$0) < (counts[$1], -$1) } ?? 0 }
}

/// The mean and spread of a target of numbers.
enum TargetScale {
  /// Mean and standard deviation; 0 and 1 for classes, a spread of 1 when all numbers are equal.
  static func of(_ data: Dataset) -> (mean: Double, spread: Double) {
    guard case .values(let tensor) = data.targets, !tensor.values.isEmpty else { return (0, 1) }
    let mean = tensor.values.reduce(0) { $0 + Double($1) } / Double(tensor.values.count)
    let spread = meanSquare(tensor.values, around: mean).squareRoot()
    return (mean, spread > 0 ? spread : 1)
  }

  static func meanSquare(_ values: [Float], around center: Double) -> Double {
    values.reduce(0) { $0 + (Double($1) - center) * (Double($1) - center) } / Double(values.count)
  }
}
