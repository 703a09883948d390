import Testing

@testable import Swiftlet

/// How batches are cut into blocks and shards, and that every row comes through exactly once.
struct CuttingTests {
  static let rows = [1, 2, 127, 128, 129, 300, 2048, 2049, 5000, 100_000]

  @Test(arguments: rows) func blocksAndShardsHoldEveryRowOnce(_ rows: Int) {
    for parameters in [10, 70_000, 5_000_000] {
      let cutting = Cutting(rows: rows, parameters: parameters)
      let shards = (0..<cutting.shards(of: rows)).map { cutting.blocks(ofShard: $0, rows: rows) }
      #expect(shards.flatMap(Array.init) == Array(0..<cutting.blocks(of: rows)))
      let covered = (0..<cutting.blocks(of: rows)).flatMap { Array(cutting.rows(ofBlock: $0, in: rows)) }
      #expect(covered == Array(0..<rows))
      let sizes = shards.map(\.count)
      #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1, "as even as can be")
    }
  }

  /// The numbers that decide the bits of every result: to change one is to change them all.
  @Test func theCuttingIsTheOneThatIsDocumented() {
    #expect(Cutting(rows: 100_000, parameters: 65_536).block == 128)
    #expect(Cutting(rows: 100_000, parameters: 65_537).block == 512)
    #expect(Cutting(rows: 5, parameters: 10).block == 5)
    #expect(Cutting(rows: 100_000, parameters: 10).shards(of: 100_000) == 16)
    #expect(Cutting(rows: 100_000, parameters: 10).shards(of: 300) == 3)
    #expect(Cutting(rows: 100_000, parameters: 4_194_305).shards(of: 100_000) == 1)
  }

  /// At a learning rate that moves nothing, the loss of an epoch is the loss of its rows, each read once. Both are
  /// sums in Double of the same float32 terms (a row's outputs do not depend on its batch), in another order:
  /// 1,000 additions round by at most 1,000 · 2⁻⁵³ of the sum.
  @Test(arguments: [1, 7, 32, 129, 300, 999, 1000]) func anEpochReadsEveryRowOnce(_ batchSize: Int) throws {
    let data = Dataset.sumBin(rows: 1000, seed: 4)
    let model = Sequential(for: data, seed: 1) { Dense(3, weights: .uniform(-3...3)) }
    try model.compile(
      optimizer: .sgd(learningRate: 1e-30), loss: .sparseCategoricalCrossentropy(from: .logits), metrics: [.accuracy])
    let expected = try model.evaluate(data)
    for shuffle in [true, false] {
      let history = try model.fit(data, batchSize: batchSize, shuffle: shuffle, verbose: .silent)
      #expect(abs(history.loss[0] - expected.loss) <= 1000 * 0x1p-53 * expected.loss)
      #expect(history[.accuracy] == [expected[.accuracy]])
    }
  }

  /// 40 blocks in 16 shards: a shard adds up the gradients of its blocks. Float32 sums of 5,000 terms stay within
  /// 2e-5 of the largest gradient, as in `GradientTests`; a block that is lost costs a fortieth.
  @Test func aShardAddsUpItsBlocks() throws {
    let inputs = Tensor.uniform(rows: 5000, shape: 1, in: -1...1, seed: 1)
    let data = try Dataset(inputs: inputs, .values(Tensor.uniform(rows: 5000, shape: 1, seed: 2)))
    let model = Sequential(for: data, seed: 1) { Dense(1, activation: .tanh) }
    try model.compile(loss: .mse)
    let check = try model.checkGradients(on: data, rows: 5000)
    #expect(check.entries.count == 2)
    #expect(check.largestError < GradientTests.bound, "\(check)")
  }
}
