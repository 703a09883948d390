/// The best of several models by their loss, or by a metric, on data that none of them was trained on.
///
///     let choice = try Choice(among: [small, large], on: validation)
///     print(choice.values, choice.index)
///     try choice.model.evaluate(test)
public struct Choice<M: Model> {
  /// The one that is best; of equal ones the first.
  public let model: M
  /// Its place among the models, counted from 0.
  public let index: Int
  /// What each was judged by, in their order; NaN is worse than any number.
  public let values: [Double]

  /// - Parameters:
  ///   - models: At least one, all compiled.
  ///   - validation: What they are judged on.
  ///   - metric: nil: the loss. Whether a larger one is better is known of each metric.
  /// - Throws: `SwiftletError` for no models and for those that do not fit the data.
  public init(
    among models: [M], on validation: Dataset, by metric: Metric? = nil, threads: Int? = nil
  ) throws(SwiftletError) {
    var values: [Double] = []
    for model in models { values.append(try Self.value(of: model, on: validation, by: metric, threads: threads)) }
    let prefersLarger = metric?.prefersLarger ?? false
    guard let index = Self.best(values, prefersLarger: prefersLarger) else {
      throw SwiftletError(
        .training,
        Finding(
          .badArgument, "there is nothing to choose among", expected: "at least one model", got: "none",
          remedy: "Give the models that were trained"))
    }
    self.init(model: models[index], index: index, values: values)
  }

  init(model: M, index: Int, values: [Double]) {
    self.model = model
    self.index = index
    self.values = values
  }

  static func value(
    of model: M, on validation: Dataset, by metric: Metric?, threads: Int? = nil
  ) throws(SwiftletError) -> Double {
    let scores = try model.evaluate(validation, threads: threads)
    guard let metric else { return scores.loss }
    guard scores.outputs.contains(where: { $0.metrics[metric] != nil }) else {
      throw SwiftletError(
        .training,
        Finding(
          .metricMisfit, "the models were not compiled with the metric that they are to be judged by",
          expected: "compile(..., metrics: [.\(metric.name)])", got: "without it",
          remedy: "Add it to metrics:, or leave by: out for the loss"))
    }
    return scores[metric]
  }

  static func best(_ values: [Double], prefersLarger: Bool) -> Int? {
    let ranks = values.map { $0.isNaN ? Double.infinity : prefersLarger ? -$0 : $0 }
    return ranks.indices.min { ranks[$0] < ranks[$1] }
  }
}
