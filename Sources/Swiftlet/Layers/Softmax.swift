/// e^x / Σ e^x over one axis.
///
/// **Shapes** x and y are equal. On a line of its own; as an activation, `Dense(3, activation: .softmax)`, it is always
/// over the last axis.
///
/// Keras: `Softmax(axis)`; PyTorch: `Softmax(dim)`, which counts the axis of the batch too.
public struct Softmax: Layer, Sendable {
  let axis: Int
  let place: Finding.Place

  /// - Parameter axis: Of a sample, from 0, or from -1 backwards.
  public init(axis: Int = -1, file: String = #fileID, line: Int = #line) {
    self.axis = axis
    place = Finding.Place(file: file, line: line)
  }

  public func forward(_ x: Symbol) -> Symbol { x.softmax(axis: axis) }
}

extension Softmax: PlacedLayer {}
