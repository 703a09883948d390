import Swiftlet

extension History {
  /// The loss per epoch, of training and validation, with the best epoch ringed. The axis is logarithmic
  /// when the losses span more than a factor of 100.
  ///
  /// Vertical lines tell where the learning rate changed, when that was up to four times, and where the training ended
  /// before its last epoch. An epoch whose loss was no number is a gap with a red tick.
  ///
  ///     try history.plot().save("loss.png")
  public func plot() -> Plot {
    let curves = LossCurves(
      training: loss, validation: validation?.loss, measure: Self.measure(settings["loss"]), events: events)
    return finished(Plot.losses(curves, title: "Loss", caption: RunCaption.text(settings)))
  }

  /// A metric per epoch, of training (solid) and validation (dashed), or several of them, each in a colour of its own;
  /// with the best epoch ringed where it is one. Of shares, as accuracy is, the axis goes from 0 to 1.
  ///
  ///     try history.plot("accuracy").save("accuracy.png")
  ///
  /// - Parameter metric: A name under which a value is printed: "accuracy", "loss", and for a model with
  ///   several outputs "price_loss"; "val_accuracy" for that of the validation alone.
  /// - Throws: `SwiftletError` (`unknown-name`) for what was not measured, with the nearest names.
  public func plot(_ metric: String, _ others: String...) throws(SwiftletError) -> Plot {
    try plot(all: [metric] + others)
  }

  private func plot(all metrics: [String]) throws(SwiftletError) -> Plot {
    let isAlone = metrics.count == 1
    var curves: [CurveSet.Curve] = []
    for (series, name) in metrics.enumerated() {
      curves += try self.curves(of: name, series: isAlone ? nil : series)
    }
    let isLoss = metrics.allSatisfy { !Metric.prefersLarger(named: $0) }
    let set = CurveSet(
      curves: curves, measure: isAlone ? metrics[0].replacing("_", with: " ") : "value", isLoss: isLoss,
      range: Self.range(curves.map(\.values), isLoss: isLoss), events: events)
    let words = metrics.map { $0.replacing("_", with: " ") }.joined(separator: ", ")
    let title = words.prefix(1).uppercased() + words.dropFirst()
    return finished(Plot.curves(set, title: title, caption: RunCaption.text(settings)))
  }

  /// Training and validation, in a colour each when they are alone, else in the same one.
  private func curves(of name: String, series: Int?) throws(SwiftletError) -> [CurveSet.Curve] {
    let best: CurveSet.Curve.Best? = series != nil ? nil : Metric.prefersLarger(named: name) ? .largest : .least
    let training = try recorded(name)
    guard let watched = columns.first(where: { $0.name == "val_" + name }) else {
      return [.init(name: series == nil ? "" : name, values: training, series: series ?? 0, best: best)]
    }
    return [
      .init(name: series == nil ? "training" : name, values: training, series: series ?? 0),
      .init(
        name: series == nil ? "validation" : "validation \(name)", values: watched.values, series: series ?? 1,
        isDashed: true, best: best),
    ]
  }

  /// A metric of `compile()` per epoch.
  ///
  ///     try history.plot(.accuracy, .f1).save("scores.png")
  ///
  /// - Throws: `SwiftletError` (`unknown-name`) for one that was not counted.
  public func plot(_ metric: Metric, _ others: Metric...) throws(SwiftletError) -> Plot {
    try plot(all: ([metric] + others).map(\.name))
  }

  private func finished(_ plot: Plot) -> Plot {
    var plot = plot
    plot.metadata = settings
    if let words = rateWords { plot.notes.append(words) }
    return plot
  }

  /// The values under a name.
  func recorded(_ name: String) throws(SwiftletError) -> [Double] {
    if let found = columns.first(where: { $0.name == name }) { return found.values }
    let known = columns.map(\.name)
    let near = Spelling.nearest(name, among: known).map { "\"\($0)\"" }
    throw SwiftletError(
      .data,
      Finding(
        "unknown-name", "the history has no values called \"\(name)\"",
        expected: "one of \(known.prefix(20).joined(separator: ", "))", got: "\"\(name)\"",
        remedy: near.isEmpty
          ? "Add the metric to compile(metrics:)" : "Did you mean \(near.joined(separator: " or "))?"))
  }

  /// 0...1 for shares: values of which more is better, and which never leave it.
  static func range(_ values: [[Double]], isLoss: Bool) -> ClosedRange<Double>? {
    let finite = values.joined().filter(\.isFinite)
    return !isLoss && !finite.isEmpty && finite.allSatisfy { (0...1).contains($0) } ? 0...1 : nil
  }

  /// How the axis calls a loss: in words, or as the library does where there are none here.
  static func measure(_ name: String?) -> String {
    guard let name else { return "loss" }
    let words = [
      "mse": "mean squared error", "mae": "mean absolute error", "hinge": "hinge loss",
      "squared_hinge": "squared hinge loss", "binary_crossentropy": "binary cross-entropy",
      "categorical_crossentropy": "cross-entropy", "sparse_categorical_crossentropy": "cross-entropy",
    ]
    return words[name.replacing(" on logits", with: "")] ?? "loss (\(name))"
  }
}
