/// One pass over a data set in batches, for loops of one's own.
///
///     let loader = try DataLoader(data, batchSize: 32, shuffled: 1)
///     for epoch in 0..<5 {
///       for batch in loader.epoch(epoch) { print(batch.count) }
///     }
///
/// A value: each pass has its own order, known by the seed and the number of the epoch, so that two loops over the same
/// loader see the same. `fit` takes data sets as they are; it needs no loader.
public struct DataLoader: Sequence, Sendable {
  let data: Dataset
  let batchSize: Int
  let seed: UInt64?
  let dropsLast: Bool
  private var number = 0

  /// - Parameters:
  ///   - batchSize: Rows per batch, at least 1.
  ///   - seed: With a seed each epoch has its own random order, without one the rows keep theirs.
  ///   - dropsLast: Leaves out the last batch when it has fewer rows than the others.
  /// - Throws: `SwiftletError`: a batch size below 1, no rows, faults of the data.
  public init(
    _ data: Dataset, batchSize: Int = 32, shuffled seed: UInt64? = nil, dropsLast: Bool = false
  ) throws(SwiftletError) {
    try data.checked()
    guard batchSize >= 1, data.count >= 1 else {
      throw SwiftletError(.data, DatasetChecks.badBatches(batchSize, rows: data.count))
    }
    self.data = data
    self.batchSize = batchSize
    self.seed = seed
    self.dropsLast = dropsLast
  }

  /// The pass with the order of that epoch. The loader itself is epoch 0.
  public func epoch(_ number: Int) -> DataLoader {
    var loader = self
    loader.number = number
    return loader
  }

  /// How many batches a pass has.
  public var count: Int { dropsLast ? data.count / batchSize : (data.count - 1) / batchSize + 1 }

  public var underestimatedCount: Int { count }

  public func makeIterator() -> AnyIterator<Batch> {
    var order: [Int32]?
    if let seed {
      var random = RandomStream(.shuffle, seed: seed, UInt64(bitPattern: Int64(number)))
      order = random.permutation(data.count)
    }
    var position = 0
    let end = count
    return AnyIterator {
      guard position < end else { return nil }
      let start = position * batchSize
      let rows = start..<start + Swift.min(batchSize, data.count - start)
      position += 1
      return data.batch(order.map { $0[rows].map(Int.init) } ?? Array(rows))
    }
  }
}
