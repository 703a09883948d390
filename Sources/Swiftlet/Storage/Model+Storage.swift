extension Model {
  /// Writes the whole model into one safetensors file: weights by name, its graph of layers, how it was compiled, the
  /// names of classes and columns, the optimizer's memory and how far training has come.
  ///
  /// The file appears whole or not at all; an existing one is replaced. In a running `fit` a callback may save too.
  ///
  ///     try model.save(to: "iris.safetensors")
  ///     let restored = try Model(load: "iris.safetensors")
  ///
  /// Every weight keeps its bits, NaN and infinity too, so that a training that has failed can be looked into; loading
  /// such a file says so in `notes`. A loss that is a closure and an optimizer's rule of one's own are code, which no
  /// file holds: the model is saved without, and loaded not compiled.
  ///
  /// - Throws: `SwiftletError` when the model has faults or the file cannot be written; what was there before is still
  ///   there then.
  public func save(to path: String) throws(SwiftletError) {
    var file = try snapshot().file(path)
    let graph = try prepared().graph
    file.texts.append(
      (FileFormat.model, try FileFormat.text(StoredModel(self, graph), path, places: StoredGraph.places(graph))))
    try file.write(to: path)
  }

  /// - Throws: What `save(to:)` would throw about the path.
  package static func checkSaving(to path: String) throws(SwiftletError) {
    do throws(AtomicFile.Failure) { try AtomicFile.tryOut(path) } catch {
      throw SafetensorsFaults.unwritable(path, error)
    }
  }

  /// The model that `save(to:)` wrote, compiled as it was. Training goes on to the same bits as if it had not been
  /// interrupted.
  ///
  /// The Swift code of its layers is not needed: a Lambda or a layer of one's own is in the file as its graph. Nothing
  /// in a file can name code to run.
  ///
  /// - Throws: `SwiftletError` when the file cannot be read (`unreadable-file`), is no whole file of a model
  ///   (`malformed-file`), or was written by a later version (`later-version`). A file that was cut or changed
  ///   anywhere is refused.
  public convenience init(load path: String) throws(SwiftletError) {
    let loading = try ModelLoading(path)
    self.init(
      inputs: loading.inputs, outputs: loading.outputs, seed: loading.stored.seed, classes: loading.stored.classes,
      columns: loading.stored.columns)
    try loading.finish(self)
  }
}

extension Predictor {
  /// A frozen copy of the model that `Model.save(to:)` wrote.
  ///
  /// - Throws: `SwiftletError` as `Model(load:)`, and when the model's Normalization has no statistics yet.
  public init(load path: String) throws(SwiftletError) { self = try Model(load: path).predictor() }
}

/// The text of a model beside its arrays.
struct StoredModel: Codable {
  let graph: StoredGraph
  let seed: UInt64
  let classes: [String]
  let columns: [String]
  /// By output, for models with several.
  let outputClasses: [[String]]?
  /// How it was compiled; nil when it was not, or could not be written down.
  let compilation: StoredCompilation?
  /// What no file can hold, in words.
  let missing: String?

  init(_ model: Model, _ graph: ModelGraph) {
    self.graph = StoredGraph(graph)
    seed = model.seed
    classes = model.classNames
    columns = model.columnNames
    outputClasses = model.outputs.count > 1 ? model.outputs.indices.map { model.outputClasses[$0] ?? [] } : nil
    (compilation, missing) = StoredCompilation.of(model)
  }
}

/// A file on its way to a model.
struct ModelLoading {
  let path: String
  let stored: StoredModel
  let inputs: [Symbol]
  let outputs: [Symbol]
  private let snapshot: Snapshot

  init(_ path: String) throws(SwiftletError) {
    self.path = path
    let file = try Safetensors(path: path)
    let json = try FileFormat.json(FileFormat.model, file, path)
    snapshot = try Snapshot(file, path)
    stored = try FileFormat.decode(
      StoredModel.self, json, FileFormat.model, path, tables: try Self.tables(json, snapshot, path))
    do throws(StoredGraph.Misfit) { (inputs, outputs) = try stored.graph.symbols() } catch {
      throw SafetensorsFaults.malformed(path, error.sentence)
    }
  }

  /// The weights and states, which operations refer to by their places: made before anything else is read.
  private static func tables(
    _ json: JSON, _ snapshot: Snapshot, _ path: String
  ) throws(SwiftletError) -> [ObjectIdentifier: [AnyObject]] {
    struct Lists: Decodable {
      struct Boxes: Decodable {
        let weights: [StoredWeight]
        let states: [StoredState]
      }
      let graph: Boxes
    }
    let boxes = try FileFormat.decode(Lists.self, json, FileFormat.model, path).graph
    guard boxes.weights.count == snapshot.parameterEntries.count, boxes.states.count == snapshot.stateEntries.count
    else { throw SafetensorsFaults.malformed(path, "its layers have other arrays than the file") }
    var start = 0
    let weights = zip(boxes.weights, snapshot.parameterEntries).map { weight, entry in
      start += entry.shape.count
      return weight.box(Array(snapshot.parameters[start - entry.shape.count..<start]))
    }
    return [
      ObjectIdentifier(WeightBox.self): weights, ObjectIdentifier(StateBox.self): boxes.states.map { $0.box() },
    ]
  }

  /// Fills the model that was made of the symbols.
  func finish(_ model: Model) throws(SwiftletError) {
    do throws(SwiftletError) {
      let graph = try ModelGraph(inputs: inputs, outputs: outputs)
      // Before memory is asked for: what the arrays of the file do not fill was never saved.
      if let fault = SnapshotFaults.misfit(snapshot, graph) { throw SwiftletError(.storage, fault) }
      model.storage = try ModelStorage(graph, seed: stored.seed)
      for (index, classes) in (stored.outputClasses ?? []).prefix(outputs.count).enumerated() {
        model.outputClasses[index] = classes
      }
      try stored.compilation?.compile(model)
      try model.restore(snapshot)
    } catch {
      let causes = error.faults.map(\.sentence).joined(separator: "; ")
      throw SafetensorsFaults.malformed(path, "a model cannot be made of it: \(causes)")
    }
    model.notes = notes
  }

  private var notes: [Finding] {
    var notes: [Finding] = []
    let place = Finding.Place(file: path, line: 0)
    if let missing = stored.missing {
      notes.append(
        Finding(
          .notCompiled, "the model was loaded without loss and optimizer: \(missing)", severity: .warning,
          remedy: "Call compile(optimizer:loss:metrics:) with it before fit, evaluate or classify", place: place))
    }
    for (what, entries, values) in [
      ("weight", snapshot.parameterEntries, snapshot.parameters), ("state", snapshot.stateEntries, snapshot.states),
    ] {
      guard let index = firstNonfinite(values) else { continue }
      notes.append(
        Finding(
          .notFinite, "the \(what) \(Self.name(of: index, entries)) of the file is not finite", severity: .warning,
          got: "\(values[index])", remedy: "Go back to a file from before training failed", place: place))
    }
    return notes
  }

  private static func name(of index: Int, _ entries: [Snapshot.Entry]) -> String {
    var start = 0
    for entry in entries {
      if index < start + entry.shape.count { return "\(entry.name)[\(index - start)]" }
      start += entry.shape.count
    }
    return "\(index)"
  }
}
