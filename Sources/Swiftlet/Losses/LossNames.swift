extension Loss: ExpressibleByStringLiteral, Named {
  /// Keras's names, then PyTorch's where they are others.
  static let vocabulary: [(String, Loss)] = [
    ("mse", .mse), ("mean_squared_error", .mse), ("mae", .mae), ("mean_absolute_error", .mae), ("mape", .mape),
    ("mean_absolute_percentage_error", .mape), ("msle", .msle), ("mean_squared_logarithmic_error", .msle),
    ("huber", .huber), ("log_cosh", .logCosh), ("poisson", .poisson), ("cosine_similarity", .cosineSimilarity),
    ("cosine_proximity", .cosineSimilarity.following(.keras1)), ("binary_crossentropy", .binaryCrossentropy),
    ("categorical_crossentropy", .categoricalCrossentropy),
    ("sparse_categorical_crossentropy", .sparseCategoricalCrossentropy),
    ("categorical_focal_crossentropy", .categoricalFocalCrossentropy),
    ("binary_focal_crossentropy", .binaryFocalCrossentropy), ("kl_divergence", .klDivergence),
    ("kld", .klDivergence), ("kullback_leibler_divergence", .klDivergence), ("hinge", .hinge),
    ("squared_hinge", .squaredHinge), ("categorical_hinge", .categoricalHinge), ("l1_loss", .mae), ("mse_loss", .mse),
    ("smooth_l1", .smoothL1), ("smooth_l1_loss", .smoothL1), ("huber_loss", .huber), ("nll", .nll),
    ("nll_loss", .nll.following(.torch)), ("bce_loss", .binaryCrossentropy.following(.torch)),
    ("bce_with_logits_loss", .binaryCrossentropy(from: .logits).following(.torch)),
    ("cross_entropy_loss", .sparseCategoricalCrossentropy(from: .logits).following(.torch)),
    ("kl_div_loss", .klDivergence.following(.torch)),
    ("poisson_nll_loss", .poisson(logInput: true).following(.torch)), ("soft_margin", .softMargin),
    ("soft_margin_loss", .softMargin), ("multi_margin", .multiMargin), ("multi_margin_loss", .multiMargin),
  ]
  static let noun = "loss"

  public init(stringLiteral name: String) { self = Self.lookUp(name) ?? Loss(.unknown(name)) }

  /// - Throws: `SwiftletError` (`unknown-name`) with the nearest known names.
  public init(named name: String) throws(SwiftletError) { self = try Self.find(name) }

  /// One typical value of every loss that is no closure, for the tests and the list of names.
  static let all: [Loss] = [
    .mse, .mae, .mape, .msle, .huber, .smoothL1, .logCosh, .poisson, .poisson(logInput: true), .cosineSimilarity,
    .cosineSimilarity.following(.keras1), .binaryCrossentropy, .binaryCrossentropy(from: .logits),
    .binaryCrossentropy.following(.torch), .categoricalCrossentropy, .categoricalCrossentropy(from: .logits),
    .sparseCategoricalCrossentropy, .sparseCategoricalCrossentropy(from: .logits), .nll,
    .categoricalFocalCrossentropy, .categoricalFocalCrossentropy(from: .logits), .binaryFocalCrossentropy,
    .binaryFocalCrossentropy(from: .logits), .binaryFocalCrossentropy(balance: 0.25), .klDivergence,
    .klDivergence.following(.torch), .hinge, .squaredHinge, .softMargin, .categoricalHinge, .multiMargin,
    .multiMargin(margin: 0.5, power: 2),
  ]
}

extension LossFormula: CustomStringConvertible {
  /// As Keras spells it, with its parameters where they are not the usual ones.
  var description: String {
    switch self {
    case .mse: "mse"
    case .mae: "mae"
    case .mape: "mape"
    case .msle: "msle"
    case .logCosh: "log_cosh"
    case .huber(let delta): "huber\(delta == 1 ? "" : "(delta \(delta))")"
    case .smoothL1(let beta): "smooth_l1\(beta == 1 ? "" : "(beta \(beta))")"
    case .poisson(let logInput): "poisson\(logInput ? " on logarithms" : "")"
    case .cosineSimilarity: "cosine_similarity"
    case .binaryCrossentropy(let output): "binary_crossentropy\(output.suffix)"
    case .categoricalCrossentropy(let output): "categorical_crossentropy\(output.suffix)"
    case .sparseCategoricalCrossentropy(let output): "sparse_categorical_crossentropy\(output.suffix)"
    case .nll: "nll"
    case .categoricalFocal(let alpha, let gamma, let output):
      "categorical_focal_crossentropy(alpha \(alpha), gamma \(gamma))\(output.suffix)"
    case .binaryFocal(let gamma, let balance, let output):
      "binary_focal_crossentropy(\(balance.map { "balance \($0), " } ?? "")gamma \(gamma))\(output.suffix)"
    case .klDivergence: "kl_divergence"
    case .hinge: "hinge"
    case .squaredHinge: "squared_hinge"
    case .softMargin: "soft_margin"
    case .categoricalHinge: "categorical_hinge"
    case .multiMargin(let margin, let power):
      "multi_margin\(margin == 1 && power == 1 ? "" : "(margin \(margin), power \(power))")"
    case .custom(let loss): loss.name
    case .unknown(let name): name
    }
  }
}

extension LossFormula {
  /// Without its parameters.
  var name: String {
    if case .custom(let loss) = self { return loss.name }
    return String(description.prefix { $0 != "(" && $0 != " " })
  }
}

extension Loss {
  /// The formula's name with what was modified: `categorical_crossentropy on logits, smoothed 0.1 × 0.3`.
  public var description: String {
    var parts = [formula.description]
    if smoothing != 0 { parts.append("smoothed \(smoothing)") }
    if !classWeights.isEmpty { parts.append("classes weighted \(classWeights)") }
    if !positiveWeights.isEmpty { parts.append("positives weighted \(positiveWeights)") }
    if let ignoredClass { parts.append("class \(ignoredClass) ignored") }
    if preset != .keras3 { parts.append("as \(preset.rawValue)") }
    return parts.joined(separator: ", ") + (weight == 1 ? "" : " × \(weight)")
  }

  /// As a person writes it, for remedies.
  func spelled(from output: Output) -> String {
    let suffix = output == .logits ? "(from: .logits)" : ""
    return switch formula {
    case .binaryCrossentropy: ".binaryCrossentropy\(suffix)"
    case .categoricalCrossentropy: ".categoricalCrossentropy\(suffix)"
    case .categoricalFocal: ".categoricalFocalCrossentropy\(suffix)"
    case .binaryFocal: ".binaryFocalCrossentropy\(suffix)"
    default: ".sparseCategoricalCrossentropy\(suffix)"
    }
  }
}

extension Loss.Output {
  var suffix: String { self == .logits ? " on logits" : "" }
}
