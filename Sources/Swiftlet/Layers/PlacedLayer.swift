/// A layer of the library that knows the line that made it and is named after its type.
protocol PlacedLayer: DescribedLayer {
  var place: Finding.Place { get }
}

extension PlacedLayer {
  var describedKind: String { String(describing: Self.self) }
  var describedName: String? { nil }
  var describedPlace: Finding.Place? { place }

  /// Stands for what a bad argument made impossible. With the `shape` of the output, what follows can still be checked.
  func refuse(
    _ x: Symbol, _ sentence: String, expected: String, got: String, remedy: String, shape: Shape? = nil
  ) -> Symbol {
    .poisoned(
      .badArgument, "\(describedKind) \(sentence)", expected: expected, got: got, remedy: remedy, place: place,
      inputs: [x], shape: x.node.isPoison ? nil : shape, hasOtherCause: true)
  }

  /// Stands for a shape that a layer cannot work on.
  func refuseShape(
    _ x: Symbol, _ sentence: String, expected: String, remedy: String, shape: Shape? = nil
  ) -> Symbol {
    .poisoned(
      .shapeMisfit, "\(describedKind) \(sentence)", expected: expected, got: "\(x.shape)", remedy: remedy, place: place,
      inputs: [x], shape: shape)
  }

  /// The same symbol, but one that this layer made: so it has its line in `summary()`.
  func untouched(_ x: Symbol) -> Symbol { .make(.reshape, [x], shape: x.shape, range: x.range) }

  /// Checks a share that is dropped; nil when it is none.
  func refusedRate(_ rate: Double, _ x: Symbol) -> Symbol? {
    guard !(rate >= 0 && Float(rate) < 1) else { return nil }
    return refuse(
      x, "cannot drop this share of its inputs", expected: "a rate of at least 0, below 1", got: "\(rate)",
      remedy: rate > 1 && rate <= 100 ? "Give \(rate / 100), if \(rate) per cent are meant" : "Give a rate such as 0.3",
      shape: x.shape)
  }
}
