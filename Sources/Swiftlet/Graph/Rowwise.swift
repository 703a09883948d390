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
  /// e^x / Σ e^x over one axis of a sample, counted from 0, or from -1 backwards.
  public func softmax(axis: Int = -1) -> Symbol { rowwise(.softmax, axis) }

  /// x - log Σ e^x over one axis: the logarithm of `softmax()` without its overflow.
  public func logSoftmax(axis: Int = -1) -> Symbol { rowwise(.logSoftmax, axis) }

  /// The point of the simplex nearest to x, over one axis: max(x - τ, 0) with τ such that the sum is 1.
  /// Unlike a softmax it can give exact zeros.
  ///
  /// Source: Martins & Astudillo, *From Softmax to Sparsemax*, 2016, eq. 4 and 5.
  public func sparsemax(axis: Int = -1) -> Symbol { rowwise(.sparsemax, axis) }

  func rowwise(_ function: Rowwise, _ axis: Int = -1) -> Symbol {
    let last = shape.sizes.count - 1
    guard let position = position(ofAxis: axis) else {
      let isNumber = shape.sizes.isEmpty
      return .poisoned(
        .shapeMisfit,
        isNumber
          ? "\(function.activation.description) needs an axis to sum over"
          : "there is no axis \(axis) for \(function.activation.description)",
        expected: isNumber ? "a shape like [3]" : "an axis of shape \(shape)",
        got: isNumber ? "a single number of shape []" : "\(axis)",
        remedy: isNumber
          ? "Give it one value per class" : "Count axes from 0, without that of the batch, or from -1 backwards",
        place: nil, inputs: [self])
    }
    if position == last { return .make(.rowwise(function), [self], shape: shape, range: function.range) }
    // Swapping two axes twice is the identity.
    var axes = Array(shape.sizes.indices)
    axes.swapAt(position, last)
    return permuted(axes).rowwise(function).permuted(axes)
  }
}
