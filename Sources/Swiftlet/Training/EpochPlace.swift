/// Where a training stands in an epoch that was left in its middle: by a callback, because the task was cancelled, or
/// by a snapshot that was taken there.
struct EpochPlace: Sendable, Hashable, Codable {
  /// Batches of the epoch that are done: more than none, and not all.
  let batch: Int
  /// Of the whole epoch.
  let batches: Int
  /// Rows per batch; nil for a stream.
  let batchSize: Int?

  /// nil at the edges of an epoch.
  init?(batch: Int, of batches: Int?, batchSize: Int?) {
    guard let batches, batch > 0, batch < batches else { return nil }
    (self.batch, self.batches, self.batchSize) = (batch, batches, batchSize)
  }

  /// Whether numbers read from a file can be what they say.
  var isSound: Bool {
    let counts = 1..<(1 << 53)
    return counts.contains(batch) && counts.contains(batches) && batch < batches && counts.contains(batchSize ?? 1)
  }
}

extension FitSession {
  /// Where an epoch is that an earlier fit has left, when this one is cut into the same batches.
  var leftEpoch: EpochPlace? {
    guard let place = state.place, place.batches == progress.steps, place.batchSize == batchSize else { return nil }
    return place
  }

  /// Where this fit is; nil at the edges of an epoch.
  var place: EpochPlace? { EpochPlace(batch: stepsOfEpoch, of: progress.steps, batchSize: batchSize) }
}
