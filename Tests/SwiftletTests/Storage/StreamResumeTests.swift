import Testing

@testable import Swiftlet

/// A training on a stream that ends in the middle of an epoch, one way or another, and is gone on with.
@Suite struct StreamResumeTests {
  /// Batches, and what happens when they have run out.
  private struct Source: AsyncSequence, AsyncIteratorProtocol {
    typealias Element = Batch
    var batches: ArraySlice<Batch>
    let end: End

    mutating func next() async throws -> Batch? {
      if let batch = batches.popFirst() { return batch }
      switch end {
      case .fails: throw Broke()
      case .isCancelled: withUnsafeCurrentTask { $0?.cancel() }
      }
      return nil
    }

    func makeAsyncIterator() -> Self { self }
  }

  private struct Broke: Error {}

  enum End: CaseIterable {
    case fails, isCancelled
  }

  private static func batches() throws -> [Batch] {
    try (0..<30).map { index in
      let rows = (0..<8).map { row in [Float((index * 8 + row) % 23) / 23, Float(row) / 8] }
      return try Batch(inputs: rows, targets: rows.map { [$0[0] - $0[1]] })
    }
  }

  private static func model() throws -> Model {
    let model = Sequential(inputs: 2, seed: 4) {
      Dense(6, activation: .tanh)
      Dropout(0.4)
      Dense(1)
    }
    try model.compile(optimizer: .adam(), loss: .mse)
    return model
  }

  private static func whole() throws -> Model {
    let model = try model()
    try model.fit(batches: batches(), stepsPerEpoch: 10, epochs: 3, verbose: .silent)
    return model
  }

  /// Never stops: it is there so that batches are told of.
  private static func watchers(_ areThere: Bool) -> [any Callback] {
    areThere ? [ResumeTests.Stop(epoch: 0, batch: 0, ends: false)] : []
  }

  /// Trains on a stream that ends so.
  private static func fit(_ model: Model, _ batches: ArraySlice<Batch>, _ end: End, isWatched: Bool) async throws {
    do {
      let history = try await model.fit(
        batches: Source(batches: batches, end: end), stepsPerEpoch: 10, epochs: 3, callbacks: watchers(isWatched),
        verbose: .silent)
      #expect(end == .isCancelled && history.ending == .cancelled)
    } catch {
      #expect(end == .fails && error.underlying is Broke)
    }
  }

  @Test func aStoppedStreamGoesOn() throws {
    let (batches, parts) = (try Self.batches(), try Self.model())
    try parts.fit(
      batches: batches, stepsPerEpoch: 10, epochs: 3, callbacks: [ResumeTests.Stop(epoch: 2, batch: 3, ends: true)],
      verbose: .silent)
    try parts.fit(batches: Array(batches.dropFirst(13)), stepsPerEpoch: 10, epochs: 2, verbose: .silent)
    #expect(try ResumeTests.bits(parts) == ResumeTests.bits(Self.whole()))
  }

  /// In the middle of an epoch, between two, and before the first batch of all; then once more before the next batch.
  @Test(arguments: End.allCases, [false, true]) func itGoesOnWhereItEnded(_ end: End, isWatched: Bool) async throws {
    for done in [13, 10, 0] {
      let task = Task {
        let (batches, parts) = (try Self.batches(), try Self.model())
        // A cancelled task stays so, and each ending has one.
        try await Self.fit(parts, batches.prefix(done), end, isWatched: isWatched)
        let first = try parts.snapshot()
        try await Self.fit(parts, [], end, isWatched: isWatched)
        return (first, try parts.snapshot())
      }
      let (first, second) = try await task.value
      #expect(first.batchOfEpoch == done % 10 && first.epoch == (done + 9) / 10, "after \(done) batches")
      #expect(second == first, "nothing came")
      let rest = try Self.model()
      try rest.restore(second)
      let left = try Self.batches().dropFirst(done)
      try rest.fit(batches: left, stepsPerEpoch: 10, epochs: 3 - done / 10, verbose: .silent)
      #expect(try ResumeTests.bits(rest) == ResumeTests.bits(Self.whole()), "after \(done) batches")
    }
  }

  @Test func aStreamThatRanOutInsideAnEpochHasEndedIt() throws {
    let parts = try Self.model()
    try parts.fit(batches: Self.batches().prefix(13), stepsPerEpoch: 10, epochs: 3, verbose: .silent)
    #expect(try parts.snapshot().batchOfEpoch == 0 && parts.snapshot().epoch == 2)
  }
}
