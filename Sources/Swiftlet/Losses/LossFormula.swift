internal import CKernels

/// The formula of one sample, with its parameters. See `Loss` for each.
enum LossFormula: Sendable, Hashable, Codable {
  case mse, mae, mape, msle, logCosh
  case huber(delta: Double)
  case smoothL1(beta: Double)
  case poisson(logInput: Bool)
  case cosineSimilarity
  case binaryCrossentropy(Loss.Output)
  case categoricalCrossentropy(Loss.Output)
  case sparseCategoricalCrossentropy(Loss.Output)
  case nll
  case categoricalFocal(alpha: Double, gamma: Double, Loss.Output)
  case binaryFocal(gamma: Double, balance: Double?, Loss.Output)
  case klDivergence
  case hinge, squaredHinge, softMargin, categoricalHinge
  case multiMargin(margin: Double, power: Int)
  case custom(CustomLoss)
  case unknown(String)
}

/// The kernel of a loss: one target value per output, one class index per sample, or operations of the graph.
enum LossKernel {
  case dense(ck_loss)
  case sparse(ck_sparse_loss)
  case formula(CustomLoss)
}

/// What targets a loss reads.
enum TargetKind {
  case numbers
  /// Numbers of at least 0.
  case counts
  /// -1 and +1.
  case signs
  /// 0...1, output by output.
  case binary
  /// Shares of the classes that sum to 1, one-hot for one.
  case shares
  /// One class index per sample.
  case classes
  /// Numbers as they are, classes one-hot.
  case anything
}

/// What a loss demands of the outputs.
enum OutputDemand {
  case anything
  /// A direction: two outputs or more.
  case vector
  case bothSigns
  /// Each in 0...1 by itself.
  case binaryProbabilities
  case binaryLogits
  /// In 0...1, together one distribution over the classes.
  case probabilities
  case logits
  /// Logarithms of probabilities: at most 0.
  case logProbabilities
  /// At least 0, because the logarithm is taken.
  case rates
  /// Above -1, because the logarithm of one more is taken.
  case aboveMinusOne
}

/// Everything that others ask of a loss: one row each.
struct LossTraits {
  /// nil for unknown names, which `compile()` refuses.
  var kernel: LossKernel?
  var a = 0.0
  var b = 0.0
  var targets = TargetKind.numbers
  var outputs = OutputDemand.anything
  /// What the loss kernel counts as right; nil when it counts nothing.
  var counting: Counting?
}

extension LossTraits {
  fileprivate static func number(_ kernel: ck_loss, a: Double = 0, _ outputs: OutputDemand = .anything) -> Self {
    LossTraits(kernel: .dense(kernel), a: a, outputs: outputs)
  }
  fileprivate static func sign(_ kernel: ck_loss, _ outputs: OutputDemand) -> Self {
    LossTraits(kernel: .dense(kernel), targets: .signs, outputs: outputs, counting: .sign)
  }
  fileprivate static func binary(_ kernel: ck_loss, a: Double, b: Double = 0, from output: Loss.Output) -> Self {
    LossTraits(
      kernel: .dense(kernel), a: a, b: b, targets: .binary,
      outputs: output == .logits ? .binaryLogits : .binaryProbabilities,
      counting: .threshold(output == .logits ? 0 : 0.5))
  }
  fileprivate static func shares(_ kernel: ck_loss, a: Double = 0, b: Double = 0, _ outputs: OutputDemand) -> Self {
    LossTraits(kernel: .dense(kernel), a: a, b: b, targets: .shares, outputs: outputs, counting: .argmax)
  }
  fileprivate static func classes(
    _ kernel: ck_sparse_loss, a: Double = 0, b: Double = 0, _ outputs: OutputDemand
  ) -> Self {
    LossTraits(kernel: .sparse(kernel), a: a, b: b, targets: .classes, outputs: outputs, counting: .argmax)
  }
}

