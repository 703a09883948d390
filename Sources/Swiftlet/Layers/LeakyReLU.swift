/// x > 0 ? x : slope·x, as a layer with the defaults of the peers' layers.
///
/// | preset | slope |
/// |---|---|
/// | `.keras3` and the other Keras | 0.3 (their activation of this name has 0.2) |
/// | `.torch` | 0.01 |
///
/// Keras: `LeakyReLU(negative_slope)`; PyTorch: `LeakyReLU`. Source: Maas et al., 2013.
public struct LeakyReLU: Layer, Sendable {
  let slope: Double
  let place: Finding.Place

  /// - Parameter slope: Finite; nil: the preset's.
  public init(_ preset: Preset = .keras3, slope: Double? = nil, file: String = #fileID, line: Int = #line) {
    self.slope = slope ?? (preset == .torch ? 0.01 : 0.3)
    place = Finding.Place(file: file, line: line)
  }

  public func forward(_ x: Symbol) -> Symbol { x.activated(.leakyReLU(slope: slope)) }
}

extension LeakyReLU: PlacedLayer {}
