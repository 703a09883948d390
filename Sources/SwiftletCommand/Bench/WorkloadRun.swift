import Foundation
import Swiftlet

/// A workload with its network and data made, ready to be timed again and again.
final class WorkloadRun {
  private let work: Workload
  private let model: Sequential
  private let inputs: Tensor
  private let firstRow: [Float]
  private let data: Dataset?
  private let isShuffled: Bool
  private let threads: Int
  /// Passes over the data, or calls, in one repetition.
  private var passes = 1

  /// What one repetition took.
  struct Time {
    /// Of a clock on the wall and of all cores together, per step.
    let seconds: Double
    let processorSeconds: Double
  }

  /// How much a repetition is, and what it needs of memory.
  struct Size {
    let steps: Int
    let dataBytes: Int
    let modelBytes: Int
  }

  init(_ work: Workload, isShuffled: Bool, threads: Int = 1) throws(SwiftletError) {
    self.work = work
    self.isShuffled = isShuffled
    self.threads = threads
    var dice = Dice(state: 1)
    inputs = try Self.inputs(of: work, &dice)
    firstRow = inputs[row: 0]
    model = Sequential(inputs: work.widths[0]) {
      for width in work.widths.dropFirst().dropLast() { Dense(width, activation: work.hidden) }
      Dense(work.widths[work.widths.count - 1], activation: work.output)
    }
    switch work.task {
    case .classes(let rule):
      let classes = work.widths[work.widths.count - 1]
      let labels = (0..<work.rows).map { _ in Int.random(in: 0..<classes, using: &dice) }
      data = try Dataset(inputs: inputs, .classes(labels, names: (0..<classes).map(String.init)))
      try model.compile(
        optimizer: rule.optimizer, loss: .sparseCategoricalCrossentropy(from: .logits), metrics: [.accuracy],
        allowing: [.doubleSoftmax])
    case .numbers(let rule):
      data = try Dataset(inputs: inputs, .values(Self.targets(of: work, inputs, &dice)))
      try model.compile(optimizer: rule.optimizer, loss: .mse)
    case .predict:
      data = nil
    }
  }

  /// Chooses how much a repetition is, so that it lasts `seconds` at least. What runs for that is not counted.
  func warmUp(seconds: Double) throws {
    passes = try Stopwatch.repetitions(lasting: seconds) { try run(passes: $0) }
  }

  var stepsOfRepetition: Int { passes * work.steps }

  func size() throws(SwiftletError) -> Size {
    // A class is one number, however many there are.
    let targets = if case .numbers = work.task { work.widths[work.widths.count - 1] } else { data == nil ? 0 : 1 }
    return Size(
      steps: stepsOfRepetition, dataBytes: work.rows * (work.widths[0] + targets) * MemoryLayout<Float>.stride,
      modelBytes: try model.memoryNeed(batchSize: work.batchSize).bytes)
  }

  func repetition() throws -> Time {
    let startOfWork = Clock.processor
    let seconds = try Stopwatch.time { try run(passes: passes) }
    let steps = Double(stepsOfRepetition)
    return Time(seconds: seconds / steps, processorSeconds: (Clock.processor - startOfWork) / steps)
  }

  private func run(passes: Int) throws(SwiftletError) {
    if let data {
      try model.fit(
        data, epochs: passes, batchSize: work.batchSize, shuffle: isShuffled, threads: threads, verbose: .silent)
    } else if work.rows == 1 {
      for _ in 0..<passes { _ = try model.predict(firstRow) }
    } else {
      for _ in 0..<passes { _ = try model.predict(inputs, threads: threads) }
    }
  }

  private static func inputs(of work: Workload, _ dice: inout Dice) throws(SwiftletError) -> Tensor {
    // Whole numbers below 100 for the mean of two, as in the program it comes from.
    let isWhole = work.name == "W3"
    let values = (0..<work.rows * work.widths[0]).map { _ in
      isWhole ? Float(Int.random(in: 0..<100, using: &dice)) : Float.random(in: 0..<1, using: &dice)
    }
    return try Tensor(values, rows: work.rows, shape: [work.widths[0]])
  }

  private static func targets(
    of work: Workload, _ inputs: Tensor, _ dice: inout Dice
  ) throws(SwiftletError) -> Tensor {
    let width = work.widths[work.widths.count - 1]
    guard work.name != "W3" else {
      let pairs = stride(from: 0, to: inputs.values.count, by: work.widths[0])
      return try Tensor(pairs.map { (inputs.values[$0] + inputs.values[$0 + 1]) / 2 }, rows: work.rows, shape: [1])
    }
    return try Tensor(
      (0..<work.rows * width).map { _ in Float.random(in: 0..<1, using: &dice) }, rows: work.rows, shape: [width])
  }
}

/// Random numbers that are the same in every run; how good they are does not matter here.
private struct Dice: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ (state >> 29)
  }
}
