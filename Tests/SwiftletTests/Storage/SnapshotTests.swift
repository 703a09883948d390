import Testing

@testable import Swiftlet

struct SnapshotTests {
  private func model(
    _ optimizer: Optimizer? = .adam(learningRate: 0.01), units: Int = 6, seed: UInt64 = 3
  ) throws -> Model {
    let model = Sequential(inputs: 2, seed: seed) {
      Normalization()
      Dense(units, activation: .tanh)
      Dense(3)
    }
    if let optimizer { try model.compile(optimizer: optimizer, loss: .sparseCategoricalCrossentropy(from: .logits)) }
    return model
  }

  private let data = Dataset.sumBin(rows: 90, seed: 1)

  @Test(arguments: [Optimizer.adam(learningRate: 0.01), .sgd(learningRate: 0.1, momentum: 0.9), .rmsprop()])
  func trainingGoesOnFromASnapshotToTheSameBits(_ optimizer: Optimizer) throws {
    let model = try model(optimizer)
    try model.fit(data, epochs: 2, verbose: .silent)
    let snapshot = try model.snapshot()
    let first = try model.fit(data, epochs: 3, verbose: .silent)
    let end = try model.snapshot()
    try model.restore(snapshot)
    #expect(try model.snapshot() == snapshot)
    let second = try model.fit(data, epochs: 3, verbose: .silent)
    #expect(first.loss == second.loss)
    #expect(try model.snapshot() == end)
    #expect(end != snapshot && end.epoch == 5 && end.step == 15)
  }

  @Test func anEqualModelTakesOverWhereTheFirstStands() throws {
    let first = try model()
    try first.fit(data, epochs: 2, verbose: .silent)
    let snapshot = try first.snapshot()
    let second = try model(seed: 3)
    try second.restore(snapshot)
    try first.fit(data, epochs: 2, verbose: .silent)
    try second.fit(data, epochs: 2, verbose: .silent)
    #expect(try first.snapshot() == second.snapshot())
  }

  @Test func aSnapshotFromBeforeTheFirstFitMakesTheOptimizerForget() throws {
    let model = try model()
    let snapshot = try model.snapshot()
    #expect(snapshot.step == 0 && snapshot.memory == nil)
    let first = try model.fit(data, epochs: 2, verbose: .silent)
    try model.restore(snapshot)
    let second = try model.fit(data, epochs: 2, verbose: .silent)
    #expect(first.loss == second.loss)
  }

  @Test func aModelThatIsNotCompiledTakesTheWeightsAlone() throws {
    let trained = try model()
    try trained.fit(data, epochs: 1, verbose: .silent)
    let bare = try model(nil)
    try bare.restore(trained.snapshot())
    #expect(bare.weights == trained.weights)
    #expect(try bare.predict([0.1, 0.2]) == trained.predict([0.1, 0.2]))
    #expect(try trained.snapshot().weights == trained.weights)
  }

  @Test func aSnapshotOfAnotherModelIsRefusedAndChangesNothing() throws {
    let trained = try model()
    try trained.fit(data, epochs: 1, verbose: .silent)
    let snapshot = try trained.snapshot()
    for other in [try model(units: 7), try model(.sgd()), try model(.adam(amsgrad: true))] {
      let before = try other.snapshot()
      let error = #expect(throws: SwiftletError.self) { try other.restore(snapshot) }
      #expect(error?.faults.first?.id == .snapshotMisfit && error?.stage == .storage)
      #expect(try other.snapshot() == before)
    }
  }
}
