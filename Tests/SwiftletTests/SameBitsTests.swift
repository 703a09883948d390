import Swiftlet
import Testing

/// A small net that goes through fused layers, activations of both kinds and a softmax.
private func net(for data: Dataset, seed: UInt64 = 5) throws -> Model {
  let model = Sequential(for: data, seed: seed) {
    Normalization()
    Dense(19, activation: .tanh)
    Dense(33, activation: .selu)
    Dense(3, activation: .softmax)
  }
  try model.compile(optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
  return model
}

private func bits(_ model: Model) -> [String: [UInt32]] { model.weights.mapValues { $0.values.map(\.bitPattern) } }

/// Same seed, same bits: whatever is run twice on one machine gives the same numbers.
@Suite struct SameBitsTests {
  static let batchSizes = [1, 7, 32, 128, 129, 300, 1000]

  /// One block, several blocks, several shards, a shorter last batch.
  @Test(arguments: batchSizes) func fittingTwiceGivesTheSameWeights(batchSize: Int) throws {
    let data = Dataset.sumBin(rows: 1000, seed: 2)
    let (a, b) = (try net(for: data), try net(for: data))
    let first = try a.fit(data, epochs: 3, batchSize: batchSize, validation: .split(0.2), verbose: .silent)
    let second = try b.fit(data, epochs: 3, batchSize: batchSize, validation: .split(0.2), verbose: .silent)
    #expect(first.loss == second.loss)
    #expect(first.validation?.loss == second.validation?.loss)
    #expect(bits(a) == bits(b))
    #expect(bits(a) != bits(try net(for: data)), "nothing was learnt")
  }

  @Test func anotherSeedGivesOtherWeights() throws {
    let data = Dataset.sumBin(rows: 100, seed: 2)
    #expect(bits(try net(for: data, seed: 1)) != bits(try net(for: data, seed: 2)))
    let (a, b) = (try net(for: data), try net(for: data))
    try a.fit(data, shuffle: true, verbose: .silent)
    try b.fit(data, shuffle: false, verbose: .silent)
    #expect(bits(a) != bits(b))
  }

  /// A run in two parts is the run in one.
  @Test func fittingOnGoesOnWhereItEnded() throws {
    let data = Dataset.sumBin(rows: 500, seed: 2)
    let (whole, parts) = (try net(for: data), try net(for: data))
    let once = try whole.fit(data, epochs: 5, verbose: .silent)
    let first = try parts.fit(data, epochs: 2, verbose: .silent)
    let second = try parts.fit(data, epochs: 3, verbose: .silent)
    #expect(once.loss == first.loss + second.loss)
    #expect(bits(whole) == bits(parts))
  }

  @Test func aFitInsideATaskGivesTheSameBits() async throws {
    let data = Dataset.sumBin(rows: 1000, seed: 2)
    let tasks = (0..<4).map { _ in
      Task { () throws -> [String: [UInt32]] in
        let model = try net(for: data)
        try model.fit(data, epochs: 2, batchSize: 1000, verbose: .silent)
        return bits(model)
      }
    }
    let here = try net(for: data)
    try here.fit(data, epochs: 2, batchSize: 1000, verbose: .silent)
    for task in tasks { #expect(try await task.value == bits(here)) }
  }

  /// A row is answered with the same bits alone and among others, in any place of a batch.
  @Test func aRowAloneIsAnsweredAsInABatch() throws {
    let data = Dataset.sumBin(rows: 700, seed: 2)
    let model = try net(for: data)
    try model.fit(data, epochs: 2, verbose: .silent)
    let rows = (0..<data.count).map { data.inputs[row: $0] }
    let alone = try rows.map { try model.predict($0) }
    for count in [1, 2, 3, 5, 16, 17, 127, 128, 129, 500, 700] {
      let together = try model.predict(Array(rows.suffix(count)))
      #expect(together == Array(alone.suffix(count)), "\(count) rows at once")
    }
    let predictor = try model.predictor()
    #expect(try rows.prefix(50).map { try predictor.predict($0) } == Array(alone.prefix(50)))
  }

  /// The widths around the edges of tiles and vectors.
  @Test(arguments: [1, 2, 3, 8, 15, 16, 17, 31, 32, 33, 64, 100])
  func aRowAloneIsAnsweredAsInABatchForEveryWidth(units: Int) throws {
    let inputs = 2 * units + 1
    let model = Sequential(inputs: inputs, seed: 9) {
      Dense(units, activation: .elu, biases: .normal(mean: 0, deviation: 1))
      Dense(units, activation: .sigmoid)
      Dense(units)
      Activation.softmax
    }
    let rows = Tensor.uniform(rows: 131, shape: Shape([inputs]), in: -2...2, seed: 4)
    let together = try model.predict(rows)
    for row in 0..<rows.rows {
      #expect(try model.predict(rows[row: row]) == together[row: row], "row \(row) of \(units) units")
    }
  }
}
