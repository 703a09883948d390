import Swiftlet

extension Plot {
  /// What the horizontal axis of several runs counts.
  public enum Progress: Sendable, Hashable {
    case epochs
    /// Wall time, from the beginning of each run.
    case seconds
  }

  /// Several trainings in one picture: the same value of each, named where its line ends.
  ///
  ///     try Plot.runs([("relu", first), ("tanh", second)]).save("runs.png")
  ///
  /// More than six are named in a legend.
  ///
  /// - Parameters:
  ///   - runs: By the names that shall tell them apart.
  ///   - metric: The name under which the value is printed; nil: the loss, of the validation rows where every run has
  ///     some.
  /// - Throws: `SwiftletError` (`unknown-name`) when a run has no such value.
  public static func runs(
    _ runs: [(name: String, history: History)], metric: String? = nil, over progress: Progress = .epochs
  ) throws(SwiftletError) -> Plot {
    let isWatched = !runs.isEmpty && runs.allSatisfy { $0.history.validation != nil }
    let value = metric ?? (isWatched ? "val_loss" : "loss")
    var curves: [CurveSet.Curve] = []
    for (index, run) in runs.enumerated() {
      let values = try run.history.recorded(value)
      let times = progress == .seconds ? run.history.secondsPassed : nil
      curves.append(.init(name: run.name, x: times, values: values, series: index))
    }
    let isLoss = !Metric.prefersLarger(named: value)
    let set = CurveSet(
      curves: curves, measure: measure(value, runs.map(\.history)), unit: progress == .epochs ? "epoch" : "time",
      isTime: progress == .seconds, isLoss: isLoss, range: History.range(curves.map(\.values), isLoss: isLoss))
    let shared = shared(runs.map(\.history.settings))
    var plot = Plot.curves(set, title: "Runs", caption: RunCaption.text(shared))
    plot.metadata = shared
    plot.notes += runs.compactMap { stopWords($0.name, $0.history) }
    return plot
  }

  /// What the axis calls the value, with the rows that it was measured on.
  private static func measure(_ value: String, _ histories: [History]) -> String {
    let names = Set(histories.map { $0.settings["loss"] })
    let isWatched = value.hasPrefix("val_")
    let plain = isWatched ? String(value.dropFirst(4)) : value
    let words =
      plain == "loss" && names.count == 1 ? History.measure(names.first ?? nil) : plain.replacing("_", with: " ")
    return isWatched ? "validation \(words)" : words
  }

  /// The settings that all runs have in common.
  private static func shared(_ settings: [[String: String]]) -> [String: String] {
    (settings.first ?? [:]).filter { key, value in settings.allSatisfy { $0[key] == value } }
  }

  private static func stopWords(_ name: String, _ history: History) -> String? {
    guard case .stopped(let reason) = history.ending else { return nil }
    return history.watchedBest == nil ? "\(name): \(reason)" : "\(name) stopped early"
  }
}

extension History {
  /// Wall time at the end of each epoch.
  fileprivate var secondsPassed: [Double] {
    var sum = 0.0
    return seconds.map { second in
      sum += second
      return sum
    }
  }
}

extension OptimizerRace {
  /// How the loss fell with each optimizer, over epochs or over the time that they took.
  ///
  ///     let race = try model.optimizerRace(train, [("sgd", .sgd()), ("adam", .adam())])
  ///     try race.plot(over: .seconds).save("race.png")
  ///
  /// - Parameter metric: As for `Plot.runs`.
  /// - Throws: `SwiftletError` (`unknown-name`) for a value that was not measured.
  public func plot(metric: String? = nil, over progress: Plot.Progress = .epochs) throws(SwiftletError) -> Plot {
    let plot = try Plot.runs(runs.map { (name: $0.name, history: $0.history) }, metric: metric, over: progress)
    return plot.titled("Optimizers from the same start")
  }
}
