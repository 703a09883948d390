/// The same piece of work for several numbers, side by side on the cores.
enum Parallel {
  /// `body` of 0 ..< count on up to `threads` threads, this one among them.
  ///
  /// - Returns: The results in the order of the numbers, whoever was ready first.
  /// - Throws: The error of the smallest number that has one; what comes behind it is cancelled or not begun.
  ///   `CancellationError` when the task that waits was cancelled before all was done.
  static func map<R: Sendable>(
    _ count: Int, threads: Int = ThreadCount.standard, _ body: @Sendable (Int) throws -> R
  ) throws -> [R] {
    try withUnsafeCurrentTask { task in
      let waiting = WaitingTask(task: task, isAsked: Cancellation.isAsked)
      let board = Board<R>(count, waiting, isSideBySide: ThreadCount.isSideBySide || min(threads, count) > 1)
      withoutActuallyEscaping(body) { body in
        let helpers = (1..<max(min(threads, count), 1)).compactMap { _ in WorkThread { board.work(body) } }
        board.work(body)
        for helper in helpers { helper.join() }
      }
      return try board.results()
    }
  }

  /// What is still to do, and what came of the rest.
  ///
  /// `@unchecked`: what changes is touched under the gate's lock alone.
  private final class Board<R: Sendable>: @unchecked Sendable {
    private let gate = Gate()
    private let waiting: WaitingTask
    /// Whether there is more than one at a time.
    private let isSideBySide: Bool
    private var next = 0
    private var done: [Result<R, any Error>?]
    private var firstFailure = Int.max
    /// Something was ended early, or not begun, because nobody waits for it.
    private var isCut = false

    init(_ count: Int, _ waiting: WaitingTask, isSideBySide: Bool) {
      done = Array(repeating: nil, count: max(count, 0))
      self.waiting = waiting
      self.isSideBySide = isSideBySide
    }

    func work(_ body: @Sendable (Int) throws -> R) {
      while let number = take() {
        let isUnwanted: @Sendable () -> Bool = { [self] in self.isUnwanted(number) }
        let result = Cancellation.$isAsked.withValue(isUnwanted) {
          ThreadCount.$isSideBySide.withValue(isSideBySide) { Result { try body(number) } }
        }
        keep(result, of: number)
      }
    }

    private func take() -> Int? {
      gate.locked {
        guard next < done.count, next < firstFailure else { return nil }
        guard !waiting.isCancelled else {
          isCut = true
          return nil
        }
        next += 1
        return next - 1
      }
    }

    private func isUnwanted(_ number: Int) -> Bool {
      waiting.isCancelled || gate.locked { firstFailure < number }
    }

    private func keep(_ result: Result<R, any Error>, of number: Int) {
      let isCancelled = waiting.isCancelled
      gate.locked {
        done[number] = result
        if case .failure = result { firstFailure = min(firstFailure, number) }
        if isCancelled { isCut = true }
      }
    }

    func results() throws -> [R] {
      if isCut { throw CancellationError() }
      return try done.compactMap { try $0?.get() }
    }
  }
}
