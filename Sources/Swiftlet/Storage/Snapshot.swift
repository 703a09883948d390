internal import CKernels

/// Everything of a model that learning changes, as a value: its weights, the statistics of its layers, the
/// optimizer's memory and how far training has come.
///
/// Taking one copies these numbers and nothing else. Put back, training goes on as if nothing had happened in
/// between, to the same bits: shuffles and every other draw follow from the seed and the counts of steps and epochs.
/// One taken in the middle of an epoch, by a `BatchCallback`, goes on there: see `Model.fit`.
///
///     let best = try model.snapshot()
///     try model.fit(data, epochs: 10)
///     try model.restore(best)
public struct Snapshot: Sendable, Hashable {
  /// An array of the model: `dense/kernel`, of shape `[in, out]`.
  struct Entry: Sendable, Hashable {
    let name: String
    let shape: Shape
  }

  /// What the optimizer remembers.
  struct Memory: Sendable, Hashable {
    /// The rule, by name: the memory of one means nothing to another.
    let rule: String
    /// Numbers per parameter, slot after slot, each in the order of the parameters.
    let slots: [Float]
    /// Of an optimizer that chooses its own steps.
    let solver: [Double]
    let step: Int
    /// Batches since the last update, where several make one.
    let batches: Int
    let epoch: Int
    /// Before the schedule; a callback may have changed it.
    let learningRate: Double
    /// In the middle of an epoch.
    let place: EpochPlace?
  }

  /// The arrays in `parameters`, one after the other; then those in `states`.
  let parameterEntries: [Entry]
  let stateEntries: [Entry]
  let parameters: [Float]
  let states: [Float]
  /// Whether every Normalization had its statistics.
  let hasStatistics: Bool
  /// The arrays among the parameters that were still to be read from data.
  let unscored: Set<String>
  /// nil: no `fit` has begun since the model was compiled.
  let memory: Memory?

  /// Updates made since the model was compiled.
  public var step: Int { memory?.step ?? 0 }
  /// Epochs begun since the model was compiled.
  public var epoch: Int { memory?.epoch ?? 0 }
  /// Batches done of the last epoch begun, when it was taken in its middle; else 0.
  public var batchOfEpoch: Int { memory?.place?.batch ?? 0 }

  /// Weights and statistics alone: for another optimizer to start from.
  var withoutMemory: Snapshot {
    Snapshot(
      parameterEntries: parameterEntries, stateEntries: stateEntries, parameters: parameters, states: states,
      hasStatistics: hasStatistics, unscored: unscored, memory: nil)
  }

  /// All weights by name, as `Model.weights` gives them.
  public var weights: [String: Tensor] {
    var weights: [String: Tensor] = [:]
    for (entries, values) in [(parameterEntries, parameters), (stateEntries, states)] {
      var start = 0
      for entry in entries {
        let end = start + entry.shape.count
        weights[entry.name] = Tensor(unchecked: Array(values[start..<end]), rows: 1, shape: entry.shape)
        start = end
      }
    }
    return weights
  }
}

extension Model {
  /// What the model has learnt until now, in memory. In a running `fit` too, from a callback.
  ///
  /// - Throws: `SwiftletError` when the model has faults or memory cannot hold the copy.
  public func snapshot() throws(SwiftletError) -> Snapshot {
    let storage = try prepared()
    let slots = training?.slots.count ?? 0
    try MemoryBudget.check(
      floats: storage.parameters.count + storage.states.count + slots, for: "a snapshot of this model")
    return Snapshot(
      parameterEntries: storage.graph.parameters.snapshotEntries, stateEntries: storage.graph.states.snapshotEntries,
      parameters: Array(storage.parameters.buffer), states: Array(storage.states.buffer),
      hasStatistics: storage.hasStatistics,
      unscored: Set(storage.unscored.map { storage.graph.parameters.entries[$0].name }), memory: training?.memory)
  }

