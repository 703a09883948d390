/// A labelled place on an axis.
struct Tick: Sendable, Equatable {
  var value: Double
  var label: String
}

/// The marks of an axis: labelled ones, and short ones between them.
struct TickSet: Sendable, Equatable {
  var major: [Tick] = []
  var minor: [Double] = []
  /// Labels rise to the right, and end at their ticks.
  var isSlanted = false
}

/// Labels for a linear axis after Talbot, Lin and Hanrahan, *An Extension of Wilkinson's Algorithm for
/// Positioning Tick Labels on Axes*, 2010, with two changes: labels lie inside the limits, because limits are not
/// rounded outward here; and they are multiples of their step (25, 50, 75, never 10, 30, 50), as readers expect.
enum LinearTicks {
  /// Steps in order of niceness, in tenths: 1, 5, 2, 2.5, 4, 3.
  private static let tenths = [10, 50, 20, 25, 40, 30]

  private struct Choice {
    var score = -Double.infinity
    var values: [Double] = []
    var decimals = 0
  }

  /// - Parameters:
  ///   - wanted: How many labels would be best.
  ///   - atMost: How many there may be.
  ///   - isWhole: Only whole numbers may carry labels.
  static func find(low: Double, high: Double, wanted: Double, atMost: Int, isWhole: Bool) -> TickSet {
    var best = Choice()
    let power = whole(Libm.log10(high - low).rounded(.down)) ?? 0
    for exponent in (power - 1)...(power + 1) where !isWhole || exponent >= 0 {
      for (rank, tenth) in tenths.enumerated() where !isWhole || isCount(tenth, exponent) {
        consider(Step(tenth: tenth, exponent: exponent), rank: rank, low, high, wanted, atMost, &best)
      }
    }
    let labels = NumberText.labels(best.values, decimals: best.decimals)
    return TickSet(major: zip(best.values, labels).map { Tick(value: $0, label: $1) })
  }

  /// All multiples of a step inside the limits, ten at most.
  static func multiples(ofTenth tenth: Int, exponent: Int, low: Double, high: Double) -> TickSet {
    let step = tenth == 100 ? Step(tenth: 10, exponent: exponent + 1) : Step(tenth: tenth, exponent: exponent)
    let size = step.times(1)
    guard size > 0, size.isFinite else { return TickSet() }
    let slack = (high - low) * 1e-9
    let from = ((low - slack) / size).rounded(.up)
    let to = ((high + slack) / size).rounded(.down)
    guard to >= from, to - from < 10 else { return TickSet() }
    let values = stride(from: from, through: to, by: 1).map(step.times)
    let labels = NumberText.labels(values, decimals: step.decimals)
    return TickSet(major: zip(values, labels).map { Tick(value: $0, label: $1) })
  }

  /// Counted things go by ones, twos, fives and their tens: nobody looks for epoch 3, 6, 9.
  private static func isCount(_ tenth: Int, _ exponent: Int) -> Bool {
    tenth == 10 || tenth == 20 || tenth == 50 || (tenth == 25 && exponent > 0)
  }

  /// The step tenth/10 · 10^exponent.
  private struct Step {
    let tenth: Int
    let exponent: Int

    /// n steps, exact where a Double can be: a whole number times or divided by a power of ten.
    func times(_ n: Double) -> Double {
      let count = n * Double(tenth)
      let power = exponent - 1
      return power < 0 ? count / Libm.pow(10, Double(-power)) : count * Libm.pow(10, Double(power))
    }

    /// Decimals that every multiple can be written with; negative for multiples of powers of ten.
    var decimals: Int { tenth % 10 == 0 ? -exponent : 1 - exponent }
  }

  private static func consider(
    _ step: Step, rank: Int, _ low: Double, _ high: Double, _ wanted: Double, _ atMost: Int, _ best: inout Choice
  ) {
    let size = step.times(1)
    guard size > 0, size.isFinite else { return }
    let slack = (high - low) * 1e-9
    let from = ((low - slack) / size).rounded(.up)
    let to = ((high + slack) / size).rounded(.down)
    let count = to - from + 1
    guard count >= 1, count <= Double(atMost) else { return }
    let start = step.times(from)
    let end = step.times(to)
    let simplicity = 1 - Double(rank) / Double(tenths.count - 1) - (start <= 0 && end >= 0 ? 0 : 1)
    let tenth = 0.1 * (high - low)
    let coverage = 1 - 0.5 * (square((high - end) / tenth) + square((low - start) / tenth))
    let ratio = count > 1 ? (count - 1) / (end - start) * (high - low) / max(wanted - 1, 0.5) : 1e-3
    let density = 2 - max(ratio, 1 / ratio)
    let score = 0.25 * simplicity + 0.2 * coverage + 0.5 * density + 0.05
    guard score > best.score else { return }
    let values = stride(from: from, through: to, by: 1).map(step.times)
    best = Choice(score: score, values: values, decimals: step.decimals)
  }

