/// What training makes small: a formula for one sample, and how the samples are averaged.
///
/// The formulas are means over the outputs of a sample (sums for those over classes, the divergence and the
/// cosine), then the mean over the samples, as in Keras 3. Modifiers change the rest and return a loss again:
///
///     .mse.weighted(0.3)                                             one of several outputs
///     .categoricalCrossentropy(from: .logits).smoothed(0.1)          label smoothing
///     .sparseCategoricalCrossentropy(from: .logits).weighted(classes: [1, 2, 4])
///     .sparseCategoricalCrossentropy(from: .logits).ignoring(class: -1)
///     .binaryCrossentropy(from: .logits).weighted(positives: [3])
///     .binaryCrossentropy.following(.torch)                          that library's formula and mean
///
/// Bare names of the cross-entropies mean probabilities, Keras's default; with `from: .logits` the
/// model's last layer has no softmax or sigmoid.
///
/// In what follows p is an output, t its target, e = p - t, ε = 1e-7, n the number of outputs.
public struct Loss: Sendable, Hashable, Codable {
  /// What the model's output means to a cross-entropy.
  public enum Output: String, Sendable, Hashable, Codable { case probabilities, logits }

  var formula: LossFormula
  /// The factor of this loss in the sum of several: 1 unless `weighted(_:)` was called.
  public internal(set) var weight = 1.0
  var smoothing = 0.0
  /// By class, for losses over classes; empty for 1.
  var classWeights: [Double] = []
  /// By output, for binary cross-entropies; empty for 1.
  var positiveWeights: [Double] = []
  var ignoredClass: Int?
  /// Whose formula and mean it follows where libraries differ.
  public internal(set) var preset = Preset.keras3

  init(_ formula: LossFormula) { self.formula = formula }
}

// MARK: - Numbers

extension Loss {
  /// mean e²
  public static let mse = Loss(.mse)
  /// mean |e|; PyTorch's L1Loss
  public static let mae = Loss(.mae)
  /// mean 100·|e| / max(|t|, ε)
  public static let mape = Loss(.mape)
  /// mean (log(p + 1) - log(t + 1))², both at least ε; no gradient below
  public static let msle = Loss(.msle)
  /// mean of e²/2 where |e| <= delta, delta·(|e| - delta/2) beyond (Huber 1964)
  public static func huber(delta: Double) -> Loss { Loss(.huber(delta: delta)) }
  /// Huber's with delta 1.
  public static var huber: Loss { .huber(delta: 1) }
  /// mean of e²/(2·beta) where |e| < beta, |e| - beta/2 beyond; PyTorch's SmoothL1Loss
  public static func smoothL1(beta: Double) -> Loss { Loss(.smoothL1(beta: beta)) }
  public static var smoothL1: Loss { .smoothL1(beta: 1) }
  /// mean log cosh e
  public static let logCosh = Loss(.logCosh)
  /// mean p - t·log(p + ε): p is the rate of a Poisson law, t a count
  public static let poisson = Loss(.poisson(logInput: false))
  /// With `logInput` the output is the logarithm of the rate: mean e^p - t·p, PyTorch's PoissonNLLLoss.
  public static func poisson(logInput: Bool) -> Loss { Loss(.poisson(logInput: logInput)) }
  /// -Σ p·t / (|p|·|t|): -1 for the same direction. Following `.keras1` its cosine_proximity, the mean
  /// instead of the sum.
  public static let cosineSimilarity = Loss(.cosineSimilarity)
}

// MARK: - Classes

extension Loss {
  /// mean -(t log p + (1 - t) log(1 - p))
  ///
  /// - Parameter smoothing: As `smoothed(_:)`.
  public static func binaryCrossentropy(from output: Output, smoothing: Double = 0) -> Loss {
    Loss(.binaryCrossentropy(output)).smoothed(smoothing)
  }
  public static var binaryCrossentropy: Loss { .binaryCrossentropy(from: .probabilities) }

  /// -Σ t log p over the classes, targets one-hot or shares
  ///
  /// - Parameter smoothing: As `smoothed(_:)`.
  public static func categoricalCrossentropy(from output: Output, smoothing: Double = 0) -> Loss {
    Loss(.categoricalCrossentropy(output)).smoothed(smoothing)
  }
  public static var categoricalCrossentropy: Loss { .categoricalCrossentropy(from: .probabilities) }

