/// The values of a sample `count` times, one copy below the other.
///
/// **Shapes** x `[n]`, y `[count, n]`.
///
/// Keras: `RepeatVector`; PyTorch: `unsqueeze(1).repeat(1, count, 1)`.
public struct RepeatVector: Layer, Sendable {
  let count: Int
  let place: Finding.Place

  /// - Parameter count: At least 1.
  public init(_ count: Int, file: String = #fileID, line: Int = #line) {
    self.count = count
    place = Finding.Place(file: file, line: line)
  }

  public func forward(_ x: Symbol) -> Symbol {
    guard count >= 1 else {
      return refuse(
        x, "needs at least one copy", expected: "1 or more", got: "\(count)", remedy: "Give a number such as 3")
    }
    guard x.shape.sizes.count == 1 || x.node.isPoison else {
      return refuseShape(
        x, "repeats one axis of values", expected: "a shape like [5]", remedy: "Put Flatten() before it")
    }
    return count == 1 ? x.reshaped(to: [1, x.shape.count]) : x.repeated(to: [count, x.shape.count])
  }
}

extension RepeatVector: PlacedLayer {}
