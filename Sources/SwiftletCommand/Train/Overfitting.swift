import Swiftlet

/// Whether a network went on learning its training rows by heart: what a person sees in `loss.png`, in words.
enum Overfitting {
  /// A sentence when the loss on the held-out rows, averaged over the last tenth of the epochs, is worse than after the
  /// very first epoch. A rise that stays below that is common and harmless: the classes are still told apart better.
  static func warning(_ history: History) -> String? {
    guard let losses = history.validation?.loss, losses.count >= 10, let first = losses.first,
      let best = history.bestEpoch, losses.indices.contains(best - 1)
    else { return nil }
    let late = losses.suffix(losses.count / 10)
    let end = late.reduce(0, +) / Double(late.count)
    guard end.isFinite, end > first else { return nil }
    return "the loss on the held-out rows was lowest in epoch \(best), \(Words.number(losses[best - 1])), and rose to "
      + "\(Words.number(end)): the network learns the training rows by heart. Try fewer --epochs or a smaller "
      + "--hidden, and judge them with --folds"
  }
}
