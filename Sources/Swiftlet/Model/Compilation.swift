/// What `compile()` froze: how the model is to learn.
struct Compilation {
  /// One output, the loss it is trained with, and what is measured beside it.
  struct Goal {
    let output: Int
    let name: String
    let loss: Loss
    let metrics: [Metric]
    /// The share of its loss in the sum that training makes small.
    var weight: Double { loss.weight }
  }
  var optimizer: Optimizer
  /// At least one, in the order of the outputs.
  let goals: [Goal]
  let allowed: Set<Finding.ID>
  /// Faults that were allowed, as notes.
  let notes: [Finding]

  /// `mse`; with several outputs `price: mse × 0.3, kind: ...`.
  var lossWords: String {
    let words = goals.map { goals.count == 1 ? $0.loss.description : "\($0.name): \($0.loss.description)" }
    return words.joined(separator: ", ")
  }
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
    let names = outputNames
    // Which of several outputs is meant is not known: none is checked, and the fault is told.
    let goal = Compilation.Goal(
      output: names.count > 1 ? names.count : 0, name: names.first ?? "outputs", loss: loss, metrics: metrics.unique)
    try compile(
      Description(
        optimizer: optimizer, goals: [goal], allowing: allowing, place: Finding.Place(file: file, line: line)),
      names.count > 1 ? [GoalFaults.oneLoss(names)] : [])
  }

  /// The same for a model with several outputs: a loss for each by name, metrics by name.
  ///
  ///     try model.compile(
  ///       losses: ["price": .mse.weighted(0.3), "kind": .sparseCategoricalCrossentropy(from: .logits)],
  ///       metrics: ["kind": [.accuracy]])
  ///
  /// Training makes Σ weight·loss small; `history.loss` is this sum, and each output has a loss of its own beside it,
  /// not multiplied with its weight, as in Keras. An output without a loss is not trained, only predicted; the
  /// history says so.
  ///
  /// - Parameters:
  ///   - losses: By the name of the output: that of its layer (`.named("price")`), or `outputs`, `outputs_1`, ...
  ///   - metrics: By the name of an output that has a loss.
  /// - Throws: `SwiftletError` with all faults of graph, names, losses, metrics and optimizer.
  public func compile(
    optimizer: Optimizer = .rmsprop(), losses: [String: Loss], metrics: [String: [Metric]] = [:],
    allowing: Set<Finding.ID> = [], file: String = #fileID, line: Int = #line
  ) throws(SwiftletError) {
    let names = outputNames
    let goals = names.enumerated().compactMap { index, name in
      losses[name].map {
        Compilation.Goal(output: index, name: name, loss: $0, metrics: (metrics[name] ?? []).unique)
      }
    }
    try compile(
      Description(
        optimizer: optimizer, goals: goals, allowing: allowing, place: Finding.Place(file: file, line: line)),
      GoalFaults.names(names, losses: losses.keys.sorted(), metrics: metrics.keys.sorted()))
  }

  /// What a person has said in `compile()`.
  private struct Description {
    let optimizer: Optimizer
    let goals: [Compilation.Goal]
    let allowing: Set<Finding.ID>
    let place: Finding.Place
  }

  /// A solver finds its steps for all weights together: it cannot take some of them shorter, nor bend them afterwards.
  func solverFaults(_ optimizer: Optimizer) -> [Finding] {
    guard optimizer.isSolver, let graph = try? prepared().graph else { return [] }
    return zip(graph.parameters.entries, graph.parameterGroups).compactMap { entry, group in
      guard !group.isFrozen, group.rateScale != 1 || group.constraint != nil else { return nil }
      return Finding(
        .badArgument, "\(optimizer.name) steps along all weights at once",
        expected: "no constraint and one learning rate",
        got: group.constraint == nil
          ? "\(entry.name) with a learning rate times \(group.rateScale)" : "\(entry.name) with a constraint",
        remedy: "Freeze the layer, leave the modifier out, or use another optimizer", place: entry.place)
    }
  }

  private func compile(_ description: Description, _ found: [Finding]) throws(SwiftletError) {
    var faults: [Finding] = []
    do { _ = try prepared() } catch { faults = error.faults }
    let checks = goalChecks(description.goals)
    faults += found
    faults += checks.filter { !description.allowing.contains($0.id) }
    faults += description.optimizer.faults
    if faults.isEmpty { faults += solverFaults(description.optimizer) }
    for goal in description.goals {
      faults += goal.loss.faults(output: goal.output < outputs.count ? outputs[goal.output].shape : nil)
      faults += goal.metrics.compactMap(\.fault)
    }
    guard faults.isEmpty else {
      throw SwiftletError(
        .compile, Finding.inOrderOfProgram(faults.map { $0.placed(at: description.place) }))
    }
    compilation = Compilation(
      optimizer: description.optimizer, goals: description.goals, allowed: description.allowing,
      notes: checks.map { $0.asAllowed() } + GoalFaults.untrained(outputNames, description.goals)
        + GradientPath(graph: try prepared().graph, goals: description.goals.map(\.output)).findings)
    training = nil
    runners = [:]
    keptRowRunner = nil
  }

  /// Misfits between the outputs and their losses, each once.
  private func goalChecks(_ goals: [Compilation.Goal]) -> [Finding] {
    let order = GraphWalk(outputs).order
    var found: [Finding] = []
    for goal in goals where goal.output < outputs.count {
      let checks = CompileChecks(order: order, output: outputs[goal.output], loss: goal.loss).findings
      found += checks.filter { check in !found.contains { $0.description == check.description } }
    }
    return found
  }

  /// The names of the outputs, in their order.
  var outputNames: [String] { ModelGraph.names(of: outputs.map(\.node)) }

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

extension [Metric] {
  /// Each once, in their order.
  fileprivate var unique: [Metric] { enumerated().filter { !self[..<$0].contains($1) }.map(\.1) }
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
