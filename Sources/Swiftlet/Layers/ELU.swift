/// x > 0 ? x : alpha·(e^x - 1), as a layer.
///
/// Keras: `ELU`; PyTorch: `ELU`; alpha is 1 in both. Source: Clevert et al., 2016.
public struct ELU: Layer, Sendable {
  let alpha: Double
  let place: Finding.Place

  /// - Parameter alpha: Finite.
  public init(alpha: Double = 1, file: String = #fileID, line: Int = #line) {
    self.alpha = alpha
    place = Finding.Place(file: file, line: line)
  }

  public func forward(_ x: Symbol) -> Symbol { x.activated(.elu(alpha: alpha)) }
}

extension ELU: PlacedLayer {}
