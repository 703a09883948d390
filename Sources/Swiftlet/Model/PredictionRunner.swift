internal import CKernels
import Synchronization

/// Runs the plan that predicts, over any number of rows.
final class PredictionRunner {
  private let plan: Plan
  private let storage: ModelStorage
  private let graph: ModelGraph
  private let widths: [Int]
  /// One per thread; more than the first are made when there is work for them.
  private var workers: [Worker]
  /// Shares the products of a block, where several threads were asked for and it is worth it.
  private var shared: (threads: Int, run: SharedRun?) = (1, nil)
  /// What the threads are at work on.
  private var job = Job(source: RowSource(columns: [], count: 0), results: [], parts: 1)
  private let kernels = ck_kernels_best()
  /// Whether a block has a value that is no finite number.
  private let isSpoilt = Atomic(false)

  private struct Job {
    let source: RowSource
    /// Of each output, all rows.
    let results: [UnsafeMutablePointer<Float>]
    let parts: Int
  }

  init(_ storage: ModelStorage, _ request: PlanRequest) throws(SwiftletError) {
    plan = try Plan(storage.graph, request)
    self.storage = storage
    graph = storage.graph
    widths = graph.outputs.map(\.shape.count)
    workers = [try Worker(plan, kernels: kernels, vectors: storage.vectors)]
  }

  /// Rows are looked at block by block, just before the block is computed: looked through beforehand, large data
  /// would come from memory twice.
  ///
  /// - Returns: nil when a row has a value that is no finite number.
  func run(_ rows: RowArrays, threads: Int) throws(SwiftletError) -> [NamedTensor]? {
    for width in widths {
      let (floats, overflow) = width.multipliedReportingOverflow(by: rows.count)
      try MemoryBudget.check(floats: overflow ? Int.max : floats, for: "the predictions")
    }
    let lanes = lanes(rows.count, threads)
    while workers.count < lanes {
      workers.append(try Worker(plan, kernels: kernels, vectors: storage.vectors))
    }
    if lanes == 1, threads > 1, shared.threads != threads {
      shared = (threads, try SharedRun(plan, workers[0], threads: threads, kernels: kernels))
    }
    isSpoilt.store(false, ordering: .relaxed)
    let results = try rows.withPointers { (source) throws(SwiftletError) in collect(source, (lanes, threads), []) }
    if isSpoilt.load(ordering: .relaxed) { return nil }
    return graph.outputs.indices.map { i in
      NamedTensor(
        name: graph.outputNames[i],
        tensor: Tensor(unchecked: results[i], rows: rows.count, shape: graph.outputs[i].shape))
    }
  }

  /// How many threads such a number of rows is worth.
  private func lanes(_ rows: Int, _ threads: Int) -> Int {
    let blocks = (rows + plan.request.capacity - 1) / plan.request.capacity
    guard threads > 1, blocks > 1, Double(rows / 2) * plan.work >= Plan.workWorthAFork else { return 1 }
    return min(threads, blocks)
  }

  /// Makes the array of each output, then fills all of them: pages that nobody has written yet are not cleared
  /// before the threads come to them.
  private func collect(
    _ source: RowSource, _ count: (lanes: Int, threads: Int), _ results: [UnsafeMutablePointer<Float>]
  ) -> [[Float]] {
    guard results.count < widths.count else {
      let job = Job(source: source, results: results, parts: parts(source.count, count.lanes))
      fill(job, count.lanes, count.threads)
      return []
    }
    let floats = widths[results.count] * source.count
    var rest: [[Float]] = []
    let values = [Float](unsafeUninitializedCapacity: floats) { buffer, made in
      rest = collect(source, count, results + [buffer.baseAddress ?? Self.nowhere])
      made = floats
    }
    return [values] + rest
  }

  /// The address of no rows.
  nonisolated(unsafe) private static let nowhere = UnsafeMutablePointer<Float>.allocate(capacity: 1)

  /// Several for each thread, because threads do not run alike.
  private func parts(_ rows: Int, _ lanes: Int) -> Int {
    let blocks = max((rows + plan.request.capacity - 1) / plan.request.capacity, 1)
    return lanes == 1 ? 1 : min(blocks, 16 * lanes, Team.maxParts)
  }

  private func fill(_ job: Job, _ lanes: Int, _ threads: Int) {
    self.job = job
    guard lanes > 1 else { return run(part: 0, on: workers[0], threads > 1 ? shared.run : nil) }
    Team.shared.fork(job.parts, lanes: lanes, Unmanaged.passUnretained(self).toOpaque()) { runner, part, lane in
      Unmanaged<PredictionRunner>.fromOpaque(runner)._withUnsafeGuaranteedRef {
        $0.run(part: part, on: $0.workers[lane])
      }
    }
  }

  /// A run of blocks.
  private func run(part: Int, on worker: Worker, _ shared: SharedRun? = nil) {
    let (source, block) = (job.source, plan.request.capacity)
    let blocks = (source.count + block - 1) / block
    var start = part * blocks / job.parts * block
    let end = min((part + 1) * blocks / job.parts * block, source.count)
    while start < end {
      let count = min(block, end - start)
      guard isFinite(start..<start + count) else { return isSpoilt.store(true, ordering: .relaxed) }
      for column in source.columns { worker.bind(column.kind, to: column.pointer + start * column.width) }
      if let shared { shared.run(rows: count, isFirstBlock: true) } else { worker.run(rows: count, isFirstBlock: true) }
      for (index, width) in widths.enumerated() {
        guard let values = value(index, of: worker, start) else { continue }
        (job.results[index] + start * width).update(from: values, count: count * width)
      }
      start += count
    }
  }

  private func isFinite(_ rows: Range<Int>) -> Bool {
    job.source.columns.allSatisfy { column in
      let values = rows.count * column.width
      return kernels.pointee.first_nonfinite_f32(values, column.pointer + rows.lowerBound * column.width) == values
    }
  }

  private func value(_ index: Int, of worker: Worker, _ start: Int) -> UnsafePointer<Float>? {
    if let output = worker.output(index) { return output }
    guard let input = worker.passedThroughInput(index),
      let column = job.source.columns.first(where: { $0.kind == .input(input) })
    else { return nil }
    return column.pointer + start * column.width
  }
}
