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

  public func forward(_ x: Symbol) -> Symbol {
    if x.node.isPoison { return x }
    guard x.position(ofAxis: axis) != nil else {
      return refuseShape(
        x, "has no axis \(axis) to sum over", expected: "a shape with axis \(axis)",
        remedy: "Count axes from 0, without that of the batch, or from -1 backwards", shape: x.shape)
    }
    return x.softmax(axis: axis)
  }
}

extension Softmax: PlacedLayer {}
