import Synchronization
import Testing

@testable import Swiftlet

@Suite(.timeLimit(.minutes(1))) struct CrossValidationTests {
  private struct Broke: Error, Equatable { let fold: Int }

  @Sendable private static func train(_ fold: Fold) throws -> [Float] {
    let model = Sequential(for: fold.train, seed: UInt64(fold.index)) {
      Normalization()
      Dense(8, activation: .tanh)
      Dense(3, activation: .softmax)
    }
    try model.compile(optimizer: .adam(learningRate: 0.05), loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
    try model.fit(fold.train, epochs: 10, callbacks: [.earlyStopping(patience: 3)], verbose: .silent)
    return model.weights.sorted { $0.key < $1.key }.flatMap(\.value.values)
  }

  @Test(arguments: [2, 3, 8])
  func foldsSideBySideGiveTheBitsOfOneAfterTheOther(_ threads: Int) throws {
    let folds = try Dataset.sumBin(rows: 200, seed: 1).folds(5, stratified: true, seed: 2)
    let alone = try folds.map(Self.train)
    #expect(try Parallel.map(5, threads: threads) { try Self.train(folds[$0]) } == alone)
    #expect(Set(alone).count == 5)
  }

  @Test func resultsComeInTheOrderOfTheFolds() throws {
    let data = Dataset.sumBin(rows: 60, seed: 1)
    let rows = try data.crossValidate(folds: 6, seed: 1) { ($0.index, $0.test.count) }
    #expect(rows.map(\.0) == Array(0..<6) && rows.map(\.1) == [10, 10, 10, 10, 10, 10])
  }

  @Test func severalFoldsAreTrainedAtATime() throws {
    let running = Mutex((now: 0, most: 0))
    _ = try Parallel.map(4, threads: 2) { _ in
      running.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
      // Both are inside at once, or the test runs into its time limit.
      let start = ContinuousClock.now
      while running.withLock({ $0.most }) < 2 && ContinuousClock.now - start < .seconds(20) {}
      running.withLock { $0.now -= 1 }
    }
    #expect(running.withLock { $0.most } == 2)
  }

  @Test(arguments: [1, 2, 4])
  func theFirstErrorInTheOrderOfTheFoldsIsThrown(_ threads: Int) throws {
    let last = Flag()
    let thrown = #expect(throws: Broke.self) {
      try Parallel.map(6, threads: threads) { fold in
        if fold == 3 {
          last.raise()
          throw Broke(fold: 3)
        }
        // The earlier one fails later, where there are threads for both.
        if fold == 2 && threads == 4 { while !last.isUp {} }
        if fold == 2 { throw Broke(fold: 2) }
      }
    }
    #expect(thrown == Broke(fold: 2))
  }

  @Test func afterAnErrorWhatComesBehindIsCancelled() throws {
    let endings = Collected<History.Ending>()
    #expect(throws: Broke.self) {
      try Parallel.map(2, threads: 2) { fold in
        if fold == 0 { throw Broke(fold: 0) }
        let data = Dataset.sumBin(rows: 60, seed: 1)
        let model = Sequential(for: data) { Dense(3, activation: .softmax) }
        try model.compile(optimizer: .sgd(), loss: .sparseCategoricalCrossentropy)
        let history = try model.fit(data, epochs: .max, verbose: .silent)
        endings.add(history.ending)
      }
    }
    #expect(endings.values.allSatisfy { $0 == .cancelled })
  }

  @Test func cancellingTheTaskEndsTheFitsOfAllFolds() async throws {
    let (run, begun, endings) = (Run(), Collected<Int>(), Collected<History.Ending>())
    await #expect(throws: CancellationError.self) {
      try await run.run {
        _ = try Parallel.map(5, threads: 2) { fold in
          begun.add(fold)
          let data = Dataset.sumBin(rows: 60, seed: 1)
          let model = Sequential(for: data) { Dense(3, activation: .softmax) }
          try model.compile(optimizer: .sgd(), loss: .sparseCategoricalCrossentropy)
          let history = try model.fit(
            data, epochs: .max, callbacks: [.onEpochEnd { _, _ in if begun.values.count == 2 { run.cancel() } }],
            verbose: .silent)
          endings.add(history.ending)
        }
      }
    }
    #expect(endings.values == [.cancelled, .cancelled] && begun.values.count == 2)
  }

  @Test func nothingToDoGivesNothing() throws {
    #expect(try Parallel.map(0, threads: 4) { $0 }.isEmpty)
  }

  @Test func misfitsOfTheFoldsAreThrownBeforeAnyWork() throws {
    expectFault(.badArgument, saying: "at least two folds") {
      try Dataset.sumBin(rows: 10, seed: 1).crossValidate(folds: 1, seed: 1) { _ in Issue.record("it ran") }
    }
  }
}
