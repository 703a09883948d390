/// When a learning rate is lowered because nothing has improved: the arithmetic of ReduceLROnPlateau.
///
/// The two libraries count differently: Keras lowers at the end of the `patience`-th epoch without improvement and
/// lets a cooldown end before it judges; PyTorch lowers after more than `patience` of them, judges first, and leaves a
/// rate alone that would move by 1e-8 or less.
struct PlateauRule: Sendable, Hashable, Codable {
  enum Form: String, Sendable, Hashable, Codable { case keras, torch }

  let form: Form
  let factor: Double
  let patience: Int
  /// What counts as an improvement: more than this.
  let minDelta: Double
  /// Whether `minDelta` is a share of the best value.
  let isRelative: Bool
  /// Epochs after a lowering in which nothing is counted.
  let cooldown: Int
  let minRate: Double
  let prefersLarger: Bool
  private(set) var best: Double?
  private(set) var waited = 0
  private(set) var cooling = 0

  init(
    form: Form, factor: Double, patience: Int, minDelta: Double, isRelative: Bool, cooldown: Int, minRate: Double,
    prefersLarger: Bool
  ) {
    self.form = form
    self.factor = factor
    self.patience = patience
    self.minDelta = minDelta
    self.isRelative = isRelative
    self.cooldown = cooldown
    self.minRate = minRate
    self.prefersLarger = prefersLarger
  }

  /// The rate to go on with after an epoch that measured `value`.
  mutating func rate(after value: Double, rate: Double) -> Double {
    switch form {
    case .keras: kerasRate(after: value, rate)
    case .torch: torchRate(after: value, rate)
    }
  }

  private mutating func kerasRate(after value: Double, _ rate: Double) -> Double {
    if cooling > 0 {
      cooling -= 1
      waited = 0
    }
    if improves(value) { return rate }
    guard cooling == 0 else { return rate }
    waited += 1
    guard waited >= patience, rate > minRate else { return rate }
    return lowered(rate)
  }

  private mutating func torchRate(after value: Double, _ rate: Double) -> Double {
    if !improves(value) { waited += 1 }
    if cooling > 0 {
      cooling -= 1
      waited = 0
    }
    guard waited > patience else { return rate }
    let next = lowered(rate)
    return rate - next > 1e-8 ? next : rate
  }

  private mutating func lowered(_ rate: Double) -> Double {
    cooling = cooldown
    waited = 0
    return max(rate * factor, minRate)
  }

  /// Keeps an improvement. A value that is no number is none.
  private mutating func improves(_ value: Double) -> Bool {
    guard !value.isNaN else { return false }
    guard let best else {
      self.best = value
      waited = 0
      return true
    }
    let bound: Double
    switch (isRelative, prefersLarger) {
    case (true, false): bound = best * (1 - minDelta)
    case (true, true): bound = best * (1 + minDelta)
    case (false, false): bound = best - minDelta
    case (false, true): bound = best + minDelta
    }
    guard prefersLarger ? value > bound : value < bound else { return false }
    self.best = value
    waited = 0
    return true
  }
}
