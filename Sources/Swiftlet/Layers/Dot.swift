/// Sums of products over one axis of each of two symbols: y[i.., j..] = Σ_k a[i.., k]·b[j.., k].
///
/// **Shapes** the two axes are equally long and disappear; what is left of a comes first, then what is left of b. Of two
/// vectors `[n]` it is `[1]`, their scalar product; normalised, the cosine of the angle between them.
///
/// Keras: `Dot(axes, normalize)`, whose axes count that of the batch; PyTorch: `bmm`, `cosine_similarity`.
public struct Dot: MergeLayer, Sendable {
  let axes: (Int, Int)
  let isNormalized: Bool

  /// - Parameters:
  ///   - axis: The axis of both, from 0 without that of the batch, or from -1 backwards.
  ///   - normalized: Whether both are divided by their length along it first, but at least by 1e-6.
  public init(axis: Int = -1, normalized: Bool = false) { self.init(axes: (axis, axis), normalized: normalized) }

  /// - Parameter axes: One axis of the first and one of the second.
  public init(axes: (Int, Int), normalized: Bool = false) {
    self.axes = axes
    isNormalized = normalized
  }

  public func forward(_ inputs: [Symbol]) -> Symbol {
    guard inputs.count == 2 else {
      return .poisoned(
        .badArgument, "Dot has another number of inputs", expected: "exactly 2 symbols", got: "\(inputs.count)",
        remedy: "Write Dot()(a, b)", place: nil, inputs: inputs)
    }
    if let poison = inputs.first(where: \.node.isPoison) { return poison }
    guard let first = inputs[0].position(ofAxis: axes.0), let second = inputs[1].position(ofAxis: axes.1),
      inputs[0].shape.sizes[first] == inputs[1].shape.sizes[second]
    else {
      return .poisoned(
        .shapeMisfit, "Dot needs an axis of equal length in both",
        expected: "axes \(axes.0) and \(axes.1) of one length",
        got: "\(inputs[0].shape) and \(inputs[1].shape)", remedy: "Permute or reshape them first", place: nil,
        inputs: inputs)
    }
    return product(rows(inputs[0], first), rows(inputs[1], second))
  }

  /// [.., k], with the axis moved to the end and normalised when wanted.
  private func rows(_ x: Symbol, _ axis: Int) -> Symbol {
    let last = x.shape.sizes.count - 1
    let moved = axis == last ? x : x.permuted(x.shape.sizes.indices.filter { $0 != axis } + [axis])
    guard isNormalized else { return moved }
    let length = moved.squared().sum(axis: -1).maximum(1e-12).sqrt()
    return moved / length.reshaped(to: Shape(length.shape.sizes + [1])).repeated(to: moved.shape)
  }

  private func product(_ a: Symbol, _ b: Symbol) -> Symbol {
    let (left, right, k) = (a.shape.sizes.dropLast(), b.shape.sizes.dropLast(), a.shape.last)
    let (m, n) = (left.reduce(1, *), right.reduce(1, *))
    let wide = Shape([m, n, k])
    guard wide.checkedCount != nil else {
      return .poisoned(
        .tooLarge, "Dot would make more products than can be counted", expected: "smaller arrays",
        got: "\(a.shape) and \(b.shape)", remedy: "Use fewer rows in either", place: nil, inputs: [a, b])
    }
    let products = a.reshaped(to: [m, 1, k]).repeated(to: wide) * b.reshaped(to: [1, n, k]).repeated(to: wide)
    let shape = left + right
    return products.sum(axis: -1).reshaped(to: shape.isEmpty ? [1] : Shape(Array(shape)))
  }
}
