/// A factor on the learning rate over the updates of a run, counted from 0.
///
/// Factors are relative: `end: 0.01` ends at a hundredth of the optimizer's learning rate. Where a library states
/// rates, an optimizer with the learning rate 1 makes the factors the rates themselves:
/// `.sgd(learningRate: 1).schedule(.piecewise([0: 0.1, 1000: 0.01]))`.
///
///     .adam(learningRate: 0.01).schedule(.warmUp(steps: 50, then: .cosine(steps: 500)))
@nonexhaustive public indirect enum Schedule: Sendable, Hashable, Codable {
  /// 1
  case constant
  /// factor^⌊t/every⌋ (PyTorch's `StepLR`).
  case step(every: Int, factor: Double)
  /// factor^k after the k-th milestone has been reached (PyTorch's `MultiStepLR`).
  case multistep([Int], factor: Double)
  /// The factor of the last update named that is not after t, 1 before the first. Keras's boundaries belong to the
  /// piece before them: its boundary 20 is update 21 here.
  case piecewise([Int: Double])
  /// rate^(t/every), with `staircase` rate^⌊t/every⌋.
  case exponential(rate: Double, every: Int = 1, staircase: Bool = false)
  /// 1 / (1 + rate·t/every), with `staircase` ⌊t/every⌋.
  case inverseTime(rate: Double, every: Int = 1, staircase: Bool = false)
  /// (1 - end)·(1 - t/steps)^power + end, then `end`. With `cycles` the steps are stretched to the next multiple
  /// whenever they are used up, so the factor rises again.
  case polynomial(steps: Int, end: Double = 0, power: Double = 1, cycles: Bool = false)
  /// From `from` to `to` in a straight line over `steps` updates, then `to` (PyTorch's `LinearLR`).
  case linear(from: Double, to: Double, steps: Int)
  /// From 1 to `end` in half a cosine over `steps` updates (Loshchilov & Hutter 2017). Then `end`, as in Keras; with
  /// `swings` up again and down, as in PyTorch's `CosineAnnealingLR`.
  case cosine(steps: Int, end: Double = 0, swings: Bool = false)
  /// Half a cosine again and again: each period `stretch` times as long and its height `shrink` times that of the one
  /// before (SGDR, Loshchilov & Hutter 2017). Keras: t_mul and m_mul; PyTorch: `T_mult`, no shrink.
  case cosineRestarts(steps: Int, stretch: Double = 1, shrink: Double = 1, end: Double = 0)
  /// Up to 1 and down to nearly nothing within `steps` updates (Smith & Topin 2018, in PyTorch's form).
  case oneCycle(steps: Int, shape: OneCycle = OneCycle())
  /// From `from` to 1 in `up` updates and back in `down` (nil: as many), over and over (Smith 2017).
  case cyclic(from: Double, up: Int, down: Int? = nil, peaks: Peaks = .equal)
  /// In a straight line from `from` to the first factor of `then`, which follows.
  case warmUp(steps: Int, from: Double = 0, then: Schedule)

  /// The numbers of a one-cycle schedule: PyTorch's `OneCycleLR`, relative to its `max_lr`.
  public struct OneCycle: Sendable, Hashable, Codable {
    /// The share of the updates that rises.
    public var rise: Double
    /// The first factor is 1/startDivisor.
    public var startDivisor: Double
    /// The last factor is the first divided by it.
    public var endDivisor: Double
    /// Straight lines instead of cosines.
    public var isLinear: Bool
    /// Down to the first factor as fast as it rose, then to the last.
    public var hasThreePhases: Bool
    /// Momentum falls from the upper to the lower number while the rate rises, and rises again: for rules that have
    /// a momentum above 0, or β1. nil leaves it alone.
    public var momentum: ClosedRange<Double>?

    public init(
      rise: Double = 0.3, startDivisor: Double = 25, endDivisor: Double = 1e4, isLinear: Bool = false,
      hasThreePhases: Bool = false, momentum: ClosedRange<Double>? = 0.85...0.95
    ) {
      self.rise = rise
      self.startDivisor = startDivisor
      self.endDivisor = endDivisor
      self.isLinear = isLinear
      self.hasThreePhases = hasThreePhases
      self.momentum = momentum
    }
  }

  /// The heights of the peaks of a cyclic schedule over its `from`.
  @nonexhaustive public enum Peaks: Sendable, Hashable, Codable {
    /// `triangular`
    case equal
    /// `triangular2`: each half as high as the one before.
    case halved
    /// `exp_range`: times rate^t.
    case exponential(rate: Double)
  }

  /// The factor on the learning rate at update `step`, counted from 0.
  public func factor(step: Int) -> Double {
    let t = Double(max(step, 0))
    switch self {
    case .constant: return 1
    case .step(let every, let factor): return power(factor, (t / Double(every)).rounded(.down))
    case .multistep(let milestones, let factor):
      return power(factor, Double(milestones.count { $0 <= step }))
    case .piecewise(let factors): return Self.piece(of: factors, at: step)
    case .exponential(let rate, let every, let staircase): return power(rate, parts(t, every, staircase))
    case .inverseTime(let rate, let every, let staircase): return 1 / (1 + rate * parts(t, every, staircase))
    case .polynomial(let steps, let end, let exponent, let cycles):
      let length = cycles && t > 0 ? Double(steps) * (t / Double(steps)).rounded(.up) : Double(steps)
      return (1 - end) * power(1 - min(t / length, 1), exponent) + end
    case .linear(let from, let to, let steps): return from + (to - from) * min(t / Double(steps), 1)
    case .cosine(let steps, let end, let swings):
      let part = t / Double(steps)
      return end + (1 - end) * halfCosine(swings ? part : min(part, 1))
    case .cosineRestarts(let steps, let stretch, let shrink, let end):
      return Self.restarted(t, steps, stretch, shrink, end)
    case .oneCycle(let steps, let shape): return shape.factor(t, of: Double(steps))
    case .cyclic(let from, _, _, _): return from + (1 - from) * height(t)
    case .warmUp(let steps, let from, let then):
      guard t < Double(steps) else { return then.factor(step: max(step, 0) - max(steps, 0)) }
      return from + (then.factor(step: 0) - from) * t / Double(steps)
    }
  }

  /// What the momentum is to be at update `step`; nil where the schedule leaves it alone.
  public func momentum(step: Int) -> Double? {
    switch self {
    case .oneCycle(let steps, let shape): shape.momentum(Double(max(step, 0)), of: Double(steps))
    case .warmUp(let steps, _, let then): then.momentum(step: max(max(step, 0) - max(steps, 0), 0))
    default: nil
    }
  }

  /// Whether it moves a momentum at all.
  var cyclesMomentum: Bool { momentum(step: 0) != nil }
}