extension Loss {
  var traits: LossTraits {
    switch formula {
    case .mse: .number(CK_LOSS_MSE)
    case .mae: .number(CK_LOSS_MAE)
    case .mape: .number(CK_LOSS_MAPE)
    case .msle: LossTraits(kernel: .dense(CK_LOSS_MSLE), targets: .counts, outputs: .aboveMinusOne)
    case .logCosh: .number(CK_LOSS_LOG_COSH)
    case .huber(let delta): .number(CK_LOSS_HUBER, a: delta)
    case .smoothL1(let beta): .number(CK_LOSS_SMOOTH_L1, a: beta)
    case .poisson(logInput: true): LossTraits(kernel: .dense(CK_LOSS_POISSON_LOG), targets: .counts)
    case .poisson(logInput: false):
      LossTraits(
        kernel: .dense(CK_LOSS_POISSON), a: preset == .torch ? 1e-8 : 1e-7, targets: .counts, outputs: .rates)
    case .cosineSimilarity: .number(CK_LOSS_COSINE_SIMILARITY, a: preset == .keras1 ? 1 : 0, .vector)
    case .binaryCrossentropy(.logits): .binary(CK_LOSS_BINARY_CROSSENTROPY_LOGITS, a: smoothing, from: .logits)
    case .binaryCrossentropy(.probabilities):
      .binary(
        preset == .torch ? CK_LOSS_BINARY_CROSSENTROPY_TORCH : CK_LOSS_BINARY_CROSSENTROPY, a: smoothing,
        from: .probabilities)
    case .categoricalCrossentropy(.logits): .shares(CK_LOSS_CATEGORICAL_CROSSENTROPY_LOGITS, a: smoothing, .logits)
    case .categoricalCrossentropy(.probabilities):
      .shares(CK_LOSS_CATEGORICAL_CROSSENTROPY, a: smoothing, .probabilities)
    case .sparseCategoricalCrossentropy(.logits):
      .classes(CK_SPARSE_CATEGORICAL_CROSSENTROPY_LOGITS, a: smoothing, .logits)
    case .sparseCategoricalCrossentropy(.probabilities):
      .classes(CK_SPARSE_CATEGORICAL_CROSSENTROPY, a: smoothing, .probabilities)
    case .nll: .classes(CK_SPARSE_NLL, .logProbabilities)
    case .categoricalFocal(let alpha, let gamma, .logits):
      .shares(CK_LOSS_CATEGORICAL_FOCAL_LOGITS, a: gamma, b: alpha, .logits)
    case .categoricalFocal(let alpha, let gamma, .probabilities):
      .shares(CK_LOSS_CATEGORICAL_FOCAL, a: gamma, b: alpha, .probabilities)
    case .binaryFocal(let gamma, let balance, let output):
      .binary(
        output == .logits ? CK_LOSS_BINARY_FOCAL_LOGITS : CK_LOSS_BINARY_FOCAL, a: gamma, b: balance ?? -1,
        from: output)
    case .klDivergence:
      preset == .torch
        ? .shares(CK_LOSS_KL_DIVERGENCE_LOG, .logProbabilities) : .shares(CK_LOSS_KL_DIVERGENCE, .probabilities)
    case .hinge: .sign(CK_LOSS_HINGE, .bothSigns)
    case .squaredHinge: .sign(CK_LOSS_SQUARED_HINGE, .bothSigns)
    case .softMargin: .sign(CK_LOSS_SOFT_MARGIN, .bothSigns)
    case .categoricalHinge: .shares(CK_LOSS_CATEGORICAL_HINGE, .anything)
    case .multiMargin(let margin, let power):
      .classes(CK_SPARSE_MULTI_MARGIN, a: margin, b: Double(power), .anything)
    case .custom(let loss): LossTraits(kernel: .formula(loss), targets: .anything)
    case .unknown: LossTraits(kernel: nil)
    }
  }

  var kernel: LossKernel? { traits.kernel }
  /// What the loss kernel counts as right; nil when it counts nothing.
  var counting: Counting? {
    // The divergences have no kernel that counts.
    if case .klDivergence = formula { return nil }
    return traits.counting
  }

  /// Whether targets are one class index per row instead of a number per output.
  var readsClassIndices: Bool { traits.targets == .classes }

