// A model as a layer of another.

/// A model can stand wherever a layer can: in a `Sequential`, or called on a symbol. The two then share weights and
/// statistics, in both directions: what either has learnt when an epoch of its `fit` ends, the other works with from
/// its next action on. Optimizers are their own.
///
///     let encoder = Sequential(inputs: 8) { Dense(4, activation: .tanh) }
///     let model = Sequential(inputs: 8) {
///       encoder.frozen()
///       Dense(3, activation: .softmax)
///     }
///
/// Its weights are called `sequential/dense/kernel`: after the nested model and the layer in it. A model that is nested
/// before it was trained starts from the weights that its own seed gives.
extension Model: Layer {
  /// For a model with one input and one output.
  public func forward(_ x: Symbol) -> Symbol {
    let results = nested([x])
    guard results.count == 1 else {
      return .poisoned(
        .outputCount, "a model with several outputs does not give one symbol", expected: "1 output",
        got: "\(results.count)", remedy: "Call it with a list: let parts = model([x])", place: nil, inputs: [x],
        hasOtherCause: true)
    }
    return results[0]
  }

  /// Applies a model with several inputs or outputs, in the order in which it was made of them.
  public func callAsFunction(_ inputs: [Symbol], file: String = #fileID, line: Int = #line) -> [Symbol] {
    LayerCall.entered(self, Finding.Place(file: file, line: line)) { nested(inputs) }
  }

  /// Applies a model with several inputs and one output.
  public func callAsFunction(
    _ first: Symbol, _ second: Symbol, _ others: Symbol..., file: String = #fileID, line: Int = #line
  ) -> Symbol {
    let results = callAsFunction([first, second] + others, file: file, line: line)
    return results.count == 1
      ? results[0]
      : .poisoned(
        .outputCount, "a model with several outputs does not give one symbol", expected: "1 output",
        got: "\(results.count)", remedy: "Call it with a list: let parts = model([a, b])",
        place: Finding.Place(file: file, line: line), inputs: [first, second] + others, hasOtherCause: true)
  }

  private func nested(_ symbols: [Symbol]) -> [Symbol] {
    let storage: ModelStorage
    do { storage = try prepared() } catch { return outputs.map { $0.replaced(by: error.faults) } }
    if let misfit = misfit(symbols, isFitted: storage.hasStatistics) {
      return outputs.map { output in
        .poisoned(
          misfit.id, misfit.sentence, expected: misfit.expected ?? "", got: misfit.got ?? "", remedy: misfit.remedy,
          place: LayerCall.current?.place, inputs: symbols, shape: output.shape)
      }
    }
    storage.share()
    var replay = GraphReplay(storage.graph, symbols.map(\.node))
    return replay.outputs()
  }

  /// Why the model cannot be applied to these symbols.
  private func misfit(_ symbols: [Symbol], isFitted: Bool) -> Finding? {
    let (wanted, given) = (inputs.map(\.shape), symbols.map(\.shape))
    guard wanted == given else {
      return Finding(
        .shapeMisfit, "a nested model is given other inputs than it was made for",
        expected: wanted.map(\.description).joined(separator: " and "),
        got: given.map(\.description).joined(separator: " and "),
        remedy: "Reshape what it is given, or make the model for these inputs")
    }
    let areInputs = symbols.allSatisfy { if case .input = $0.node.source.operation { true } else { false } }
    guard isFitted || areInputs else {
      return Finding(
        .unfittedLayer, "a nested model has a Normalization() without statistics, and what it is given is computed",
        expected: "a model that was trained, or an input of the outer model", got: "values of another layer",
        remedy: "Train the nested model first, or call setWeights on it")
    }
    return nil
  }
}

extension Model: DescribedLayer {
  var describedKind: String { self is Sequential ? "Sequential" : "Model" }
  var describedName: String? { nil }
  var describedPlace: Finding.Place? { nil }
  var describedIdentity: ObjectIdentifier? { ObjectIdentifier(layerIdentity) }
  var describedKeeper: LayerIdentity? { layerIdentity }
}

extension Symbol {
  /// Stands for an output of a nested model with faults, which are told when the outer one is compiled.
  fileprivate func replaced(by faults: [Finding]) -> Symbol {
    let nodes = faults.map { Node(.placeholder, [], shape: [1], isBatched: true, place: $0.place, fault: $0) }
    return Symbol(Node(node.isPoison ? .poison : .placeholder, nodes, shape: shape, isBatched: true))
  }
}

/// The nodes of one graph made again on other inputs: the same weights, states and layers, inside the layer being
/// entered.
private struct GraphReplay {
  private let graph: ModelGraph
  private var made: [Node: Node] = [:]
  private var calls: [LayerCall: LayerCall] = [:]

  init(_ graph: ModelGraph, _ inputs: [Node]) {
    self.graph = graph
    for (old, new) in zip(graph.inputs, inputs) { made[old.source] = new }
  }

  mutating func outputs() -> [Symbol] {
    for node in graph.order where made[node] == nil { made[node] = copy(node) }
    return graph.outputs.compactMap { made[$0].map { Symbol($0) } }
  }

  private mutating func copy(_ node: Node) -> Node {
    let inputs = node.inputs.compactMap { made[$0] }
    let call = node.call.map { adopted($0) } ?? LayerCall.current
    return LayerCall.$current.withValue(call) {
      Node(
        node.operation, inputs, shape: node.shape, range: node.range,
        isBatched: inputs.isEmpty ? node.isBatched : inputs.contains(where: \.isBatched), place: node.place,
        name: name(of: node))
    }
  }

  /// Arrays keep the names that they have in their model.
  private func name(of node: Node) -> String? {
    switch node.operation {
    case .parameter(let box): graph.parameters.entry(of: box)?.name
    case .state(let box): graph.states.entry(of: box)?.name
    default: node.name
    }
  }

  private mutating func adopted(_ call: LayerCall) -> LayerCall {
    if let known = calls[call] { return known }
    let parent = call.parent.map { adopted($0) } ?? LayerCall.current
    let copy = LayerCall(
      kind: call.kind, name: call.name, place: call.place, identity: call.identity, options: call.options,
      parent: parent, keeper: call.keeper)
    calls[call] = copy
    return copy
  }
}
