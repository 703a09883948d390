import Foundation
import Testing

@testable import Swiftlet

/// A training that is stopped at a batch in the middle of an epoch and gone on with, to the same bits.
@Suite struct ResumeTests {
  /// With everything that is drawn or counted: dropout, momentum, a schedule, gradients summed over batches, averages
  /// and batch statistics.
  private static let optimizers: [Optimizer] = [
    .sgd(learningRate: 0.05, momentum: 0.9).schedule(.exponential(rate: 0.9, every: 7)),
    .nadam(learningRate: 0.01).accumulating(batches: 3).schedule(.cosine(steps: 40)),
    .adam(learningRate: 0.01).clipped(globalNorm: 0.5),
  ]

  private static let data = Dataset.sumBin(rows: 310, seed: 2)

  private func model(_ optimizer: Optimizer, seed: UInt64 = 5) throws -> Model {
    let model = Sequential(for: Self.data, seed: seed) {
      Dense(16, activation: .tanh)
      Dropout(0.3)
      Dense(12)
      BatchNormalization()
      Activation.relu
      Dense(3)
    }
    try model.compile(
      optimizer: optimizer, loss: .sparseCategoricalCrossentropy(from: .logits), metrics: [.accuracy, .logLoss])
    return model
  }

  private func bits(_ model: Model) throws -> [[UInt32]] { try Self.bits(model) }

  static func bits(_ model: Model) throws -> [[UInt32]] {
    let snapshot = try model.snapshot()
    return [snapshot.parameters, snapshot.states, snapshot.memory?.slots ?? []].map { $0.map(\.bitPattern) }
  }

  /// Stops at a batch of an epoch and keeps a snapshot of that moment.
  final class Stop: BatchCallback {
    let epoch: Int
    let batch: Int
    let ends: Bool
    var snapshot: Snapshot?

    init(epoch: Int, batch: Int, ends: Bool) { (self.epoch, self.batch, self.ends) = (epoch, batch, ends) }

    func handle(_ event: Training.Event, _ training: Training) {}

    func batchEnded(_ step: Training.Step, _ training: Training) throws {
      guard step.epoch == epoch, step.number == batch else { return }
      snapshot = try training.model.snapshot()
      if ends { training.stop(because: "enough") }
    }
  }

  private func fit(_ model: Model, _ epochs: Int, _ callbacks: [any Callback] = []) throws -> History {
    try model.fit(Self.data, epochs: epochs, batchSize: 32, callbacks: callbacks, verbose: .silent)
  }

  /// 310 rows in batches of 32: ten, the last of them of 22 rows.
  @Test(arguments: optimizers.indices) func aSnapshotInsideAnEpochGoesOnToTheSameBits(_ choice: Int) throws {
    let optimizer = Self.optimizers[choice]
    let whole = try model(optimizer)
    let history = try fit(whole, 4)
    var random = RandomStream(.shuffle, seed: 17, UInt64(choice))
    for place in [(1, 1), (2, 9), (3, Int.random(in: 1...9, using: &random))] {
      let words = "stopped after batch \(place.1) of epoch \(place.0)"
      let stopper = Stop(epoch: place.0, batch: place.1, ends: false)
      let first = try model(optimizer)
      _ = try fit(first, 4, [stopper])
      #expect(try bits(first) == bits(whole), "a snapshot changes nothing")
      let snapshot = try #require(stopper.snapshot)
      #expect(snapshot.batchOfEpoch == place.1 && snapshot.epoch == place.0)
      // Into another model, which has been elsewhere in the meantime.
      let second = try model(optimizer, seed: 5)
      _ = try fit(second, 1)
      try second.restore(snapshot)
      let rest = try fit(second, 4 - place.0 + 1)
      #expect(try bits(second) == bits(whole), "\(words)")
      #expect(rest.loss.count == 4 - place.0 + 1)
      #expect(Array(rest.loss.dropFirst()) == Array(history.loss.dropFirst(place.0)), "whole epochs tell the same")
      #expect(Array(rest[.logLoss].dropFirst()) == Array(history[.logLoss].dropFirst(place.0)))
    }
  }

  @Test(arguments: optimizers.indices) func aFitThatWasEndedInsideAnEpochGoesOn(_ choice: Int) throws {
    let whole = try model(Self.optimizers[choice])
    _ = try fit(whole, 3)
    let parts = try model(Self.optimizers[choice])
    let first = try fit(parts, 3, [Stop(epoch: 2, batch: 4, ends: true)])
    #expect(first.loss.count == 2)
    _ = try fit(parts, 1)
    #expect(try parts.snapshot().batchOfEpoch == 0 && parts.snapshot().epoch == 2, "the rest of epoch 2")
    _ = try fit(parts, 1)
    #expect(try bits(parts) == bits(whole))
  }

