/// y = gamma·(x - mean)/√(variance + epsilon) + beta, with mean and variance over the last axis of each sample.
///
/// **Shapes** x and y are equal; gamma and beta have the size of the last axis. A row's result does not depend on other
/// rows, and training and predicting are the same.
///
/// | preset | epsilon |
/// |---|---|
/// | `.keras3` and the other Keras | 1e-3 |
/// | `.torch` | 1e-5 |
///
/// Keras: `LayerNormalization`; PyTorch: `LayerNorm`. Source: Ba, Kiros & Hinton, 2016.
public struct LayerNormalization: Layer, Sendable {
  let epsilon: Double
  let gamma: Weight?
  let beta: Weight?
  /// Equal for copies of one layer.
  let identity = LayerIdentity()
  let place: Finding.Place

  /// - Parameters:
  ///   - epsilon: Above 0; nil: the preset's.
  ///   - scale: Whether there is a gamma, starting at 1.
  ///   - center: Whether there is a beta, starting at 0.
  public init(
    _ preset: Preset = .keras3, epsilon: Double? = nil, scale: Bool = true, center: Bool = true,
    file: String = #fileID, line: Int = #line
  ) {
    self.epsilon = epsilon ?? (preset == .torch ? 1e-5 : 1e-3)
    gamma = scale ? Weight("gamma", .ones) : nil
    beta = center ? Weight("beta", .zeros) : nil
    place = Finding.Place(file: file, line: line)
  }

  public func forward(_ x: Symbol) -> Symbol {
    if let refused = refusedEpsilon(epsilon, x) { return refused }
    guard !x.shape.sizes.isEmpty else {
      return refuseShape(x, "needs an axis to normalise over", expected: "a shape like [5]", remedy: "Use more values")
    }
    let width: Shape = [x.shape.last]
    return x.normalizedRows(
      RowNormalization(epsilon: epsilon, isCentred: true, hasScale: gamma != nil, hasOffset: beta != nil),
      scale: gamma.map { $0(width) }, offset: beta.map { $0(width) })
  }
}

extension LayerNormalization: PlacedLayer {
  var describedIdentity: ObjectIdentifier? { ObjectIdentifier(identity) }
}

/// What makes copies of a layer the same layer, where it need not have a weight.
final class LayerIdentity: Sendable {}
