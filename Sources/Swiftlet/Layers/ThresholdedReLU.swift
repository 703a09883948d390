/// x > theta ? x : 0, as a layer.
///
/// Keras: `ThresholdedReLU` until Keras 2, `ReLU(threshold)` since; PyTorch: `Threshold(theta, 0)`.
/// Source: Konda et al., 2014.
public struct ThresholdedReLU: Layer, Sendable {
  let theta: Double
  let place: Finding.Place

  /// - Parameter theta: At least 0.
  public init(theta: Double = 1, file: String = #fileID, line: Int = #line) {
    self.theta = theta
    place = Finding.Place(file: file, line: line)
  }

  public func forward(_ x: Symbol) -> Symbol { x.activated(.thresholdedReLU(theta: theta)) }
}

extension ThresholdedReLU: PlacedLayer {}
