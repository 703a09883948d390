import TestSupport
import Testing

@testable import Swiftlet

/// Counts what an epoch asks for. Its own array has its room before.
private final class AllocationCounter: Callback {
  private var start = 0
  private(set) var counts: [Int] = []
  init() { counts.reserveCapacity(64) }

  func handle(_ event: Training.Event, _ training: Training) {
    switch event {
    case .epochBegan: start = allocationsOfThisThread() ?? 0
    case .epochEnded: counts.append((allocationsOfThisThread() ?? 0) - start)
    default: break
    }
  }
}

/// Asks for memory at every step.
private final class Wasteful: BatchCallback {
  private var kept: [Int] = []
  func handle(_ event: Training.Event, _ training: Training) {}
  func batchEnded(_ step: Training.Step, _ training: Training) { kept = Array(repeating: step.number, count: 100) }
}

/// A step allocates nothing: an epoch of 10 steps and one of 1000 ask for memory equally often.
@Suite struct AllocationTests {
  struct Net: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let widths: [Int]
    let batchSize: Int
    let optimizer: Optimizer
    var softmax = false
    var dropout = 0.0
    var threads = 1
    /// Per epoch, beside one of 10.
    var steps = 1000

    static let all = [
      Net(
        testDescription: "2-2-3, batches of 1, momentum", widths: [2, 2, 3], batchSize: 1,
        optimizer: .sgd(learningRate: 0.001, momentum: 0.9)),
      Net(
        testDescription: "2-2-3 with two softmaxes", widths: [2, 2, 3], batchSize: 1,
        optimizer: .sgd(learningRate: 0.001, momentum: 0.9), softmax: true),
      Net(testDescription: "5-20-2, batches of 32, RMSprop", widths: [5, 20, 2], batchSize: 32, optimizer: .rmsprop()),
      Net(testDescription: "64-128-10, Adam", widths: [64, 128, 10], batchSize: 32, optimizer: .adam()),
      Net(testDescription: "784-512-512-10, Adam", widths: [784, 512, 512, 10], batchSize: 2, optimizer: .adam()),
      Net(
        testDescription: "with Dropout and a schedule", widths: [5, 20, 2], batchSize: 32,
        optimizer: .adam().schedule(.cosine(steps: 1000)), dropout: 0.5),
      // Products, gather and update are shared; waiting for busy cores takes its time.
      Net(
        testDescription: "256-512-10, Adam, two threads", widths: [256, 512, 10], batchSize: 32, optimizer: .adam(),
        threads: 2, steps: 100),
    ]
  }

  /// Of the later epochs of a training, whose steps are alike.
  private func counts(_ net: Net, steps: Int, _ callbacks: [any Callback] = []) throws -> [Int] {
    let rows = steps * net.batchSize
    let classes = net.widths[net.widths.count - 1]
    let inputs = Tensor.uniform(rows: rows, shape: Shape([net.widths[0]]), in: -1...1, seed: 1)
    let names = (0..<classes).map { "class \($0)" }
    let data = try Dataset(inputs: inputs, .classes((0..<rows).map { $0 % classes }, names: names))
    let model = Sequential(for: data) {
      for width in net.widths.dropFirst().dropLast() { Dense(width, activation: .relu) }
      if net.dropout > 0 { Dropout(net.dropout) }
      Dense(classes, activation: net.softmax ? .softmax : .linear)
    }
    try model.compile(
      optimizer: net.optimizer, loss: .sparseCategoricalCrossentropy(from: .logits), metrics: [.accuracy],
      allowing: [.doubleSoftmax])
    let counter = AllocationCounter()
    try Progress.$pause.withValue(1e6) {
      _ = try model.fit(
        data, epochs: 4, batchSize: net.batchSize, callbacks: [counter] + callbacks, threads: net.threads,
        verbose: .silent)
    }
    return Array(counter.counts.dropFirst())
  }

  @Test(.enabled(if: allocationsOfThisThread() != nil, "memory is counted under glibc alone"), arguments: Net.all)
  func aStepAllocatesNothing(_ net: Net) throws {
    let (few, many) = (try counts(net, steps: 10), try counts(net, steps: net.steps))
    #expect(few.count == 3 && few.allSatisfy { $0 > 0 })
    // The leanest epoch of each: in the others arrays of the history grow, or a table of the language's runtime does.
    #expect(few.min() == many.min(), "\(few) in epochs of 10 steps, \(many) of \(net.steps)")
  }

  /// So that the counting means something.
  @Test(.enabled(if: allocationsOfThisThread() != nil, "memory is counted under glibc alone"))
  func aCallbackThatAllocatesIsFound() throws {
    let net = Net.all[0]
    let (few, many) = (try counts(net, steps: 10, [Wasteful()]), try counts(net, steps: 1000, [Wasteful()]))
    #expect(zip(few, many).allSatisfy { $1 - $0 >= 990 }, "\(few) \(many)")
  }
}
