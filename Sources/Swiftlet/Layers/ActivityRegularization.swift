/// y = x, at the cost of l1·Σ|x| + l2·Σx² for each sample; the mean over a batch is added to its loss.
///
/// **Shapes** x and y are equal.
///
/// Keras: `ActivityRegularization(l1, l2)`; PyTorch has none.
public struct ActivityRegularization: Layer, Sendable {
  let regularizer: Regularizer
  let place: Finding.Place

  /// - Parameters: Factors of at least 0.
  public init(l1: Double = 0, l2: Double = 0, file: String = #fileID, line: Int = #line) {
    regularizer = .l1l2(l1, l2)
    place = Finding.Place(file: file, line: line)
  }

  public func forward(_ x: Symbol) -> Symbol { x.penalized(regularizer) }
}

extension ActivityRegularization: PlacedLayer {}
