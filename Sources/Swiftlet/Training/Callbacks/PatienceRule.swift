/// When waiting for an improvement has lasted long enough: the arithmetic of early stopping, as in Keras 3.
///
/// A value is an improvement when it beats the best by more than `minDelta`: v + minDelta < best, or v - minDelta > best
/// when larger is better. The first value that is watched is one; a value that is no number never is.
struct PatienceRule: Sendable, Hashable {
  enum Verdict: Sendable { case unwatched, improved, waiting, exhausted }

  let patience: Int
  let minDelta: Double
  let prefersLarger: Bool
  /// Only improvements that beat it, too, start the waiting anew.
  var baseline: Double?
  /// Epochs to let pass unwatched.
  var startFromEpoch = 0
  private(set) var best: Double?
  /// Counted from 0.
  private(set) var bestEpoch: Int?
  private(set) var waited = 0

  init(
    patience: Int, minDelta: Double, prefersLarger: Bool, baseline: Double? = nil, startFromEpoch: Int = 0
  ) {
    self.patience = patience
    self.minDelta = minDelta
    self.prefersLarger = prefersLarger
    self.baseline = baseline
    self.startFromEpoch = startFromEpoch
  }

  /// - Parameter epoch: Counted from 0.
  mutating func judge(_ value: Double, epoch: Int) -> Verdict {
    if epoch < startFromEpoch { return .unwatched }
    waited += 1
    if isBetter(value, than: best) {
      best = value
      bestEpoch = epoch
      if baseline.map({ isBetter(value, than: $0) }) ?? true { waited = 0 }
      return .improved
    }
    return waited >= patience && epoch > 0 ? .exhausted : .waiting
  }

  private func isBetter(_ value: Double, than other: Double?) -> Bool {
    guard !value.isNaN else { return false }
    guard let other else { return true }
    return prefersLarger ? value - minDelta > other : value + minDelta < other
  }
}