  @Test func afterTheLastBatchAnEpochIsOver() throws {
    let whole = try model(Self.optimizers[0])
    _ = try fit(whole, 3)
    let stopper = Stop(epoch: 2, batch: 10, ends: true)
    let parts = try model(Self.optimizers[0])
    _ = try fit(parts, 3, [stopper])
    #expect(stopper.snapshot?.batchOfEpoch == 0)
    _ = try fit(parts, 1)
    #expect(try bits(parts) == bits(whole))
  }

  /// The history of an epoch that was gone on with tells of the rows that were left: here 6 of 10 batches.
  @Test func theHistoryTellsOfTheRest() throws {
    let parts = try model(.sgd(learningRate: 1e-30))
    _ = try fit(parts, 1, [Stop(epoch: 1, batch: 4, ends: true)])
    let losses = Losses()
    let rest = try fit(parts, 1, [losses])
    #expect(losses.numbers == Array(5...10))
    let rows = losses.rows.reduce(0, +)
    #expect(rows == 310 - 4 * 32)
    let mean = zip(losses.losses, losses.rows).reduce(0) { $0 + $1.0 * Double($1.1) } / Double(rows)
    #expect(abs(rest.loss[0] - mean) < 1e-9)
  }

  private final class Losses: BatchCallback {
    var numbers: [Int] = []
    var losses: [Double] = []
    var rows: [Int] = []

    func handle(_ event: Training.Event, _ training: Training) {}

    func batchEnded(_ step: Training.Step, _ training: Training) {
      numbers.append(step.number)
      losses.append(step.loss)
      rows.append(step.rows)
    }
  }

  /// Cut otherwise, there is no place to go on at: a new epoch begins.
  @Test func otherBatchesBeginANewEpoch() throws {
    let parts = try model(Self.optimizers[0])
    _ = try fit(parts, 1, [Stop(epoch: 1, batch: 4, ends: true)])
    let losses = Losses()
    try parts.fit(Self.data, batchSize: 31, callbacks: [losses], verbose: .silent)
    #expect(losses.numbers == Array(1...10) && losses.rows == Array(repeating: 31, count: 10))
    #expect(try parts.snapshot().epoch == 2)
  }

  /// 310 and 315 rows are ten batches of 32 each; in another order, other rows are left.
  @Test func otherRowsOrAnotherOrderBeginANewEpoch() throws {
    for (data, left, shuffle) in [
      (Dataset.sumBin(rows: 315, seed: 2), true, true), (Self.data, true, false), (Self.data, false, true),
    ] {
      let parts = try model(Self.optimizers[0])
      try parts.fit(
        Self.data, batchSize: 32, shuffle: left, callbacks: [Stop(epoch: 1, batch: 4, ends: true)], verbose: .silent)
      #expect(try parts.snapshot().batchOfEpoch == 4)
      let losses = Losses()
      try parts.fit(data, batchSize: 32, shuffle: shuffle, callbacks: [losses], verbose: .silent)
      #expect(losses.numbers == Array(1...10) && losses.rows.reduce(0, +) == data.count)
      #expect(try parts.snapshot().epoch == 2)
    }
  }

  @Test func rowsInTheirOwnOrderGoOn() throws {
    let (whole, parts) = (try model(Self.optimizers[0]), try model(Self.optimizers[0]))
    try whole.fit(Self.data, epochs: 2, batchSize: 32, shuffle: false, verbose: .silent)
    try parts.fit(
      Self.data, batchSize: 32, shuffle: false, callbacks: [Stop(epoch: 1, batch: 4, ends: true)], verbose: .silent)
    try parts.fit(Self.data, epochs: 2, batchSize: 32, shuffle: false, verbose: .silent)
    #expect(try bits(parts) == bits(whole))
  }

  /// Takes a snapshot after batch 4 of epoch 1, and goes back to it after a batch of epoch 2.
  private final class GoBack: BatchCallback {
    let batch: Int
    var snapshot: Snapshot?

    init(at batch: Int) { self.batch = batch }

    func handle(_ event: Training.Event, _ training: Training) {}

    func batchEnded(_ step: Training.Step, _ training: Training) throws {
      if step.epoch == 1, step.number == 4 { snapshot = try training.model.snapshot() }
      guard step.epoch == 2, step.number == batch, let snapshot else { return }
      try training.model.restore(snapshot)
      training.stop(because: "back")
    }
  }

