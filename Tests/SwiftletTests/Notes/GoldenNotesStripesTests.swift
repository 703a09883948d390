import Swiftlet
import TestSupport
import Testing

/// The second note: two data sets of stripes, a net of 15 weights, and a softmax too many.
@Suite(.enabled(if: NoteFigures.areThere, "this set of fixtures has no notes.json"))
struct GoldenNotesStripesTests {
  /// The loss on all training rows after training, and the accuracy on rows the net has never seen.
  struct Outcome: Sendable {
    let loss: Double
    let accuracy: Double
  }

  /// The asker's program, as PyTorch runs it.
  static func asAsked(_ data: Dataset, fresh: Dataset, seed: UInt64) throws -> Outcome {
    let model = Sequential(inputs: 2, seed: seed) {
      Dense(2, activation: .relu, weights: .torchLinear, biases: .torchLinearBias(fanIn: 2))
      Dense(3, activation: .softmax, weights: .torchLinear, biases: .torchLinearBias(fanIn: 2))
    }
    try model.compile(
      optimizer: .sgd(.torch, learningRate: 0.001, momentum: 0.9), loss: .sparseCategoricalCrossentropy(from: .logits),
      metrics: [.accuracy], allowing: [.doubleSoftmax])
    try model.fit(data, epochs: 50, batchSize: 1, shuffle: false, verbose: .silent)
    return Outcome(loss: try model.evaluate(data).loss, accuracy: try model.evaluate(fresh)[.accuracy])
  }

  @Test func sumBinAsAskedFailsAsOftenAsInPyTorch() async throws {
    let starts = try NoteFigures.count("sum_bin_asked", "starts")
    let rows = try NoteFigures.count("sum_bin_asked", "fresh_rows")
    let outcomes = try await forEachSeed(0..<UInt64(starts)) { seed in
      try Self.asAsked(.sumBin(seed: seed), fresh: .sumBin(rows: rows, seed: freshSeed(seed)), seed: seed)
    }
    let bar = try NoteFigures.number("sum_bin_asked", "success_above")
    let successes = outcomes.filter { $0.accuracy > bar }
    let failing = Double(starts - successes.count) / Double(starts)
    try NoteFigures.expectEqual(share: failing, of: starts, "sum_bin_asked", "failing_share")
    try NoteFigures.expectEqual(successes.map(\.loss), "sum_bin_asked", "loss_of_successes")
  }

  @Test func sumModAsAskedLearnsNothingButTheClassShares() async throws {
    let starts = try NoteFigures.count("sum_mod_asked", "starts")
    let outcomes = try await forEachSeed(0..<UInt64(starts)) { seed in
      try Self.asAsked(.sumMod(seed: seed), fresh: .sumMod(seed: freshSeed(seed)), seed: seed)
    }
    try NoteFigures.expectEqual(outcomes.map(\.loss), "sum_mod_asked", "loss")
    #expect(outcomes.allSatisfy { $0.accuracy < 0.4 })
  }

  @Test func sumBinWithGoodSettingsIsLearntFromEverySeed() async throws {
    let starts = try NoteFigures.count("sum_bin_good", "starts")
    let rows = try NoteFigures.count("sum_bin_good", "fresh_rows")
    let accuracies = try await forEachSeed(0..<UInt64(starts)) { seed in
      let data = Dataset.sumBin(seed: seed)
      let model = Sequential(inputs: 2, seed: seed) {
        Dense(16, activation: .relu, weights: .torchLinear, biases: .torchLinearBias(fanIn: 2))
        Dense(3, weights: .torchLinear, biases: .torchLinearBias(fanIn: 16))
      }
      try model.compile(
        optimizer: .adam(.torch, learningRate: 0.05).schedule(.cosine(steps: 30 * 20)),
        loss: .sparseCategoricalCrossentropy(from: .logits), metrics: [.accuracy])
      try model.fit(data, epochs: 30, batchSize: 100, verbose: .silent)
      return try model.evaluate(.sumBin(rows: rows, seed: freshSeed(seed)))[.accuracy]
    }
    let sample = Sample(accuracies)
    try NoteFigures.show(sample, "sum_bin_good", NoteFigures.value("sum_bin_good", "fresh_accuracy"))
    let mean = try NoteFigures.number("sum_bin_good", "mean_at_least")
    let least = try NoteFigures.number("sum_bin_good", "none_under")
    #expect(sample.count == starts && sample.mean >= mean && sample.min >= least)
  }

  @Test func theSecondSoftmaxIsRefusedUntilItIsAllowedByName() throws {
    let model = Sequential(inputs: 2) {
      Dense(2, activation: .relu)
      Dense(3, activation: .softmax)
    }
    let loss = Loss.sparseCategoricalCrossentropy(from: .logits)
    let error = #expect(throws: SwiftletError.self) { try model.compile(loss: loss) }
    #expect(error?.faults.map(\.id) == [.doubleSoftmax])
    try model.compile(loss: loss, allowing: [.doubleSoftmax])
    let history = try model.fit(.sumBin(seed: 1), verbose: .silent)
    #expect(history.findings.contains { $0.id == .doubleSoftmax && $0.severity == .note })
  }
}
