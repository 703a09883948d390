// Closures as callbacks, one for each point of a training.

/// Called before the first epoch.
public struct BeginClosure: Callback {
  let body: (Training) throws -> Void
  public init(_ body: @escaping (Training) throws -> Void) { self.body = body }
  public func handle(_ event: Training.Event, _ training: Training) throws {
    if case .began = event { try body(training) }
  }
}

/// Called before each epoch with its number, counted from 1.
public struct EpochBeginClosure: Callback {
  let body: (Int, Training) throws -> Void
  public init(_ body: @escaping (Int, Training) throws -> Void) { self.body = body }
  public func handle(_ event: Training.Event, _ training: Training) throws {
    if case .epochBegan(let number) = event { try body(number, training) }
  }
}

/// Called after each batch and its update.
public struct BatchClosure: BatchCallback {
  let body: (Training.Step, Training) throws -> Void
  public init(_ body: @escaping (Training.Step, Training) throws -> Void) { self.body = body }
  public func handle(_ event: Training.Event, _ training: Training) throws {}
  public func batchEnded(_ step: Training.Step, _ training: Training) throws { try body(step, training) }
}

/// Called after each epoch.
public struct EpochClosure: Callback {
  let body: (Epoch, Training) throws -> Void
  public init(_ body: @escaping (Epoch, Training) throws -> Void) { self.body = body }
  public func handle(_ event: Training.Event, _ training: Training) throws {
    if case .epochEnded(let epoch) = event { try body(epoch, training) }
  }
}

/// Called at the end, however it comes.
public struct EndClosure: Callback {
  let body: (History.Ending, Training) throws -> Void
  public init(_ body: @escaping (History.Ending, Training) throws -> Void) { self.body = body }
  public func handle(_ event: Training.Event, _ training: Training) throws {
    if case .ended(let ending) = event { try body(ending, training) }
  }
}

extension Callback where Self == BeginClosure {
  /// Calls `body` before the first epoch.
  public static func onBegin(_ body: @escaping (Training) throws -> Void) -> Self { BeginClosure(body) }
}

extension Callback where Self == EpochBeginClosure {
  /// Calls `body` before each epoch with its number, counted from 1.
  public static func onEpochBegin(_ body: @escaping (_ epoch: Int, Training) throws -> Void) -> Self {
    EpochBeginClosure(body)
  }
}

extension Callback where Self == BatchClosure {
  /// Calls `body` after each batch and its update.
  public static func onBatchEnd(_ body: @escaping (Training.Step, Training) throws -> Void) -> Self {
    BatchClosure(body)
  }
}

extension Callback where Self == EpochClosure {
  /// Calls `body` after each epoch: `.onEpochEnd { epoch, training in print(epoch.number, epoch.loss) }`.
  public static func onEpochEnd(_ body: @escaping (Epoch, Training) throws -> Void) -> Self { EpochClosure(body) }
}

extension Callback where Self == EndClosure {
  /// Calls `body` at the end, however it comes.
  public static func onEnd(_ body: @escaping (History.Ending, Training) throws -> Void) -> Self { EndClosure(body) }
}
