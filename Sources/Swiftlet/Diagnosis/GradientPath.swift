/// Which weights the losses can move at all. A model that cannot learn may still be evaluated, so this is only said.
struct GradientPath {
  let graph: ModelGraph
  /// The outputs that have a loss.
  let goals: [Int]

  var findings: [Finding] { [unreached, frozen].compactMap { $0 } }

  /// Weights that are to be trained and that no loss depends on.
  private var unreached: Finding? {
    let reached = reachedWeights
    let entries = zip(graph.parameters.entries, graph.parameterGroups).filter { entry, group in
      !group.isFrozen && !reached.contains(ObjectIdentifier(entry.box))
    }.map(\.0)
    guard let first = entries.first else { return nil }
    return Finding(
      .noGradientPath, "no gradient reaches \(entries.map(\.name).joined(separator: ", "))", severity: .warning,
      expected: "weights that a loss depends on", got: "\(entries.count) arrays that stay as they are",
      remedy: "Give their output a loss, or leave it out of the model", place: first.place)
  }

  private var frozen: Finding? {
    guard !graph.parameterGroups.isEmpty, graph.parameterGroups.allSatisfy(\.isFrozen) else { return nil }
    return Finding(
      .noGradientPath, "every weight of the model is frozen", severity: .warning, expected: "a weight to train",
      got: "\(graph.parameters.count) frozen numbers", remedy: "Leave .frozen() out for the layers that are to learn")
  }

  private var reachedWeights: Set<ObjectIdentifier> {
    var reached = Set(goals.filter(graph.outputs.indices.contains).map { graph.outputs[$0] })
    var weights: Set<ObjectIdentifier> = []
    for node in graph.order.reversed() where reached.contains(node) {
      if case .parameter(let box) = node.operation { weights.insert(ObjectIdentifier(box)) }
      reached.formUnion(node.inputs)
    }
    return weights
  }
}
