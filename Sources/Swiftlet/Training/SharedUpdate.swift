// An update of many parameters, by several threads.

/// What they are at work on.
struct SharedUpdate {
  fileprivate var range = 0..<0
  fileprivate var rate = 0.0
  fileprivate var parts = 1
}

extension TrainingState {
  /// Some ten microseconds of work.
  private static let parametersOfAPart = 32_768

  /// Fewer parameters stay in the cache of one core, from one update to the next.
  func sharesUpdate(_ count: Int) -> Bool {
    threads > 1 && kernelRule != nil && count >= 4 * Self.parametersOfAPart
  }

  /// Each parameter is moved by itself, so any thread may take any range.
  func moveTogether(_ range: Range<Int>, _ rate: Double) {
    // `min` of more than two makes an array of them.
    let parts = min(range.count / Self.parametersOfAPart, min(4 * threads, Team.maxParts))
    (sharedUpdate.range, sharedUpdate.rate, sharedUpdate.parts) = (range, rate, parts)
    Team.shared.fork(parts, lanes: threads, Unmanaged.passUnretained(self).toOpaque()) { state, part, lane in
      Unmanaged<TrainingState>.fromOpaque(state)._withUnsafeGuaranteedRef { $0.move(part: part, lane) }
    }
  }

  private func move(part: Int, _ lane: Int) {
    guard let kernelRule else { return }
    let whole = sharedUpdate.range
    let part = rangePart(part, of: sharedUpdate.parts, count: whole.count)
    let range = whole.lowerBound + part.lowerBound..<whole.lowerBound + part.upperBound
    let sweep = sweep(range, sharedUpdate.rate, products + lane)
    kernelRule._withUnsafeGuaranteedRef { $0.sweep(kernels, sweep) }
  }
}
