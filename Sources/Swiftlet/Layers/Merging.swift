/// The sum of symbols of equal shape.
public struct Add: MergeLayer, Sendable {
  public init() {}
  public func forward(_ inputs: [Symbol]) -> Symbol {
    guard let first = inputs.first else {
      return .poisoned(
        .badArgument, "there is nothing to add", expected: "two symbols or more", got: "none",
        remedy: "Write Add()(a, b)", place: nil)
    }
    return inputs.dropFirst().reduce(first, +)
  }
}

/// Symbols side by side along the last axis.
public struct Concatenate: MergeLayer, Sendable {
  public init() {}
  public func forward(_ inputs: [Symbol]) -> Symbol { .concatenated(inputs) }
}
