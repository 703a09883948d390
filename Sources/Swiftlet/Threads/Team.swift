internal import CKernels
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Threads that help with one piece of work at a time.
///
/// A *fork* is a number of parts that caller and helpers take one by one from a counter; it ends when all are done.
///
///     caller    publish ── take 0 ───────── take 2 ──┬─ wait for part 3 ─┬─ goes on
///     helper      spins ─── take 1 ────── take 3 ────┼───────────────────┘
///     helper      wakes up too late: nothing is left, nobody has waited for it
///
/// The caller waits for parts that somebody has *taken*, never for a helper to come: where cores are busy it does
/// the work itself. Helpers spin for a moment after a fork, because the next one usually follows within microseconds,
/// then sleep. There is one team per process; who finds it at work for somebody else does all parts alone. So the
/// threads of a process are as many as its largest fork asked for, and threads that train models side by side
/// do not wait for each other.
///
/// Nothing is allocated in a fork but new helpers. Parts must not fork.
///
/// `@unchecked`: `call` is written before the board tells of it and read by those who have taken a part from it;
/// `helpers` and `state` belong to the one who has made the team busy. All lie behind pointers: a fork counts no
/// reference and does not ask who else has access.
final class Team: @unchecked Sendable {
  /// One part of a fork, done on one lane: the caller is lane 0, each helper another one.
  typealias Body = @convention(c) (_ context: UnsafeMutableRawPointer, _ part: Int, _ lane: Int) -> Void

  static let shared = Team()
  /// The most parts of a fork.
  static let maxParts = ForkWord.maxParts

  private let isBusy: UnsafeMutablePointer<Atomic<Bool>>
  private let board: UnsafeMutablePointer<Atomic<UInt64>>
  /// Parts that helpers have done.
  private let finished: UnsafeMutablePointer<Atomic<Int>>
  private let call: UnsafeMutablePointer<Call>
  private let state: UnsafeMutablePointer<State>
  private let helpers: UnsafeMutablePointer<Unmanaged<Helper>>
  private let memory: UnsafeMutableRawPointer

  /// What is done with each part.
  private struct Call {
    let body: Body
    let context: UnsafeMutableRawPointer
  }

  private struct State {
    /// Of the last fork.
    var number: UInt64 = 0
    var helperCount = 0
  }

  /// Two cache lines each, because neighbours are fetched together.
  private static let apart = 128

  init() {
    memory = .allocate(byteCount: 4 * Self.apart, alignment: Self.apart)
    isBusy = memory.bindMemory(to: Atomic<Bool>.self, capacity: 1)
    board = (memory + Self.apart).bindMemory(to: Atomic<UInt64>.self, capacity: 1)
    finished = (memory + 2 * Self.apart).bindMemory(to: Atomic<Int>.self, capacity: 1)
    call = (memory + 3 * Self.apart).bindMemory(to: Call.self, capacity: 1)
    state = .allocate(capacity: 1)
    helpers = .allocate(capacity: ForkWord.maxLanes)
    call.initialize(to: Call(body: { _, _, _ in }, context: memory))
    state.initialize(to: State())
    isBusy.initialize(to: Atomic(false))
    board.initialize(to: Atomic(0))
    finished.initialize(to: Atomic(0))
  }

  deinit {
    for i in 0..<state.pointee.helperCount { helpers[i].release() }
    helpers.deallocate()
    state.deallocate()
    memory.deallocate()
  }

  // MARK: - The caller

  /// Calls `body` for each of 0 ..< parts, on up to `lanes` threads, and returns when all calls have.
  @inline(never)
  func fork(_ parts: Int, lanes: Int, _ context: UnsafeMutableRawPointer, _ body: Body) {
    guard parts > 1, lanes > 1, parts <= Self.maxParts, isBusy.pointee.exchange(true, ordering: .acquiring) == false
    else {
      for part in 0..<parts { body(context, part, 0) }
      return
    }
    let wanted = min(lanes, parts, ForkWord.maxLanes) - 1
    if state.pointee.helperCount < wanted { hire(wanted) }
    call.pointee = Call(body: body, context: context)
    finished.pointee.store(0, ordering: .relaxed)
    state.pointee.number &+= 1
    let word = ForkWord(number: state.pointee.number, lanes: wanted + 1, parts: parts)
    board.pointee.store(word.bits, ordering: .sequentiallyConsistent)
    for i in 0..<min(wanted, state.pointee.helperCount) { helpers[i]._withUnsafeGuaranteedRef { $0.wakeIfAsleep() } }
    let own = work(lane: 0)
    wait(for: parts - own)
    isBusy.pointee.store(false, ordering: .releasing)
  }

