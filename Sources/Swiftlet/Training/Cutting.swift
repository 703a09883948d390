/// How a batch is cut into blocks of rows and blocks into shards with gradients of their own.
///
/// The cutting follows from the batch and the number of parameters alone, never from the number of
/// threads: so threads change no bit. Gradients and losses of shards are added in their order.
struct Cutting: Equatable {
  /// Rows of a block: what the arena is laid out for.
  let block: Int
  /// The most shards of a batch.
  let maxShards: Int

  /// - Parameters:
  ///   - rows: The largest batch.
  ///   - parameters: Each block passes once over all of them, so large networks get large blocks.
  init(rows: Int, parameters: Int) {
    block = min(max(rows, 1), parameters <= 65_536 ? 128 : 512)
    // Gradients of 16 shards of a network this large would cost more than they could bring.
    maxShards = parameters <= 4_194_304 ? 16 : 1
  }

  /// How the batches of a training are cut: not at all where a row's values depend on the others.
  init(rows: Int, training graph: ModelGraph) {
    self.init(rows: rows, parameters: graph.parameters.count)
    if graph.looksAcrossRows { self = Cutting(block: max(rows, 1), maxShards: 1) }
  }

  init(block: Int, maxShards: Int) {
    self.block = block
    self.maxShards = maxShards
  }

  func blocks(of rows: Int) -> Int { (rows + block - 1) / block }

  func shards(of rows: Int) -> Int { min(blocks(of: rows), maxShards) }

  /// The blocks of a shard: consecutive, as even as can be.
  func blocks(ofShard shard: Int, rows: Int) -> Range<Int> {
    let (blocks, shards) = (blocks(of: rows), shards(of: rows))
    return shard * blocks / shards..<(shard + 1) * blocks / shards
  }

  /// About how many rows the calling thread is spared when so many threads share the shards.
  func saves(_ rows: Int, threads: Int) -> Int {
    let shards = shards(of: rows)
    guard threads > 1, shards > 1 else { return 0 }
    let longest = min((blocks(of: rows) + shards - 1) / shards * block, rows)
    return max(rows - (shards + threads - 1) / threads * longest, 0)
  }

  func rows(ofBlock block: Int, in rows: Int) -> Range<Int> {
    block * self.block..<min((block + 1) * self.block, rows)
  }
}
