/// How large the gradient of one array of weights is, beside the weights themselves.
public struct GradientSize: Sendable, Hashable {
  /// `dense/kernel`.
  public let name: String
  /// The layer that it belongs to: `dense`.
  public let layer: String
  /// The mean of |∂loss/∂w|, and the largest of them.
  public let mean: Double
  public let largest: Double
  /// The mean of |w|.
  public let weight: Double
  /// The root of Σ(∂loss/∂w)² / Σw²: which share of itself the array would move by in a step of gradient descent with
  /// the rate 1; NaN while all weights are 0.
  public let ratio: Double
  /// A frozen array has no gradient.
  public let isFrozen: Bool
}

extension Model {
  /// The sizes of the loss's gradients on some rows, array by array from the first layer to the last: what training
  /// would follow in its next step. Nothing is changed.
  ///
  ///     for size in try model.gradientSizes(on: train) { print(size.name, size.mean) }
  ///
  /// - Parameter rows: So many are used, at least 1, evenly spread over the data.
  /// - Throws: `SwiftletError` when the model is not compiled, or does not fit the data.
  public func gradientSizes(on data: Dataset, rows: Int = 256) throws(SwiftletError) -> [GradientSize] {
    let problem = try gradientProblem(on: data.spread(over: rows), rows: rows)
    let gradients = try gradients(problem)
    let graph = problem.storage.graph
    let names = Dictionary(graph.layers.map { ($0.call, $0.name) }, uniquingKeysWith: { first, _ in first })
    return zip(graph.parameters.entries, graph.parameterGroups).map { entry, group in
      let places = entry.offset..<entry.offset + entry.count
      let layer = entry.layer.flatMap { names[$0] } ?? String(entry.name.prefix { $0 != "/" })
      return GradientSize(
        entry.name, layer: layer, gradients[places], problem.storage.parameters.buffer[places],
        isFrozen: group.isFrozen)
    }
  }
}

extension GradientSize {
  fileprivate init(
    _ name: String, layer: String, _ gradients: ArraySlice<Float>, _ weights: Slice<UnsafeMutableBufferPointer<Float>>,
    isFrozen: Bool
  ) {
    self.name = name
    self.layer = layer
    self.isFrozen = isFrozen
    let count = Double(max(gradients.count, 1))
    mean = gradients.reduce(0.0) { $0 + Double(abs($1)) } / count
    // A NaN among them is no size: `max` would lose it.
    largest = mean.isNaN ? .nan : gradients.reduce(0.0) { max($0, Double(abs($1))) }
    weight = weights.reduce(0.0) { $0 + Double(abs($1)) } / count
    func power(_ values: some Sequence<Float>) -> Double { values.reduce(0.0) { $0 + Double($1) * Double($1) } }
    ratio = (power(gradients) / power(weights)).squareRoot()
  }
}