  /// Floats of a row of targets.
  func targetWidth(outputs: Int) -> Int { readsClassIndices ? 1 : outputs }

  /// The factors that the kernel reads, one per output; empty for none.
  func factors(outputs: Int) -> [Float] {
    let given = classWeights.isEmpty ? positiveWeights : classWeights
    let all = given.count == 1 ? Array(repeating: given[0], count: outputs) : given
    return all.count == outputs ? all.map(Float.init) : []
  }

  /// What the outputs mean, for a loss that has an opinion.
  var output: Output? {
    switch traits.outputs {
    case .binaryProbabilities, .probabilities: .probabilities
    case .binaryLogits, .logits: .logits
    case .anything, .vector, .bothSigns, .logProbabilities, .rates, .aboveMinusOne: nil
    }
  }

  /// The same loss on logits: what it fuses to when the model ends in softmax or sigmoid.
  var onLogits: Loss { from(.logits) }

  func from(_ output: Output) -> Loss {
    var changed = self
    switch formula {
    case .binaryCrossentropy: changed.formula = .binaryCrossentropy(output)
    case .categoricalCrossentropy: changed.formula = .categoricalCrossentropy(output)
    case .sparseCategoricalCrossentropy: changed.formula = .sparseCategoricalCrossentropy(output)
    case .categoricalFocal(let alpha, let gamma, _):
      changed.formula = .categoricalFocal(alpha: alpha, gamma: gamma, output)
    case .binaryFocal(let gamma, let balance, _):
      changed.formula = .binaryFocal(gamma: gamma, balance: balance, output)
    default: break
    }
    return changed
  }

  /// Whether it and the operation that made its outputs are one kernel on logits.
  func fuses(with operation: Operation) -> Bool {
    switch (formula, operation) {
    case (.categoricalCrossentropy(.probabilities), .rowwise(.softmax)),
      (.sparseCategoricalCrossentropy(.probabilities), .rowwise(.softmax)),
      (.categoricalFocal(_, _, .probabilities), .rowwise(.softmax)):
      true
    case (.binaryCrossentropy(.probabilities), .activation(.sigmoid)),
      (.binaryFocal(_, _, .probabilities), .activation(.sigmoid)):
      true
    default: false
    }
  }
}

/// What the sum of a batch's losses is divided by.
enum LossNormalisation: Sendable {
  /// The rows, whatever they weigh (Keras 3).
  case rows
  /// The rows whose weight is not 0 (Keras 1 and 2).
  case nonZeroWeights
  /// The sum of the weights (PyTorch).
  case sumOfWeights
}

extension Loss {
  var normalisation: LossNormalisation {
    switch preset {
    case .keras1, .keras2: .nonZeroWeights
    case .torch: .sumOfWeights
    default: .rows
    }
  }

  /// What each row counts in the divisor of the mean loss; nil when every row counts 1. A batch's loss is
  /// Σ weight·loss / Σ share over its rows.
  ///
  /// - Parameter weights: Of the samples; nil for 1.
  func shares(_ encoded: EncodedTargets, weights: [Float]?) -> [Float]? {
    let classes = readsClassIndices && (ignoredClass != nil || !classWeights.isEmpty) ? encoded.classIndices : nil
    switch normalisation {
    case .rows:
      guard ignoredClass != nil, let classes else { return nil }
      return classes.map { $0 < 0 ? 0 : 1 }
    case .nonZeroWeights:
      guard weights != nil || (ignoredClass != nil && classes != nil) else { return nil }
      return (0..<encoded.rows).map { row in
        (weights?[row] ?? 1) != 0 && (classes?[row] ?? 0) >= 0 ? 1 : 0
      }
    case .sumOfWeights:
      guard weights != nil || classes != nil else { return nil }
      return (0..<encoded.rows).map { row in
        (weights?[row] ?? 1) * (classes.map { weight(ofClass: $0[row]) } ?? 1)
      }
    }
  }

  private func weight(ofClass index: Int) -> Float {
    guard index >= 0 else { return 0 }
    return classWeights.indices.contains(index) ? Float(classWeights[index]) : 1
  }
}
