/// The callbacks of one `fit`, and what they have asked for.
final class CallbackRun {
  private let callbacks: [any Callback]
  /// Looked up once, because a cast in every step is slow.
  private let batchCallbacks: [any BatchCallback]
  /// Whether steps have to be told of.
  let wantsBatches: Bool
  /// A loss that is no number ends the training instead of throwing.
  let toleratesNaN: Bool
  private(set) var stopReason: String?
  /// A learning rate that cannot be used, until somebody throws it.
  var rateFault: Finding?
  /// What a batch callback threw, until the epoch is left.
  var failure: SwiftletError?
  /// How many have been told of the beginning.
  private var begun = 0

  init(_ callbacks: [any Callback]) {
    self.callbacks = callbacks
    batchCallbacks = callbacks.compactMap { $0 as? any BatchCallback }
    wantsBatches = !batchCallbacks.isEmpty
    toleratesNaN = callbacks.contains { $0 is StopOnNaN }
  }

  func stop(because reason: String) { stopReason = stopReason ?? reason }

  /// Checks every callback of the library before anything is trained, then lets them open their files.
  func prepare(_ session: FitSession) throws(SwiftletError) {
    let own = callbacks.compactMap { $0 as? any ReadyMadeCallback }
    let faults = own.flatMap { $0.faults(in: session) }
    guard faults.isEmpty else { throw SwiftletError(.training, faults) }
    for callback in own { try callback.open() }
  }

  func begin(_ session: FitSession) throws(SwiftletError) {
    for callback in callbacks {
      begun += 1
      try tell(callback, .began, session)
    }
  }

  func send(_ event: Training.Event, _ session: FitSession) throws(SwiftletError) {
    for callback in callbacks { try tell(callback, event, session) }
  }

  /// Tells all that have begun, whatever one of them throws.
  ///
  /// - Returns: The first error.
  func end(_ ending: History.Ending, _ session: FitSession) -> SwiftletError? {
    var first: SwiftletError?
    for callback in callbacks.prefix(begun) {
      do throws(SwiftletError) { try tell(callback, .ended(ending), session) } catch { first = first ?? error }
    }
    begun = 0
    return first
  }

  /// Returns false when the epoch is to be left: a stop, or an error, which is kept in `failure`.
  func batchEnded(_ step: Training.Step, _ session: FitSession) -> Bool {
    for callback in batchCallbacks {
      do {
        try callback.batchEnded(step, Training(session: session))
        if let fault = takeRateFault() { throw SwiftletError(.training, fault, history: session.history) }
      } catch {
        failure = failed(callback, "after batch \(step.number) of epoch \(step.epoch)", error, session)
        return false
      }
    }
    return stopReason == nil
  }

  private func tell(
    _ callback: any Callback, _ event: Training.Event, _ session: FitSession
  ) throws(SwiftletError) {
    do { try callback.handle(event, Training(session: session)) } catch {
      throw failed(callback, event.words, error, session)
    }
    if let fault = takeRateFault() { throw SwiftletError(.training, fault, history: session.history) }
  }

  private func takeRateFault() -> Finding? {
    defer { rateFault = nil }
    return rateFault
  }

  /// Errors of the library's own callbacks speak for themselves; those of a user are handed on as they are.
  private func failed(
    _ callback: any Callback, _ place: String, _ error: any Error, _ session: FitSession
  ) -> SwiftletError {
    if let error = error as? SwiftletError, callback is any ReadyMadeCallback || error.contains(.badLearningRate) {
      return error.with(session.history)
    }
    return SwiftletError(
      .training,
      Finding(
        .callbackFailed, "the callback \(type(of: callback)) failed \(place)", expected: "no error", got: "an error",
        remedy: "Mend the callback; its error is below and in error.underlying"),
      history: session.history, underlying: error)
  }
}

/// A callback of the library: it is checked before the training, and its errors are the library's.
protocol ReadyMadeCallback: Callback {
  /// What is wrong with its numbers, and with what it watches.
  func faults(in session: FitSession) -> [Finding]
  /// Makes what may fail, a file say, before anything is trained.
  func open() throws(SwiftletError)
}

extension ReadyMadeCallback {
  func open() throws(SwiftletError) {}
}

extension Training.Event {
  fileprivate var words: String {
    switch self {
    case .began: "before the first epoch"
    case .epochBegan(let number): "at the beginning of epoch \(number)"
    case .epochEnded(let epoch): "at the end of epoch \(epoch.number)"
    case .ended: "at the end"
    }
  }
}

extension SwiftletError {
  /// The same with what was learnt until now.
  func with(_ history: History) -> SwiftletError {
    SwiftletError(stage, faults, history: history, underlying: underlying)
  }
}

extension Finding.ID {
  public static let callbackFailed: Finding.ID = "callback-failed"
  public static let badLearningRate: Finding.ID = "bad-learning-rate"
}
