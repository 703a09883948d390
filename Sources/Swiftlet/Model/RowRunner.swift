internal import CKernels

/// Predicts one row at a time: what does not depend on the numbers of the row is settled when it is made.
final class RowRunner {
  let storage: ModelStorage
  private let worker: Worker
  private let input: AlignedBuffer
  private let output: UnsafePointer<Float>
  private let outputs: Int
  private let findNonfinite: ck_find_fn

  /// nil when a row of this model is more than a list of numbers.
  init?(_ storage: ModelStorage) throws(SwiftletError) {
    let graph = storage.graph
    let width = graph.inputs[0].shape.count
    guard graph.inputs.count == 1, graph.inputs[0].shape == Shape([width]), graph.indexUses.isEmpty else { return nil }
    let kernels = ck_kernels_best()
    worker = try Worker(
      Plan(graph, PlanRequest(mode: .predict, capacity: 1)), kernels: kernels, vectors: storage.vectors)
    guard let output = worker.output(0) else { return nil }
    self.storage = storage
    self.output = output
    outputs = graph.outputs[0].shape.count
    input = try AlignedBuffer(count: width, for: "a row of inputs")
    findNonfinite = kernels.pointee.first_nonfinite_f32
    worker.bind(.input(0), to: UnsafePointer(input.pointer))
  }

  /// The first output for `row`; nil when it has another length or a number that is not finite.
  func run(_ row: [Float]) -> [Float]? {
    let count = row.count
    guard count == input.count else { return nil }
    let isFinite = row.withUnsafeBufferPointer { numbers in
      guard let first = numbers.baseAddress, findNonfinite(count, first) == count else { return false }
      input.pointer.update(from: first, count: count)
      return true
    }
    guard isFinite else { return nil }
    worker.run(rows: 1, isFirstBlock: true)
    return Array(UnsafeBufferPointer(start: output, count: outputs))
  }
}

extension Model {
  /// One row by the short way, or by the long one, which says what is wrong with it.
  @usableFromInline
  func predict(row: [Float]) throws(SwiftletError) -> [Float] {
    if let outputs = try rowRunner()?.run(row) { return outputs }
    return try predict(parts: [NamedTensor(name: "inputs", tensor: Tensor(row: row))])[0].tensor.values
  }

  private func rowRunner() throws(SwiftletError) -> RowRunner? {
    let storage = try prepared()
    guard storage.isFitted else { return nil }
    if let keptRowRunner, keptRowRunner.storage === storage { return keptRowRunner.runner }
    // That there is none is kept too.
    let runner = try RowRunner(storage)
    keptRowRunner = (storage, runner)
    return runner
  }
}

/// The numbers of a row as floats: themselves, when they are.
@inlinable
func floats<F: BinaryFloatingPoint>(_ row: [F]) -> [Float] {
  F.self == Float.self ? unsafeBitCast(row, to: [Float].self) : row.map { Float($0) }
}
