import Synchronization
import Testing

@testable import Swiftlet

/// y = w·x with a weight that after its k-th update is k, whatever the data: so a weight tells the epoch it comes from.
struct CountingModel {
  let model: Sequential
  let data: Dataset

  private struct Gain: Layer {
    let weight = Weight("w", .zeros)
    func forward(_ x: Symbol) -> Symbol { x * weight(x.shape) }
  }

  private struct Count: OptimizerRule {
    var name: String { "count" }
    var slots: Int { 0 }
    func step(
      _ parameters: inout MutableSpan<Float>, gradients: borrowing Span<Float>, slots: inout MutableSpan<Float>,
      learningRate: Float, step: Int
    ) {
      for i in parameters.indices { parameters[i] = Float(step) }
    }
  }

  init(learningRate: Double = 0.1) throws {
    model = Sequential(inputs: 1) { Gain() }
    try model.compile(optimizer: Optimizer(Count(), learningRate: learningRate), loss: .mse)
    data = try Dataset(inputs: [[Float(0.5)]], targets: [[1]])
  }

  /// One update per epoch.
  func fit(epochs: Int, _ callbacks: [any Callback]) throws -> History {
    try model.fit(data, epochs: epochs, batchSize: 1, callbacks: callbacks, verbose: .silent)
  }

  /// The updates whose weights the model has.
  var updates: Int { Int(model.weights.values.first?.values.first ?? -1) }
}

/// Hands on what happens with other losses than those measured, so that a callback meets a given curve.
final class Feeder: Callback {
  let losses: [Double]
  let inner: any Callback
  init(_ losses: [Double], to inner: any Callback) {
    self.losses = losses
    self.inner = inner
  }

  func handle(_ event: Training.Event, _ training: Training) throws {
    guard case .epochEnded(let epoch) = event else { return try inner.handle(event, training) }
    let loss = losses[epoch.number - 1]
    try inner.handle(
      .epochEnded(
        Epoch(
          number: epoch.number, loss: loss, validationLoss: nil, seconds: epoch.seconds,
          learningRate: epoch.learningRate, isComplete: true, values: [(name: "loss", value: loss)])), training)
  }
}

/// Writes down what it is told.
final class Recorder: BatchCallback {
  var told: [String] = []
  let name: String
  init(_ name: String = "") { self.name = name }

  func handle(_ event: Training.Event, _ training: Training) throws {
    switch event {
    case .began: told.append("\(name)began")
    case .epochBegan(let number): told.append("\(name)epoch \(number)")
    case .epochEnded(let epoch): told.append("\(name)end of \(epoch.number)\(epoch.isComplete ? "" : ", cut")")
    case .ended(let ending): told.append("\(name)\(ending)")
    }
  }

  func batchEnded(_ step: Training.Step, _ training: Training) throws {
    told.append("\(name)batch \(step.epoch).\(step.number)")
  }
}

struct Stumble: Error, Equatable { var place = "" }

/// Something that one thread says and another one sees.
final class Flag: Sendable {
  private let value = Atomic(false)
  var isUp: Bool { value.load(ordering: .sequentiallyConsistent) }
  /// Whether it was up before.
  @discardableResult func raise() -> Bool { value.exchange(true, ordering: .sequentiallyConsistent) }
}

/// What several threads have met, in any order.
final class Collected<Value: Sendable>: Sendable {
  private let content = Mutex<[Value]>([])
  var values: [Value] { content.withLock { $0 } }
  func add(_ value: Value) { content.withLock { $0.append(value) } }
}

/// A model whose loss grows until it is no number any more, and its rows.
func diverging() throws -> (model: Sequential, data: Dataset) {
  let model = Sequential(inputs: 1, seed: 1) { Dense(1) }
  try model.compile(optimizer: .sgd(learningRate: 1e6), loss: .mse)
  let x = (0..<8).map { [Float($0) / 8] }
  return (model, try Dataset(inputs: x, targets: x.map { [2 * $0[0] + 1] }))
}

/// A task that can be cancelled from wherever its work is done.
final class Run: Sendable {
  private let task = Mutex<Task<Void, Never>?>(nil)

  /// Runs `body` as a task of its own and waits for it.
  func run<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
    let result = Collected<Result<R, any Error>>()
    let begun = Task {
      while self.task.withLock({ $0 == nil }) { await Task.yield() }
      result.add(Result { try body() })
    }
    task.withLock { $0 = begun }
    await begun.value
    return try #require(result.values.first).get()
  }

  func cancel() { task.withLock { $0 }?.cancel() }
}
