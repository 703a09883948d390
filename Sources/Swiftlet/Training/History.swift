/// What a training was, epoch by epoch.
public struct History: Sendable {
  public enum Ending: Sendable, Hashable {
    case completed
    /// The batches ran out, or a callback ended it.
    case stopped(reason: String)
    /// The task was cancelled; the model has learnt up to there.
    case cancelled
    /// `fit` threw; the history is that of its error.
    case failed(reason: String)
  }

  /// The curves of one part of the data.
  public struct Series: Sendable {
    /// One output of the model.
    struct Output: Sendable {
      let name: String
      var loss: [Double] = []
      var metrics: [(metric: Metric, values: [Double])]
    }
    /// The mean loss over the samples of each epoch; with several outputs the sum of their losses, each times its
    /// weight. While training, each batch is judged before its own update.
    public internal(set) var loss: [Double] = []
    /// Those with a loss, in the order of the model.
    var outputs: [Output] = []

    /// The values of a metric per epoch; empty when it was not asked for in `compile()`. With several outputs,
    /// those of the first that has it.
    public subscript(_ metric: Metric) -> [Double] {
      outputs.lazy.compactMap { $0.metrics.first { $0.metric == metric }?.values }.first ?? []
    }

    /// The values of a metric of one output per epoch; empty when it was not asked for in `compile()`.
    public subscript(_ metric: Metric, of output: String) -> [Double] {
      outputs.first { $0.name == output }?.metrics.first { $0.metric == metric }?.values ?? []
    }

    /// The mean loss of one output per epoch, not multiplied with its weight; empty for an output without a loss.
    public func loss(of output: String) -> [Double] { outputs.first { $0.name == output }?.loss ?? [] }

    init() {}

    /// Of no epoch yet.
    init(of goals: [Compilation.Goal]) {
      outputs = goals.map { Output(name: $0.name, metrics: $0.metrics.map { ($0, []) }) }
    }

    mutating func append(_ result: PassResult) {
      loss.append(result.loss)
      if outputs.isEmpty {
        outputs = result.outputs.map { Output(name: $0.name, metrics: $0.metrics.map { ($0.metric, []) }) }
      }
      for (index, output) in result.outputs.enumerated() {
        outputs[index].loss.append(output.loss)
        for (place, metric) in output.metrics.enumerated() { outputs[index].metrics[place].values.append(metric.value) }
      }
    }

    /// Everything by the name it is printed with, in that order: `loss`, `accuracy`; with several outputs `loss`,
    /// `price_loss`, `kind_loss`, `kind_accuracy`.
    public var columns: [(name: String, values: [Double])] {
      let losses = outputs.count > 1 ? outputs.map { (name: "\($0.name)_loss", values: $0.loss) } : []
      let metrics = outputs.flatMap { output in
        output.metrics.map {
          (name: outputs.count > 1 ? "\(output.name)_\($0.metric.name)" : $0.metric.name, values: $0.values)
        }
      }
      return [(name: "loss", values: loss)] + losses + metrics
    }
  }

  public internal(set) var training = Series()
  public internal(set) var validation: Series?
  /// What the library noticed: adaptations of the data, what a metric became, warnings.
  public internal(set) var findings: [Finding] = []
  public internal(set) var ending: Ending = .completed
  /// Counted from 1: by what early stopping watched, else by validation loss where there is one, else by loss.
  public var bestEpoch: Int? {
    if let watchedBest { return watchedBest }
    let losses = validation?.loss ?? training.loss
    let finite = losses.enumerated().filter { $0.element.isFinite }
    return finite.min { $0.element < $1.element }.map { $0.offset + 1 }
  }
  /// The best epoch so far by what early stopping watches; nil when nothing does.
  package internal(set) var watchedBest: Int?
  /// The learning rate of the last update of each epoch.
  public internal(set) var learningRates: [Double] = []
  /// Wall time per epoch.
  public internal(set) var seconds: [Double] = []
  /// What was trained and how, for captions and receipts: keys like `optimizer`, `batch_size`, `seed`.
  public internal(set) var settings: [String: String] = [:]

  public var loss: [Double] { training.loss }
  public subscript(_ metric: Metric) -> [Double] { training[metric] }

  /// What was measured per epoch by the names it is printed with: that of training, then that of validation with
  /// `val_` before it.
  public var columns: [(name: String, values: [Double])] {
    training.columns + (validation?.columns ?? []).map { (name: "val_" + $0.name, values: $0.values) }
  }
}

/// The loss and metrics of one pass over data.
struct PassResult {
  struct Output {
    let name: String
    let weight: Double
    /// Not multiplied with the weight.
    let loss: Double
    let metrics: [(metric: Metric, value: Double)]
  }
  let outputs: [Output]
  /// What weights and values cost by themselves.
  var penalty = 0.0
  /// Σ weight·loss + penalty.
  var loss: Double { outputs.reduce(penalty) { $0 + $1.weight * $1.loss } }

  /// Everything by the name it is printed with: see `History.Series.columns`.
  var named: [(String, Double)] {
    var series = History.Series()
    series.append(self)
    return series.columns.map { ($0.name, $0.values[0]) }
  }
}

/// How good a model is on a data set.
public struct Scores: Sendable {
  /// One output of the model.
  struct Output: Sendable {
    let name: String
    let loss: Double
    let skill: Double
    let metrics: [Metric: Double]
  }
  /// The mean over the samples; with several outputs the sum of their losses, each times its weight. Penalties of
  /// regularizers are part of it, as in Keras.
  public let loss: Double
  /// 0 for the best constant answer, 1 for a perfect one, below 0 when worse than a constant. For mse
  /// this is R².
  public let skill: Double
  let outputs: [Output]

  /// The value of a metric; NaN when it was not asked for in `compile()`. With several outputs, that of the first
  /// that has it.
  public subscript(_ metric: Metric) -> Double { outputs.lazy.compactMap { $0.metrics[metric] }.first ?? .nan }

  /// The value of a metric of one output; NaN when it was not asked for in `compile()`.
  public subscript(_ metric: Metric, of output: String) -> Double {
    outputs.first { $0.name == output }?.metrics[metric] ?? .nan
  }

  /// The mean loss of one output, not multiplied with its weight; NaN for an output without a loss.
  public func loss(of output: String) -> Double { outputs.first { $0.name == output }?.loss ?? .nan }

  /// The skill of one output; NaN for an output without a loss.
  public func skill(of output: String) -> Double { outputs.first { $0.name == output }?.skill ?? .nan }
}

/// Which rows are set aside to watch the training.
public enum Validation: Sendable {
  case none
  /// The last share of the rows, taken before shuffling, as Keras does.
  case split(Double)
  case data(Dataset)
}

/// How much is printed while training, on standard error.
public enum Verbosity: Sendable {
  /// A bar on a terminal, lines elsewhere.
  case automatic
  case silent
  case bar
  /// One plain line per epoch.
  case lines
}
