// What the operations of whole layers carry: numbers only, so that they can be written into a file.

/// Randomness on the way through a layer, in training alone: y = factor·x + summand. Draws follow from
/// (seed, batch, layer, row in the batch, place in the row), so neither blocks nor threads change them.
enum Noise: Sendable, Hashable, Codable {
  case dropout(rate: Double)
  case alphaDropout(rate: Double)
  case gaussian(deviation: Double)
  case gaussianDropout(deviation: Double)

  /// What the kernel is given.
  var amount: Float {
    switch self {
    case .dropout(let amount), .alphaDropout(let amount), .gaussian(let amount), .gaussianDropout(let amount):
      Float(amount)
    }
  }

  /// x with the noise of draw `draw`, in plain Double.
  func forward(_ x: Double, draw: UInt64) -> Double {
    let amount = Double(amount)
    let isKept = Double(draw >> 40) * 0x1p-24 >= amount
    switch self {
    case .dropout: return isKept ? x / (1 - amount) : 0
    case .alphaDropout:
      let alpha = -1.7580993408473766
      let scale = 1 / ((1 - amount) * (1 + amount * alpha * alpha)).squareRoot()
      return scale * ((isKept ? x : alpha) - alpha * amount)
    case .gaussian: return x + amount * Self.normal(draw)
    case .gaussianDropout: return x * (1 + amount * Self.normal(draw))
    }
  }

  private static func normal(_ draw: UInt64) -> Double {
    let (u, v) = (Double((draw >> 40) + 1) * 0x1p-24, Double(draw & 0xFF_FFFF) * 0x1p-24)
    return (-2 * naturalLog(u)).squareRoot() * cosineOfTurn(v)
  }

  /// Of the values while training; those of predictions lie in it too.
  func range(_ x: ValueRange) -> ValueRange {
    guard case .dropout(let rate) = self else { return .anything }
    let scale = Float(1 / (1 - rate))
    return ValueRange(min(0, x.interval.lowerBound * scale)...max(0, x.interval.upperBound * scale))
  }
}

/// Normalisation over the last axis by a sample's own mean and variance.
struct RowNormalization: Sendable, Hashable, Codable {
  let epsilon: Double
  /// Whether the mean is subtracted; if not, the variance is the mean square.
  let isCentred: Bool
  let hasScale: Bool
  let hasOffset: Bool
}

/// Normalisation of each column by its mean and variance over the batch, or by moving ones.
struct BatchStatistics: Sendable, Hashable, Codable {
  let epsilon: Double
  /// moving += share·(value of the batch - moving)
  let share: Double
  /// Whether the moving variance divides by count - 1.
  let isUnbiased: Bool
  let hasScale: Bool
  let hasOffset: Bool
}

/// y[o][j][i] = x[o][i][j], of `inner` values each.
struct AxisSwap: Sendable, Hashable, Codable {
  let outer: Int
  let first: Int
  let second: Int
  let inner: Int

  var inverse: AxisSwap { AxisSwap(outer: outer, first: second, second: first, inner: inner) }
}

extension Node {
  /// The factors and summands behind the first `count` inputs of a normalisation, where there are any.
  func affineInputs(after count: Int, hasScale: Bool, hasOffset: Bool) -> (scale: Node?, offset: Node?) {
    (hasScale ? inputs[count] : nil, hasOffset ? inputs[count + (hasScale ? 1 : 0)] : nil)
  }

  /// Whether what it computes for a row depends on the other rows of a training batch.
  var looksAcrossRows: Bool {
    if case .batchNormalization = operation { !isFrozen } else { false }
  }
}
