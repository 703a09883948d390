/// Maps data to a position along an axis: 0 at `low`, 1 at `high`.
struct AxisScale: Sendable, Equatable {
  enum Kind: Sendable, Equatable {
    case linear, logarithmic
    /// Logarithmic on both sides of 0, linear within some multiples of `unit`: sign(v) · ln(1 + |v| / unit). Source:
    /// Webber, *A bi-symmetric log transformation for wide-range data*, 2013.
    case symmetric(unit: Double)
  }

  let kind: Kind
  let low: Double
  /// Less than `low` on an axis that runs backwards; only linear ones do.
  let high: Double
  /// Names of the places 0, 1, 2, ..., on an axis of categories.
  var names: [String] = []
  /// Labels are durations of so many seconds.
  var isTime = false
  /// No grid lines and no ticks: bars and cells show by themselves where their names belong.
  var isBare = false

  /// Values beyond ±1e307 are off every axis, so that differences stay finite.
  static let limit = 1e307

  /// - Precondition: low ≠ high, both finite, and positive for a logarithmic axis: `Extent.scale` sees to that.
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
    case .symmetric(let unit):
      let (a, b) = (Self.folded(low, unit), Self.folded(high, unit))
      return (Self.folded(value, unit) - a) / (b - a)
    }
  }

  /// The place of a value, or the nearest that the axis has: its lower end for values ≤ 0 on a logarithmic axis.
  func nearestUnit(_ value: Double) -> Double? {
    if value.isNaN { return nil }
    let shown = min(max(value, -Self.limit), Self.limit)
    if kind == .logarithmic && shown <= 0 { return 0 }
    return unit(shown).map { min(max($0, -10), 11) }
  }

  func value(at unit: Double) -> Double {
    switch kind {
    case .linear: low + (high - low) * unit
    // Differences of logarithms: a quotient of two limits may be too large for a Double.
    case .logarithmic: Libm.exp(Libm.log(low) + (Libm.log(high) - Libm.log(low)) * unit)
    case .symmetric(let size):
      Self.unfolded(Self.folded(low, size) * (1 - unit) + Self.folded(high, size) * unit, size)
    }
  }

  /// Where the marks put names: in their own order, or as the axis has them.
  func places(of names: [String]) -> [Double] {
    if self.names.starts(with: names) { return names.indices.map(Double.init) }
    let known = Dictionary(zip(self.names, self.names.indices), uniquingKeysWith: { first, _ in first })
    return names.map { known[$0].map(Double.init) ?? .nan }
  }

  static func canShow(_ value: Double) -> Bool { abs(value) <= limit }

  private static func folded(_ value: Double, _ unit: Double) -> Double {
    let size = abs(value) / unit
    // Beyond the largest Double: the 1 does not count any more.
    let log = size.isFinite ? Libm.log(1 + size) : Libm.log(abs(value)) - Libm.log(unit)
    return value < 0 ? -log : log
  }

  private static func unfolded(_ folded: Double, _ unit: Double) -> Double {
    let size = unit * (Libm.exp(abs(folded)) - 1)
    return folded < 0 ? -size : size
  }
}
