/// A node of the static graph. Immutable, so that graphs can be shared between tasks.
final class Node: Sendable {
  let operation: Operation
  /// `unsafe`: written once more, in `deinit`, when nobody else can see the node.
  nonisolated(unsafe) private(set) var inputs: [Node]
  /// Per sample; of the array itself for parameters.
  let shape: Shape
  let range: ValueRange
  /// Whether there is a row for each sample; false for parameters and what is computed of them alone.
  let isBatched: Bool
  let place: Finding.Place?
  let call: LayerCall?
  let name: String?
  /// What a person has to mend here; a graph with a fault is never run.
  let fault: Finding?

  init(
    _ operation: Operation, _ inputs: [Node], shape: Shape, range: ValueRange = .anything, isBatched: Bool,
    place: Finding.Place? = nil, name: String? = nil, fault: Finding? = nil
  ) {
    self.operation = operation
    self.inputs = inputs
    self.shape = shape
    self.range = range
    self.isBatched = isBatched
    self.call = LayerCall.current
    self.place = place ?? inputs.compactMap(\.place).last ?? LayerCall.current?.place
    self.name = name
    self.fault = fault
  }

  /// Frees a chain one node after the other: each freeing the next from its own `deinit` would overflow
  /// the stack after some 10,000 layers.
  deinit {
    var chain = inputs
    inputs = []
    while var node = chain.popLast() {
      guard isKnownUniquelyReferenced(&node) else { continue }
      chain += node.inputs
      node.inputs = []
    }
  }

  /// Nothing is known of it, not even its shape: what is made of it stays silent.
  var isPoison: Bool {
    if case .poison = operation { true } else { false }
  }

  /// The node itself, or the one behind a chain of reshapes: the same numbers in the same order.
  var source: Node {
    var node = self
    while case .reshape = node.operation { node = node.inputs[0] }
    return node
  }
}

extension Node {
  /// What an input of a model is called; nil for what is no input.
  var inputName: String? {
    guard case .input(let given) = source.operation else { return nil }
    return name ?? given
  }
}

extension Node: Hashable {
  static func == (a: Node, b: Node) -> Bool { a === b }
  func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

/// One use of a layer in a graph: what its nodes are called, and where a person wrote it.
final class LayerCall: Sendable {
  /// The layer's type in the field's words: `Dense`, `Lambda`.
  let kind: String
  /// The name its user gave it.
  let name: String?
  let place: Finding.Place?
  /// Equal for two uses of one layer, where that is known.
  let identity: ObjectIdentifier?
  /// How its weights are trained.
  let options: LayerOptions
  let parent: LayerCall?
  /// What `identity` is the identity of, kept alive; nil when a weight keeps it.
  let keeper: LayerIdentity?

  @TaskLocal static var current: LayerCall?

  /// - Parameter parent: The layer that it is part of; the one being entered, unless another is given.
  init(
    kind: String, name: String?, place: Finding.Place?, identity: ObjectIdentifier? = nil,
    options: LayerOptions = LayerOptions(), parent: LayerCall? = LayerCall.current,
    keeper: LayerIdentity? = nil
  ) {
    self.kind = kind
    self.identity = identity
    self.name = name
    self.place = place
    self.options = options
    self.parent = parent
    self.keeper = keeper
  }

  /// A use of a layer from a file.
  init(kind: String, name: String?, options: LayerOptions, restored: LayerIdentity?) {
    self.kind = kind
    self.name = name
    self.options = options
    place = nil
    parent = LayerCall.current
    identity = restored.map { ObjectIdentifier($0) }
    keeper = restored
  }

  /// The layer as its user wrote it, outside all others.
  var outermost: LayerCall { parent?.outermost ?? self }

  /// Its options with those of all layers that it is part of.
  var effectiveOptions: LayerOptions { parent?.effectiveOptions.containing(options) ?? options }
}

extension LayerCall: Hashable {
  static func == (a: LayerCall, b: LayerCall) -> Bool { a === b }
  func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
