internal import CKernels

/// A graph laid out for one purpose and block size: a flat list of steps over one arena. Workers
/// resolve it against memory of their own.
final class Plan {
  let request: PlanRequest
  let steps: [VirtualStep]
  let buffers: [VirtualBuffer]
  let constants: [Float]
  let arenaFloats: Int
  /// What the steps count and add up beside the losses.
  let countSlots: Int
  let sumSlots: Int
  /// See `Lowering.places`.
  let places: [[Int?]]
  /// Where the outputs of the model lie, for a plan that predicts.
  let outputs: [Operand]
  /// Whether its steps draw random numbers.
  let drawsNoise: Bool
  /// Whether values cost something by themselves.
  let hasPenalties: Bool
  /// About what one row costs; see `VirtualStep.work`.
  let work: Double

  /// - Throws: `SwiftletError` (`too-large`) when the arena would not fit into memory.
  ///
  /// - Parameter edit: Changes the steps, for tests of what finds mistakes in them.
  init(
    _ graph: ModelGraph, _ request: PlanRequest, editing edit: ((inout [VirtualStep]) -> Void)? = nil
  ) throws(SwiftletError) {
    var lowering = Lowering(graph, request)
    guard lowering.faults.isEmpty else { throw SwiftletError(.training, lowering.faults) }
    edit?(&lowering.steps)
    self.request = request
    steps = lowering.steps
    work = steps.reduce(0) { $0 + $1.work }
    drawsNoise = steps.contains { $0.kind == CK_STEP_NOISE }
    hasPenalties = steps.contains { $0.kind == CK_STEP_PENALTY }
    constants = lowering.constants
    countSlots = lowering.countSlots
    sumSlots = lowering.sumSlots
    places = lowering.places
    outputs = request.mode == .predict ? graph.outputs.map { lowering.value($0) } : []
    let what = "what this network computes for \(request.capacity) rows"
    // Each by itself first: then no sum of sizes can overflow.
    for buffer in lowering.buffers where buffer.kind == .arena {
      try MemoryBudget.check(floats: buffer.floats(capacity: request.capacity), for: what)
    }
    (buffers, arenaFloats) = Self.layOut(lowering.buffers, capacity: request.capacity)
    try MemoryBudget.check(floats: arenaFloats, for: what)
  }

  /// By goal: where rows are kept, for metrics that need all of them.
  var collections: [RowCollection?] {
    request.goals.indices.map { goal in
      func width(_ kind: VirtualBuffer.Kind) -> Int? { buffers.first { $0.kind == kind }?.size }
      guard let outputs = width(.keptOutputs(goal)), let targets = width(.keptTargets(goal)) else { return nil }
      return RowCollection(outputWidth: outputs, targetWidth: targets)
    }
  }

  /// First fit by size: large buffers first, each at the lowest place where nothing that lives at
  /// the same time lies.
  private static func layOut(_ buffers: [VirtualBuffer], capacity: Int) -> ([VirtualBuffer], Int) {
    var placed: [Int] = []
    var buffers = buffers
    var top = 0
    let scratch = buffers.indices.filter { buffers[$0].kind == .arena }
    for i in scratch.sorted(by: {
      (buffers[$1].floats(capacity: capacity), $0) < (buffers[$0].floats(capacity: capacity), $1)
    }) {
      let size = buffers[i].floats(capacity: capacity)
      var offset = 0
      let neighbours = placed.filter { buffers[$0].first <= buffers[i].last && buffers[i].first <= buffers[$0].last }
      for other in neighbours.sorted(by: { buffers[$0].offset < buffers[$1].offset }) {
        if buffers[other].offset - offset >= size { break }
        offset = max(offset, buffers[other].offset + buffers[other].floats(capacity: capacity))
      }
      buffers[i].offset = offset
      placed.append(i)
      top = min(max(top, offset + size), Int.max / 4)
    }
    return (buffers, top)
  }
}
