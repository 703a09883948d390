/// All values of a sample as one axis. Keras: `Flatten`; PyTorch: `Flatten`.
public struct Flatten: Layer, Sendable {
  public init() {}
  public func forward(_ x: Symbol) -> Symbol { x.reshaped(to: Shape([x.shape.count])) }
}

/// The same values in the same order under another shape. Keras: `Reshape`; PyTorch: `Unflatten`, `view`.
public struct Reshape: Layer, Sendable {
  let shape: Shape

  /// - Parameter shape: One size may be -1: what is left for it.
  public init(_ shape: Shape) { self.shape = shape }

  public func forward(_ x: Symbol) -> Symbol { x.reshaped(to: resolved(x.shape.count) ?? shape) }

  /// The shape with its one -1 replaced; nil when that cannot be.
  private func resolved(_ count: Int) -> Shape? {
    guard shape.sizes.count(where: { $0 == -1 }) == 1, let place = shape.sizes.firstIndex(of: -1) else { return nil }
    var sizes = shape.sizes
    sizes[place] = 1
    guard let known = Shape(sizes).checkedCount, count % known == 0 else { return nil }
    sizes[place] = count / known
    return Shape(sizes)
  }
}
