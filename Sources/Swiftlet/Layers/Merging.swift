/// The sum of symbols of equal shape.
public struct Add: MergeLayer, Sendable {
  public init() {}
  public func forward(_ inputs: [Symbol]) -> Symbol {
    guard let first = inputs.first else {
      return .poisoned(.badArgument, "there is nothing to add", remedy: "Give two symbols or more", place: nil)
    }
    return inputs.dropFirst().reduce(first, +)
  }
}

/// Symbols side by side along the last axis.
public struct Concatenate: MergeLayer, Sendable {
  public init() {}
  public func forward(_ inputs: [Symbol]) -> Symbol { .concatenated(inputs) }
}
