/// Where a training stands in an epoch that was left in its middle: by a callback, because the task was cancelled, by a
/// source of batches that failed, or by a snapshot that was taken there.
struct EpochPlace: Sendable, Hashable, Codable {
  /// How the rows of a data set become batches: what their order in an epoch follows from, beside its number.
  struct Cut: Sendable, Hashable {
    let rows: Int
    let batchSize: Int
    let isShuffled: Bool
  }

  /// Batches of the epoch that are done: more than none, and not all.
  let batch: Int
  /// Of the whole epoch.
  let batches: Int
  /// Rows per batch; nil for a stream.
  let batchSize: Int?
  /// Of the whole epoch; nil for a stream, and in files from before it was kept.
  let rows: Int?
  /// nil as `rows` is.
  let isShuffled: Bool?

  /// nil at the edges of an epoch.
  ///
  /// - Parameter cut: nil for a stream.
  init?(batch: Int, of batches: Int?, _ cut: Cut?) {
    guard let batches, batch > 0, batch < batches else { return nil }
    (self.batch, self.batches) = (batch, batches)
    (batchSize, rows, isShuffled) = (cut?.batchSize, cut?.rows, cut?.isShuffled)
  }

  /// Whether numbers read from a file can be what they say.
  var isSound: Bool {
    let counts = 1..<(1 << 53)
    guard counts.contains(batch), counts.contains(batches), batch < batches, counts.contains(batchSize ?? 1),
      counts.contains(rows ?? 1)
    else { return false }
    guard let rows, let batchSize else { return true }
    return (rows - 1) / batchSize + 1 == batches
  }

  /// Whether the batches that are left are among those of such an epoch: other rows, or another order, would show some
  /// rows twice and some never.
  func isIn(_ batches: Int?, _ cut: Cut?) -> Bool {
    self.batches == batches && batchSize == cut?.batchSize && (rows == nil || rows == cut?.rows)
      && (isShuffled == nil || isShuffled == cut?.isShuffled)
  }
}

extension FitSession {
  /// Where an epoch is that an earlier fit has left, when this one is cut into the same batches.
  var leftEpoch: EpochPlace? { state.place.flatMap { $0.isIn(progress.steps, cut) ? $0 : nil } }

  /// Where this fit is; nil at the edges of an epoch.
  var place: EpochPlace? { EpochPlace(batch: stepsOfEpoch, of: progress.steps, cut) }

  /// Keeps where the epoch was left, once, however it was. An epoch that no batch came to was none.
  func leaveEpoch() {
    guard isInEpoch else { return }
    isInEpoch = false
    // Else it was kept after the last batch, and a callback may have restored a snapshot since, with its own place.
    if !callbacks.wantsBatches { state.place = place }
    if stepsOfEpoch == 0 { state.epoch = max(state.epoch - 1, 0) }
  }
}
