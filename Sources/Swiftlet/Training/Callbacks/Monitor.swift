/// What a callback watches, and which way is better.
public enum Monitor {
  /// Which way is better.
  public enum Mode: String, Sendable, Hashable, Codable {
    /// Larger for metrics that are shares of what is right, smaller for losses and errors.
    case automatic
    case min, max
  }

  /// On which rows the watched value is measured.
  public enum Rows: String, Sendable, Hashable, Codable {
    /// The validation rows where there are some, else those trained on.
    case automatic
    case training, validation
  }
}

/// A value that a callback watches.
struct Watched: Sendable {
  enum Quantity: Sendable {
    case loss
    case metric(Metric)
    /// As history prints it: for models with several outputs.
    case named(String)
  }
  let quantity: Quantity
  let rows: Monitor.Rows
  let mode: Monitor.Mode

  init(_ metric: Metric?, _ rows: Monitor.Rows, _ mode: Monitor.Mode) {
    quantity = metric.map { .metric($0) } ?? .loss
    self.rows = rows
    self.mode = mode
  }

  init(named name: String, _ mode: Monitor.Mode) {
    quantity = .named(name)
    rows = .automatic
    self.mode = mode
  }

  /// Its name in the epochs of a fit that watches rows or does not.
  func name(isValidated: Bool) -> String {
    let plain: String
    switch quantity {
    case .loss: plain = "loss"
    case .metric(let metric): plain = metric.name
    case .named(let name): return name
    }
    return rows != .training && isValidated ? "val_" + plain : plain
  }

  /// nil for an epoch that says nothing: one that was cut short is not measured on the same rows as the others.
  func value(of epoch: Epoch) -> Double? {
    let isValidated = epoch.validationLoss != nil
    let name = name(isValidated: isValidated)
    if !epoch.isComplete && !name.hasPrefix("val_") { return nil }
    guard case .metric(let metric) = quantity else { return epoch.value(named: name) }
    return rows != .training && isValidated ? epoch.validation(metric) : epoch[metric]
  }

  /// Whether larger is better.
  var prefersLarger: Bool {
    switch (mode, quantity) {
    case (.min, _), (.automatic, .loss): false
    case (.max, _): true
    case (.automatic, .metric(let metric)): metric.prefersLarger
    case (.automatic, .named(let name)): Metric.prefersLarger(named: name)
    }
  }

  /// - Parameter callback: What it is called in the message: "early stopping".
  func faults(in session: FitSession, _ callback: String) -> [Finding] {
    let isValidated = session.history.validation != nil
    if rows == .validation, !isValidated {
      return [
        Finding(
          .badArgument, "\(callback) watches validation rows, and there are none", expected: "rows to watch",
          got: "validation: .none", remedy: "Give validation: .split(0.2), or leave rows: out")
      ]
    }
    let (name, known) = (name(isValidated: isValidated), session.valueNames)
    guard !isCounted(in: session, among: known, name) else { return [] }
    let near = Spelling.nearest(name, among: known)
    let isMetric = if case .metric = quantity { true } else { false }
    let remedy =
      name.hasPrefix("val_") && !isValidated
      ? "Give validation: .split(0.2): there are no rows to watch"
      : isMetric
        ? "Add it to compile(metrics:)" + (near.isEmpty ? "" : "; did you mean \(near.joined(separator: " or "))?")
        : near.isEmpty ? "Use one of the names there are" : "Did you mean \(near.joined(separator: " or "))?"
    return [
      Finding(
        .unknownName, "\(callback) watches \"\(name)\", which is not counted",
        expected: "one of \(known.joined(separator: ", "))", got: "\"\(name)\"", remedy: remedy)
    ]
  }

  /// A metric by itself is that of the first output that has it.
  private func isCounted(in session: FitSession, among known: [String], _ name: String) -> Bool {
    guard case .metric(let metric) = quantity else { return known.contains(name) }
    return session.compilation.goals.contains { $0.metrics.contains(metric) }
  }
}

extension Metric {
  /// Whether more of a value is better, by the name under which it is printed.
  package static func prefersLarger(named name: String) -> Bool { metric(behind: name)?.prefersLarger ?? false }

  /// `val_kind_accuracy` is a larger-is-better one, because it ends in the name of one; so does `kind_f1_macro`, but
  /// for how the metric is averaged.
  private static func metric(behind name: String) -> Metric? {
    if name.hasSuffix("loss") { return nil }
    let ends = endings(of: name)
    return ends.lazy.compactMap { Metric.lookUp($0) }.first ?? ends.lazy.compactMap(base).first
  }

  /// The name, and what is left of it behind each underscore.
  private static func endings(of name: String) -> [String] {
    [name] + name.indices.filter { name[$0] == "_" }.map { String(name[name.index(after: $0)...]) }
  }

  /// The metric whose name comes first, before `_macro`, `_ovo`, `(0.7)`: the longest of such.
  private static func base(_ name: String) -> Metric? {
    let names = Metric.vocabulary + [("fbeta", .f1)]
    return names.filter { name.hasPrefix($0.0 + "_") || name.hasPrefix($0.0 + "(") }.max { $0.0.count < $1.0.count }?.1
  }
}

extension FitSession {
  /// The names of what each epoch measures.
  var valueNames: [String] {
    let names = History.Series(of: compilation.goals).columns.map(\.name)
    return history.validation == nil ? names : names + names.map { "val_" + $0 }
  }
}

/// Checks of the numbers that callbacks are given.
enum CallbackArgument {
  /// One fault when `isGood` is false.
  static func check(
    _ isGood: Bool, _ callback: String, _ what: String, expected: String, got: String, remedy: String
  ) -> [Finding] {
    if isGood { return [] }
    return [
      Finding(
        .badArgument, "the \(what) of \(callback) cannot be used", expected: expected, got: got, remedy: remedy)
    ]
  }

  static func notNegative(_ value: Int, _ callback: String, _ what: String, usual: Int) -> [Finding] {
    check(
      value >= 0, callback, what, expected: "0 or more", got: "\(value)",
      remedy: "Give \(what): 0 or more; \(usual) is the default")
  }

  static func notNegative(_ value: Double, _ callback: String, _ what: String) -> [Finding] {
    check(
      value >= 0 && value.isFinite, callback, what, expected: "a finite number of 0 or more", got: "\(value)",
      remedy: "Give \(what): 0 or more, or leave it out for the default")
  }
}
