/// y = gamma·x/√(mean of x² + epsilon), the mean over the last axis of each sample.
///
/// **Shapes** x and y are equal; gamma has the size of the last axis. A row's result does not depend on other rows.
///
/// | preset | epsilon |
/// |---|---|
/// | `.keras3` and the other Keras | 1e-6 |
/// | `.torch` | 1.1920929e-7, the distance of 1 from the next float |
///
/// Keras: `RMSNormalization`; PyTorch: `RMSNorm`. Source: Zhang & Sennrich, 2019.
public struct RMSNormalization: Layer, Sendable {
  let epsilon: Double
  let gamma: Weight?
  let identity = LayerIdentity()
  let place: Finding.Place

  /// - Parameters:
  ///   - epsilon: Above 0; nil: the preset's.
  ///   - scale: Whether there is a gamma, starting at 1.
  public init(
    _ preset: Preset = .keras3, epsilon: Double? = nil, scale: Bool = true, file: String = #fileID, line: Int = #line
  ) {
    self.epsilon = epsilon ?? (preset == .torch ? Double(Float.ulpOfOne) : 1e-6)
    gamma = scale ? Weight("gamma", .ones) : nil
    place = Finding.Place(file: file, line: line)
  }

  public func forward(_ x: Symbol) -> Symbol {
    if let refused = refusedEpsilon(epsilon, x) { return refused }
    guard !x.shape.sizes.isEmpty else {
      return refuseShape(x, "needs an axis to normalise over", expected: "a shape like [5]", remedy: "Use more values")
    }
    return x.normalizedRows(
      RowNormalization(epsilon: epsilon, isCentred: false, hasScale: gamma != nil, hasOffset: false),
      scale: gamma.map { $0([x.shape.last]) }, offset: nil)
  }
}

extension RMSNormalization: PlacedLayer {
  var describedIdentity: ObjectIdentifier? { ObjectIdentifier(identity) }
}
