internal import CKernels

/// A graph of layers with its parameters.
///
/// A reference, not Sendable: it lives in one task or one actor. To predict from several tasks, send
/// a `predictor()`.
///
/// Descriptions never throw: a model made of misfits keeps them, and `compile()` throws all of them
/// at once.
///
///     let numbers = Symbol.input(2)
///     let model = Model(inputs: numbers, outputs: Dense(1)(numbers))
public class Model {
  let inputs: [Symbol]
  let outputs: [Symbol]
  /// What makes two uses in other models the same layer.
  let layerIdentity = LayerIdentity()
  /// Initial weights, shuffling and everything else that is random follow from it.
  public let seed: UInt64
  /// Names from the data that the model was made for, or first trained on; classes by output.
  var outputClasses: [Int: [String]]
  var columnNames: [String]
  var storage: ModelStorage?
  var compilation: Compilation?
  var training: TrainingState?
  /// What the last `fit` was: the settings of its history.
  package internal(set) var lastRun: [String: String] = [:]
  /// What there is to say about the file that it was loaded from; empty when all is well, or it was not loaded.
  public internal(set) var notes: [Finding] = []
  /// Plans that predict, by request.
  var runners: [PlanRequest: PredictionRunner] = [:]
  /// The short way for one row.
  var keptRowRunner: (storage: ModelStorage, runner: RowRunner?)?

  init(inputs: [Symbol], outputs: [Symbol], seed: UInt64, classes: [String], columns: [String]) {
    self.inputs = inputs
    self.outputs = outputs
    self.seed = seed
    outputClasses = [0: classes]
    columnNames = columns
  }

  /// The functional model: everything between an input symbol and an output symbol.
  public convenience init(inputs: Symbol, outputs: Symbol, seed: UInt64 = 0) {
    self.init(inputs: [inputs], outputs: [outputs], seed: seed, classes: [], columns: [])
  }

  public convenience init(inputs: [Symbol], outputs: [Symbol], seed: UInt64 = 0) {
    self.init(inputs: inputs, outputs: outputs, seed: seed, classes: [], columns: [])
  }

  /// The names of the classes it tells apart, in the order of its outputs; empty when it predicts
  /// numbers or has seen no data.
  /// With several outputs, those of the first that tells classes apart.
  public var classes: [String] {
    outputClasses.filter { !$0.value.isEmpty }.min { $0.key < $1.key }?.value ?? []
  }

  /// The names of the classes that an output tells apart; empty for numbers and for a name that is no output.
  public func classes(of output: String) -> [String] {
    outputNames.firstIndex(of: output).flatMap { outputClasses[$0] } ?? []
  }

  /// The names of the classes of the first output.
  var classNames: [String] {
    get { outputClasses[0] ?? [] }
    set { outputClasses[0] = newValue }
  }

  // MARK: - Parameters

  /// The checked graph and the model's vectors, made at first need.
  ///
  /// - Throws: every fault of the graph at once, or `too-large`.
  func prepared() throws(SwiftletError) -> ModelStorage {
    if let storage {
      storage.adopt()
      return storage
    }
    let made = try ModelStorage(ModelGraph(inputs: inputs, outputs: outputs), seed: seed)
    storage = made
    return made
  }

  /// All weights by name (`dense/kernel`, `dense/bias`, `normalization/mean`). Kernels are `[in, out]`.
  /// Empty while the model has faults.
  public var weights: [String: Tensor] {
    guard let storage = try? prepared() else { return [:] }
    var weights: [String: Tensor] = [:]
    storage.forEachArray { name, shape, values in
      weights[name] = Tensor(unchecked: Array(values), rows: 1, shape: shape)
    }
    return weights
  }

  /// Replaces weights by name; those not named stay as they are. The optimizer starts anew. With the means and
  /// scales of every `Normalization()` among them, `fit` takes no statistics.
  ///
  /// - Throws: `SwiftletError` for a name that does not exist, another number of values, or a value
  ///   that is not finite. Nothing is changed then.
  public func setWeights(_ weights: [String: Tensor]) throws(SwiftletError) {
    let storage = try prepared()
    var known: [String: (shape: Shape, values: UnsafeMutableBufferPointer<Float>)] = [:]
    storage.forEachArray { name, shape, values in known[name] = (shape, values) }
    var faults: [Finding] = []
    for (name, tensor) in weights.sorted(by: { $0.key < $1.key }) {
      if let weight = known[name] {
        faults += ModelFaults.weightMisfit(name, tensor, weight.shape).map { [$0] } ?? []
      } else {
        faults.append(ModelFaults.unknownWeight(name, known: known.keys.sorted()))
      }
    }
    guard faults.isEmpty else { throw SwiftletError(.storage, faults) }
    defer { storage.publish() }
    for (name, tensor) in weights { _ = known[name]?.values.update(fromContentsOf: tensor.values) }
    // Statistics that were given need not be taken from data any more.
    let unknown = storage.graph.states.entries.filter { !$0.box.isGiven }
    if unknown.allSatisfy({ weights[$0.name] != nil }) { storage.hasStatistics = true }
    storage.unscored = storage.unscored.filter { weights[storage.graph.parameters.entries[$0].name] == nil }
    training = nil
  }
}