  /// Puts back what `snapshot()` took, from this model or an equal one.
  ///
  /// The optimizer's memory comes back when the model is compiled with the same kind of optimizer; a model that is
  /// not compiled takes the weights alone.
  ///
  /// - Throws: `SwiftletError` when the arrays of the snapshot have other names or shapes than those of the model, or
  ///   its optimizer is another. Nothing is changed then.
  public func restore(_ snapshot: Snapshot) throws(SwiftletError) {
    let storage = try prepared()
    if let fault = SnapshotFaults.misfit(snapshot, storage.graph) { throw SwiftletError(.storage, fault) }
    // First, because it is what can still be refused.
    try restoreTraining(snapshot.memory, storage)
    defer { storage.publish() }
    _ = storage.parameters.buffer.update(fromContentsOf: snapshot.parameters)
    _ = storage.states.buffer.update(fromContentsOf: snapshot.states)
    storage.hasStatistics = snapshot.hasStatistics || storage.graph.states.entries.allSatisfy(\.box.isGiven)
    storage.unscored = storage.graph.scoredParameters.filter {
      snapshot.unscored.contains(storage.graph.parameters.entries[$0].name)
    }
  }

  private func restoreTraining(_ memory: Snapshot.Memory?, _ storage: ModelStorage) throws(SwiftletError) {
    guard let memory, let compilation else {
      training?.forget()
      return
    }
    let state: TrainingState
    if let training {
      state = training
    } else {
      state = try TrainingState(storage, compilation.optimizer, kernels: ck_kernels_best())
    }
    guard state.remember(memory) else {
      throw SwiftletError(.storage, SnapshotFaults.otherOptimizer(memory.rule, compilation.optimizer.memoryName))
    }
    training = state
  }
}

extension ModelGraph.ArrayLayout {
  var snapshotEntries: [Snapshot.Entry] { entries.map { Snapshot.Entry(name: $0.name, shape: $0.shape) } }
}

extension TrainingState {
  var memory: Snapshot.Memory {
    Snapshot.Memory(
      rule: ruleName, slots: Array(slots.buffer), solver: solver?.memory ?? [], step: step, batches: batches,
      epoch: epoch, learningRate: learningRate, place: place)
  }

  /// Returns false, and changes nothing, when it is the memory of another optimizer.
  func remember(_ memory: Snapshot.Memory) -> Bool {
    guard memory.rule == ruleName, memory.slots.count == slots.count,
      solver?.remember(memory.solver) ?? memory.solver.isEmpty
    else { return false }
    _ = slots.buffer.update(fromContentsOf: memory.slots)
    step = memory.step
    batches = memory.batches
    epoch = memory.epoch
    learningRate = memory.learningRate
    place = memory.place
    return true
  }

  /// As before the first step.
  func forget() {
    fillSlots()
    solver?.forget()
    step = 0
    batches = 0
    epoch = 0
    learningRate = firstRate
    place = nil
  }
}

enum SnapshotFaults {
  static func misfit(_ snapshot: Snapshot, _ graph: ModelGraph) -> Finding? {
    let given = snapshot.parameterEntries + snapshot.stateEntries
    let expected = graph.parameters.snapshotEntries + graph.states.snapshotEntries
    guard given != expected || snapshot.parameterEntries.count != graph.parameters.entries.count else { return nil }
    let (ours, theirs) =
      zip(expected, given).first { $0 != $1 }.map { (words($0), words($1)) } ?? (
        "\(expected.count) arrays", "\(given.count)"
      )
    return Finding(
      .snapshotMisfit, "the snapshot is of another model", expected: ours, got: theirs,
      remedy: "Restore it into the model it was taken from, or one made of the same layers")
  }

  private static func words(_ entry: Snapshot.Entry) -> String { "\(entry.name) of shape \(entry.shape)" }

  static func otherOptimizer(_ theirs: String, _ ours: String) -> Finding {
    Finding(
      .snapshotMisfit, "the snapshot holds the memory of another optimizer", expected: ours, got: theirs,
      remedy: "Compile the model with the optimizer and options that it was trained with")
  }
}

extension Finding.ID {
  public static let snapshotMisfit: Finding.ID = "snapshot-misfit"
}
