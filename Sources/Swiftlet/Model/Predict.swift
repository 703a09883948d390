internal import CKernels

extension Model {
  /// The outputs for one row.
  ///
  /// - Throws: `SwiftletError` when the row does not fit the model or holds NaN.
  @inlinable
  public func predict<F: BinaryFloatingPoint>(_ row: [F]) throws(SwiftletError) -> [Float] {
    try predict(row: floats(row))
  }

  /// The outputs for rows of equal length, `[rows][outputs]`.
  ///
  /// - Parameter threads: The most that work on it, at least 1; nil: see `fit`. They change no bit.
  public func predict<F: BinaryFloatingPoint>(
    _ rows: [[F]], threads: Int? = nil
  ) throws(SwiftletError) -> [[Float]] {
    if rows.isEmpty { return [] }
    let outputs = try predict(try Tensor(rows: rows), threads: threads)
    return (0..<outputs.rows).map { outputs[row: $0] }
  }

  /// The outputs for rows of any shape.
  ///
  /// - Parameter threads: The most that work on it, at least 1; nil: see `fit`. They change no bit.
  public func predict(_ rows: Tensor, threads: Int? = nil) throws(SwiftletError) -> Tensor {
    try predict(parts: [NamedTensor(name: "inputs", tensor: rows)], threads: threads)[0].tensor
  }

  /// Outputs by name for inputs by name. An output without a name is called `outputs`, a second one
  /// `outputs_1`, and so on.
  ///
  /// - Parameter threads: The most that work on it, at least 1; nil: see `fit`. They change no bit.
  public func predict(
    _ inputs: [String: Tensor], threads: Int? = nil
  ) throws(SwiftletError) -> [String: Tensor] {
    let parts = inputs.map { NamedTensor(name: $0.key, tensor: $0.value) }
    let outputs = try predict(parts: parts, threads: threads)
    return Dictionary(outputs.map { ($0.name, $0.tensor) }, uniquingKeysWith: { first, _ in first })
  }

  func predict(parts: [NamedTensor], threads: Int? = nil) throws(SwiftletError) -> [NamedTensor] {
    let threads = try ThreadCount.resolved(threads, .prediction)
    _ = try prepared()
    try checkFitted(stage: .prediction)
    let (columns, _) = try matchedInputs(parts, stage: .prediction)
    let count = parts.first?.tensor.rows ?? 0
    guard parts.allSatisfy({ $0.tensor.rows == count }) else {
      throw SwiftletError(
        .prediction,
        Finding(
          .shapeMisfit, "the inputs have different numbers of rows", expected: "\(count) in each",
          got: parts.map { "\($0.tensor.rows) of \"\($0.name)\"" }.joined(separator: ", "),
          remedy: "Give one row per sample in each"))
    }
    let runner = try predictionRunner(rows: count)
    if let outputs = try runner.run(RowArrays(arrays: columns, count: count), threads: threads) { return outputs }
    throw notFinite(columns, stage: .prediction) ?? SwiftletError(.prediction, [])
  }

  /// The plan that predicts, laid out at first need.
  func predictionRunner(rows: Int) throws(SwiftletError) -> PredictionRunner {
    let capacity = Cutting(rows: max(rows, 1), parameters: try prepared().graph.parameters.count).block
    // Two plans serve everything: one row, and blocks.
    let request = PlanRequest(mode: .predict, capacity: rows <= 1 ? 1 : max(capacity, 128))
    if let known = runners[request] { return known }
    let runner = try PredictionRunner(try prepared(), request)
    runners[request] = runner
    return runner
  }

  // MARK: - Classes

  /// The class of one row, with the probabilities of all classes.
  ///
  /// What the outputs mean follows from the loss: logits and probabilities of classes, or one output
  /// whose sign or size tells two classes apart.
  ///
  /// - Parameter output: Which of several outputs; without it the only one that stands for classes.
  public func classify<F: BinaryFloatingPoint>(
    _ row: [F], output: String? = nil
  ) throws(SwiftletError) -> Classification {
    let (index, reading) = try reading(of: output)
    let parts = [NamedTensor(name: "inputs", tensor: Tensor(row: row.map { Float($0) }))]
    return reading.classify(try predict(parts: parts)[index].tensor.values[...])
  }

  /// The class of every row.
  public func classify(_ data: Dataset, output: String? = nil) throws(SwiftletError) -> [Classification] {
    try data.checked()
    try checkColumns(of: data)
    let (index, reading) = try reading(of: output)
    let outputs = try predict(parts: data.inputParts)[index].tensor
    let width = outputs.shape.count
    return (0..<outputs.rows).map { reading.classify(outputs.values[$0 * width..<($0 + 1) * width]) }
  }

  /// Of the output that a predictor answers with.
  private var firstReading: OutputReading? {
    (try? reading(of: nil)).flatMap { $0.output == 0 ? $0.reading : nil }
  }

  /// A frozen copy for any number of tasks.
  ///
  /// - Throws: `SwiftletError` when the model has faults or its Normalization no statistics.
  public func predictor() throws(SwiftletError) -> Predictor {
    try checkFitted(stage: .prediction)
    return Predictor(try ModelStorage(copying: try prepared()), firstReading, self)
  }
}
