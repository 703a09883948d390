import Swiftlet
import Testing

/// Batches that a data set hands out remember what its targets are.
struct DatasetBatchesTests {
  private let data = Dataset.sumBin(rows: 60, seed: 1)

  private func model(_ loss: Loss) throws -> Sequential {
    let model = Sequential(inputs: 2, seed: 1) { Dense(3) }
    try model.compile(loss: loss, metrics: loss == .mse ? [] : [.accuracy])
    return model
  }

  @Test func classIndicesAreNoAmountsInABatchEither() throws {
    let model = Sequential(inputs: 2, seed: 1) { Dense(1) }
    try model.compile(loss: .mse)
    let error = #expect(throws: SwiftletError.self) {
      try model.fit(batches: data.batches(of: 20), stepsPerEpoch: 3, verbose: .silent)
    }
    #expect(error?.contains(.labelSet) == true)
    #expect(error?.description.contains("batch 1") == true)
  }

  @Test(arguments: [Loss.sparseCategoricalCrossentropy(from: .logits), .categoricalCrossentropy(from: .logits)])
  func batchesOfADataSetTrainAsTheDataSetDoes(_ loss: Loss) throws {
    let whole = try model(loss)
    let parts = try model(loss)
    let history = try whole.fit(data, epochs: 2, batchSize: 20, shuffle: false, verbose: .silent)
    let same = try parts.fit(batches: data.batches(of: 20), stepsPerEpoch: 3, epochs: 2, verbose: .silent)
    #expect(same.loss == history.loss)
    #expect(same[.accuracy] == history[.accuracy])
    #expect(parts.weights == whole.weights)
    #expect(parts.classes == whole.classes)
    #expect(same.findings.contains { $0.sentence.hasPrefix("accuracy: ") })
  }
}
