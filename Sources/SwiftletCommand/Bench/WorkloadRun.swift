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
  /// Passes over the data, or calls, in one repetition.
  private var passes = 1

  /// What one repetition took.
  struct Time {
    /// Of a clock on the wall and of all cores together, per step.
    let seconds: Double
    let processorSeconds: Double
  }

  init(_ work: Workload, isShuffled: Bool) throws(SwiftletError) {
    self.work = work
    self.isShuffled = isShuffled
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
  func warmUp(seconds: Double) throws(SwiftletError) {
    passes = 1
    _ = try repetition()
    while true {
      let took = try repetition().seconds * Double(stepsOfRepetition)
      guard took < seconds else { return }
      // At most twentyfold, because what is very short is measured badly; a little more than needed.
      passes = Int((Double(passes) * min(max(1.2 * seconds / max(took, 1e-9), 1.5), 20)).rounded(.up))
    }
  }

  var stepsOfRepetition: Int { passes * work.steps }

  func repetition() throws(SwiftletError) -> Time {
    let (start, startOfWork) = (Clock.now, Clock.processor)
    if let data {
      try model.fit(data, epochs: passes, batchSize: work.batchSize, shuffle: isShuffled, verbose: .silent)
    } else if work.rows == 1 {
      for _ in 0..<passes { _ = try model.predict(firstRow) }
    } else {
      for _ in 0..<passes { _ = try model.predict(inputs) }
    }
    let steps = Double(stepsOfRepetition)
    return Time(seconds: (Clock.now - start) / steps, processorSeconds: (Clock.processor - startOfWork) / steps)
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
