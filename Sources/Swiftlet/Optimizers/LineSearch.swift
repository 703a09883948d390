internal import CKernels

/// A step length that holds the strong Wolfe conditions: the loss falls by at least c1 of what the slope promises, and
/// the slope to at most c2 of its size. Brackets such a length, then narrows the bracket by cubic interpolation
/// (Nocedal & Wright 2006, algorithms 3.5 and 3.6, in the form of PyTorch).
struct LineSearch {
  /// Where the search begins.
  let point: SolverVector
  private let trialPoint: SolverVector
  private let changeTolerance: Double
  private let c1 = 1e-4
  private let c2 = 0.9
  /// Trials after the first.
  var most = 25

  /// A length that was tried.
  private struct Trial {
    var length: Double
    var loss: Double
    var slope: Double
    /// Of its own: it outlives the next trial.
    var gradient: SolverVector
  }

  struct Found {
    let length: Double
    let loss: Double
    let gradient: SolverVector
    let evaluations: Int
  }

  init(
    _ count: Int, _ kernels: UnsafePointer<ck_kernels>, _ start: UnsafeMutablePointer<Double>, changeTolerance: Double
  ) {
    point = SolverVector(count, kernels)
    point.copy(start)
    trialPoint = SolverVector(count, kernels)
    self.changeTolerance = changeTolerance
  }

  /// - Parameters:
  ///   - slope: gradient·direction, below 0.
  ///   - trial: The first length.
  mutating func run(
    _ problem: borrowing SolverProblem, along direction: SolverVector, from loss: Double, _ gradient: SolverVector,
    _ slope: Double, trial: Double
  ) -> Found {
    let start = Trial(length: 0, loss: loss, slope: slope, gradient: gradient)
    var tried = 0
    func look(_ length: Double) -> Trial {
      tried += 1
      trialPoint.combine(point, length, direction)
      let gradient = SolverVector(point.count, point.kernels)
      let loss = problem.evaluate(trialPoint.pointer, gradient.pointer)
      return Trial(length: length, loss: loss, slope: gradient.dot(direction), gradient: gradient)
    }
    var (low, high) = bracket(start, look(trial), look)
    if let high { low = narrow(low, high, start, direction.largest, isOver: { tried > most }, look) }
    return Found(length: low.length, loss: low.loss, gradient: low.gradient, evaluations: tried)
  }

  /// Not when it is no number.
  private func fallsEnough(_ trial: Trial, _ start: Trial) -> Bool {
    trial.loss <= start.loss + c1 * trial.length * start.slope
  }

  private func isFlat(_ trial: Trial, _ start: Trial) -> Bool { abs(trial.slope) <= -c2 * start.slope }

  /// Longer and longer steps until one is good (no second end) or two have one between them.
  private func bracket(_ start: Trial, _ first: Trial, _ look: (Double) -> Trial) -> (low: Trial, high: Trial?) {
    var (last, now) = (start, first)
    var rounds = 0
    while rounds < most {
      if !fallsEnough(now, start) || (rounds > 1 && now.loss >= last.loss) { return sorted(last, now) }
      if isFlat(now, start) { return (now, nil) }
      if now.slope >= 0 { return sorted(last, now) }
      let shortest = now.length + 0.01 * (now.length - last.length)
      let next = look(Self.minimum(last, now, within: (shortest, now.length * 10)))
      (last, now) = (now, next)
      rounds += 1
    }
    return (sorted(start, now).low, nil)
  }

  /// The better of two first.
  private func sorted(_ a: Trial, _ b: Trial) -> (low: Trial, high: Trial?) { b.loss < a.loss ? (b, a) : (a, b) }

  private func narrow(
    _ lower: Trial, _ higher: Trial, _ start: Trial, _ largest: Double, isOver: () -> Bool, _ look: (Double) -> Trial
  ) -> Trial {
    var (low, high) = (lower, higher)
    var isStuck = false
    while !isOver(), abs(high.length - low.length) * largest >= changeTolerance {
      var length = Self.minimum(low, high, within: nil)
      (length, isStuck) = keptInside(length, low.length, high.length, isStuck)
      let now = look(length)
      if !fallsEnough(now, start) || now.loss >= low.loss {
        high = now
        if high.loss < low.loss { swap(&low, &high) }
        continue
      }
      let isDone = isFlat(now, start)
      if !isDone, now.slope * (high.length - low.length) >= 0 { high = low }
      low = now
      if isDone { break }
    }
    return low
  }

  /// Not too near an end of the bracket twice in a row.
  private func keptInside(_ length: Double, _ a: Double, _ b: Double, _ wasStuck: Bool) -> (Double, Bool) {
    let (from, to) = (min(a, b), max(a, b))
    let margin = 0.1 * (to - from)
    guard min(to - length, length - from) < margin else { return (length, false) }
    guard wasStuck || length >= to || length <= from else { return (length, true) }
    return (abs(length - to) < abs(length - from) ? to - margin : from + margin, false)
  }

  /// Where the cubic through two lengths, losses and slopes is least.
  private static func minimum(_ a: Trial, _ b: Trial, within bounds: (Double, Double)?) -> Double {
    let (low, high) = bounds ?? (min(a.length, b.length), max(a.length, b.length))
    let d1 = a.slope + b.slope - 3 * (a.loss - b.loss) / (a.length - b.length)
    let square = d1 * d1 - a.slope * b.slope
    guard square >= 0 else { return (low + high) / 2 }
    let d2 = square.squareRoot()
    let (near, far) = a.length <= b.length ? (a, b) : (b, a)
    let part = (far.slope + d2 - d1) / (far.slope - near.slope + 2 * d2)
    guard part.isFinite else { return (low + high) / 2 }
    return min(max(far.length - (far.length - near.length) * part, low), high)
  }
}
