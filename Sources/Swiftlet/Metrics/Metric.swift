/// What is measured beside the loss, over a whole epoch: sums and counts of all its rows, never a mean of the means of
/// batches.
///
/// While training it is measured as the weights move, like the loss; on validation rows and by `evaluate` exactly.
/// Every row counts once: weights of rows are for the loss alone. What is not defined for some rows (the area under
/// a curve with one class only) is NaN there.
///
/// Names are those of scikit-learn and Keras; a metric of two classes is about the second.
@nonexhaustive public enum Metric: Sendable, Hashable, Codable {
  /// How the numbers of several classes become one.
  public enum Average: Sendable, Hashable, Codable {
    /// For two classes the number of the second, for more `macro`.
    case automatic
    /// That of the second of two classes, which is answered when its probability is above `threshold`.
    case binary(threshold: Double)
    /// The mean over the classes.
    case macro
    /// From the sums over all classes; for one class per row that is the accuracy.
    case micro
    /// The mean over the classes, each as often as it has rows.
    case weighted
  }

  /// Which of equal outputs are among the k largest.
  public enum Ties: String, Sendable, Hashable, Codable {
    /// All that equal the k-th: Keras, TensorFlow.
    case shared
    /// Those of the later classes first: scikit-learn.
    case ordered
  }

  /// How a number of two classes becomes one of several.
  public enum Pairing: String, Sendable, Hashable, Codable {
    /// The mean over the classes, each against all others together.
    case oneVersusRest
    /// The mean over the pairs of classes, each among its own rows (Hand & Till 2001).
    case oneVersusOne
  }

  // Shares of right answers.

  /// The share of right answers. Which one is chosen by loss and labels, and said: the largest output
  /// for classes, a threshold of 1/2 for probabilities, the sign for labels of ±1.
  case accuracy
  /// Outputs above `threshold` count as 1.
  case binaryAccuracy(threshold: Double)
  /// Outputs above 0 count as +1.
  case signAccuracy
  /// The share of rows whose class is among the `k` largest outputs.
  case topK(_ k: Int, ties: Ties = .shared)
  /// The mean of the recalls of the classes that have rows.
  case balancedAccuracy

  // Classes, from the confusion matrix.

  /// TP / (TP + FP), 0 for a class that is never answered
  case precision(average: Average)
  /// TP / (TP + FN), 0 for a class without rows
  case recall(average: Average)
  /// (1 + β²)·TP / ((1 + β²)·TP + β²·FN + FP)
  case fBeta(_ beta: Double, average: Average = .automatic)
  /// Matthews's correlation of answers and classes, 0 where it has no variance (Gorodkin 2004 for several classes)
  case matthews
  /// (p - q) / (1 - q), p the accuracy, q that of chance (Cohen 1960)
  case cohenKappa

  // Classes, from probabilities.

  /// The area under the curve of true over false positives: the chance that a row of the class has the larger score.
  case rocAUC(_ pairing: Pairing)
  /// Σ (Rₙ - Rₙ₋₁)·Pₙ over the thresholds; for several classes the mean over them, each against the rest
  case averagePrecision
  /// mean -log p of the class, p between 2⁻⁵² and 1 - 2⁻⁵²
  case logLoss
  /// mean (p - t)²; for more than two classes mean Σ (p - t)² over them (Brier 1950)
  case brier
  /// Σ |accuracy - mean confidence|·share of the rows over `bins` equal ranges of confidence (Guo et al. 2017)
  case calibrationError(bins: Int)

  // Numbers: e is output - target.

  /// 1 - Σ e² / Σ (t - mean t)²; the mean over the outputs. Constant targets: 1 when all are hit, else 0.
  case r2
  /// 1 - variance of e / variance of t; else as `r2`.
  case explainedVariance
  /// mean e²
  case mse
  /// √ mean e²
  case rmse
  /// mean |e|
  case mae
  /// mean 100·|e| / max(|t|, 2⁻⁵²)
  case mape
  /// The largest |e|.
  case maxError
  /// The median of |e|; the mean over the outputs.
  case medianAbsoluteError
  /// mean p·t / (|p|·|t|) over the rows
  case cosineSimilarity

  case unknown(String)

  public static var binaryAccuracy: Metric { .binaryAccuracy(threshold: 0.5) }
  public static var precision: Metric { .precision(average: .automatic) }
  public static var recall: Metric { .recall(average: .automatic) }
  /// 2·TP / (2·TP + FN + FP)
  public static var f1: Metric { .fBeta(1, average: .automatic) }
  public static func f1(average: Average) -> Metric { .fBeta(1, average: average) }
  public static var rocAUC: Metric { .rocAUC(.oneVersusRest) }
  public static var calibrationError: Metric { .calibrationError(bins: 15) }

