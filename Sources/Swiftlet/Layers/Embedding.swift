/// y[i] = table[x[i]]: each index becomes a row of numbers that is learnt.
///
/// **Shapes** x `[]` or `[k]` of whole numbers in 0..<count, y `[units]` or `[k, units]`, table `[count, units]`.
/// x stands directly on an input of the model, or on a slice of one (`x[0..<1]`); data with anything else in it are
/// refused before a step is run. As `Sequential(inputs: 1)` has shape `[1]`, put `Flatten()` behind it.
///
/// | preset | table starts as |
/// |---|---|
/// | `.keras3` and the other Keras | uniform in -0.05...0.05 |
/// | `.torch` | standard normal |
///
/// Keras: `Embedding(input_dim, output_dim)`; PyTorch: `Embedding(num_embeddings, embedding_dim)`.
public struct Embedding: Layer, Sendable {
  let count: Int
  let units: Int
  let table: Weight
  let place: Finding.Place

  /// - Parameters:
  ///   - count: How many indices there are, at least 1.
  ///   - units: Numbers per index, at least 1.
  ///   - weights: How the table starts; nil: as the preset says.
  public init(
    _ preset: Preset = .keras3, count: Int, units: Int, weights: Initializer? = nil, file: String = #fileID,
    line: Int = #line
  ) {
    self.count = count
    self.units = units
    let usual: Initializer = preset == .torch ? .normal(mean: 0, deviation: 1) : .uniform(-0.05...0.05)
    table = Weight("embeddings", weights ?? usual)
    place = Finding.Place(file: file, line: line)
  }

  public func forward(_ x: Symbol) -> Symbol {
    guard units >= 1 else {
      return refuse(
        x, "needs at least one unit", expected: "1 or more", got: "\(units)", remedy: "Give units: 8, for example")
    }
    if let refused = refusedIndices(count, x) { return refused }
    let shape = Shape(x.shape.sizes + [units])
    return .make(.embedding, [x, table([count, units])], shape: shape)
  }
}

extension Embedding: PlacedLayer {
  var describedIdentity: ObjectIdentifier? { ObjectIdentifier(table.box) }
}

/// Whole numbers in 0..<count as rows of zeros with a single one.
///
/// **Shapes** x `[]` or `[k]`, y `[count]` or `[k, count]`. x stands directly on an input of the model, or on a slice of
/// one; data with anything else in it are refused before a step is run.
///
/// Keras: `CategoryEncoding(output_mode="one_hot")`, `ops.one_hot`; PyTorch: `functional.one_hot`.
public struct OneHot: Layer, Sendable {
  let count: Int
  let place: Finding.Place

  /// - Parameter count: How many numbers there are, at least 1.
  public init(_ count: Int, file: String = #fileID, line: Int = #line) {
    self.count = count
    place = Finding.Place(file: file, line: line)
  }

  public func forward(_ x: Symbol) -> Symbol {
    if let refused = refusedIndices(count, x) { return refused }
    let range = ValueRange(0...1, sumsToOne: true, isInteger: true)
    return .make(.oneHot(count), [x], shape: Shape(x.shape.sizes + [count]), range: range)
  }
}

extension OneHot: PlacedLayer {}

extension PlacedLayer {
  /// Checks the number of indices and that x holds indices; nil when all is right.
  fileprivate func refusedIndices(_ count: Int, _ x: Symbol) -> Symbol? {
    // From 2^24 on not every whole number is a float.
    guard count >= 1, count <= 1 << 24 else {
      return refuse(
        x, "cannot have this many indices", expected: "1...\(1 << 24)", got: "\(count)",
        remedy: "Give the number of distinct indices")
    }
    if x.node.isPoison { return nil }
    guard Shape(x.shape.sizes + [count]).checkedCount != nil else {
      return refuseShape(
        x, "would make more values than can be counted", expected: "fewer indices per sample",
        remedy: "Read one index at a time")
    }
    let known = x.range
    let isBounded = known.isInteger && known.interval.lowerBound >= 0 && known.interval.upperBound <= Float(count - 1)
    guard isBounded || IndexUse.source(of: x.node) != nil else {
      return refuse(
        x, "needs whole numbers, and these are computed", expected: "an input of the model, or a slice of one",
        got: "values of another layer", remedy: "Put it first, directly on the input")
    }
    return nil
  }
}
