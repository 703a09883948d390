/// While training, y = x·(1 + √(rate/(1 - rate))·z) with z standard normal: the noise of a dropout of this rate, without
/// zeros. y = x when the model predicts or is evaluated.
///
/// **Shapes** x and y are equal.
///
/// Keras: `GaussianDropout`; PyTorch has none. Source: Srivastava et al., *Dropout*, 2014, section 10.
public struct GaussianDropout: Layer, Sendable {
  let rate: Double
  let place: Finding.Place

  /// - Parameter rate: That of the dropout it stands for, at least 0, below 1.
  public init(_ rate: Double, file: String = #fileID, line: Int = #line) {
    self.rate = rate
    place = Finding.Place(file: file, line: line)
  }

  public func forward(_ x: Symbol) -> Symbol {
    if let refused = refusedRate(rate, x) { return refused }
    if Float(rate) == 0 { return untouched(x) }
    return x.noisy(.gaussianDropout(deviation: (rate / (1 - rate)).squareRoot()))
  }
}

extension GaussianDropout: PlacedLayer {}
