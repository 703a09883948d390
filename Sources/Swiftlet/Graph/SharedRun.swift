internal import CKernels

/// How one product of a plan is shared by several threads; see `ProductCut`.
///
///     DENSE                 y = x·W           cut by columns: a thread reads all of x and its part of W
///     DENSE_GRAD_INPUT      dx = dy·Wᵀ                        all of dy and its rows of W
///     DENSE_GRAD_WEIGHTS    dW = xᵀ·dy                        all of x and its columns of dy
///
/// Plain numbers, to be copied without counting a reference.
struct StepSharing {
  let run: ck_step_part_fn
  let form: ck_gemm_form
  let cut: ProductCut
  private let kind: ck_step_kind
  private let n: Int
  private let k: Int
  /// Of one row of the batch, in multiply-adds of whole tiles.
  let work: Double

  /// Less, some 20 µs, is done by one thread: what it writes lies in the cache of the core that reads it next.
  private static let leastWork = 2_000_000.0

  /// nil: too small, or no product.
  init?(_ step: VirtualStep, capacity: Int, lanes: Int, kernels: UnsafePointer<ck_kernels>) {
    guard let run = ck_step_part_function(kernels, step.kind), step.flags & UInt32(CK_STEP_ONE_ROW) == 0 else {
      return nil
    }
    self.run = run
    (kind, n, k) = (step.kind, step.n, step.k)
    work = Self.work(step)
    guard Self.isWorthIt(capacity, work) else { return nil }
    switch step.kind {
    case CK_STEP_DENSE: form = CK_GEMM_NN
    case CK_STEP_DENSE_GRAD_INPUT: form = CK_GEMM_NT
    default: form = CK_GEMM_TN
    }
    let (rows, columns) = Self.output(kind, n, k, rows: capacity)
    cut = ProductCut(rows: rows, columns: columns, work: Double(capacity) * work, lanes: lanes)
    guard cut.parts > 1 else { return nil }
  }

  /// A tile of few columns takes as long as a whole one.
  private static func work(_ step: VirtualStep) -> Double {
    func padded(_ columns: Int) -> Double { (Double(columns) / 32).rounded(.up) * 32 }
    return step.kind == CK_STEP_DENSE_GRAD_INPUT
      ? Double(step.n) * padded(step.k) : padded(step.n) * Double(step.k)
  }

  private static func isWorthIt(_ rows: Int, _ work: Double) -> Bool { Double(rows) * work >= leastWork }

  func isWorthIt(rows: Int) -> Bool { Self.isWorthIt(rows, work) }

  private static func output(_ kind: ck_step_kind, _ n: Int, _ k: Int, rows: Int) -> (rows: Int, columns: Int) {
    switch kind {
    case CK_STEP_DENSE: (rows, n)
    case CK_STEP_DENSE_GRAD_INPUT: (rows, k)
    default: (k, n)
    }
  }

  /// One part of the output for so many rows of the batch.
  func part(_ part: Int, rows: Int) -> ck_part {
    let output = Self.output(kind, n, k, rows: rows)
    let (own, columns) = cut.part(part, rows: output.rows, columns: output.columns)
    return ck_part(row: own.lowerBound, rows: own.count, column: columns.lowerBound, columns: columns.count)
  }

  /// Floats of workspace that any part needs.
  func workspace(rows: Int) -> Int {
    (0..<cut.parts).map { index in
      let part = part(index, rows: rows)
      let length = form == CK_GEMM_NN ? k : form == CK_GEMM_NT ? n : rows
      return ck_gemm_workspace_f32(form, part.rows, part.columns, length)
    }.max() ?? 0
  }
}

/// Runs a worker's steps one after the other, the large products among them shared by several threads.
///
/// For batches of one block: where the parameters are many, blocks of rows would each pass over all of them.
final class SharedRun {
  private let worker: Worker
  private let lanes: Int
  private let sharings: UnsafeMutableBufferPointer<StepSharing?>
  /// Of each lane.
  private let workspaces: [AlignedBuffer]
  /// What the threads are at work on.
  private let job: UnsafeMutablePointer<Job>

  /// Its `step`th step; nothing here counts a reference or asks who else reads it.
  private struct Job {
    let worker: Unmanaged<Worker>
    let sharings: UnsafeMutableBufferPointer<StepSharing?>
    let workspaces: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
    var step = 0

    func run(part: Int, _ lane: Int) {
      guard let sharing = sharings[step] else { return }
      worker._withUnsafeGuaranteedRef {
        $0.run(part: sharing.part(part, rows: $0.rows), of: step, sharing.run, workspaces[lane])
      }
    }
  }

  /// nil when no step is large enough.
  init?(
    _ plan: Plan, _ worker: Worker, threads: Int, kernels: UnsafePointer<ck_kernels>
  ) throws(SwiftletError) {
    let capacity = plan.request.capacity
    guard threads > 1, !worker.isChain else { return nil }
    let sharings = plan.steps.map { StepSharing($0, capacity: capacity, lanes: threads, kernels: kernels) }
    guard sharings.contains(where: { $0 != nil }) else { return nil }
    var workspaces: [AlignedBuffer] = []
    let floats = sharings.map { $0?.workspace(rows: capacity) ?? 0 }.max() ?? 0
    // Of more threads, some would never have a part.
    lanes = min(threads, sharings.map { $0?.cut.parts ?? 1 }.max() ?? 1)
    for _ in 0..<lanes { workspaces.append(try AlignedBuffer(count: floats, for: "the products of this network")) }
    self.workspaces = workspaces
    self.worker = worker
    self.sharings = .allocate(capacity: sharings.count)
    _ = self.sharings.initialize(fromContentsOf: sharings)
    let places = UnsafeMutablePointer<UnsafeMutablePointer<Float>>.allocate(capacity: lanes)
    for (lane, workspace) in workspaces.enumerated() { (places + lane).initialize(to: workspace.pointer) }
    job = .allocate(capacity: 1)
    job.initialize(to: Job(worker: .passUnretained(worker), sharings: self.sharings, workspaces: places))
  }

  deinit {
    job.pointee.workspaces.deallocate()
    job.deallocate()
    sharings.deallocate()
  }

  /// See `Worker.run`. A function of its own, whose machine code scripts/check-step-loop.sh reads.
  @inline(never)
  func run(rows: Int, isFirstBlock: Bool, firstRow: Int = 0) {
    worker.begin(rows: rows, isFirstBlock: isFirstBlock, firstRow: firstRow)
    let team = Team.shared
    var next = 0
    while next < sharings.count {
      let index = next
      next += 1
      guard let sharing = sharings[index], sharing.isWorthIt(rows: rows) else {
        worker.run(step: index)
        continue
      }
      job.pointee.step = index
      team.fork(sharing.cut.parts, lanes: lanes, job) { job, part, lane in
        job.assumingMemoryBound(to: Job.self).pointee.run(part: part, lane)
      }
    }
  }
}
