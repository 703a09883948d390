/// x > 0 ? x : alpha·x, with an alpha that is learnt.
///
/// **Shapes** x and y are equal; alpha has the shape of x, or is one number for all with `shared`. At x = 0 the
/// gradient is that of the negative side.
///
/// | preset | alpha starts at | shared |
/// |---|---|---|
/// | `.keras3` and the other Keras | 0 | no: one per value |
/// | `.torch` | 0.25 | yes: `num_parameters=1` |
///
/// Keras: `PReLU`; PyTorch: `PReLU`. Source: He et al., *Delving Deep into Rectifiers*, 2015.
public struct PReLU: Layer, Sendable {
  let alpha: Weight
  let isShared: Bool
  let place: Finding.Place

  /// - Parameters:
  ///   - alphas: How they start; nil: the preset's.
  ///   - shared: Whether there is one alpha for all values; nil: the preset's.
  public init(
    _ preset: Preset = .keras3, alphas: Initializer? = nil, shared: Bool? = nil, file: String = #fileID,
    line: Int = #line
  ) {
    let isTorch = preset == .torch
    alpha = Weight("alpha", alphas ?? (isTorch ? .constant(0.25) : .zeros))
    isShared = shared ?? isTorch
    place = Finding.Place(file: file, line: line)
  }

  public func forward(_ x: Symbol) -> Symbol {
    if x.node.isPoison { return x }
    return x.leaky(slopes: isShared ? alpha([1]).repeated(to: x.shape) : alpha(x.shape))
  }
}

extension PReLU: PlacedLayer {
  var describedIdentity: ObjectIdentifier? { ObjectIdentifier(alpha.box) }
}
