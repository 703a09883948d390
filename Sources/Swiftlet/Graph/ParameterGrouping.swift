/// Says for each parameter array how it is trained: what its own weight, its layer and the layers around that ask for.
struct ParameterGrouping {
  private(set) var groups: [ParameterGroup]
  private(set) var faults: [Finding] = []
  /// What the first use of each array asked for.
  private var options: [LayerOptions?]
  /// Layers that contain a kernel, so that what they ask of kernels is obeyed.
  private var withKernels: Set<LayerCall> = []
  /// The names of the arrays that belong to a layer or to one in it.
  private var arrayNames: [LayerCall: Set<String>] = [:]

  init(_ order: [Node], _ parameters: ModelGraph.ArrayLayout<WeightBox>) {
    // A network that no machine holds may have more numbers than can be counted; its size is refused later.
    groups = parameters.entries.map {
      let (end, overflow) = $0.offset.addingReportingOverflow($0.count)
      return ParameterGroup(range: $0.offset..<(overflow ? Int.max : end), shape: $0.shape)
    }
    options = groups.map { _ in nil }
    for node in order {
      guard case .parameter(let box) = node.operation, let index = parameters.index(of: box) else { continue }
      add(node, box, index, parameters.entries[index].name)
    }
    checkLayers(order)
  }

  private mutating func add(_ node: Node, _ box: WeightBox, _ index: Int, _ name: String) {
    let wanted = node.call?.effectiveOptions ?? LayerOptions()
    var owner = node.call
    while let layer = owner {
      arrayNames[layer, default: []].insert(box.name)
      owner = layer.parent
    }
    if node.isKernel {
      var call = node.call
      while let layer = call, withKernels.insert(layer).inserted { call = layer.parent }
    }
    guard let known = options[index] else {
      options[index] = wanted
      fill(&groups[index], wanted, box)
      faults += groups[index].faults(weight: name, place: node.located ?? node.place)
      return
    }
    guard known.words != wanted.words else { return }
    faults.append(
      Finding(
        .badArgument, "the weight \(name) is shared by layers with different modifiers", expected: known.words,
        got: wanted.words, remedy: "Modify the layer once and share the result: let shared = Dense(8).frozen()",
        place: node.located ?? node.place))
  }

  private func fill(_ group: inout ParameterGroup, _ options: LayerOptions, _ box: WeightBox) {
    let isKernel = group.shape.sizes.count >= 2
    group.isFrozen = options.isFrozen == true
    group.rateScale = options.rateScale(of: box.name)
    group.constraint = box.constraint ?? (isKernel ? options.constraint : nil)
    group.regularizers = (isKernel ? options.regularizers : []) + (box.regularizer.map { [$0] } ?? [])
  }

  /// What a layer was asked for and can do nothing with.
  private mutating func checkLayers(_ order: [Node]) {
    var seen: Set<LayerCall> = []
    for node in order {
      var call = node.call
      while let layer = call, seen.insert(layer).inserted {
        check(layer, node)
        call = layer.parent
      }
    }
  }

  private mutating func check(_ layer: LayerCall, _ node: Node) {
    let (what, place) = (layer.name ?? layer.kind, layer.place ?? node.place)
    checkArrayRates(layer, what, place)
    let scale = layer.options.rateScale
    if !(scale > 0) || !Float(scale).isFinite {
      faults.append(
        Finding(
          .badArgument, "the learning rate of \(what) is scaled by a number that cannot be used",
          expected: "a finite number above 0", got: "\(scale)",
          remedy: "Use .frozen() for a layer that is not to learn",
          place: place))
    }
    guard layer.options.asksForKernels, !withKernels.contains(layer) else { return }
    faults.append(
      Finding(
        .badArgument, "\(what) has no kernel that could be regularized or constrained",
        expected: "a weight with two axes or more", got: layer.options.words,
        remedy: "Give it to the weight itself: Weight(\"gain\", .ones, regularizer: .l2(1e-4))", place: place))
  }

  private mutating func checkArrayRates(_ layer: LayerCall, _ what: String, _ place: Finding.Place?) {
    let known = (arrayNames[layer] ?? []).sorted()
    for (array, scale) in (layer.options.arrayRateScales ?? [:]).sorted(by: { $0.key < $1.key }) {
      if !known.contains(array) {
        let near = Spelling.nearest(array, among: known)
        faults.append(
          Finding(
            .unknownName, "\(what) has no array called \"\(array)\" whose learning rate could be scaled",
            expected: known.isEmpty ? "none, because it has no weights" : "one of \(known.joined(separator: ", "))",
            got: "\"\(array)\"",
            remedy: near.isEmpty
              ? "Use one of its names, or leave of: out for the whole layer"
              : "Did you mean \(near.joined(separator: " or "))?", place: place))
      } else if !(scale > 0) || !Float(scale).isFinite {
        faults.append(
          Finding(
            .badArgument, "the learning rate of \(what)/\(array) is scaled by a number that cannot be used",
            expected: "a finite number above 0", got: "\(scale)",
            remedy: "Use .frozen() for a layer that is not to learn", place: place))
      }
    }
  }
}

extension ParameterGroup {
  /// What was asked for beside the usual, for people.
  var words: [String] {
    (isFrozen ? ["frozen"] : []) + (rateScale == 1 ? [] : ["learning rate × \(rateScale)"])
      + regularizers.map(\.description) + (constraint.map { [$0.description] } ?? [])
  }

  /// What a person has to mend.
  fileprivate func faults(weight: String, place: Finding.Place?) -> [Finding] {
    var faults = regularizers.compactMap { $0.fault(for: weight, place: place) }
    if let fault = constraint?.fault(for: weight, place: place) { faults.append(fault) }
    for case .orthogonal in regularizers where shape.sizes.count != 2 {
      faults.append(
        Finding(
          .shapeMisfit, "the orthogonal regularizer of \(weight) needs a matrix", expected: "two axes", got: "\(shape)",
          remedy: "Use .l2(_:) for this weight", place: place))
    }
    return faults
  }
}

extension ModelGraph {
  func isFrozen(_ box: WeightBox) -> Bool { parameters.index(of: box).map { parameterGroups[$0].isFrozen } ?? false }

  /// Parameters that training moves.
  var trainableCount: Int { parameterGroups.reduce(0) { $1.isFrozen ? $0 : $0 &+ $1.range.count } }
}

extension Node {
  /// A weight with two axes or more.
  fileprivate var isKernel: Bool { shape.sizes.count >= 2 }

  /// Whether the layer that made it, or one around that, is frozen.
  var isFrozen: Bool { call?.effectiveOptions.isFrozen == true }
}