/// The checked graph of a model and its two vectors: what gradients move, and what they do not.
final class ModelStorage {
  let graph: ModelGraph
  let parameters: AlignedBuffer
  let states: AlignedBuffer
  /// Whether every Normalization has its statistics.
  var hasStatistics: Bool
  /// The parameter arrays, by their places, that the next `fit` reads from its data.
  var unscored: Set<Int>
  /// Whether nothing is still to be taken from data.
  var isFitted: Bool { hasStatistics && unscored.isEmpty }
  /// Whether other models work with some of its arrays; see `SharedArray`.
  var sharesArrays = false
  /// Of each array, parameters first: what of it is known here.
  var sharedVersions: [UInt64]

  init(_ graph: ModelGraph, seed: UInt64) throws(SwiftletError) {
    self.graph = graph
    parameters = try AlignedBuffer(count: graph.parameters.count, for: "the parameters of this network")
    states = try AlignedBuffer(count: graph.states.count, for: "the state of this network")
    hasStatistics = graph.states.entries.allSatisfy(\.box.isGiven)
    unscored = graph.scoredParameters
    sharedVersions = Array(repeating: 0, count: graph.parameters.entries.count + graph.states.entries.count)
    for (index, entry) in graph.parameters.entries.enumerated() {
      var random = RandomStream(.initialization, seed: seed, UInt64(index))
      entry.box.initializer.fill(slice(parameters, entry.offset, entry.count), shape: entry.shape, random: &random)
    }
    for (index, entry) in graph.states.entries.enumerated() {
      let values = slice(states, entry.offset, entry.count)
      if let initializer = entry.box.initializer {
        var random = RandomStream(.initialization, seed: seed, UInt64(index), 1)
        initializer.fill(values, shape: entry.shape, random: &random)
        continue
      }
      for i in values.indices { values[i] = entry.box.values?[i] ?? entry.box.initial }
    }
    sharesArrays =
      graph.parameters.entries.contains { $0.box.shared.current != nil }
      || graph.states.entries.contains { $0.box.shared.current != nil }
    adopt()
  }

  /// A copy of everything, so that the original can go on learning.
  init(copying other: ModelStorage) throws(SwiftletError) {
    graph = other.graph
    hasStatistics = other.hasStatistics
    unscored = other.unscored
    sharedVersions = []
    parameters = try AlignedBuffer(count: other.parameters.count, for: "a copy of the parameters")
    states = try AlignedBuffer(count: other.states.count, for: "a copy of the state")
    _ = parameters.buffer.update(fromContentsOf: other.parameters.buffer)
    _ = states.buffer.update(fromContentsOf: other.states.buffer)
  }

  func forEachArray(_ body: (String, Shape, UnsafeMutableBufferPointer<Float>) -> Void) {
    for entry in graph.parameters.entries {
      body(entry.name, entry.shape, slice(parameters, entry.offset, entry.count))
    }
    for entry in graph.states.entries { body(entry.name, entry.shape, slice(states, entry.offset, entry.count)) }
  }

  /// The values of a parameter.
  func values(of box: WeightBox) -> UnsafeMutableBufferPointer<Float>? {
    graph.parameters.entry(of: box).map { slice(parameters, $0.offset, $0.count) }
  }

  /// The values of a state.
  func values(of box: StateBox) -> UnsafeMutableBufferPointer<Float>? {
    graph.states.entry(of: box).map { slice(states, $0.offset, $0.count) }
  }

  var vectors: Worker.Vectors { Worker.Vectors(parameters: parameters.pointer, states: states.pointer) }
}

private func slice(_ buffer: AlignedBuffer, _ offset: Int, _ count: Int) -> UnsafeMutableBufferPointer<Float> {
  UnsafeMutableBufferPointer(start: buffer.pointer + offset, count: count)
}

/// Messages about weights.
enum ModelFaults {
  static func unknownWeight(_ name: String, known: [String]) -> Finding {
    let near = Spelling.nearest(name, among: known)
    return Finding(
      .unknownName, "the model has no weight called \"\(name)\"",
      expected: known.isEmpty ? "none, because it has no weights" : "one of \(known.joined(separator: ", "))",
      got: "\"\(name)\"",
      remedy: near.isEmpty ? "Use one of the names in model.weights" : "Did you mean \(near.joined(separator: " or "))?"
    )
  }

  /// A matrix may be given as its rows; axes of size 1 and flat lists of the right length are no mistake.
  static func weightMisfit(_ name: String, _ tensor: Tensor, _ shape: Shape) -> Finding? {
    let given = ([tensor.rows] + tensor.shape.sizes).filter { $0 != 1 }
    let isFlat = given.count <= 1
    if tensor.values.count != shape.count || !(isFlat || given == shape.sizes.filter { $0 != 1 }) {
      return Finding(
        .shapeMisfit, "the weight \(name) has another shape", expected: "\(shape)",
        got: "\(tensor.rows == 1 ? tensor.shape : Shape([tensor.rows] + tensor.shape.sizes))",
        remedy: "Kernels are [in, out]; those of PyTorch have to be transposed")
    }
    guard let index = tensor.values.firstIndex(where: { !$0.isFinite }) else { return nil }
    return Finding(
      .notFinite, "value \(index) of the weight \(name) is not finite", expected: "finite numbers",
      got: "\(tensor.values[index])", remedy: "Check where the weights come from")
  }
}
