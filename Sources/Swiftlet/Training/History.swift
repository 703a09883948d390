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
    /// The mean loss over the samples of each epoch. While training, each batch is judged before its
    /// own update.
    public internal(set) var loss: [Double] = []
    var metrics: [Metric: [Double]] = [:]

    /// The values of a metric per epoch; empty when it was not asked for in `compile()`.
    public subscript(_ metric: Metric) -> [Double] { metrics[metric] ?? [] }

    mutating func append(_ scores: PassResult, _ metrics: [Metric]) {
      loss.append(scores.loss)
      for (metric, value) in zip(metrics, scores.metrics) { self.metrics[metric, default: []].append(value) }
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
  var watchedBest: Int?
  /// The learning rate of the last update of each epoch.
  public internal(set) var learningRates: [Double] = []
  /// Wall time per epoch.
  public internal(set) var seconds: [Double] = []
  /// What was trained and how, for captions and receipts: keys like `optimizer`, `batch_size`, `seed`.
  public internal(set) var settings: [String: String] = [:]

  public var loss: [Double] { training.loss }
  public subscript(_ metric: Metric) -> [Double] { training[metric] }
}

/// The loss and metrics of one pass over data.
struct PassResult {
  let loss: Double
  let metrics: [Double]
}

/// How good a model is on a data set.
public struct Scores: Sendable {
  public let loss: Double
  /// 0 for the best constant answer, 1 for a perfect one, below 0 when worse than a constant. For mse
  /// this is R².
  public let skill: Double
  let metrics: [Metric: Double]

  /// The value of a metric; NaN when it was not asked for in `compile()`.
  public subscript(_ metric: Metric) -> Double { metrics[metric] ?? .nan }
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
