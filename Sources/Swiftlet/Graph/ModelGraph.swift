/// A checked graph: its nodes in order, its parameters laid out in one vector, its states in another.
struct ModelGraph: Sendable {
  let inputs: [Node]
  let outputs: [Node]
  /// Inputs of a node come before it.
  let order: [Node]
  let parameters: ArrayLayout<WeightBox>
  /// How each parameter array is trained, in the order of `parameters`.
  let parameterGroups: [ParameterGroup]
  let states: ArrayLayout<StateBox>
  /// Layers as their user wrote them, in the order of use.
  let layers: [LayerUse]
  /// The nodes that draw random numbers, in order: each has a stream of its own.
  let noiseNumbers: [Node: Int]
  /// Whether what training computes for a row depends on the other rows of its batch.
  let looksAcrossRows: Bool
  /// Values of inputs that have to be indices.
  let indexUses: [IndexUse]
  /// Distinct: by these an output is asked for.
  let outputNames: [String]

  /// Arrays of one kind in one vector, in the order in which the graph uses them (Keras's order).
  struct ArrayLayout<Box: AnyObject & Sendable>: Sendable {
    struct Entry: Sendable {
      let box: Box
      let name: String
      let shape: Shape
      let offset: Int
      let place: Finding.Place?
      let layer: LayerCall?
      var count: Int { shape.count }
    }
    var entries: [Entry] = []
    var count = 0
    fileprivate var indices: [ObjectIdentifier: Int] = [:]
    fileprivate var names: Set<String> = []

    func index(of box: Box) -> Int? { indices[ObjectIdentifier(box)] }
    func entry(of box: Box) -> Entry? { index(of: box).map { entries[$0] } }
  }

  /// One line of `summary()`.
  struct LayerUse: Sendable {
    let call: LayerCall
    let name: String
    var output: Node
    var parameterCount = 0
    var stateCount = 0
  }

  /// - Throws: every fault of the graph at once.
  init(inputs: [Symbol], outputs: [Symbol]) throws(SwiftletError) {
    let walk = GraphWalk(outputs)
    self.inputs = inputs.map(\.node)
    self.outputs = outputs.map(\.node)
    var faults = walk.faults
    faults += Self.inputFaults(declared: self.inputs, used: walk.order)
    for output in self.outputs where !output.isPoison && !output.isBatched {
      faults.append(
        Finding(
          .badArgument, "an output does not depend on any input of the model", expected: "a value per sample",
          got: "the same for every sample, of shape \(output.shape)", remedy: "Compute it from the inputs",
          place: output.place))
    }
    if outputs.isEmpty {
      faults.append(
        Finding(
          .badArgument, "the model has no output", expected: "at least 1", got: "0",
          remedy: "Give the symbol that the last layer returned: Model(inputs: x, outputs: y)"))
    }
    order = walk.order
    noiseNumbers = Self.noiseNumbers(walk.order)
    indexUses = IndexUse.all(in: walk.order, inputs: self.inputs)
    looksAcrossRows = walk.order.contains(where: \.looksAcrossRows)
    outputNames = Self.names(of: self.outputs)
    (layers, parameters, states) = Self.layOut(walk.order, faults: &faults)
    let grouping = ParameterGrouping(walk.order, parameters)
    parameterGroups = grouping.groups
    faults += grouping.faults
    for entry in parameters.entries {
      if let fault = entry.box.initializer.fault(for: entry.shape, weight: entry.name, place: entry.place) {
        faults.append(fault)
      }
    }
    guard faults.isEmpty else { throw SwiftletError(.compile, faults) }
  }

  /// What the outputs are called: by their symbol, their layer, or `outputs`.
  static func names(of outputs: [Node]) -> [String] {
    var names = NameTable()
    return outputs.map { names.fresh($0.name ?? $0.call?.outermost.name ?? "outputs") }
  }

  private static func inputFaults(declared: [Node], used: [Node]) -> [Finding] {
    var faults: [Finding] = []
    for node in used {
      guard case .input(let name) = node.operation, !declared.contains(where: { $0.source === node }) else { continue }
      faults.append(
        Finding(
          .badArgument, "the outputs need an input that the model does not list",
          expected: "every input among Model(inputs:)", got: "\"\(name)\" of shape \(node.shape) beside it",
          remedy: "Add it to Model(inputs:)", place: node.place))
    }
    var names: Set<String> = []
    for node in declared {
      if let name = node.inputName, !names.insert(name).inserted {
        faults.append(
          Finding(
            .badArgument, "two inputs of the model have the same name", expected: "distinct names",
            got: "\"\(name)\" twice",
            remedy: "Name them: Symbol.input(2, name: \"left\")", place: node.place))
      }
      guard node.fault == nil, !node.isPoison else { continue }
      if case .input = node.source.operation { continue }
      faults.append(
        Finding(
          .badArgument, "an input of the model is computed from others", expected: "a symbol made by Symbol.input",
          got: "a computed symbol of shape \(node.shape)",
          remedy: "Give the symbol that Symbol.input returned", place: node.place))
    }
    return faults
  }

