/// What the marks show along one axis, gathered before its limits are chosen.
struct Extent: Sendable {
  /// Limits set by the user; they are kept to the letter.
  var fixed: ClosedRange<Double>?
  var wantsLogarithm = false
  /// Names stand at equal distances, whatever scale is wished.
  var isLogarithmForced: Bool { wantsLogarithm && names.isEmpty }
  var isLinearForced = false
  /// Only whole numbers carry labels, and the limits are the data's own: epochs.
  var isWhole = false
  /// Only whole numbers carry labels: counts.
  var hasWholeLabels = false
  /// The axis begins at 0 on a linear scale: losses and other sizes that 0 bounds from below.
  var startsAtZero = false
  /// A logarithmic axis is taken when these values are positive and span more than a factor of 100.
  private var candidates: (low: Double, high: Double)?

  var isSymmetricForced = false
  /// Values are seconds.
  var isTime = false
  /// Names of the places 0, 1, 2, ...
  private(set) var names: [String] = []
  /// Categories and rows of a table run from the top.
  var runsDown = false
  /// The limits are the data's own: a table of cells that fills the plot area.
  var isTight = false
  /// Neither grid lines nor ticks.
  var isBare = false

  private(set) var low = Double.infinity
  private(set) var high = -Double.infinity
  private(set) var lowestPositive = Double.infinity
  /// The smallest of all sizes but 0.
  private var smallest = Double.infinity

  var isEmpty: Bool { low > high }

  mutating func include(_ value: Double) {
    guard AxisScale.canShow(value) else { return }
    low = min(low, value)
    high = max(high, value)
    if value > 0 { lowestPositive = min(lowestPositive, value) }
    if value != 0 { smallest = min(smallest, abs(value)) }
  }

  /// Adds names that are not there yet, and tells where these stand.
  mutating func include(_ more: [String]) -> [Double] {
    if names.isEmpty {
      names = more
    } else if !names.starts(with: more) {
      var known = Set(names)
      for name in more where known.insert(name).inserted { names.append(name) }
    }
    var scale = AxisScale(.linear, 0, 1)
    scale.names = names
    return scale.places(of: more)
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
    smallest = min(smallest, other.smallest)
    isSymmetricForced = isSymmetricForced || other.isSymmetricForced
    isTime = isTime || other.isTime
    runsDown = runsDown || other.runsDown
    isBare = isBare && other.isBare
    isTight = isTight && other.isTight
    _ = include(other.names)
    if let range = other.fixed {
      fixed = fixed.map { min($0.lowerBound, range.lowerBound)...max($0.upperBound, range.upperBound) } ?? range
    }
    wantsLogarithm = wantsLogarithm || other.wantsLogarithm
    isLinearForced = isLinearForced || other.isLinearForced
    isWhole = isWhole && other.isWhole
    hasWholeLabels = hasWholeLabels && other.hasWholeLabels
    startsAtZero = startsAtZero && other.startsAtZero
    candidates = candidates.flatMap { mine in
      other.candidates.map { (min(mine.low, $0.low), max(mine.high, $0.high)) }
    }
  }

  func contains(_ value: Double) -> Bool { fixed?.contains(value) ?? true }

  private var isLogarithmic: Bool {
    if isLogarithmForced { return high > 0 && lowestPositive.isFinite }
    guard !isLinearForced, names.isEmpty, let candidates else { return false }
    return candidates.low > 0 && candidates.high / candidates.low > 100 && low > 0
  }

  /// The axis: the user's limits, else the data's with 3 % of the range on each side, moved to limits that are
  /// known ([0, 1], 0); widened where there is one value only, and 0...1 where there is none.
  var scale: AxisScale {
    var scale = isSymmetricForced && names.isEmpty ? symmetric : isLogarithmic ? logarithmic : linear
    if runsDown && fixed == nil && scale.kind == .linear { scale = AxisScale(.linear, scale.high, scale.low) }
    scale.names = names
    scale.isTime = isTime
    scale.isBare = isBare
    return scale
  }

  /// Half a place of room around the names, and more where something stands beside them.
  private var named: AxisScale {
    let last = Double(names.count) - 0.5
    return AxisScale(.linear, isEmpty ? -0.5 : min(-0.5, low - 0.5), isEmpty ? last : max(last, high + 0.5))
  }

  private var symmetric: AxisScale {
    let plain = linear
    let largest = max(abs(plain.low), abs(plain.high))
    // Six decades on each side; what is smaller lies in the linear part.
    let size = max(min(smallest, largest), largest * 1e-6)
    let power = Libm.pow(10, Libm.log10(max(size, 1e-300)).rounded(.down))
    guard power > 0, power.isFinite else { return plain }
    if fixed.flatMap(Self.valid) != nil { return AxisScale(.symmetric(unit: power), plain.low, plain.high) }
    let inner = AxisScale(.symmetric(unit: power), isEmpty ? plain.low : low, isEmpty ? plain.high : high)
    guard inner.low < inner.high else { return AxisScale(.symmetric(unit: power), plain.low, plain.high) }
    let ends = (inner.value(at: -0.03), inner.value(at: 1.03))
    guard AxisScale.canShow(ends.0), AxisScale.canShow(ends.1), ends.0 < ends.1 else { return plain }
    return AxisScale(.symmetric(unit: power), ends.0, ends.1)
  }

  private var linear: AxisScale {
    if let fixed, let limits = Self.valid(fixed) { return AxisScale(.linear, limits.lowerBound, limits.upperBound) }
    if !names.isEmpty { return named }
    if isEmpty { return AxisScale(.linear, 0, 1) }
    let isConstant = high - low <= max(abs(low), abs(high)) * 1e-11
    if isConstant {
      let center = low / 2 + high / 2
      let room = max(abs(center) * 0.05, 0.5)
      return AxisScale(.linear, startsAtZero && low >= 0 ? 0 : center - room, center + room)
    }
    if isWhole || isTight { return AxisScale(.linear, low, high) }
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
