import Synchronization
import Testing

@testable import Swiftlet

@Suite(.timeLimit(.minutes(1))) struct PrefetchTests {
  private struct Dry: Error, Equatable {}

  /// Counts how many batches were made; fails at one of them.
  private final class Tap: Sendable {
    let made = Atomic(0)
    let last: Int
    init(last: Int = .max) { self.last = last }

    func source() -> BatchSource {
      BatchSource(seed: 7) { random in
        let number = self.made.add(1, ordering: .sequentiallyConsistent).newValue
        if number > self.last { throw Dry() }
        let x = (0..<8).map { _ in [Float.random(in: 0..<1, using: &random)] }
        return try Batch(inputs: x, targets: x.map { [2 * $0[0]] })
      }
    }
  }

  private func values(_ batches: some Sequence<Batch>, _ count: Int) -> [[Float]] {
    batches.prefix(count).map { $0.inputParts[0].tensor.values }
  }

  @Test(arguments: [1, 2, 7])
  func theBatchesAreTheSameOnes(_ ahead: Int) {
    let plain = values(Tap().source(), 20)
    let source = Tap().source().prefetched(count: ahead)
    #expect(values(source, 20) == plain)
    // A value: a second pass starts at the first batch.
    #expect(values(source, 5) == Array(plain.prefix(5)))
  }

  @Test func aTrainingIsTheSameToTheBit() throws {
    func weights(_ source: BatchSource) throws -> [String: [Float]] {
      let model = Sequential(inputs: 1, seed: 1) { Dense(1) }
      try model.compile(optimizer: .adam(), loss: .mse)
      try model.fit(batches: source, stepsPerEpoch: 20, epochs: 2, verbose: .silent)
      return model.weights.mapValues(\.values)
    }
    #expect(try weights(Tap().source()) == weights(Tap().source().prefetched(count: 3)))
  }

  @Test func batchesAreMadeAheadAndNoFurther() async throws {
    let tap = Tap()
    let iterator = tap.source().prefetched(count: 3).makeIterator()
    _ = iterator.next()
    // One was taken; three lie ready, or will.
    while tap.made.load(ordering: .sequentiallyConsistent) < 4 { try await Task.sleep(for: .milliseconds(2)) }
    try await Task.sleep(for: .milliseconds(30))
    #expect(tap.made.load(ordering: .sequentiallyConsistent) == 4)
    withExtendedLifetime(iterator) {}
  }

  @Test func theThreadEndsWithItsIterator() async throws {
    let tap = Tap()
    do {
      let iterator = tap.source().prefetched(count: 2).makeIterator()
      _ = iterator.next()
    }
    try await Task.sleep(for: .milliseconds(50))
    let made = tap.made.load(ordering: .sequentiallyConsistent)
    try await Task.sleep(for: .milliseconds(50))
    #expect(made <= 4 && tap.made.load(ordering: .sequentiallyConsistent) == made)
  }

  @Test func anErrorComesAfterTheBatchesBeforeIt() throws {
    let model = Sequential(inputs: 1) { Dense(1) }
    try model.compile(optimizer: .adam(), loss: .mse)
    let thrown = #expect(throws: SwiftletError.self) {
      try model.fit(
        batches: Tap(last: 5).source().prefetched(count: 4), stepsPerEpoch: 2, epochs: 9, verbose: .silent)
    }
    #expect(thrown?.faults.map(\.id) == [.batchSourceFailed] && thrown?.underlying is Dry)
    #expect(thrown?.faults[0].sentence.contains("after 5 batches") == true && thrown?.history?.loss.count == 2)
  }

  @Test(arguments: [0, -1, 1025])
  func aCountThatCannotBeIsNamed(_ count: Int) throws {
    let model = Sequential(inputs: 1) { Dense(1) }
    try model.compile(optimizer: .adam(), loss: .mse)
    let thrown = #expect(throws: SwiftletError.self) {
      try model.fit(batches: Tap().source().prefetched(count: count), stepsPerEpoch: 1, verbose: .silent)
    }
    #expect(thrown?.description.contains("got \(count)") == true)
  }

  @Test func cancellingEndsAWaitForABatchThatTakesLong() async throws {
    let (run, isAsked, mayEnd) = (Run(), Flag(), Flag())
    let ending = try await run.run {
      let model = Sequential(inputs: 1) { Dense(1) }
      try model.compile(optimizer: .adam(), loss: .mse)
      let source = BatchSource(seed: 1) { _ in
        if isAsked.raise() {
          run.cancel()
          while !mayEnd.isUp {}
        }
        return try Batch(inputs: [[Float(1)]], targets: [[Float(1)]])
      }
      return try model.fit(batches: source.prefetched(), stepsPerEpoch: 100, epochs: 100, verbose: .silent).ending
    }
    mayEnd.raise()
    #expect(ending == .cancelled)
  }
}
