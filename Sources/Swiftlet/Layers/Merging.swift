// Layers of several inputs, value by value. Shapes are equal: nothing is ever broadcast.

/// The sum of symbols of equal shape. Keras: `Add`; PyTorch: `+`.
public struct Add: MergeLayer, Sendable {
  public init() {}
  public func forward(_ inputs: [Symbol]) -> Symbol { .merged(inputs, "Add", "add", +) }
}

/// The first symbol minus the second. Keras: `Subtract`; PyTorch: `-`.
public struct Subtract: MergeLayer, Sendable {
  public init() {}
  public func forward(_ inputs: [Symbol]) -> Symbol {
    guard inputs.count == 2 else { return .wrongCount(inputs, "Subtract", expected: "exactly 2 symbols") }
    return inputs[0] - inputs[1]
  }
}

/// The product of symbols of equal shape. Keras: `Multiply`; PyTorch: `*`.
public struct Multiply: MergeLayer, Sendable {
  public init() {}
  public func forward(_ inputs: [Symbol]) -> Symbol { .merged(inputs, "Multiply", "multiply", *) }
}

/// The mean of symbols of equal shape. Keras: `Average`; PyTorch: `(a + b)/2`.
public struct Average: MergeLayer, Sendable {
  public init() {}
  public func forward(_ inputs: [Symbol]) -> Symbol {
    .merged(inputs, "Average", "average", +) / Double(max(inputs.count, 1))
  }
}

/// The largest of symbols of equal shape, value by value; at a tie the gradient goes to the first.
/// Keras: `Maximum`; PyTorch: `maximum`, which halves the gradient at a tie.
public struct Maximum: MergeLayer, Sendable {
  public init() {}
  public func forward(_ inputs: [Symbol]) -> Symbol {
    .merged(inputs, "Maximum", "compare") { a, b in a.maximum(b) }
  }
}

/// The smallest of symbols of equal shape, value by value; at a tie the gradient goes to the first.
/// Keras: `Minimum`; PyTorch: `minimum`, which halves the gradient at a tie.
public struct Minimum: MergeLayer, Sendable {
  public init() {}
  public func forward(_ inputs: [Symbol]) -> Symbol {
    .merged(inputs, "Minimum", "compare") { a, b in a.minimum(b) }
  }
}

/// Symbols side by side along one axis; the other axes are equal. Keras: `Concatenate`; PyTorch: `cat`.
public struct Concatenate: MergeLayer, Sendable {
  let axis: Int

  /// - Parameter axis: Of a sample, from 0, or from -1 backwards.
  public init(axis: Int = -1) { self.axis = axis }

  public func forward(_ inputs: [Symbol]) -> Symbol {
    guard axis != -1, let first = inputs.first, !inputs.contains(where: \.node.isPoison) else {
      return .concatenated(inputs)
    }
    guard let position = first.position(ofAxis: axis) else {
      return .poisoned(
        .shapeMisfit, "there is no axis \(axis) to concatenate along", expected: "an axis of shape \(first.shape)",
        got: "\(axis)", remedy: "Count axes from 0, without that of the batch, or from -1 backwards", place: nil,
        inputs: inputs)
    }
    return .concatenated(inputs, axis: position)
  }
}

extension Symbol {
  /// All inputs combined from the left.
  fileprivate static func merged(
    _ inputs: [Symbol], _ layer: String, _ verb: String, _ combine: (Symbol, Symbol) -> Symbol
  ) -> Symbol {
    guard let first = inputs.first else {
      return .poisoned(
        .badArgument, "there is nothing to \(verb)", expected: "two symbols or more", got: "none",
        remedy: "Write \(layer)()(a, b)", place: nil)
    }
    return inputs.dropFirst().reduce(first, combine)
  }

  fileprivate static func wrongCount(_ inputs: [Symbol], _ layer: String, expected: String) -> Symbol {
    .poisoned(
      .badArgument, "\(layer) has another number of inputs", expected: expected, got: "\(inputs.count)",
      remedy: "Write \(layer)()(a, b)", place: nil, inputs: inputs)
  }

  /// Along an axis that need not be the last: all behind it lie side by side in memory.
  fileprivate static func concatenated(_ parts: [Symbol], axis: Int) -> Symbol {
    let shape = parts[0].shape.sizes
    let outer = Shape(Array(shape[..<axis]))
    let width = parts.reduce(0) { $0 &+ ($1.shape.sizes.indices.contains(axis) ? $1.shape.sizes[axis] : 0) }
    let fits = parts.allSatisfy { part in
      part.shape.sizes.count == shape.count
        && part.shape.sizes.indices.allSatisfy { $0 == axis || part.shape.sizes[$0] == shape[$0] }
    }
    guard fits, width > 0 else {
      return .poisoned(
        .shapeMisfit, "these shapes cannot be put side by side", expected: "equal shapes but for axis \(axis)",
        got: parts.map(\.shape.description).joined(separator: " and "), remedy: "Flatten or reshape them first",
        place: nil, inputs: parts)
    }
    let flat = parts.map { $0.reshaped(to: Shape(outer.sizes + [$0.shape.sizes[axis...].reduce(1, *)])) }
    return concatenated(flat).reshaped(to: Shape(shape[..<axis] + [width] + shape[(axis + 1)...]))
  }
}
