/// max(x, 0), as a layer, with Keras's options: slope·(x - threshold) below the threshold, at most `maximum` above.
///
/// Keras: `ReLU(max_value, negative_slope, threshold)`; PyTorch: `ReLU`, and `ReLU6` for a maximum of 6.
public struct ReLU: Layer, Sendable {
  let activation: Activation
  let place: Finding.Place

  /// - Parameters:
  ///   - slope: Below the threshold.
  ///   - maximum: nil: none.
  ///   - threshold: From where on x itself comes out.
  public init(
    slope: Double = 0, maximum: Double? = nil, threshold: Double = 0, file: String = #fileID, line: Int = #line
  ) {
    let isPlain = slope == 0 && maximum == nil && threshold == 0
    activation = isPlain ? .relu : .relu(slope: slope, maximum: maximum, threshold: threshold)
    place = Finding.Place(file: file, line: line)
  }

  public func forward(_ x: Symbol) -> Symbol { x.activated(activation) }
}

extension ReLU: PlacedLayer {}