  /// Whether more of it is better.
  package var prefersLarger: Bool {
    switch self {
    case .accuracy, .binaryAccuracy, .signAccuracy, .topK, .balancedAccuracy, .precision, .recall, .fBeta, .matthews,
      .cohenKappa, .rocAUC, .averagePrecision, .r2, .explainedVariance, .cosineSimilarity, .unknown:
      true
    case .logLoss, .brier, .calibrationError, .mse, .rmse, .mae, .mape, .maxError, .medianAbsoluteError: false
    }
  }
}

extension Metric: ExpressibleByStringLiteral, Named {
  static let vocabulary: [(String, Metric)] = [
    ("accuracy", .accuracy), ("acc", .accuracy), ("categorical_accuracy", .accuracy),
    ("sparse_categorical_accuracy", .accuracy), ("binary_accuracy", .binaryAccuracy), ("sign_accuracy", .signAccuracy),
    ("top_k_categorical_accuracy", .topK(5)), ("sparse_top_k_categorical_accuracy", .topK(5)),
    ("top_5_accuracy", .topK(5)), ("balanced_accuracy", .balancedAccuracy), ("precision", .precision),
    ("recall", .recall), ("f1", .f1), ("f1_score", .f1), ("matthews", .matthews), ("matthews_corrcoef", .matthews),
    ("mcc", .matthews),
    ("cohen_kappa", .cohenKappa), ("roc_auc", .rocAUC), ("auc", .rocAUC), ("average_precision", .averagePrecision),
    ("log_loss", .logLoss), ("brier", .brier), ("brier_score", .brier), ("calibration_error", .calibrationError),
    ("r2", .r2),
    ("r2_score", .r2), ("explained_variance", .explainedVariance), ("mse", .mse), ("mean_squared_error", .mse),
    ("rmse", .rmse), ("root_mean_squared_error", .rmse), ("mae", .mae), ("mean_absolute_error", .mae), ("mape", .mape),
    ("mean_absolute_percentage_error", .mape), ("max_error", .maxError),
    ("median_absolute_error", .medianAbsoluteError), ("cosine_similarity", .cosineSimilarity),
  ]
  static let noun = "metric"

  public init(stringLiteral name: String) { self = Self.lookUp(name) ?? .unknown(name) }

  /// - Throws: `SwiftletError` (`unknown-name`) with the nearest known names.
  public init(named name: String) throws(SwiftletError) { self = try Self.find(name) }

  /// As it is printed: `accuracy`, `precision_macro`, `top_5_accuracy`.
  public var name: String {
    switch self {
    case .accuracy: "accuracy"
    case .binaryAccuracy(let threshold): threshold == 0.5 ? "binary_accuracy" : "binary_accuracy(\(threshold))"
    case .signAccuracy: "sign_accuracy"
    case .topK(let k, let ties): "top_\(k)_accuracy" + (ties == .shared ? "" : "_\(ties.rawValue)")
    case .balancedAccuracy: "balanced_accuracy"
    case .precision(let average): "precision" + average.suffix
    case .recall(let average): "recall" + average.suffix
    case .fBeta(let beta, let average): (beta == 1 ? "f1" : "fbeta(\(beta))") + average.suffix
    case .matthews: "matthews_corrcoef"
    case .cohenKappa: "cohen_kappa"
    case .rocAUC(let pairing): "roc_auc" + (pairing == .oneVersusRest ? "" : "_ovo")
    case .averagePrecision: "average_precision"
    case .logLoss: "log_loss"
    case .brier: "brier_score"
    case .calibrationError(let bins): bins == 15 ? "calibration_error" : "calibration_error(\(bins))"
    case .r2: "r2"
    case .explainedVariance: "explained_variance"
    case .mse: "mse"
    case .rmse: "rmse"
    case .mae: "mae"
    case .mape: "mape"
    case .maxError: "max_error"
    case .medianAbsoluteError: "median_absolute_error"
    case .cosineSimilarity: "cosine_similarity"
    case .unknown(let name): name
    }
  }
}

extension Metric.Average {
  fileprivate var suffix: String {
    switch self {
    case .automatic: ""
    case .binary(let threshold): threshold == 0.5 ? "_binary" : "_binary(\(threshold))"
    case .macro: "_macro"
    case .micro: "_micro"
    case .weighted: "_weighted"
    }
  }
}
