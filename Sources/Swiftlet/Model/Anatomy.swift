/// A model as a drawing of it needs it: its layers, what feeds them, and the weights of those that are dense.
package struct Anatomy: Sendable {
  /// One layer, or one input of the model.
  package struct Part: Sendable {
    /// As `summary()` calls it.
    package let name: String
    /// `Dense`; `Input` for an input.
    package let kind: String
    /// `relu`; empty for none.
    package let function: String
    package let shape: Shape
    /// The places of the parts that it reads, in this order.
    package let sources: [Int]
    /// `[inputs, units]`, row by row, where every output is a weighted sum of all inputs; else empty.
    package let kernel: [Float]
    package let bias: [Float]
  }

  /// Inputs of a part come before it.
  package let parts: [Part]
  /// Of the first input's columns, as far as they are known.
  package let columns: [String]
  /// Of the classes that the first output tells apart, as far as they are known.
  package let classes: [String]
}

extension Model {
  /// What gradients move, by name, from the first layer to the last.
  ///
  /// - Throws: `SwiftletError` when the model has faults.
  package func parameterArrays() throws(SwiftletError) -> [(name: String, tensor: Tensor)] {
    let storage = try prepared()
    return storage.graph.parameters.entries.map { entry in
      let values = storage.values(of: entry.box).map { Array($0) } ?? []
      return (name: entry.name, tensor: Tensor(unchecked: values, rows: 1, shape: entry.shape))
    }
  }

  /// - Throws: `SwiftletError` when the model has faults.
  package func anatomy() throws(SwiftletError) -> Anatomy {
    let storage = try prepared()
    let graph = storage.graph
    var places: [Node: Int] = [:]
    var parts: [Anatomy.Part] = []
    for input in graph.inputs {
      places[input.source] = parts.count
      parts.append(
        Anatomy.Part(
          name: input.inputName ?? "inputs", kind: "Input", function: "", shape: input.shape, sources: [], kernel: [],
          bias: []))
    }
    let uses = Dictionary(graph.layers.enumerated().map { ($1.call, $0) }, uniquingKeysWith: { first, _ in first })
    // By the number of a part: which others its nodes read.
    var sources: [Int: [Int]] = [:]
    for node in graph.order where places[node] == nil && node.isBatched {
      let own = node.call.flatMap { uses[$0.outermost] }.map { $0 + graph.inputs.count }
      // What no layer made belongs to whatever it reads.
      let read = node.inputs.compactMap { places[$0] }
      guard let place = own ?? read.first else { continue }
      places[node] = place
      for source in read where source != place && sources[place]?.contains(source) != true {
        sources[place, default: []].append(source)
      }
    }
    for (index, layer) in graph.layers.enumerated() {
      let place = index + graph.inputs.count
      let (kernel, bias) = dense(layer, storage)
      parts.append(
        Anatomy.Part(
          name: layer.name, kind: layer.call.kind, function: layer.output.source.functionName ?? "",
          shape: layer.output.shape, sources: (sources[place] ?? []).sorted(), kernel: kernel, bias: bias))
    }
    return Anatomy(parts: parts, columns: columnNames, classes: classNames)
  }

  private func dense(_ layer: ModelGraph.LayerUse, _ storage: ModelStorage) -> (kernel: [Float], bias: [Float]) {
    guard layer.call.kind == "Dense" else { return ([], []) }
    func values(_ rank: Int) -> [Float] {
      let entry = storage.graph.parameters.entries.first {
        $0.name.hasPrefix(layer.name + "/") && $0.shape.sizes.count == rank
      }
      return entry.flatMap { storage.values(of: $0.box) }.map { Array($0) } ?? []
    }
    return (values(2), values(1))
  }
}