private func parts(_ t: Double, _ every: Int, _ staircase: Bool) -> Double {
  let part = t / Double(every)
  return staircase ? part.rounded(.down) : part
}

/// From 1 at 0 to 0 at 1.
private func halfCosine(_ part: Double) -> Double { (1 + cosine(.pi * part)) / 2 }

extension Schedule {
  private static func piece(of factors: [Int: Double], at step: Int) -> Double {
    var last: (key: Int, value: Double)?
    for piece in factors where piece.key <= step && piece.key >= last?.key ?? .min { last = piece }
    return last?.value ?? 1
  }

  private static func restarted(
    _ t: Double, _ steps: Int, _ stretch: Double, _ shrink: Double, _ end: Double
  ) -> Double {
    let first = Double(steps)
    var restarts = (t / first).rounded(.down)
    var start = restarts * first
    var length = first
    if stretch > 1 {
      // The sum of r periods is first·(stretch^r - 1)/(stretch - 1). The logarithm may land one period off where one
      // begins, so it is asked for a period too few and the rest is added.
      restarts = (naturalLog(1 + t / first * (stretch - 1)) / naturalLog(stretch)).rounded(.down)
      restarts = max(restarts - 1, 0)
      length = first * power(stretch, restarts)
      start = (length - first) / (stretch - 1)
      while t >= start + length {
        start += length
        length *= stretch
        restarts += 1
      }
    }
    return end + (1 - end) * power(shrink, restarts) * halfCosine((t - start) / length)
  }

  /// Of a cyclic schedule, from 0 to 1.
  private func height(_ t: Double) -> Double {
    guard case .cyclic(_, let up, let down, let peaks) = self else { return 0 }
    let period = Double(up) + Double(down ?? up)
    let cycle = (1 + t / period).rounded(.down)
    let part = 1 + t / period - cycle
    let top = Double(up) / period
    let slope = part <= top ? part / top : (part - 1) / (top - 1)
    switch peaks {
    case .equal: return slope
    case .halved: return slope / power(2, cycle - 1)
    case .exponential(let rate): return slope * power(rate, t)
    }
  }
}

extension Schedule.OneCycle {
  /// Where each phase ends, in updates, and what factor and momentum go to in it.
  private func phases(_ steps: Double) -> [(end: Double, from: Double, to: Double, isRising: Bool?)] {
    let first = 1 / startDivisor
    let last = first / endDivisor
    let peak = rise * steps - 1
    guard hasThreePhases else { return [(peak, first, 1, true), (steps - 1, 1, last, false)] }
    return [(peak, first, 1, true), (2 * peak, 1, first, false), (steps - 1, first, last, nil)]
  }

  /// The phase of update t and how much of it is over; the end of the last one lasts.
  private func place(_ t: Double, _ steps: Double) -> (from: Double, to: Double, isRising: Bool?, part: Double) {
    var start = 0.0
    let phases = phases(steps)
    for (index, phase) in phases.enumerated() {
      if t <= phase.end || index == phases.count - 1 {
        let part = phase.end > start ? min((t - start) / (phase.end - start), 1) : 1
        return (phase.from, phase.to, phase.isRising, part)
      }
      start = phase.end
    }
    return (1, 1, nil, 1)
  }

  private func between(_ from: Double, _ to: Double, _ part: Double) -> Double {
    isLinear ? from + (to - from) * part : to + (from - to) * halfCosine(part)
  }

  fileprivate func factor(_ t: Double, of steps: Double) -> Double {
    let phase = place(t, steps)
    return between(phase.from, phase.to, phase.part)
  }

  fileprivate func momentum(_ t: Double, of steps: Double) -> Double? {
    guard let momentum else { return nil }
    let phase = place(t, steps)
    guard let isRising = phase.isRising else { return momentum.upperBound }
    let (high, low) = (momentum.upperBound, momentum.lowerBound)
    return isRising ? between(high, low, phase.part) : between(low, high, phase.part)
  }
}
