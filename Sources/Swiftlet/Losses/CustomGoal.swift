/// A loss of a person applied to an output: nodes that compute the loss of a sample from the output, a
/// target of the same shape, and whatever else of the model the closure has caught.
struct CustomGoal {
  /// What the data say; an input that the model does not list.
  let target: Node
  /// One number per sample.
  let loss: Node
  /// The loss's nodes and those before them, inputs first.
  let order: [Node]
  private let custom: CustomLoss
  private let isPoisoned: Bool
  private let walkFaults: [(node: Node, fault: Finding)]

  /// nil for a loss that is no closure.
  init?(_ loss: Loss, output: Node) {
    guard case .custom(let custom) = loss.formula else { return nil }
    self.custom = custom
    target = Node(.input(name: "target"), [], shape: output.shape, isBatched: true, place: custom.place)
    var result = custom.body(Symbol(target), Symbol(output))
    isPoisoned = result.node.isPoison
    if !result.shape.sizes.isEmpty { result = result.mean() }
    self.loss = result.node
    order = GraphWalk([result]).order
    walkFaults = order.compactMap { node in node.fault.map { (node, $0) } }
  }

  /// nil as well where the closure, asked again, has made what `compile()` would not have let pass.
  init?(sound loss: Loss, output: Node, in graph: ModelGraph) {
    guard let goal = CustomGoal(loss, output: output), goal.faults(beside: graph.order).isEmpty else { return nil }
    self = goal
  }

  /// - Parameter known: The nodes of the model: their faults are told elsewhere, and the closure may use them.
  func faults(beside known: [Node]) -> [Finding] {
    let known = Set(known)
    let own = order.filter { !known.contains($0) && $0 !== target }
    var found = walkFaults.filter { !known.contains($0.node) }.map { located($0.fault) }
    for node in own {
      switch node.operation {
      case .parameter, .state, .input: found.append(foreign(node))
      default: break
      }
    }
    if found.isEmpty, !isPoisoned, !order.contains(where: known.contains) { found.append(ignoresOutput) }
    return found
  }

  private func located(_ fault: Finding) -> Finding {
    Finding(
      fault.id, "in the loss \"\(custom.name)\": \(fault.sentence)", severity: fault.severity,
      expected: fault.expected, got: fault.got, remedy: fault.remedy, place: custom.place, evidence: fault.evidence)
  }

  private func foreign(_ node: Node) -> Finding {
    Finding(
      .badArgument, "the loss \"\(custom.name)\" uses an array that the model has not got",
      expected: "target, prediction and symbols of the model",
      got: "\"\(node.name ?? "inputs")\" of shape \(node.shape)",
      remedy: "Put weights into a layer of the model; what it returns can be caught by the closure",
      place: custom.place)
  }

  private var ignoresOutput: Finding {
    Finding(
      .noGradientPath, "the loss \"\(custom.name)\" does not depend on the model's output",
      expected: "a loss computed from prediction", got: "the same for every output",
      remedy: "Use both symbols that the closure is given", place: custom.place)
  }
}
