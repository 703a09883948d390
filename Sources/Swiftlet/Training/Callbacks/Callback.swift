/// Something that watches a training and may change or end it.
///
/// One requirement without a default: a misspelt or async hook does not compile, instead of never being called.
///
///     final class Announcer: Callback {
///       func handle(_ event: Training.Event, _ training: Training) throws {
///         if case .epochEnded(let epoch) = event { print(epoch.number, epoch.loss) }
///       }
///     }
///
/// Every callback is told of an event before the next event, in the order of the list given to `fit`:
/// `began`, then for each epoch `epochBegan`, its batches (for a `BatchCallback`) and `epochEnded`, at last `ended`.
/// `ended` comes however the training ends, once for each callback that was told of the beginning. An epoch that was
/// cut short by cancellation, a stop or the end of its batches has its `epochEnded` too.
///
/// An error thrown here ends `fit`, which throws a `SwiftletError` (`callback-failed`) with the error as its
/// `underlying` and the history so far.
public protocol Callback {
  func handle(_ event: Training.Event, _ training: Training) throws
}

/// A callback that is called after each update too. A protocol of its own, so that nobody else pays for it.
public protocol BatchCallback: Callback {
  func batchEnded(_ step: Training.Step, _ training: Training) throws
}

/// The running `fit` as a callback sees it.
public struct Training {
  let session: FitSession

  @nonexhaustive public enum Event: Sendable {
    /// Data and model are checked; nothing is trained yet.
    case began
    /// The number of the epoch, counted from 1.
    case epochBegan(Int)
    case epochEnded(Epoch)
    case ended(History.Ending)
  }

  /// One batch and its update.
  public struct Step: Sendable {
    /// Counted from 1.
    public let epoch: Int
    /// Within the epoch, counted from 1.
    public let number: Int
    public let rows: Int
    /// The mean loss over the rows of this batch, before its update.
    public let loss: Double
    /// The mean loss over the rows of the epoch so far.
    public let epochLoss: Double
  }

  /// The model that learns. It may predict, be evaluated and be copied.
  public var model: Model { session.model }
  /// What has been measured so far.
  public var history: History { session.history }

  /// The learning rate from the next update on, before the optimizer's schedule. It stays for later `fit`s until the
  /// model is compiled again. A number that is negative or not finite ends `fit` with an error.
  public var learningRate: Double {
    get { session.state.learningRate }
    nonmutating set { session.setLearningRate(newValue) }
  }

  /// Ends the training after this event; `history.ending` is `.stopped(reason:)`. The first reason counts.
  public func stop(because reason: String) { session.callbacks.stop(because: reason) }
}

/// What was measured in one epoch.
public struct Epoch: Sendable {
  /// Counted from 1, anew in each `fit`.
  public let number: Int
  public let loss: Double
  /// nil when no rows are watched.
  public let validationLoss: Double?
  /// Wall time.
  public let seconds: Double
  /// That of its last update.
  public let learningRate: Double
  /// False when it was cut short.
  public let isComplete: Bool
  /// Everything by name, as it is printed: `loss`, `accuracy`, `val_loss`, `val_accuracy`.
  public let values: [(name: String, value: Double)]

  /// By metric, on the rows trained on and on those watched.
  var trained: [Metric: Double] = [:]
  var watched: [Metric: Double] = [:]

  /// A metric on the rows trained on; nil when it is not counted. With several outputs, that of the first that has it.
  public subscript(_ metric: Metric) -> Double? { trained[metric] }

  /// A metric on the rows watched; nil when it is not counted or no rows are watched.
  public func validation(_ metric: Metric) -> Double? { watched[metric] }

  /// A value by its name in `values`.
  public func value(named name: String) -> Double? { values.first { $0.name == name }?.value }
}