  @Test(arguments: [7, 10]) func aRestoredPlaceOutlivesTheEndOfTheFit(_ batch: Int) throws {
    let (whole, parts) = (try model(Self.optimizers[0]), try model(Self.optimizers[0]))
    _ = try fit(whole, 3)
    _ = try fit(parts, 3, [GoBack(at: batch)])
    #expect(try parts.snapshot().batchOfEpoch == 4 && parts.snapshot().epoch == 1)
    _ = try fit(parts, 3)
    #expect(try bits(parts) == bits(whole))
  }

  private struct Refuses: Callback {
    struct Refusal: Error {}
    let atEpoch: Bool

    func handle(_ event: Training.Event, _ training: Training) throws {
      switch event {
      case .began: if !atEpoch { throw Refusal() }
      case .epochBegan: if atEpoch { throw Refusal() }
      default: break
      }
    }
  }

  @Test(arguments: [false, true]) func aFitThatFailsBeforeItsFirstEpochLeavesThePlace(atEpoch: Bool) throws {
    let parts = try model(Self.optimizers[0])
    _ = try fit(parts, 1, [Stop(epoch: 1, batch: 4, ends: true)])
    #expect(throws: SwiftletError.self) { try self.fit(parts, 1, [Refuses(atEpoch: atEpoch)]) }
    #expect(try parts.snapshot().batchOfEpoch == 4 && parts.snapshot().epoch == 1)
  }

  @Test func aFileKeepsThePlace() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).safetensors").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let whole = try model(Self.optimizers[0])
    _ = try fit(whole, 3)
    let stopper = Stop(epoch: 2, batch: 7, ends: false)
    _ = try fit(model(Self.optimizers[0]), 3, [stopper])
    try #require(stopper.snapshot).save(to: path)
    let loaded = try Snapshot(load: path)
    #expect(loaded == stopper.snapshot && loaded.batchOfEpoch == 7)
    let rest = try model(Self.optimizers[0])
    try rest.restore(loaded)
    _ = try fit(rest, 2)
    #expect(try bits(rest) == bits(whole))
  }

  /// Between epochs nothing is written that an older reader would not know.
  @Test func filesOfWholeEpochsAreAsTheyWere() throws {
    let trained = try model(Self.optimizers[0])
    _ = try fit(trained, 1)
    let file = try trained.snapshot().file("memory")
    let text = try #require(file.text(FileFormat.arrays))
    #expect(text.contains("\"epoch\"") && !text.contains("place"))
    let stopped = try model(Self.optimizers[0])
    _ = try fit(stopped, 1, [Stop(epoch: 1, batch: 4, ends: true)])
    #expect(try #require(try stopped.snapshot().file("memory").text(FileFormat.arrays)).contains("\"batch\""))
  }

  @Test func aPlaceThatCannotBeIsRefused() {
    func place(_ batch: Int, _ batches: Int?, rows: Int = 3, _ batchSize: Int = 1) -> EpochPlace? {
      EpochPlace(batch: batch, of: batches, EpochPlace.Cut(rows: rows, batchSize: batchSize, isShuffled: true))
    }
    #expect(place(0, 3) == nil && place(3, 3) == nil && place(1, nil) == nil)
    #expect(EpochPlace(batch: 2, of: 3, nil)?.isSound == true)
    #expect(place(2, 3)?.isSound == true && place(2, 3, rows: 9, 4)?.isSound == true)
    #expect(place(2, 3, 0)?.isSound == false && place(2, 3, rows: 8, 4)?.isSound == false)
    #expect(place(2, 3, rows: 0)?.isSound == false && place(2, 3, rows: .max, .max)?.isSound == false)
    #expect(place(2, 1 << 60, 4)?.isSound == false)
  }

  /// Files that tell neither the rows nor their order go on as they did.
  @Test func aPlaceOfAnOlderFileIsRead() throws {
    let json = try JSONScanner.value(in: Array(#"{"batch":4,"batches":10,"batchSize":32}"#.utf8)[...], maxDepth: 4)
    let place = try FileFormat.decode(EpochPlace.self, json, "place", "memory")
    #expect(place.isSound && place.rows == nil && place.isShuffled == nil)
    #expect(place.isIn(10, EpochPlace.Cut(rows: 310, batchSize: 32, isShuffled: true)))
    #expect(!place.isIn(10, EpochPlace.Cut(rows: 310, batchSize: 31, isShuffled: true)) && !place.isIn(10, nil))
  }
}
