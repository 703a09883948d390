/// All values of a sample as one axis.
public struct Flatten: Layer, Sendable {
  public init() {}
  public func forward(_ x: Symbol) -> Symbol { x.reshaped(to: Shape([x.shape.count])) }
}

/// The same values in the same order under another shape.
public struct Reshape: Layer, Sendable {
  let shape: Shape
  public init(_ shape: Shape) { self.shape = shape }
  public func forward(_ x: Symbol) -> Symbol { x.reshaped(to: shape) }
}
