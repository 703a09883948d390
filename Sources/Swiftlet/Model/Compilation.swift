/// What `compile()` froze: how the model is to learn.
struct Compilation {
  let optimizer: Optimizer
  let loss: Loss
  let metrics: [Metric]
  let allowed: Set<Finding.ID>
  /// Faults that were allowed, as notes.
  let notes: [Finding]
}

extension Model {
  /// Checks the whole model and says how it is to learn. Everything that is wrong is thrown at once.
  ///
  /// A model that was trained keeps its weights; the optimizer starts anew.
  ///
  /// - Parameters:
  ///   - optimizer: Keras's default, RMSprop.
  ///   - metrics: Counted beside the loss in every epoch.
  ///   - allowing: Checks that shall not stop this model, by id: `[.doubleSoftmax]`.
  /// - Throws: `SwiftletError` with all faults of graph, loss, metrics and optimizer.
  public func compile(
    optimizer: Optimizer = .rmsprop(), loss: Loss, metrics: [Metric] = [], allowing: Set<Finding.ID> = [],
    file: String = #fileID, line: Int = #line
  ) throws(SwiftletError) {
    var faults: [Finding] = []
    do { _ = try prepared() } catch { faults = error.faults }
    let checks = CompileChecks(order: GraphWalk(outputs).order, outputs: outputs, loss: loss).findings
    faults += checks.filter { !allowing.contains($0.id) }
    faults += optimizer.faults
    faults += loss.faults(output: outputs.first?.shape)
    faults += metricFaults(metrics)
    guard faults.isEmpty else {
      let here = Finding.Place(file: file, line: line)
      throw SwiftletError(.compile, Finding.inOrderOfProgram(faults.map { $0.placed(at: here) }))
    }
    let allowed = checks.filter { allowing.contains($0.id) }.map { $0.asAllowed() }
    compilation = Compilation(
      optimizer: optimizer, loss: loss, metrics: metrics.enumerated().filter { !metrics[..<$0].contains($1) }.map(\.1),
      allowed: allowing, notes: allowed)
    training = nil
    runners = [:]
  }

  private func metricFaults(_ metrics: [Metric]) -> [Finding] {
    metrics.compactMap { metric in
      switch metric {
      case .unknown(let name): Metric.unknownName(name)
      case .binaryAccuracy(let threshold) where !threshold.isFinite:
        Finding(
          .badArgument, "the threshold of a metric is not finite", expected: "a finite number", got: "\(threshold)",
          remedy: "Use 0.5 for probabilities, 0 for logits")
      default: nil
      }
    }
  }

  func compiled(stage: SwiftletError.Stage = .training) throws(SwiftletError) -> Compilation {
    guard let compilation else {
      throw SwiftletError(
        stage,
        Finding(
          .notCompiled, "the model does not know what it is to learn", expected: "a compiled model",
          got: "a model without loss and optimizer", remedy: "Call compile(optimizer:loss:metrics:) first"))
    }
    return compilation
  }
}

extension Finding {
  /// The same, with a place when it has none of its own.
  func placed(at here: Place) -> Finding {
    Finding(
      id, sentence, severity: severity, expected: expected, got: got, remedy: remedy, place: place ?? here,
      evidence: evidence)
  }

  /// File by file as they come, in each from the first line to the last.
  static func inOrderOfProgram(_ findings: [Finding]) -> [Finding] {
    var files: [String] = []
    for file in findings.compactMap(\.place?.file) where !files.contains(file) { files.append(file) }
    func key(_ finding: (offset: Int, element: Finding)) -> (Int, Int, Int) {
      let place = finding.element.place
      return (place.flatMap { files.firstIndex(of: $0.file) } ?? files.count, place?.line ?? 0, finding.offset)
    }
    return findings.enumerated().sorted { key($0) < key($1) }.map(\.element)
  }

  /// The same as a note: known, and wanted so.
  func asAllowed() -> Finding {
    Finding(
      id, sentence, severity: .note, expected: expected, got: got, remedy: "Allowed by name: nothing to do",
      place: place,
      evidence: evidence)
  }
}

extension ValueRange {
  /// `in 0.0...1.0`, `of any size`.
  var words: String {
    switch (interval.lowerBound, interval.upperBound) {
    case (-Float.infinity, Float.infinity): "of any size"
    case (let low, Float.infinity): "of \(low) and above"
    case (-Float.infinity, let high): "of \(high) and below"
    case (let low, let high): "in \(low)...\(high)"
    }
  }
}

extension Node {
  /// Where its user wrote it, with the layer.
  var located: Finding.Place? {
    let outermost = call?.outermost
    return (outermost?.place ?? place).map {
      Finding.Place(file: $0.file, line: $0.line, layer: outermost?.name ?? outermost?.kind)
    }
  }
}