  /// -log p of the class, targets class indices; from logits PyTorch's CrossEntropyLoss
  public static func sparseCategoricalCrossentropy(from output: Output) -> Loss {
    Loss(.sparseCategoricalCrossentropy(output))
  }
  public static var sparseCategoricalCrossentropy: Loss { .sparseCategoricalCrossentropy(from: .probabilities) }

  /// -x of the class where the outputs x are logarithms of probabilities; PyTorch's NLLLoss
  public static let nll = Loss(.nll)

  /// -Σ alpha·(1 - p)^gamma·t log p over the classes (Lin et al. 2017)
  public static func categoricalFocalCrossentropy(
    from output: Output = .probabilities, alpha: Double = 0.25, gamma: Double = 2
  ) -> Loss { Loss(.categoricalFocal(alpha: alpha, gamma: gamma, output)) }
  public static var categoricalFocalCrossentropy: Loss { .categoricalFocalCrossentropy(from: .probabilities) }
  /// `categoricalFocalCrossentropy` with Keras's alpha, 0.25.
  public static func focal(gamma: Double, from output: Output) -> Loss {
    .categoricalFocalCrossentropy(from: output, gamma: gamma)
  }

  /// mean (1 - p*)^gamma·(binary cross-entropy), p* = p where t is 1 and 1 - p where it is 0
  ///
  /// - Parameter balance: Factor of targets of 1, the others get 1 less it; nil for 1. Keras's alpha with
  ///   apply_class_balancing.
  public static func binaryFocalCrossentropy(
    from output: Output = .probabilities, gamma: Double = 2, balance: Double? = nil
  ) -> Loss { Loss(.binaryFocal(gamma: gamma, balance: balance, output)) }
  public static var binaryFocalCrossentropy: Loss { .binaryFocalCrossentropy(from: .probabilities) }

  /// Σ t log(t/p) over the classes, both at least ε. Following `.torch` the outputs x are logarithms and
  /// it is the mean t·(log t - x).
  public static let klDivergence = Loss(.klDivergence)

  /// mean max(0, 1 - t·p), labels ±1
  public static let hinge = Loss(.hinge)
  /// mean max(0, 1 - t·p)², labels ±1
  public static let squaredHinge = Loss(.squaredHinge)
  /// mean log(1 + e^(-t·p)), labels ±1; PyTorch's SoftMarginLoss
  public static let softMargin = Loss(.softMargin)
  /// max(0, 1 + max((1 - t)·p) - Σ t·p), targets one-hot
  public static let categoricalHinge = Loss(.categoricalHinge)
  /// Σ over the other classes of max(0, margin - p_class + p_j)^power / n; PyTorch's MultiMarginLoss
  public static func multiMargin(margin: Double = 1, power: Int = 1) -> Loss {
    Loss(.multiMargin(margin: margin, power: power))
  }
  public static var multiMargin: Loss { .multiMargin(margin: 1) }
}

// MARK: - Modifiers

extension Loss {
  /// The same loss, `factor` times as important as it would be.
  public func weighted(_ factor: Double) -> Loss { with { $0.weight *= factor } }

  /// Label smoothing: a share of every target is spread over all classes, t ← t·(1 - share) + share/n
  /// (binary: share/2). For cross-entropies over classes and binary ones.
  public func smoothed(_ share: Double) -> Loss { with { $0.smoothing = share } }

  /// Factors of the classes, in their order: PyTorch's `weight`. They change the divisor of the mean when
  /// following `.torch`. For cross-entropies over classes and `nll`.
  public func weighted(classes factors: [Double]) -> Loss { with { $0.classWeights = factors } }

  /// Factors of the targets of 1, one for all outputs or one for each: PyTorch's `pos_weight`. For binary
  /// cross-entropies.
  public func weighted(positives factors: [Double]) -> Loss { with { $0.positiveWeights = factors } }

  /// Rows of this class neither teach nor count: Keras's `ignore_class`, PyTorch's `ignore_index`. A
  /// number that is no class, like -1, comes with `targets:`. For losses on class indices.
  public func ignoring(class index: Int) -> Loss { with { $0.ignoredClass = index } }

  /// The formula and the mean of another library, where they differ: `.keras1` and `.keras2` divide by the rows
  /// whose weight is not 0, `.torch` by the sum of the weights; for formulas see each loss.
  public func following(_ preset: Preset) -> Loss { with { $0.preset = preset } }

  private func with(_ change: (inout Loss) -> Void) -> Loss {
    var changed = self
    change(&changed)
    return changed
  }
}
