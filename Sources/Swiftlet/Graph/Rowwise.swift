internal import CKernels

/// Functions of a row: of all numbers along an axis at once.
enum Rowwise: Sendable, Codable, CaseIterable {
  /// e^x / Σ e^x
  case softmax
  /// x - log Σ e^x
  case logSoftmax
  /// max(x - τ, 0) with τ such that the sum is 1 (Martins & Astudillo 2016).
  case sparsemax

  var kernel: ck_rowwise {
    switch self {
    case .softmax: CK_SOFTMAX
    case .logSoftmax: CK_LOG_SOFTMAX
    case .sparsemax: CK_SPARSEMAX
    }
  }

  /// The activation that is this function over the last axis.
  var activation: Activation {
    switch self {
    case .softmax: .softmax
    case .logSoftmax: .logSoftmax
    case .sparsemax: .sparsemax
    }
  }

  var range: ValueRange {
    switch self {
    case .softmax, .sparsemax: .probabilities
    case .logSoftmax: ValueRange(-Float.infinity...0)
    }
  }

  /// The plain Double form of one row, for `checkGradients`.
  func forward(_ x: [Double]) -> [Double] {
    let largest = x.max() ?? 0
    switch self {
    case .softmax:
      let powers = x.map { exponential($0 - largest) }
      let sum = powers.reduce(0, +)
      return powers.map { $0 / sum }
    case .logSoftmax:
      let norm = largest + naturalLog(x.reduce(0) { $0 + exponential($1 - largest) })
      return x.map { $0 - norm }
    case .sparsemax:
      let threshold = Self.sparsemaxThreshold(x)
      return x.map { Swift.max($0 - threshold, 0) }
    }
  }

  /// Over the sorted row: the k largest are the support as long as 1 + k·z_k exceeds their sum.
  private static func sparsemaxThreshold(_ x: [Double]) -> Double {
    var (sum, threshold) = (0.0, 0.0)
    for (index, z) in x.sorted(by: >).enumerated() {
      let k = Double(index + 1)
      sum += z
      guard 1 + k * z > sum else { break }
      threshold = (sum - 1) / k
    }
    return threshold
  }
}

extension Symbol {
  /// e^x / Σ e^x over the last axis.
  public func softmax() -> Symbol { rowwise(.softmax) }

  /// x - log Σ e^x over the last axis: the logarithm of `softmax()` without its overflow.
  public func logSoftmax() -> Symbol { rowwise(.logSoftmax) }

  /// The point of the simplex nearest to x, over the last axis: max(x - τ, 0) with τ such that the sum is 1.
  /// Unlike a softmax it can give exact zeros.
  ///
  /// Source: Martins & Astudillo, *From Softmax to Sparsemax*, 2016, eq. 4 and 5.
  public func sparsemax() -> Symbol { rowwise(.sparsemax) }

  func rowwise(_ function: Rowwise) -> Symbol {
    guard !shape.sizes.isEmpty else {
      return .poisoned(
        .shapeMisfit, "\(function.activation.description) needs an axis to sum over", expected: "a shape like [3]",
        got: "a single number of shape []", remedy: "Give it one value per class", place: nil, inputs: [self])
    }
    return .make(.rowwise(function), [self], shape: shape, range: function.range)
  }
}
