/// What one layer of a model answers on data.
public struct LayerOutput: Sendable {
  /// As `summary()` calls it: `dense`.
  public let name: String
  /// Its type: `Dense`.
  public let kind: String
  /// The function that made the values: `relu`; nil where it is none.
  public let activation: String?
  /// One row of values per row of the data.
  public let values: Tensor
  /// Bounds that the function never leaves, infinite where it has none.
  public let bounds: ClosedRange<Float>

  /// How many of its values per row are the same in every row: of a relu that is never above 0, say. Such a unit tells
  /// nothing of its inputs and, at 0, does not learn any more. 0 for fewer than two rows.
  public var deadUnits: Int {
    let (units, all) = (values.shape.count, values.values)
    guard values.rows > 1 else { return 0 }
    return (0..<units).count { unit in
      stride(from: unit, to: all.count, by: units).allSatisfy { all[$0] == all[unit] }
    }
  }

  /// The share of values within 1 % of the bounds of a function that has two of them, as tanh and sigmoid do, where it
  /// is all but flat; nil for all others, and for probabilities of classes.
  public let saturatedShare: Double?
}

extension Model {
  /// What every layer answers on some rows, from the first layer to the last. Nothing is changed; layers that act while
  /// training alone, as Dropout does, hand their inputs on.
  ///
  ///     for output in try model.layerOutputs(on: test) { print(output.name, output.deadUnits) }
  ///
  /// - Parameter rows: So many are used, at least 1, evenly spread over the data.
  /// - Throws: `SwiftletError` when the model has faults, its Normalization no statistics, or the data do not fit.
  public func layerOutputs(on data: Dataset, rows: Int = 1_000) throws(SwiftletError) -> [LayerOutput] {
    try data.checked()
    try checkFitted(stage: .prediction)
    try checkColumns(of: data)
    if data.count == 0 { throw SwiftletError(.data, DatasetChecks.noRows) }
    guard rows >= 1 else {
      throw SwiftletError(
        .prediction,
        Finding(
          .badArgument, "layers answer rows", expected: "rows of 1 or more", got: "\(rows)",
          remedy: "Leave rows: out for 1000"))
    }
    let count = min(rows, data.count)
    let sample = data.spread(over: rows)
    let layers = try prepared().graph.layers.filter(\.output.isBatched)
    let storage = try storage(answering: layers.map { Symbol($0.output) })
    let (columns, _) = try matchedInputs(sample.inputParts, stage: .prediction)
    let runner = try PredictionRunner(storage, PlanRequest(mode: .predict, capacity: 128))
    guard let outputs = try runner.run(RowArrays(arrays: columns, count: count), threads: 1) else {
      throw notFinite(columns, stage: .prediction) ?? SwiftletError(.prediction, [])
    }
    return zip(layers, outputs).map { LayerOutput($0, $1.tensor) }
  }

  /// The model's numbers, behind other outputs.
  private func storage(answering symbols: [Symbol]) throws(SwiftletError) -> ModelStorage {
    let own = try prepared()
    let made = try ModelStorage(ModelGraph(inputs: inputs, outputs: symbols), seed: seed)
    for entry in made.graph.parameters.entries {
      if let values = own.values(of: entry.box) { _ = made.values(of: entry.box)?.update(fromContentsOf: values) }
    }
    for entry in made.graph.states.entries {
      if let values = own.values(of: entry.box) { _ = made.values(of: entry.box)?.update(fromContentsOf: values) }
    }
    return made
  }
}

extension Dataset {
  /// At most so many rows, evenly spread: the first ones of sorted data are all of one class. All rows for fewer than 1.
  func spread(over rows: Int) -> Dataset {
    rows < 1 || count <= rows ? self : gathered((0..<rows).map { $0 * count / rows })
  }
}

extension LayerOutput {
  fileprivate init(_ layer: ModelGraph.LayerUse, _ values: Tensor) {
    name = layer.name
    kind = layer.call.kind
    activation = layer.output.source.functionName
    self.values = values
    let range = layer.output.range
    bounds = range.interval
    let (low, high) = (range.interval.lowerBound, range.interval.upperBound)
    // A sine is bounded and nowhere flat for long.
    let isFlatAtItsEnds = activation != nil && activation != "sine" && low.isFinite && high.isFinite && low < high
    guard isFlatAtItsEnds, !range.sumsToOne, !values.values.isEmpty else {
      saturatedShare = nil
      return
    }
    let room = (high - low) / 100
    let flat = values.values.count { $0 <= low + room || $0 >= high - room }
    saturatedShare = Double(flat) / Double(values.values.count)
  }
}
