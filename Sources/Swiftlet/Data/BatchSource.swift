/// An endless source of batches. Each pull is handed a random stream of its own, keyed by the seed and the
/// number of the pull, so that batch 7 is the same whoever asked for it and when.
///
///     let pairs = BatchSource(seed: 1) { random in
///       let x = (0..<64).map { _ in [Float.random(in: 0..<1, using: &random)] }
///       return try Batch(inputs: x, targets: x)
///     }
public struct BatchSource: Sequence, Sendable {
  /// Makes batch `pull`, counted from 0.
  typealias Maker = (_ pull: Int, _ random: inout RandomStream) throws -> Batch

  private let seed: UInt64
  /// A maker per iterator: it may keep what it wants to reuse between pulls.
  private let makeMaker: @Sendable () -> Maker

  /// - Parameters:
  ///   - seed: The same seed gives the same batches.
  ///   - next: Makes a batch from the stream it is given. An error ends the training that pulled it, which
  ///     throws a `SwiftletError` (`batch-source-failed`) with the error as its `underlying`.
  public init(seed: UInt64, _ next: @escaping @Sendable (_ random: inout RandomStream) throws -> Batch) {
    self.init(seed: seed) { { _, random in try next(&random) } }
  }

  init(seed: UInt64, makeMaker: @escaping @Sendable () -> Maker) {
    self.seed = seed
    self.makeMaker = makeMaker
  }

  /// Starts again at the first batch. It ends only when making a batch throws.
  public func makeIterator() -> AnyIterator<Batch> { AnyIterator(batchIterator()) }

  /// The same, for those who want to know why it ended.
  func batchIterator() -> BatchIterator { BatchIterator(seed: seed, maker: makeMaker()) }
}

/// Pulls batches and keeps the error that ended them, which `next()` cannot throw.
final class BatchIterator: IteratorProtocol {
  /// What the source threw. Once set, there are no further batches.
  private(set) var failure: (any Error)?
  /// How many batches were pulled.
  private(set) var pulls = 0

  private let seed: UInt64
  private let maker: BatchSource.Maker

  init(seed: UInt64, maker: @escaping BatchSource.Maker) {
    self.seed = seed
    self.maker = maker
  }

  func next() -> Batch? {
    guard failure == nil else { return nil }
    var random = RandomStream(.batches, seed: seed, UInt64(pulls))
    do {
      let batch = try maker(pulls, &random)
      pulls += 1
      return batch
    } catch {
      failure = error
      return nil
    }
  }
}

extension Dataset {
  /// The rows in batches, over and over. The last batch of a pass is smaller when `size` does not divide the rows.
  ///
  /// - Parameters:
  ///   - size: Rows per batch, at least 1; the first pull fails otherwise.
  ///   - seed: With a seed each pass has its own random order, without one the rows keep theirs.
  public func batches(of size: Int, shuffled seed: UInt64? = nil) -> BatchSource {
    BatchSource(seed: seed ?? 0) {
      var order: [Int32] = []
      var orderedPass = -1
      return { pull, _ in
        try checked()
        guard size >= 1, count >= 1 else { throw SwiftletError(.data, DatasetChecks.badBatches(size, rows: count)) }
        let perPass = (count - 1) / size + 1
        let (pass, position) = pull.quotientAndRemainder(dividingBy: perPass)
        let rows = position * size..<position * size + Swift.min(size, count - position * size)
        guard let seed else { return batch(Array(rows)) }
        if pass != orderedPass {
          var random = RandomStream(.shuffle, seed: seed, UInt64(pass))
          order = random.permutation(count)
          orderedPass = pass
        }
        return batch(order[rows].map(Int.init))
      }
    }
  }

  func batch(_ rows: [Int]) -> Batch {
    let targets = targetParts.map { NamedTarget(name: $0.name, targets: $0.targets.gathered(rows)) }
    return Batch(
      inputParts: inputParts.map { NamedTensor(name: $0.name, tensor: $0.tensor.gathered(rows)) },
      targetParts: targets.map { NamedTensor(name: $0.name, tensor: $0.targets.tensor) },
      weights: weights.map { weights in rows.map { weights[$0] } },
      meanings: targets.map(\.targets))
  }
}
