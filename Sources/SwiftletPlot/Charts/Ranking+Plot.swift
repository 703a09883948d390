import Swiftlet

extension ROCCurve {
  /// The curve with its area, the line of chance, and the point of the threshold 0.5.
  ///
  ///     try ROCCurve(scores: scores, truths: isSpam).plot().save("roc.png")
  ///
  /// Source: Fawcett, *An introduction to ROC analysis*, 2006.
  public func plot() -> Plot { .ranking([RankedClass(self)], Plot.rocWords) }
}

extension PrecisionRecallCurve {
  /// The curve as steps with its average precision, the precision of chance (the share of positive rows), and the
  /// point of the threshold 0.5.
  public func plot() -> Plot { .ranking([RankedClass(self)], Plot.precisionRecallWords) }
}

extension Plot {
  /// ROC curves of several models in one picture, the best first in the legend.
  ///
  ///     try Plot.rocCurves(["network": first, "logistic": second]).save("compared.png")
  public static func rocCurves(_ curves: KeyValuePairs<String, ROCCurve>) -> Plot {
    .compared(curves.enumerated().map { RankedClass($1.value, name: $1.key, number: $0) }, rocWords)
  }

  /// Curves of precision over recall of several models in one picture, the best first in the legend.
  public static func precisionRecallCurves(_ curves: KeyValuePairs<String, PrecisionRecallCurve>) -> Plot {
    .compared(curves.enumerated().map { RankedClass($1.value, name: $1.key, number: $0) }, precisionRecallWords)
  }
}

extension Model {
  /// True over false positives for all thresholds: of the second of two classes, or of each of several classes
  /// against all others, with the areas under the curves and their mean.
  ///
  ///     try model.rocCurve(test).save("roc.png")
  ///
  /// - Parameter output: Which of several outputs; without it the only one that stands for classes.
  /// - Throws: `SwiftletError` when the model predicts numbers or does not fit the data, or these have rows of one class
  ///   only.
  public func rocCurve(_ data: Dataset, output: String? = nil) throws(SwiftletError) -> Plot {
    try ranking(data, output, Plot.rocWords) { (scores, truths) throws(SwiftletError) in
      RankedClass(try ROCCurve(scores: scores, truths: truths))
    }
  }

  /// Precision over recall for all thresholds: of the second of two classes, or of each of several classes
  /// against all others, with the average precisions and their mean.
  ///
  /// - Parameter output: Which of several outputs; without it the only one that stands for classes.
  /// - Throws: As `rocCurve`.
  public func precisionRecallCurve(_ data: Dataset, output: String? = nil) throws(SwiftletError) -> Plot {
    try ranking(data, output, Plot.precisionRecallWords) { (scores, truths) throws(SwiftletError) in
      RankedClass(try PrecisionRecallCurve(scores: scores, truths: truths))
    }
  }

  private func ranking(
    _ data: Dataset, _ output: String?, _ words: Plot.RankingWords,
    _ make: ([Double], [Bool]) throws(SwiftletError) -> RankedClass
  ) throws(SwiftletError) -> Plot {
    let judged = try judgedClasses(data, output: output)
    try judged.checkSeveralClasses()
    let numbers = judged.names.count == 2 ? [1] : Array(judged.names.indices)
    var classes: [RankedClass] = []
    for number in numbers {
      let truths = judged.truths.map { $0 == number }
      let isPair = numbers.count == 1
      // The scores of a pair are probabilities where there are any: then 0.5 is a threshold of them.
      let scores = isPair && judged.areProbabilities ? judged.probabilities(of: 1) : judged.scores(of: number)
      var one = try make(scores, truths)
      (one.name, one.number, one.count) = (judged.names[number], number, truths.count { $0 })
      if !judged.areProbabilities { one.operating = nil }
      classes.append(one)
    }
    var plot = Plot.ranking(
      classes, words, caption: RunCaption.text(lastRun), notes: judged.omissions)
    if numbers.count == 1 {
      plot.notes.append("\(judged.names[1].shortened) against \(judged.names[0].shortened), \(judged.rowsText)")
    }
    plot.metadata = lastRun
    return plot
  }
}

extension JudgedClasses {
  /// - Throws: `SwiftletError` (`one-class`) when there is nothing to tell apart.
  func checkSeveralClasses() throws(SwiftletError) {
    let present = Set(truths)
    guard present.count < 2 else { return }
    throw SwiftletError(
      .data,
      Finding(
        .oneClass, present.isEmpty ? "the data have no rows" : "all rows of the data are of one class",
        expected: "rows of at least two classes",
        got: present.first.map { "only \"\(names.indices.contains($0) ? names[$0] : "\($0)")\"" } ?? "0 rows",
        remedy: "Choose data with rows of several classes"))
  }

  /// Rows that could not be shown, for a caption.
  var omissions: [String] {
    let rows = unanswered == 1 ? "row" : "rows"
    return unanswered == 0 ? [] : ["\(NumberText.count(unanswered)) \(rows) without an answer left out"]
  }

  var rowsText: String { "\(NumberText.count(truths.count)) rows" }
}

extension String {
  /// A name inside a sentence: 24 characters at most.
  var shortened: String { count > 24 ? prefix(23) + "…" : self }
}
