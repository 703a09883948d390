/// What is counted beside the loss, over a whole epoch.
@nonexhaustive public enum Metric: Sendable, Hashable {
  /// The share of right answers. Which one is chosen by loss and labels, and said: the largest output
  /// for classes, a threshold of 1/2 for probabilities, the sign for labels of ±1.
  case accuracy
  /// Outputs above `threshold` count as 1.
  case binaryAccuracy(threshold: Double)
  /// Outputs above 0 count as +1.
  case signAccuracy
  case unknown(String)

  public static var binaryAccuracy: Metric { .binaryAccuracy(threshold: 0.5) }
}

extension Metric: ExpressibleByStringLiteral, Named {
  static let vocabulary: [(String, Metric)] = [
    ("accuracy", .accuracy), ("acc", .accuracy), ("binary_accuracy", .binaryAccuracy(threshold: 0.5)),
    ("sign_accuracy", .signAccuracy),
  ]
  static let noun = "metric"

  public init(stringLiteral name: String) { self = Self.lookUp(name) ?? .unknown(name) }

  /// - Throws: `SwiftletError` (`unknown-name`) with the nearest known names.
  public init(named name: String) throws(SwiftletError) { self = try Self.find(name) }

  /// As it is printed: `accuracy`.
  public var name: String {
    switch self {
    case .accuracy: "accuracy"
    case .binaryAccuracy(let threshold): threshold == 0.5 ? "binary_accuracy" : "binary_accuracy(\(threshold))"
    case .signAccuracy: "sign_accuracy"
    case .unknown(let name): name
    }
  }
}

/// How a metric is counted for one kind of label.
enum Counting: Sendable, Hashable {
  /// The row's largest output is the row's class.
  case argmax
  /// (output > threshold) == (target > 1/2), output by output.
  case threshold(Double)
  /// (output > 0) == (target > 0), output by output.
  case sign

  var words: String {
    switch self {
    case .argmax: "the largest output is the class"
    case .threshold(let t): "an output above \(t) counts as 1"
    case .sign: "the sign of the output counts"
    }
  }
}
