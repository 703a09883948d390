/// Which way weight decay goes.
@nonexhaustive public enum WeightDecay: String, Sendable, Hashable, Codable {
  /// θ ← θ - ηλθ before the update, beside the gradient (Loshchilov & Hutter 2019): Keras 3 for every optimizer,
  /// PyTorch for AdamW.
  case decoupled
  /// g ← g + λθ: the gradient of an L2 penalty λ/2·|θ|²; PyTorch's `weight_decay` of every other optimizer.
  case coupled
}

/// What every rule may share, in the order of its use: the mean over batches, clipping, decay; after the update
/// the average of weights.
struct Modifiers: Sendable, Hashable, Codable {
  struct Decay: Sendable, Hashable, Codable {
    let rate: Double
    let kind: WeightDecay
  }

  enum Clipping: Sendable, Hashable, Codable {
    case value(Double)
    /// Each array by its own norm.
    case norm(Double)
    /// All by one norm, to which `padding` is added.
    case globalNorm(Double, padding: Double)
  }

  /// One after the other.
  var clippings: [Clipping] = []
  var decay: Decay?
  /// Of the learning rate: 1/(1 + timeDecay·t).
  var timeDecay = 0.0
  var batchesPerUpdate = 1
  var averaging: Double?

  /// Beside the slots of the rule: a sum of gradients, averaged weights.
  var slots: Int { (batchesPerUpdate > 1 ? 1 : 0) + (averaging == nil ? 0 : 1) }

  var checks: [NumberCheck] {
    var checks = clippings.map(\.check)
    if let decay { checks.append(NumberCheck("weight decay", decay.rate, .atLeastZero)) }
    checks.append(NumberCheck("time decay", timeDecay, .atLeastZero))
    checks.append(
      NumberCheck(
        "number of batches per update", got: "\(batchesPerUpdate)", expected: "1 or more, at most 16777216",
        (1...16_777_216).contains(batchesPerUpdate)))
    if let averaging { checks.append(NumberCheck("decay of the averaged weights", averaging, .share)) }
    return checks
  }

  /// For `summary()`, one after the other.
  var words: [String] {
    var words = clippings.map(\.words)
    if let decay { words.append("weight decay \(decay.rate) (\(decay.kind.rawValue))") }
    if timeDecay != 0 { words.append("learning rate divided by 1 + \(timeDecay)·t") }
    if batchesPerUpdate > 1 { words.append("one update per \(batchesPerUpdate) batches, by their mean gradient") }
    if let averaging { words.append("weights averaged with decay \(averaging)") }
    return words
  }
}

extension Modifiers.Clipping {
  var check: NumberCheck {
    switch self {
    case .value(let limit): NumberCheck("value to clip at", limit, .aboveZero)
    case .norm(let limit): NumberCheck("norm to clip at", limit, .aboveZero)
    case .globalNorm(let limit, _): NumberCheck("global norm to clip at", limit, .aboveZero)
    }
  }

  var words: String {
    switch self {
    case .value(let limit): "gradients clipped at ±\(limit)"
    case .norm(let limit): "gradients clipped at norm \(limit) per array"
    case .globalNorm(let limit, let padding):
      "gradients clipped at global norm \(limit)" + (padding == 0 ? "" : " (norm + \(padding))")
    }
  }

  /// What a gradient of this norm is multiplied with; NaN when the norm is.
  static func scale(_ norm: Double, limit: Double, padding: Double = 0) -> Double {
    let scale = limit / (norm + padding)
    return scale > 1 ? 1 : scale
  }
}

extension Optimizer {
  /// g ← min(max(g, -value), value), after what was clipped before.
  ///
  /// Keras: `clipvalue`; PyTorch: `clip_grad_value_`.
  public func clipped(value: Double) -> Optimizer { modified { $0.clippings.append(.value(value)) } }

  /// g ← g·norm/max(|g|, norm) for each weight array by itself.
  ///
  /// Keras 3: `clipnorm`; Keras 1 and 2 mean the global norm by that word.
  public func clipped(norm: Double) -> Optimizer { modified { $0.clippings.append(.norm(norm)) } }

  /// g ← g·min(1, globalNorm/|g|) with the norm over all gradients, those of frozen layers left out.
  ///
  /// Keras 3: `global_clipnorm`; Keras 1 and 2: `clipnorm`; PyTorch: `clip_grad_norm_`, which divides by |g| + 1e-6,
  /// and so does an optimizer with the preset `.torch`.
  public func clipped(globalNorm: Double) -> Optimizer {
    let padding = preset == .torch ? 1e-6 : 0
    return modified { $0.clippings.append(.globalNorm(globalNorm, padding: padding)) }
  }

  /// Weights shrink towards 0, in proportion to themselves.
  ///
  /// Decoupled, θ ← θ - η·rate·θ before the update, or coupled, g ← g + rate·θ after clipping. η is the learning
  /// rate of the update, with schedule and scale of the layer.
  ///
  /// - Parameter kind: nil: as the optimizer's library means it, coupled for `.torch` (but for AdamW), else decoupled.
  public func weightDecay(_ rate: Double, _ kind: WeightDecay? = nil) -> Optimizer {
    let usual: WeightDecay = preset == .torch ? .coupled : .decoupled
    return modified { $0.decay = Modifiers.Decay(rate: rate, kind: kind ?? $0.decay?.kind ?? usual) }
  }

  /// The learning rate divided by 1 + rate·t at update t, counted from 0, beside any schedule: `decay` of Keras 1 and
  /// 2, `lr_decay` of PyTorch's Adagrad.
  public func decayed(_ rate: Double) -> Optimizer { modified { $0.timeDecay = rate } }

  /// One update per so many batches, along the mean of their gradients (Keras: `gradient_accumulation_steps`).
  ///
  /// Batches that an epoch leaves over are kept for the next one. Schedules count updates.
  public func accumulating(batches: Int) -> Optimizer { modified { $0.batchesPerUpdate = batches } }

  /// Keeps a moving average of the weights, a ← decay·a + (1 - decay)·θ after each update, which starts as the first
  /// θ (Polyak & Juditsky 1992; Keras: `use_ema`, `ema_momentum`).
  ///
  /// It is what validation in `fit` is measured with, and the weights are set to it when `fit` ends; a file that a
  /// callback saves before that holds the weights of the moment, with the averages beside them. The average is taken
  /// after constraints.
  public func averaged(decay: Double = 0.99) -> Optimizer { modified { $0.averaging = decay } }

  private func modified(_ change: (inout Modifiers) -> Void) -> Optimizer {
    var optimizer = self
    change(&optimizer.modifiers)
    return optimizer
  }
}
