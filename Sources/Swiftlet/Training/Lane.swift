internal import CKernels

/// What one thread needs to run blocks of rows: the steps over an arena of its own, and a place for shuffled rows.
final class Lane {
  let worker: Worker
  private let kernels: UnsafePointer<ck_kernels>
  /// Where shuffled rows are gathered, by kind.
  private let staging: [(kind: VirtualBuffer.Kind, buffer: AlignedBuffer)]
  /// The columns of the source being read, each with its staging buffer.
  private var feeds: UnsafeMutableBufferPointer<Feed>
  private var feedCount = 0
  private var stagedIsBound = false
  private let gradientUses: Worker.Uses
  private var gradients: UnsafeMutablePointer<Float>?
  /// How many threads may gather the rows of a block.
  var gatherThreads = 1
  private var gathering = Gathering()

  /// What several threads are at work on.
  private struct Gathering {
    var feed = 0
    var order: UnsafePointer<Int32>?
    var rows = 0
    var parts = 1
  }

  private struct Feed {
    let uses: Worker.Uses
    let pointer: UnsafePointer<Float>
    let width: Int
    let staging: UnsafeMutablePointer<Float>
  }

  init(
    _ plan: Plan, _ storage: ModelStorage, block: Int, kernels: UnsafePointer<ck_kernels>
  ) throws(SwiftletError) {
    self.kernels = kernels
    worker = try Worker(plan, kernels: kernels, vectors: storage.vectors)
    var staging: [(kind: VirtualBuffer.Kind, buffer: AlignedBuffer)] = []
    for buffer in plan.buffers {
      switch buffer.kind {
      case .input, .target, .weights:
        let floats = buffer.floats(capacity: block)
        staging.append((buffer.kind, try AlignedBuffer(count: floats, for: "a block of rows")))
      default: break
      }
    }
    self.staging = staging
    gradientUses = worker.uses(of: .gradients)
    feeds = .allocate(capacity: 0)
  }

  deinit { feeds.deallocate() }

  /// Reads from `source` from now on.
  func open(_ source: RowSource) {
    feeds.deallocate()
    let used = source.columns.compactMap { column in
      staging.first { $0.kind == column.kind }.map {
        Feed(
          uses: worker.uses(of: column.kind), pointer: column.pointer, width: column.width, staging: $0.buffer.pointer)
      }
    }
    feeds = .allocate(capacity: used.count)
    _ = feeds.initialize(fromContentsOf: used)
    feedCount = used.count
    stagedIsBound = false
  }

  /// Where the gradients of the next blocks go.
  @inline(__always)
  func bind(gradients: UnsafeMutablePointer<Float>) {
    guard gradients != self.gradients else { return }
    self.gradients = gradients
    worker.bind(gradientUses, to: UnsafePointer(gradients))
  }

  /// Makes the rows of a block readable: shuffled ones are gathered, others and a single one read where they lie.
  @inline(__always)
  func stage(_ order: UnsafePointer<Int32>?, _ start: Int, _ rows: Int) {
    guard let order else {
      stagedIsBound = false
      forEachFeed { worker.bind($0.uses, to: $0.pointer + start * $0.width) }
      return
    }
    if rows == 1 {
      stagedIsBound = false
      let row = Int(order[start])
      return forEachFeed { worker.bind($0.uses, to: $0.pointer + row * $0.width) }
    }
    if !stagedIsBound {
      stagedIsBound = true
      forEachFeed { worker.bind($0.uses, to: UnsafePointer($0.staging)) }
    }
    if gatherThreads > 1 { return gatherTogether(order + start, rows) }
    let gather = kernels.pointee.gather_rows_f32
    forEachFeed { gather(rows, $0.width, order + start, $0.pointer, $0.staging) }
  }

  /// Rows lie anywhere in memory: to fetch many of them takes longer than a fork.
  private func gatherTogether(_ order: UnsafePointer<Int32>, _ rows: Int) {
    for feed in 0..<feedCount {
      // `min` of more than two makes an array of them.
      let parts = min(min(rows * feeds[feed].width / Self.floatsOfAPart, 4 * gatherThreads), min(rows, Team.maxParts))
      gathering = Gathering(feed: feed, order: order, rows: rows, parts: max(parts, 1))
      guard parts > 1 else {
        gather(part: 0)
        continue
      }
      Team.shared.fork(parts, lanes: gatherThreads, Unmanaged.passUnretained(self).toOpaque()) { lane, part, _ in
        Unmanaged<Lane>.fromOpaque(lane)._withUnsafeGuaranteedRef { $0.gather(part: part) }
      }
    }
  }

  private static let floatsOfAPart = 16_384

  private func gather(part: Int) {
    guard let order = gathering.order else { return }
    let feed = feeds[gathering.feed]
    let range = rangePart(part, of: gathering.parts, count: gathering.rows, grain: 1)
    kernels.pointee.gather_rows_f32(
      range.count, feed.width, order + range.lowerBound, feed.pointer, feed.staging + range.lowerBound * feed.width)
  }

  /// See `Worker.run`: a loop that costs little without optimisation too.
  @inline(__always)
  private func forEachFeed(_ body: (Feed) -> Void) {
    guard let first = feeds.baseAddress else { return }
    var i = 0
    while i < feedCount {
      body(first[i])
      i += 1
    }
  }
}
