import Swiftlet
import TestSupport
import Testing

/// The tutorial's two programs, trained from seeds 0...19, against twenty trainings of Keras 3.
@Suite(.enabled(if: NoteFigures.areThere, "this set of fixtures has no notes.json"))
struct GoldenNotesTutorialTests {
  @Test func programAGivesKerassFigures() async throws {
    let runs = try await forEachSeed(0..<20, Self.programA)
    try NoteFigures.expectEqual(runs.map { $0[0] }, "tutorial_a", "loss")
    try NoteFigures.expectEqual(runs.map { $0[1] }, "tutorial_a", "validation_accuracy")
    try NoteFigures.expectEqual(runs.map { $0[2] }, "tutorial_a", "fresh_accuracy")
  }

  /// The loss of the last epoch, the accuracy on the last 50 rows and on 200 fresh ones.
  @Sendable static func programA(seed: UInt64) throws -> [Double] {
    let data = Dataset.sumThreshold(rows: 250, features: 5, threshold: 2.5, labels: .oneHot, seed: seed)
    let model = Sequential(inputs: 5, seed: seed) {
      Dense(20, activation: .relu)
      Dense(2, activation: .softmax)
    }
    try model.compile(optimizer: .rmsprop(), loss: .categoricalCrossentropy, metrics: [.accuracy])
    let history = try model.fit(data, epochs: 150, batchSize: 32, validation: .split(0.2), verbose: .silent)
    let fresh = Dataset.sumThreshold(rows: 200, labels: .oneHot, seed: freshSeed(seed))
    return [
      try #require(history.loss.last), try #require(history.validation?[.accuracy].last),
      try model.evaluate(fresh)[.accuracy],
    ]
  }

  @Test func programBGivesKerassFigures() async throws {
    let runs = try await forEachSeed(0..<20, Self.programB)
    try NoteFigures.expectEqual(runs.map { $0[0] }, "tutorial_b", "loss")
    try NoteFigures.expectEqual(runs.map { $0[1] }, "tutorial_b", "fresh_sign_accuracy")
  }

  /// The loss of the last epoch and the share of right signs on 200 fresh rows.
  @Sendable static func programB(seed: UInt64) throws -> [Double] {
    let data = Dataset.sumThreshold(rows: 250, features: 5, threshold: 2.5, labels: .signs, seed: seed)
    let model = Sequential(inputs: 5, seed: seed) {
      Dense(20, activation: .tanh)
      Dense(1, activation: .tanh)
    }
    try model.compile(optimizer: .adam(), loss: .hinge, metrics: [.accuracy])
    let history = try model.fit(data, epochs: 150, batchSize: 32, validation: .split(0.2), verbose: .silent)
    let fresh = Dataset.sumThreshold(rows: 200, labels: .signs, seed: freshSeed(seed))
    return [try #require(history.loss.last), try model.evaluate(fresh)[.accuracy]]
  }

  @Test func accuracyOfProgramBIsTheSignAndSaysSo() throws {
    let data = Dataset.sumThreshold(rows: 250, labels: .signs, seed: 1)
    let model = Sequential(for: data, seed: 1) {
      Dense(20, activation: .tanh)
      Dense(1, activation: .tanh)
    }
    try model.compile(optimizer: .adam(), loss: .hinge, metrics: [.accuracy])
    let history = try model.fit(data, epochs: 150, validation: .split(0.2), verbose: .silent)
    let notes = history.findings.filter { $0.id == .metricMisfit }
    #expect(notes.count == 1 && notes[0].severity == .note && notes[0].sentence.contains("sign"))

    // Keras rounds the prediction and compares it with ±1: right answers nearer to 0 than to ±1 do not count.
    let outputs = try model.predict(data.inputs).values
    guard case .signs(let signs) = data.targets else {
      Issue.record("the labels are no signs")
      return
    }
    let right = zip(outputs, signs).filter { ($0 > 0) == ($1 > 0) }
    let rounded = zip(outputs, signs).filter { $0.rounded() == Float($1) }
    #expect(try model.evaluate(data)[.accuracy] == Double(right.count) / 250)
    #expect(right.count > 225 && rounded.count < right.count)
    #expect(right.count - rounded.count == right.filter { abs($0.0) <= 0.5 }.count)
  }
}