  @inline(never)
  private func hire(_ count: Int) {
    for lane in state.pointee.helperCount + 1...count {
      let helper = Helper()
      guard let thread = WorkThread({ [unowned self] in help(helper, lane) }) else { return }
      thread.detach()
      (helpers + lane - 1).initialize(to: .passRetained(helper))
      state.pointee.helperCount = lane
    }
  }

  /// Until the helpers have done so many parts.
  private func wait(for parts: Int) {
    var turns = 0
    while finished.pointee.load(ordering: .acquiring) != parts {
      ck_pause()
      turns += 1
      // Whoever has a part may want this core.
      if turns > Self.turnsBeforeYield { sched_yield() }
    }
  }

  /// Some tens of microseconds: a part takes no longer than the caller's own last one, if its thread runs.
  private static let turnsBeforeYield = 2000

  // MARK: - Both

  /// Takes parts until none is left. Returns how many.
  @inline(__always)
  private func work(lane: Int) -> Int {
    var done = 0
    var word = ForkWord(board.pointee.load(ordering: .acquiring))
    while word.hasWork(lane) {
      let (isTaken, found) = board.pointee.compareExchange(
        expected: word.bits, desired: word.bits + 1, ordering: .acquiringAndReleasing)
      if isTaken {
        let call = call.pointee
        call.body(call.context, word.taken, lane)
        done += 1
        if lane > 0 { finished.pointee.add(1, ordering: .releasing) }
        word = ForkWord(board.pointee.load(ordering: .acquiring))
      } else {
        word = ForkWord(found)
      }
    }
    return done
  }

  // MARK: - A helper

  private func help(_ helper: Helper, _ lane: Int) {
    while true {
      _ = work(lane: lane)
      if !spin(lane) { helper.sleep { self.hasWork(lane) } }
    }
  }

  private func hasWork(_ lane: Int) -> Bool {
    ForkWord(board.pointee.load(ordering: .sequentiallyConsistent)).hasWork(lane)
  }

  /// How long a helper waits awake. Between the forks of a step lie a few microseconds, between two epochs of a
  /// small net some tens; to be woken costs about as much.
  private static let patience: UInt64 = 60_000

  /// Returns false when nothing has come for a while.
  private func spin(_ lane: Int) -> Bool {
    let start = Self.nanoseconds()
    var elapsed: UInt64 = 0
    var rounds = 0
    repeat {
      for _ in 0..<32 {
        if ForkWord(board.pointee.load(ordering: .acquiring)).hasWork(lane) { return true }
        ck_pause()
      }
      elapsed = Self.nanoseconds() &- start
      rounds += 1
      // A thread that has work goes first, if it waits for this core.
      if elapsed > Self.patience / 8, rounds % 4 == 0 { sched_yield() }
    } while elapsed < Self.patience
    return false
  }

  private static func nanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }

  /// Where one helper sleeps.
  private final class Helper: Sendable {
    private let gate = Gate()
    private let isAsleep = Atomic(false)

    /// Until it is woken. Whoever publishes work either sees it asleep or is seen by `hasWork`.
    func sleep(unless hasWork: () -> Bool) {
      gate.locked {
        isAsleep.store(true, ordering: .sequentiallyConsistent)
        if !hasWork() { gate.wait() }
        isAsleep.store(false, ordering: .relaxed)
      }
    }

    @inline(__always)
    func wakeIfAsleep() {
      if isAsleep.load(ordering: .sequentiallyConsistent) { wake() }
    }

    @inline(never)
    private func wake() { gate.locked { gate.changed() } }
  }
}

/// A fork in one word, so that whoever reads it reads of one fork only: its number, how many threads may take
/// parts of it, how many parts it has and how many of them are taken.
///
///     63       32 31    22 21    11 10     0
///     │  number  │ lanes  │ parts  │ taken  │
struct ForkWord {
  let bits: UInt64
  static let maxLanes = 1023
  static let maxParts = 2046

  init(_ bits: UInt64) { self.bits = bits }

  init(number: UInt64, lanes: Int, parts: Int) {
    bits = number << 32 | UInt64(lanes) << 22 | UInt64(parts) << 11
  }

  var lanes: Int { Int(truncatingIfNeeded: bits >> 22 & 0x3FF) }
  var parts: Int { Int(truncatingIfNeeded: bits >> 11 & 0x7FF) }
  var taken: Int { Int(truncatingIfNeeded: bits & 0x7FF) }

  /// Whether a part is left, and that thread may take it.
  func hasWork(_ lane: Int) -> Bool { taken < parts && lane < lanes }
}
