/// Dropout that keeps mean 0 and variance 1: for networks of SELU. While training,
/// y = A·x + B, or A·α' + B with probability `rate`, where α' = -1.7581, A = 1/√((1 - rate)(1 + rate·α'²)), B = -A·α'·rate.
///
/// **Shapes** x and y are equal. Nothing is changed when the model predicts or is evaluated.
///
/// Keras: `AlphaDropout`; PyTorch: `AlphaDropout`. Source: Klambauer et al., *Self-Normalizing Neural Networks*, 2017.
public struct AlphaDropout: Layer, Sendable {
  let rate: Double
  let place: Finding.Place

  /// - Parameter rate: The share of values to replace, at least 0, below 1.
  public init(_ rate: Double, file: String = #fileID, line: Int = #line) {
    self.rate = rate
    place = Finding.Place(file: file, line: line)
  }

  public func forward(_ x: Symbol) -> Symbol {
    if let refused = refusedRate(rate, x) { return refused }
    return Float(rate) == 0 ? untouched(x) : x.noisy(.alphaDropout(rate: rate))
  }
}

extension AlphaDropout: PlacedLayer {}
