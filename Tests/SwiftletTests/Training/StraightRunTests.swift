import Testing

@testable import Swiftlet

/// Is told of every step, so that nothing may run straight on.
private final class Watcher: BatchCallback {
  private(set) var steps = 0
  func handle(_ event: Training.Event, _ training: Training) {}
  func batchEnded(_ step: Training.Step, _ training: Training) { steps += 1 }
}

/// Batches that run straight on have the bits of batches that are looked at one by one.
@Suite struct StraightRunTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let batchSize: Int
    let optimizer: Optimizer
    let widths: [Int]
    var activation = Activation.relu
    var softmax = false
    var loss = Loss.sparseCategoricalCrossentropy(from: .logits)
    var rows = 203
    var isWeighted = false

    static let all =
      [
        ("sgd", Optimizer.sgd()), ("momentum", .sgd(momentum: 0.9)), ("nesterov", .sgd(momentum: 0.9, nesterov: true)),
        ("torch", .sgd(.torch, momentum: 0.9)), ("dampened", .sgd(.torch, momentum: 0.9, dampening: 0.3)),
        ("rmsprop", .rmsprop()), ("rmsprop torch", .rmsprop(.torch, momentum: 0.5, centered: true)), ("adam", .adam()),
        ("nadam", .nadam()), ("schedule", .sgd().schedule(.exponential(rate: 0.9, every: 7))),
        ("time decay", .sgd(momentum: 0.9).decayed(0.01)), ("clipped", .rmsprop().clipped(globalNorm: 0.1)),
        ("every third batch", .sgd().accumulating(batches: 3)),
      ].map { Case(testDescription: $0.0, batchSize: 1, optimizer: $0.1, widths: [2, 2, 3]) } + [
        Case(testDescription: "softmax twice", batchSize: 1, optimizer: .sgd(), widths: [2, 2, 3], softmax: true),
        Case(testDescription: "tanh", batchSize: 1, optimizer: .adam(), widths: [3, 4, 4, 2], activation: .tanh),
        Case(testDescription: "wide", batchSize: 1, optimizer: .adam(), widths: [20, 40, 5]),
        Case(testDescription: "batches of 32", batchSize: 32, optimizer: .rmsprop(), widths: [5, 20, 2]),
        Case(testDescription: "batches of 7", batchSize: 7, optimizer: .sgd(), widths: [5, 20, 2], softmax: true),
        Case(testDescription: "one batch", batchSize: 203, optimizer: .sgd(), widths: [5, 20, 2]),
        Case(testDescription: "weights", batchSize: 1, optimizer: .sgd(), widths: [2, 2, 3], isWeighted: true),
        Case(testDescription: "one row", batchSize: 1, optimizer: .sgd(), widths: [2, 2, 3], rows: 3),
      ]
  }

  private func run(_ test: Case, _ callbacks: [any Callback], shuffle: Bool) throws -> (History, [String: [UInt32]]) {
    let inputs = Tensor.uniform(rows: test.rows, shape: Shape([test.widths[0]]), in: -1...1, seed: 4)
    let classes = test.widths[test.widths.count - 1]
    let names = (0..<classes).map { "class \($0)" }
    var data = try Dataset(
      inputs: inputs, .classes((0..<test.rows).map { ($0 * 7 + $0 / 5) % classes }, names: names))
    if test.isWeighted { data = try data.weighted((0..<test.rows).map { 0.25 + Double($0 % 4) }) }
    let model = Sequential(for: data, seed: 9) {
      for width in test.widths.dropFirst().dropLast() { Dense(width, activation: test.activation) }
      Dense(classes, activation: test.softmax ? .softmax : .linear)
    }
    try model.compile(
      optimizer: test.optimizer, loss: test.loss, metrics: [.accuracy], allowing: [.doubleSoftmax])
    let history = try model.fit(
      data, epochs: 3, batchSize: test.batchSize, shuffle: shuffle, callbacks: callbacks, verbose: .silent)
    return (history, model.weights.mapValues { $0.values.map(\.bitPattern) })
  }

  @Test(arguments: Case.all, [true, false])
  func nothingIsDifferent(_ test: Case, shuffle: Bool) throws {
    let watcher = Watcher()
    let (history, weights) = try run(test, [], shuffle: shuffle)
    let (watched, watchedWeights) = try run(test, [watcher], shuffle: shuffle)
    #expect(watcher.steps == 3 * ((test.rows + test.batchSize - 1) / test.batchSize))
    #expect(weights == watchedWeights)
    #expect(history.training[.accuracy] == watched.training[.accuracy])
    #expect(history.loss.map(\.bitPattern) == watched.loss.map(\.bitPattern))
    #expect(history.learningRates == watched.learningRates)
    #expect(history.loss.allSatisfy { $0 > 0 })
  }

  /// The kernel of small chains is taken where it fits, so that these tests mean something.
  @Test func aSmallNetIsOneStep() throws {
    let model = Sequential(inputs: 2) {
      Dense(2, activation: .relu)
      Dense(3, activation: .softmax)
    }
    let storage = try model.prepared()
    func chain(_ capacity: Int, _ mode: PlanRequest.Mode = .train) throws -> Chain? {
      let loss = Loss.sparseCategoricalCrossentropy(from: .logits)
      let goal = PlanRequest.Goal(output: 0, loss: loss)
      return Chain(try Plan(storage.graph, PlanRequest(mode: mode, capacity: capacity, goals: [goal])), width: 4)
    }
    #expect(try chain(1)?.layers == 2)
    #expect(try chain(1)?.softmaxes == 1)
    #expect(try chain(2) == nil)
    #expect(try chain(1, .evaluate) == nil)
  }
}
