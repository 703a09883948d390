internal import CKernels

/// What training makes small. Means over the outputs of a sample (sums for the cross-entropies over
/// classes), then the mean over the samples, as in Keras 3.
///
/// Bare names of the cross-entropies mean probabilities, Keras's default; with `from: .logits` the
/// model's last layer has no softmax or sigmoid.
@nonexhaustive public enum Loss: Sendable, Hashable {
  /// What the model's output means to a cross-entropy.
  public enum Output: Sendable, Hashable { case probabilities, logits }

  /// mean (p - t)²
  case mse
  /// mean |p - t|
  case mae
  /// mean max(0, 1 - t·p), labels ±1
  case hinge
  /// mean max(0, 1 - t·p)², labels ±1
  case squaredHinge
  /// mean -(t log p + (1 - t) log(1 - p))
  case binaryCrossentropy(from: Output)
  /// -Σ t log p over the classes, targets one-hot
  case categoricalCrossentropy(from: Output)
  /// -log p of the class, targets class indices
  case sparseCategoricalCrossentropy(from: Output)
  case unknown(String)

  public static var binaryCrossentropy: Loss { .binaryCrossentropy(from: .probabilities) }
  public static var categoricalCrossentropy: Loss { .categoricalCrossentropy(from: .probabilities) }
  public static var sparseCategoricalCrossentropy: Loss { .sparseCategoricalCrossentropy(from: .probabilities) }

  /// Every loss, for the tests.
  static let all: [Loss] = [
    .mse, .mae, .hinge, .squaredHinge, .binaryCrossentropy, .binaryCrossentropy(from: .logits),
    .categoricalCrossentropy, .categoricalCrossentropy(from: .logits), .sparseCategoricalCrossentropy,
    .sparseCategoricalCrossentropy(from: .logits),
  ]
}

extension Loss: ExpressibleByStringLiteral, Named {
  static let vocabulary: [(String, Loss)] = [
    ("mse", .mse), ("mean_squared_error", .mse), ("mae", .mae), ("mean_absolute_error", .mae), ("hinge", .hinge),
    ("squared_hinge", .squaredHinge), ("binary_crossentropy", .binaryCrossentropy),
    ("categorical_crossentropy", .categoricalCrossentropy),
    ("sparse_categorical_crossentropy", .sparseCategoricalCrossentropy),
  ]
  static let noun = "loss"

  public init(stringLiteral name: String) { self = Self.lookUp(name) ?? .unknown(name) }

  /// - Throws: `SwiftletError` (`unknown-name`) with the nearest known names.
  public init(named name: String) throws(SwiftletError) { self = try Self.find(name) }

  public var description: String {
    switch self {
    case .mse: "mse"
    case .mae: "mae"
    case .hinge: "hinge"
    case .squaredHinge: "squared_hinge"
    case .binaryCrossentropy(let output): "binary_crossentropy\(output.suffix)"
    case .categoricalCrossentropy(let output): "categorical_crossentropy\(output.suffix)"
    case .sparseCategoricalCrossentropy(let output): "sparse_categorical_crossentropy\(output.suffix)"
    case .unknown(let name): name
    }
  }
}

extension Loss.Output {
  var suffix: String { self == .logits ? " on logits" : "" }
}

/// The kernel of a loss: one target value per output, or one class index per sample.
enum LossKernel {
  case dense(ck_loss)
  case sparse(ck_sparse_loss)
}

extension Loss {
  /// nil for unknown names, which `compile()` refuses.
  var kernel: LossKernel? {
    switch self {
    case .mse: .dense(CK_LOSS_MSE)
    case .mae: .dense(CK_LOSS_MAE)
    case .hinge: .dense(CK_LOSS_HINGE)
    case .squaredHinge: .dense(CK_LOSS_SQUARED_HINGE)
    case .binaryCrossentropy(.probabilities): .dense(CK_LOSS_BINARY_CROSSENTROPY)
    case .binaryCrossentropy(.logits): .dense(CK_LOSS_BINARY_CROSSENTROPY_LOGITS)
    case .categoricalCrossentropy(.probabilities): .dense(CK_LOSS_CATEGORICAL_CROSSENTROPY)
    case .categoricalCrossentropy(.logits): .dense(CK_LOSS_CATEGORICAL_CROSSENTROPY_LOGITS)
    case .sparseCategoricalCrossentropy(.probabilities): .sparse(CK_SPARSE_CATEGORICAL_CROSSENTROPY)
    case .sparseCategoricalCrossentropy(.logits): .sparse(CK_SPARSE_CATEGORICAL_CROSSENTROPY_LOGITS)
    case .unknown: nil
    }
  }

  /// The same loss on logits: what it fuses to when the model ends in softmax or sigmoid.
  var onLogits: Loss {
    switch self {
    case .binaryCrossentropy: .binaryCrossentropy(from: .logits)
    case .categoricalCrossentropy: .categoricalCrossentropy(from: .logits)
    case .sparseCategoricalCrossentropy: .sparseCategoricalCrossentropy(from: .logits)
    default: self
    }
  }

  /// What the loss kernel counts as right; nil when it counts nothing.
  var counting: Counting? {
    switch self {
    case .mse, .mae, .unknown: nil
    case .hinge, .squaredHinge: .sign
    case .binaryCrossentropy(let output): .threshold(output == .logits ? 0 : 0.5)
    case .categoricalCrossentropy, .sparseCategoricalCrossentropy: .argmax
    }
  }

  /// What the outputs mean, for a loss that has an opinion.
  var output: Output? {
    switch self {
    case .binaryCrossentropy(let output), .categoricalCrossentropy(let output),
      .sparseCategoricalCrossentropy(let output):
      output
    default: nil
    }
  }
}
