/// What a model needs of memory while it learns or predicts, apart from the data: what it is measured against.
package struct MemoryNeed: Sendable {
  package let parameters: Int
  /// The optimizer's own numbers.
  package let slots: Int
  /// Values and gradients of one block of rows.
  package let arena: Int

  package var bytes: Int { (parameters + slots + arena) * MemoryLayout<Float>.stride }
}

extension Model {
  /// In floats, for batches of so many rows; without the slots before the first `fit`.
  package func memoryNeed(batchSize: Int) throws(SwiftletError) -> MemoryNeed {
    let graph = try prepared().graph
    let parameters = graph.parameters.count
    let request: PlanRequest
    if let compilation {
      let block = Cutting(rows: batchSize, training: graph).block
      let goals = compilation.goals.map { PlanRequest.Goal(output: $0.output, loss: $0.loss, weight: $0.weight) }
      request = PlanRequest(mode: .train, capacity: block, goals: goals)
    } else {
      request = PlanRequest(mode: .predict, capacity: Cutting(rows: batchSize, parameters: parameters).block)
    }
    return MemoryNeed(
      parameters: parameters, slots: training?.slots.count ?? 0, arena: try Plan(graph, request).arenaFloats)
  }
}
