import Synchronization
import TestSupport
import Testing

@testable import Swiftlet

/// The best of several models on rows that none was trained on, and of several starts.
struct ChoiceTests {
  private static let data = Dataset.means(rows: 200, seed: 1)
  private static let validation = Dataset.means(rows: 100, seed: 2)

  private static func trained(_ seed: UInt64, epochs: Int) throws -> Sequential {
    let model = Sequential(for: data, seed: seed) {
      Dense(3, activation: .tanh)
      Dense(1)
    }
    try model.compile(optimizer: .adam(learningRate: 0.01), loss: .mse, metrics: [.mae, .r2])
    try model.fit(data, epochs: epochs, verbose: .silent)
    return model
  }

  @Test func theBestByLossOrMetricIsChosen() throws {
    let models = try [1, 12, 4].map { try Self.trained(7, epochs: $0) }
    let choice = try Choice(among: models, on: Self.validation)
    #expect(choice.index == 1 && choice.model === models[1])
    for (value, model) in zip(choice.values, models) {
      #expect(try model.evaluate(Self.validation).loss == value)
    }
    let byR2 = try Choice(among: models, on: Self.validation, by: .r2)
    #expect(byR2.index == 1 && byR2.values[1] == byR2.values.max())
    let byError = try Choice(among: models, on: Self.validation, by: .mae)
    #expect(byError.values[byError.index] == byError.values.min())
  }

  @Test func nanIsNeverTheBestAndTheFirstOfEqualsIs() {
    #expect(Choice<Model>.best([.nan, 3, 2, 2], prefersLarger: false) == 2)
    #expect(Choice<Model>.best([.nan, 3, 3, 2], prefersLarger: true) == 1)
    #expect(Choice<Model>.best([.nan, .nan], prefersLarger: true) == 0)
    #expect(Choice<Model>.best([], prefersLarger: true) == nil)
  }

  @Test func nothingAndUnknownMetricsAreRefused() throws {
    #expect(throws: SwiftletError.self) { try Choice(among: [Model](), on: Self.validation) }
    let model = try Self.trained(1, epochs: 1)
    let error = try #require(throws: SwiftletError.self) {
      try Choice(among: [model], on: Self.validation, by: .rmse)
    }
    #expect(error.faults.map(\.id) == [.metricMisfit])
  }

  /// Something other than stripes: exclusive or, which half of the starts of two hidden units do not learn.
  @Test func theBestOfSeveralStartsLearnsWhatSomeDoNot() throws {
    let data = try Dataset(inputs: [[0, 0], [0, 1], [1, 0], [1, 1]], classes: [0, 1, 1, 0])
    func choice(threads: Int) throws -> Choice<Sequential> {
      try Choice.ofStarts(12, seed: 3, on: data, by: .accuracy, threads: threads) { start in
        let model = Sequential(for: data, seed: start.seed) {
          Dense(2, activation: .tanh)
          Dense(1, activation: .sigmoid)
        }
        try model.compile(optimizer: .adam(learningRate: 0.1), loss: .binaryCrossentropy, metrics: [.accuracy])
        try model.fit(data, epochs: 60, batchSize: 4, verbose: .silent)
        return model
      }
    }
    let one = try choice(threads: 1)
    #expect(one.values.count == 12 && one.values[one.index] == 1)
    #expect(one.values.contains { $0 < 1 }, "every start learns it: no test of a choice")
    for threads in [2, 5] {
      let other = try choice(threads: threads)
      #expect(other.values == one.values && other.index == one.index)
      #expect(other.model.weights == one.model.weights)
    }
    // The model that was given away goes on as any other.
    try one.model.fit(data, epochs: 1, verbose: .silent)
    #expect(try one.model.classify(data).count == 4)
  }

  @Test func startsHaveSeedsOfTheirOwnAndErrorsAreThrown() throws {
    struct Stop: Error {}
    let seeds = Mutex<[Int: UInt64]>([:])
    _ = try Choice.ofStarts(5, seed: 1, on: Self.validation, threads: 1) { start in
      seeds.withLock { $0[start.index] = start.seed }
      return try Self.trained(start.seed, epochs: 1)
    }
    #expect(Set(seeds.withLock { $0.values }).count == 5)
    #expect(throws: Stop.self) {
      _ = try Choice.ofStarts(3, seed: 1, on: Self.validation) { start -> Sequential in throw Stop() }
    }
    #expect(throws: SwiftletError.self) {
      _ = try Choice.ofStarts(0, seed: 1, on: Self.validation) { _ in try Self.trained(1, epochs: 1) }
    }
  }
}