  private static func square(_ x: Double) -> Double { x * x }
}

/// The fallback where three good labels have no room: multiples of the nice number nearest to a part of the range.
/// Source: Heckbert, *Nice Numbers for Graph Labels*, Graphics Gems, 1990.
enum HeckbertTicks {
  static func find(low: Double, high: Double, count: Double, isWhole: Bool) -> TickSet {
    let wanted = (high - low) / max(count - 1, 1)
    guard wanted > 0, wanted.isFinite, var exponent = whole(Libm.log10(wanted).rounded(.down)) else { return TickSet() }
    let part = wanted / Libm.pow(10, Double(exponent))
    var tenth = part < 1.5 ? 10 : part < 3 ? 20 : part < 7 ? 50 : 100
    if isWhole && exponent < 0 { (tenth, exponent) = (10, 0) }
    return LinearTicks.multiples(ofTenth: tenth, exponent: exponent, low: low, high: high)
  }
}

/// Labels for a logarithmic axis: powers of ten, or 1, 2, 5 of each where there are few.
enum LogTicks {
  /// - Parameter step: Every how many powers; 0 for 1, 2, 5 of every power.
  static func find(low: Double, high: Double, step: Int) -> TickSet {
    let first = whole(Libm.log10(low).rounded(.down)) ?? 0
    let last = whole(Libm.log10(high).rounded(.up)) ?? 0
    var set = TickSet()
    var powers: [Tick] = []
    for exponent in first...max(first, last) {
      for digit in 1...9 {
        let value = Double(digit) * power(exponent)
        guard value >= low * (1 - 1e-9), value <= high * (1 + 1e-9) else { continue }
        let isLabelled = step == 0 ? [1, 2, 5].contains(digit) : digit == 1 && exponent % step == 0
        if isLabelled {
          set.major.append(Tick(value: value, label: label(digit, exponent)))
          powers.append(Tick(value: value, label: powerLabel(digit, exponent)))
        } else if last - first <= 8 || digit == 1 {
          set.minor.append(value)
        }
      }
    }
    // One style for an axis: where one label has to be a power, all are.
    let isPlain = set.major.allSatisfy { abs($0.value) >= 0.9e-3 && abs($0.value) <= 1.1e4 }
    if !isPlain { set.major = powers }
    return set
  }

  /// 10⁻², 2×10⁻².
  private static func powerLabel(_ digit: Int, _ exponent: Int) -> String {
    (digit == 1 ? "" : "\(digit)×") + NumberText.powerOfTen(exponent)
  }

  static func power(_ exponent: Int) -> Double {
    exponent < 0 && exponent > -308 ? 1 / Libm.pow(10, Double(-exponent)) : Libm.pow(10, Double(exponent))
  }

  /// Plain inside 0.001...10 000, powers outside.
  static func label(_ digit: Int, _ exponent: Int) -> String {
    if (-3...4).contains(exponent), !(exponent == 4 && digit > 1) {
      return NumberText.fixed(Double(digit) * power(exponent), decimals: max(-exponent, 0))
    }
    return powerLabel(digit, exponent)
  }
}

extension AxisScale {
  /// Sets of ticks from the densest that may be tried to the sparsest, for an axis with room for `wanted` labels.
  /// The first whose labels do not touch is drawn.
  func tickSets(wanted: Double, isWhole: Bool) -> [TickSet] {
    if !names.isEmpty { return NameTicks.sets(names) }
    if case .symmetric(let unit) = kind { return SymmetricTicks.sets(low: low, high: high, unit: unit) }
    let (low, high) = (min(low, high), max(low, high))
    if isTime { return TimeTicks.sets(low: low, high: high, wanted: wanted) }
    let linear = (1...8).reversed().map { limit in
      LinearTicks.find(low: low, high: high, wanted: min(wanted, Double(limit)), atMost: limit, isWhole: isWhole)
    }
    guard kind == .logarithmic else {
      let few = [3.0, 2].map { HeckbertTicks.find(low: low, high: high, count: $0, isWhole: isWhole) }
      return linear.filter { $0.major.count >= 3 } + few.filter { $0.major.count >= 2 }
        + linear.filter { !$0.major.isEmpty }
    }
    let decades = Libm.log10(high) - Libm.log10(low)
    let everyPower = max(1, whole((decades / 8).rounded(.up)) ?? 1)
    let steps = (decades < 2 ? [0] : []) + [1, 2, 3, 5, 10, 20, 50, 100].filter { $0 >= everyPower } + [0]
    let powers = steps.map { LogTicks.find(low: low, high: high, step: $0) }
    let fitting = powers.filter { (3...8).contains($0.major.count) }
    // Below one decade there may be no three of 1, 2, 5: evenly stepped values then, placed by their logarithm.
    return fitting + linear.filter { $0.major.count > 1 } + powers.filter { !$0.major.isEmpty }
  }
}
