/// Whether what is being done is no longer wanted: its task was cancelled, or the work on several threads that it is a
/// part of. Threads of the library are no tasks, so `Task.isCancelled` alone does not know.
enum Cancellation {
  /// Asked on a thread of the library.
  @TaskLocal static var isAsked: (@Sendable () -> Bool)?

  static var isRequested: Bool { Task.isCancelled || (isAsked?() ?? false) }
}

/// The task that waits for the work of other threads; they may ask whether it was cancelled while it waits.
///
/// `@unchecked`: the task outlives those who ask, because it waits for them, and asking is all that they do.
struct WaitingTask: @unchecked Sendable {
  let task: UnsafeCurrentTask?
  let isAsked: (@Sendable () -> Bool)?

  var isCancelled: Bool { (task?.isCancelled ?? false) || (isAsked?() ?? false) }
}
