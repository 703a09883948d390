import Swiftlet

/// A network, its data and how it is trained: what the peers are measured on too.
struct Workload: Sendable {
  let name: String
  /// Units from the input to the output.
  var widths: [Int]
  let hidden: Activation
  let output: Activation
  let task: Task
  var batchSize: Int
  var rows: Int

  enum Task: Sendable {
    /// Classes under cross-entropy of logits.
    case classes(Rule)
    /// Numbers under the mean squared error.
    case numbers(Rule)
    /// Nothing is trained: all rows are predicted in one call.
    case predict
  }

  enum Rule: String {
    case momentum, rmsprop, adam

    var optimizer: Optimizer {
      switch self {
      case .momentum: .sgd(learningRate: 0.001, momentum: 0.9)
      case .rmsprop: .rmsprop(learningRate: 0.001)
      case .adam: .adam(learningRate: 0.001)
      }
    }
  }

  init(
    _ name: String, _ widths: [Int], _ hidden: Activation, output: Activation = .linear, _ task: Task, batch: Int,
    rows: Int
  ) {
    self.name = name
    self.widths = widths
    self.hidden = hidden
    self.output = output
    self.task = task
    batchSize = batch
    self.rows = rows
  }

  static let all: [Workload] = [
    Workload("W1", [2, 2, 3], .relu, .classes(.momentum), batch: 1, rows: 2000),
    Workload("W1d", [2, 2, 3], .relu, output: .softmax, .classes(.momentum), batch: 1, rows: 2000),
    Workload("W2", [5, 20, 2], .relu, .classes(.rmsprop), batch: 32, rows: 200),
    Workload("W3", [2, 1], .linear, .numbers(.rmsprop), batch: 64, rows: 64_000),
    Workload("W4", [4, 32, 16, 4], .tanh, .numbers(.adam), batch: 10_000, rows: 10_000),
    Workload("W5", [784, 512, 512, 10], .relu, .classes(.adam), batch: 128, rows: 6400),
    Workload("W6", [64, 128, 10], .relu, .classes(.adam), batch: 32, rows: 1797),
    Workload("I1", [5, 20, 2], .relu, output: .softmax, .predict, batch: 1, rows: 1),
    Workload("I2", [64, 128, 10], .relu, output: .softmax, .predict, batch: 100_000, rows: 100_000),
  ]

  /// `W1    2-2-3, batches of 1 out of 2000 rows`, one line for each.
  static var list: String {
    all.map { work in
      let rows = work.isPrediction ? "predicts \(Words.count(work.rows, "row"))" : "batches of \(work.batchSize)"
      let name = work.name.padding(toLength: 5, withPad: " ", startingAt: 0)
      return "  \(name) \(work.widths.map(String.init).joined(separator: "-")), \(work.words), \(rows)"
    }.joined(separator: "\n")
  }

  private var words: String {
    let layers = output == .linear ? "\(hidden)" : "\(hidden), \(output)"
    return switch task {
    case .classes(let rule): "\(layers), cross-entropy of logits, \(rule)"
    case .numbers(let rule): "\(layers), mse, \(rule)"
    case .predict: layers
    }
  }

  var isPrediction: Bool { if case .predict = task { true } else { false } }

  /// Of one pass over the rows; of a prediction one call.
  var steps: Int { isPrediction ? 1 : (rows - 1) / batchSize + 1 }
}
