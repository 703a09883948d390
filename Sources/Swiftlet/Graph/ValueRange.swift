/// What is known of a symbol's values before any number is seen: an interval, whether they sum to
/// one along the last axis, whether they are whole numbers.
///
/// It makes misfits such as "softmax twice" or "hinge on an output that cannot be negative"
/// decidable when a model is compiled.
public struct ValueRange: Sendable, Hashable, Codable {
  /// Bounds that the values never leave; infinite where nothing is known.
  public var interval: ClosedRange<Float>
  /// Whether the values along the last axis are non-negative and sum to one.
  public var sumsToOne: Bool
  public var isInteger: Bool

  init(_ interval: ClosedRange<Float>, sumsToOne: Bool = false, isInteger: Bool = false) {
    self.interval = interval
    self.sumsToOne = sumsToOne
    self.isInteger = isInteger
  }

  static let anything = ValueRange(-Float.infinity...Float.infinity)
  static let nonNegative = ValueRange(0...Float.infinity)
  static let unitInterval = ValueRange(0...1)
  static let signed = ValueRange(-1...1)
  static let probabilities = ValueRange(0...1, sumsToOne: true)

  var isWithinUnitInterval: Bool { interval.lowerBound >= 0 && interval.upperBound <= 1 }

  /// The range of f when f never decreases: the images of the bounds.
  func mapped(_ f: (Float) -> Float) -> ValueRange {
    let (low, high) = (f(interval.lowerBound), f(interval.upperBound))
    return low.isNaN || high.isNaN ? .anything : ValueRange(min(low, high)...max(low, high))
  }

  /// The smallest range that holds both.
  func union(_ other: ValueRange) -> ValueRange {
    ValueRange(
      min(interval.lowerBound, other.interval.lowerBound)...max(interval.upperBound, other.interval.upperBound))
  }

  /// The range of `f(x, y)` whose extremes lie at the corners; `anything` when a corner is not a number.
  func corners(_ other: ValueRange, _ f: (Float, Float) -> Float) -> ValueRange {
    let values = [
      f(interval.lowerBound, other.interval.lowerBound), f(interval.lowerBound, other.interval.upperBound),
      f(interval.upperBound, other.interval.lowerBound), f(interval.upperBound, other.interval.upperBound),
    ]
    guard !values.contains(where: \.isNaN), let low = values.min(), let high = values.max() else { return .anything }
    return ValueRange(low...high)
  }
}
