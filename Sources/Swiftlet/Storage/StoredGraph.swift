// The graph of a model as data: every node with its operation, what it reads, its shape and the layer it belongs to.
// So a model is loaded without the Swift code of its layers, a Lambda or a layer of one's own too.

/// A graph that can be written down: nodes, weights and layers refer to each other by their places in these lists.
struct StoredGraph: Codable {
  var weights: [StoredWeight]
  var states: [StoredState]
  var calls: [StoredCall]
  /// Inputs of a node come before it.
  var nodes: [StoredNode]
  var inputs: [Int]
  var outputs: [Int]

  struct StoredNode: Codable {
    let operation: Operation
    let inputs: [Int]
    let shape: Shape
    let range: ValueRange
    let name: String?
    let call: Int?
  }

  /// One use of a layer.
  struct StoredCall: Codable {
    let kind: String
    let name: String?
    let parent: Int?
    /// Equal for two uses of one layer.
    let layer: Int?
    /// nil: it is trained as every layer is.
    let options: LayerOptions?
  }
}

// MARK: - From a model

extension StoredGraph {
  init(_ graph: ModelGraph) {
    // Inputs that no output needs belong to the model too.
    let nodes = GraphWalk((graph.inputs + graph.outputs).map { Symbol($0) }).order
    let places = Dictionary(uniqueKeysWithValues: zip(nodes, nodes.indices))
    var calls = CallTable()
    weights = graph.parameters.entries.map { StoredWeight($0.box) }
    states = graph.states.entries.map { StoredState($0.box) }
    self.nodes = nodes.map { node in
      StoredNode(
        operation: node.operation, inputs: node.inputs.compactMap { places[$0] }, shape: node.shape, range: node.range,
        name: node.name, call: node.call.map { calls.place(of: $0) })
    }
    self.calls = calls.stored
    inputs = graph.inputs.compactMap { places[$0] }
    outputs = graph.outputs.compactMap { places[$0] }
  }

  /// Where the boxes of a graph stand in the lists.
  static func places(_ graph: ModelGraph) -> [ObjectIdentifier: Int] {
    let boxes =
      graph.parameters.entries.enumerated().map { (ObjectIdentifier($1.box), $0) }
      + graph.states.entries.enumerated().map { (ObjectIdentifier($1.box), $0) }
    return Dictionary(boxes, uniquingKeysWith: { first, _ in first })
  }

  private struct CallTable {
    var stored: [StoredCall] = []
    private var places: [LayerCall: Int] = [:]
    private var layers: [ObjectIdentifier: Int] = [:]

    /// Parents come before their children.
    mutating func place(of call: LayerCall) -> Int {
      if let known = places[call] { return known }
      let parent = call.parent.map { place(of: $0) }
      let layer = call.identity.map { identity in
        let place = layers[identity] ?? layers.count
        layers[identity] = place
        return place
      }
      places[call] = stored.count
      stored.append(
        StoredCall(
          kind: call.kind, name: call.name, parent: parent, layer: layer,
          options: call.options == LayerOptions() ? nil : call.options))
      return stored.count - 1
    }
  }
}

// MARK: - To a model

extension StoredGraph {
  struct Misfit: Error {
    let sentence: String
  }

  /// The symbols of the graph, after everything about it was checked: what stands in a file is never believed.
  func symbols() throws(Misfit) -> (inputs: [Symbol], outputs: [Symbol]) {
    let calls = try layerCalls()
    var made: [Node] = []
    for (place, node) in nodes.enumerated() { made.append(try make(node, place, made, calls)) }
    func symbols(_ places: [Int]) throws(Misfit) -> [Symbol] {
      var symbols: [Symbol] = []
      for place in places {
        guard made.indices.contains(place) else { throw Misfit(sentence: "there is no node \(place)") }
        symbols.append(Symbol(made[place]))
      }
      return symbols
    }
    return (try symbols(inputs), try symbols(outputs))
  }

  private func make(_ node: StoredNode, _ place: Int, _ made: [Node], _ calls: [LayerCall]) throws(Misfit) -> Node {
    guard node.inputs.allSatisfy({ made.indices.contains($0) }) else {
      throw Misfit(sentence: "node \(place) reads a node that does not come before it")
    }
    if let call = node.call, !calls.indices.contains(call) {
      throw Misfit(sentence: "node \(place) belongs to a layer that is not listed")
    }
    let inputs = node.inputs.map { made[$0] }
    guard node.shape.checkedCount != nil, node.operation.makes(node.shape, of: inputs) else {
      throw Misfit(
        sentence: "node \(place) cannot make shape \(node.shape) of "
          + (inputs.isEmpty ? "nothing" : inputs.map(\.shape.description).joined(separator: " and ")))
    }
    let isInput = if case .input = node.operation { true } else { false }
    return LayerCall.$current.withValue(node.call.map { calls[$0] }) {
      Node(
        node.operation, inputs, shape: node.shape, range: node.range,
        isBatched: isInput || inputs.contains(where: \.isBatched), name: node.name)
    }
  }

  private func layerCalls() throws(Misfit) -> [LayerCall] {
    var made: [LayerCall] = []
    var layers: [Int: LayerIdentity] = [:]
    for (place, call) in calls.enumerated() {
      if let parent = call.parent, !made.indices.contains(parent) {
        throw Misfit(sentence: "layer \(place) stands inside a layer that does not come before it")
      }
      let identity = call.layer.map { number in
        let identity = layers[number] ?? LayerIdentity()
        layers[number] = identity
        return identity
      }
      made.append(
        LayerCall.$current.withValue(call.parent.map { made[$0] }) {
          LayerCall(kind: call.kind, name: call.name, options: call.options ?? LayerOptions(), restored: identity)
        })
    }
    return made
  }
}

// MARK: - Weights and states

/// A weight without its numbers, which are an array of the file.
struct StoredWeight: Codable {
  let name: String
  /// nil: it started from given numbers, which are not written a second time.
  let initializer: Initializer?
  let regularizer: Regularizer?
  let constraint: Constraint?

  init(_ box: WeightBox) {
    name = box.name
    regularizer = box.regularizer
    constraint = box.constraint
    initializer = if case .values = box.initializer { nil } else { box.initializer }
  }

  /// - Parameter values: Its numbers in the file.
  func box(_ values: [Float]) -> WeightBox {
    WeightBox(
      name: name, initializer: initializer ?? (firstNonfinite(values) == nil ? .values(values) : .zeros),
      regularizer: regularizer, constraint: constraint)
  }
}

struct StoredState: Codable {
  let name: String
  let initial: Float
  /// Whether its numbers are no business of the first `fit`.
  let isGiven: Bool

  init(_ box: StateBox) {
    name = box.name
    initial = box.initial
    isGiven = box.isGiven
  }

  func box() -> StateBox { StateBox(name: name, initial: initial, isGiven: isGiven) }
}

extension WeightBox: StoredByPlace {}
extension StateBox: StoredByPlace {}
