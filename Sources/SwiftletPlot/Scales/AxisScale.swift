/// Maps data to a position along an axis: 0 at `low`, 1 at `high`.
struct AxisScale: Sendable, Equatable {
  enum Kind: Sendable, Equatable { case linear, logarithmic }

  let kind: Kind
  let low: Double
  let high: Double

  /// Values beyond ±1e307 are off every axis, so that differences stay finite.
  static let limit = 1e307

  /// - Precondition: low < high, both finite, and positive for a logarithmic axis: `Extent.scale` sees to that.
  init(_ kind: Kind, _ low: Double, _ high: Double) {
    self.kind = kind
    self.low = low
    self.high = high
  }

  /// nil for what has no place: NaN, ±infinity, and values ≤ 0 on a logarithmic axis.
  func unit(_ value: Double) -> Double? {
    guard Self.canShow(value) else { return nil }
    switch kind {
    case .linear: return (value - low) / (high - low)
    case .logarithmic: return value > 0 ? (Libm.log(value) - Libm.log(low)) / (Libm.log(high) - Libm.log(low)) : nil
    }
  }

  func value(at unit: Double) -> Double {
    switch kind {
    case .linear: low + (high - low) * unit
    // Differences of logarithms: a quotient of two limits may be too large for a Double.
    case .logarithmic: Libm.exp(Libm.log(low) + (Libm.log(high) - Libm.log(low)) * unit)
    }
  }

  static func canShow(_ value: Double) -> Bool { abs(value) <= limit }
}

/// What the marks show along one axis, gathered before its limits are chosen.
struct Extent: Sendable {
  /// Limits set by the user; they are kept to the letter.
  var fixed: ClosedRange<Double>?
  var isLogarithmForced = false
  var isLinearForced = false
  /// Only whole numbers carry labels, and the limits are the data's own: epochs.
  var isWhole = false
  /// The axis begins at 0 on a linear scale: losses and other sizes that 0 bounds from below.
  var startsAtZero = false
  /// A logarithmic axis is taken when these values are positive and span more than a factor of 100.
  private var candidates: (low: Double, high: Double)?

  private(set) var low = Double.infinity
  private(set) var high = -Double.infinity
  private(set) var lowestPositive = Double.infinity

  var isEmpty: Bool { low > high }

  mutating func include(_ value: Double) {
    guard AxisScale.canShow(value) else { return }
    low = min(low, value)
    high = max(high, value)
    if value > 0 { lowestPositive = min(lowestPositive, value) }
  }

  mutating func mayBeLogarithmic(_ values: [Double]) {
    for value in values where AxisScale.canShow(value) {
      candidates = (min(candidates?.low ?? value, value), max(candidates?.high ?? value, value))
    }
  }

  /// What two panels with a shared axis show together.
  mutating func merge(_ other: Extent) {
    low = min(low, other.low)
    high = max(high, other.high)
    lowestPositive = min(lowestPositive, other.lowestPositive)
    if let range = other.fixed {
      fixed = fixed.map { min($0.lowerBound, range.lowerBound)...max($0.upperBound, range.upperBound) } ?? range
    }
    isLogarithmForced = isLogarithmForced || other.isLogarithmForced
    isLinearForced = isLinearForced || other.isLinearForced
    isWhole = isWhole && other.isWhole
    startsAtZero = startsAtZero && other.startsAtZero
    candidates = candidates.flatMap { mine in
      other.candidates.map { (min(mine.low, $0.low), max(mine.high, $0.high)) }
    }
  }

  func contains(_ value: Double) -> Bool { fixed?.contains(value) ?? true }

  private var isLogarithmic: Bool {
    if isLogarithmForced { return high > 0 && lowestPositive.isFinite }
    guard !isLinearForced, let candidates else { return false }
    return candidates.low > 0 && candidates.high / candidates.low > 100 && low > 0
  }

  /// The axis: the user's limits, else the data's with 3 % of the range on each side, moved to limits that are
  /// known ([0, 1], 0); widened where there is one value only, and 0...1 where there is none.
  var scale: AxisScale {
    isLogarithmic ? logarithmic : linear
  }

  private var linear: AxisScale {
    if let fixed, let limits = Self.valid(fixed) { return AxisScale(.linear, limits.lowerBound, limits.upperBound) }
    if isEmpty { return AxisScale(.linear, 0, 1) }
    let isConstant = high - low <= max(abs(low), abs(high)) * 1e-11
    if isConstant {
      let center = low / 2 + high / 2
      let room = max(abs(center) * 0.05, 0.5)
      return AxisScale(.linear, startsAtZero && low >= 0 ? 0 : center - room, center + room)
    }
    if isWhole { return AxisScale(.linear, low, high) }
    let isUnit = low >= 0 && high <= 1 && high - low >= 0.9
    if isUnit { return AxisScale(.linear, 0, 1) }
    let room = (high - low) * 0.03
    if startsAtZero && low >= 0 { return AxisScale(.linear, 0, high * 1.03) }
    return AxisScale(.linear, low - room, high + room)
  }

  private var logarithmic: AxisScale {
    if let fixed, let limits = Self.valid(fixed), limits.upperBound > 0 {
      let bottom = limits.lowerBound > 0 ? limits.lowerBound : min(lowestPositive, limits.upperBound / 10)
      if bottom < limits.upperBound { return AxisScale(.logarithmic, bottom, limits.upperBound) }
    }
    if high <= lowestPositive * (1 + 1e-11) { return AxisScale(.logarithmic, lowestPositive / 2, high * 2) }
    let room = Libm.exp(0.03 * (Libm.log(high) - Libm.log(lowestPositive)))
    return AxisScale(
      .logarithmic, max(lowestPositive / room, .leastNormalMagnitude), min(high * room, 1.5 * AxisScale.limit))
  }

  /// Finite limits some way apart, or nil.
  private static func valid(_ range: ClosedRange<Double>) -> ClosedRange<Double>? {
    let low = range.lowerBound
    let high = range.upperBound
    guard AxisScale.canShow(low), AxisScale.canShow(high), high - low > max(abs(low), abs(high)) * 1e-11 else {
      return nil
    }
    return range
  }
}