  private static func noiseNumbers(_ order: [Node]) -> [Node: Int] {
    var numbers: [Node: Int] = [:]
    for node in order {
      if case .noise = node.operation { numbers[node] = numbers.count }
    }
    return numbers
  }

  /// Names layers as Keras does (dense, dense_1, ...) and gives every array its place.
  private static func layOut(
    _ order: [Node], faults: inout [Finding]
  ) -> ([LayerUse], ArrayLayout<WeightBox>, ArrayLayout<StateBox>) {
    var names = NameTable()
    var layers: [LayerUse] = []
    var indices: [LayerCall: Int] = [:]
    var parameters = ArrayLayout<WeightBox>()
    var states = ArrayLayout<StateBox>()
    for node in order {
      guard let call = node.call?.outermost else {
        addArray(of: node, prefix: nil, to: &parameters, &states, &faults)
        continue
      }
      let index = indices[call] ?? layers.count
      if index == layers.count {
        indices[call] = index
        layers.append(LayerUse(call: call, name: names.unique(call), output: node))
      }
      layers[index].output = node
      let before = (parameters.count, states.count)
      addArray(of: node, prefix: layers[index].name, to: &parameters, &states, &faults)
      layers[index].parameterCount += parameters.count - before.0
      layers[index].stateCount += states.count - before.1
    }
    return (layers, parameters, states)
  }

  private static func addArray(
    of node: Node, prefix: String?, to parameters: inout ArrayLayout<WeightBox>,
    _ states: inout ArrayLayout<StateBox>, _ faults: inout [Finding]
  ) {
    switch node.operation {
    case .parameter(let box): parameters.add(box, node.name ?? box.name, prefix, node, &faults)
    case .state(let box): states.add(box, node.name ?? box.name, prefix, node, &faults)
    default: break
    }
  }
}

extension ModelGraph.ArrayLayout {
  mutating func add(_ box: Box, _ name: String, _ prefix: String?, _ node: Node, _ faults: inout [Finding]) {
    if let known = entry(of: box) {
      if known.shape != node.shape {
        faults.append(
          Finding(
            .shapeMisfit, "the weight \(known.name) is used with two shapes", expected: "\(known.shape)",
            got: "\(node.shape)",
            remedy: "A shared layer needs equal inputs; make a second layer for the other shape",
            place: node.place))
      }
      return
    }
    var full = prefix.map { "\($0)/\(name)" } ?? name
    var number = 1
    while !names.insert(full).inserted {
      full = (prefix.map { "\($0)/\(name)" } ?? name) + "_\(number)"
      number += 1
    }
    indices[ObjectIdentifier(box)] = entries.count
    entries.append(
      Entry(box: box, name: full, shape: node.shape, offset: count, place: node.place, layer: node.call?.outermost))
    let (sum, overflow) = count.addingReportingOverflow(node.shape.count)
    count = overflow ? Int.max : sum
  }
}

/// Depth first, without recursion: a chain of 100,000 layers must not overflow the stack.
struct GraphWalk {
  /// Inputs of a node come before it.
  private(set) var order: [Node] = []
  private(set) var faults: [Finding] = []
  private var seen: Set<Node> = []

  init(_ outputs: [Symbol]) {
    for symbol in outputs { visit(symbol.node) }
  }

  private mutating func visit(_ root: Node) {
    var stack: [(node: Node, next: Int)] = [(root, 0)]
    guard seen.insert(root).inserted else { return }
    while let (node, next) = stack.last {
      if next < node.inputs.count {
        stack[stack.count - 1].next += 1
        let input = node.inputs[next]
        if seen.insert(input).inserted { stack.append((input, 0)) }
      } else {
        stack.removeLast()
        order.append(node)
        if let fault = node.fault { faults.append(fault) }
      }
    }
  }
}

/// Names, unique in their model; for a layer the type in snake case, numbered from the second on.
private struct NameTable {
  private var counts: [String: Int] = [:]
  private var taken: Set<String> = []
  private var shared: [ObjectIdentifier: String] = [:]

  /// A layer that is used again keeps its name.
  mutating func unique(_ call: LayerCall) -> String {
    let base = call.name ?? snakeCase(call.kind)
    guard let identity = call.identity else { return fresh(base) }
    if let known = shared[identity] { return known }
    let name = fresh(base)
    shared[identity] = name
    return name
  }

  /// `base`, or with the first number that makes it a name of its own.
  mutating func fresh(_ base: String) -> String {
    while true {
      let number = counts[base, default: 0]
      counts[base] = number + 1
      let name = number == 0 ? base : "\(base)_\(number)"
      if taken.insert(name).inserted { return name }
    }
  }

  private func snakeCase(_ name: String) -> String {
    let letters = Array(name)
    return letters.indices.reduce(into: "") { text, i in
      let follows = i > 0 && letters[i - 1].isLowercase
      let leads = i > 0 && i + 1 < letters.count && letters[i + 1].isLowercase
      // PReLU is p_re_lu and RMSNormalization rms_normalization, as in Keras.
      if letters[i].isUppercase && (follows || leads) { text += "_" }
      text += letters[i].lowercased()
    }
  }
}
