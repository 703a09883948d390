/// What the text of a cell is when a number is wanted.
enum NumberText {
  case number(Float, isWhole: Bool)
  /// Empty, or a usual word for a value that is not there.
  case missing
  /// A word for NaN or infinity, or a number beyond float32.
  case notFinite
  case text

  /// Reads a decimal number and rounds it once to float32, to the bits that C's `strtof` gives.
  ///
  /// Grammar: spaces, sign, digits with at most one point, optionally e and a whole exponent, spaces. No
  /// hexadecimal numbers, thousands separators or decimal commas. Whole: no point, no exponent, at most 15 digits.
  static func parse(_ cell: UnsafeBufferPointer<UInt8>) -> NumberText {
    let bytes = trimmed(cell)
    guard let decimal = Decimal(bytes) else { return word(bytes) }
    if let value = decimal.rounded { return .number(value, isWhole: decimal.isWhole) }
    // Rare: about one in 10^8 of ordinary numbers, more than 19 digits, or exponents beyond 22.
    let value = Float(String(decoding: bytes, as: UTF8.self)) ?? .nan
    return value.isFinite ? .number(value, isWhole: decimal.isWhole) : .notFinite
  }

  private static func trimmed(_ cell: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    var first = 0
    var last = cell.count
    while first < last, isSpace(cell[first]) { first += 1 }
    while last > first, isSpace(cell[last - 1]) { last -= 1 }
    return UnsafeBufferPointer(rebasing: cell[first..<last])
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  private static let missingWords: Set<String> = ["", "na", "n/a", "#n/a", "<na>", "null", "none", "?"]
  private static let notFiniteWords: Set<String> = ["nan", "inf", "infinity"]

  private static func word(_ bytes: UnsafeBufferPointer<UInt8>) -> NumberText {
    guard bytes.count <= 9 else { return .text }
    let word = String(decoding: bytes, as: UTF8.self).lowercased()
    if missingWords.contains(word) { return .missing }
    let unsigned = word.hasPrefix("-") || word.hasPrefix("+") ? String(word.dropFirst()) : word
    return notFiniteWords.contains(unsigned) ? .notFinite : .text
  }
}

/// A decimal number taken apart: ± mantissa · 10^exponent.
private struct Decimal {
  private var isNegative = false
  private var mantissa: UInt64 = 0
  private var exponent = 0
  private var fitsMantissa = true
  private(set) var isWhole = true

  /// nil unless all of `bytes` is one number.
  @inline(__always) init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    var i = 0
    let count = bytes.count
    if i < count, bytes[i] == UInt8(ascii: "-") || bytes[i] == UInt8(ascii: "+") {
      isNegative = bytes[i] == UInt8(ascii: "-")
      i += 1
    }
    var digits = 0
    let integers = readDigits(bytes, &i, significant: &digits)
    var fractions = 0
    if i < count, bytes[i] == UInt8(ascii: ".") {
      i += 1
      isWhole = false
      fractions = readDigits(bytes, &i, significant: &digits)
      exponent = -fractions
    }
    guard integers + fractions > 0 else { return nil }
    if digits > 15 { isWhole = false }
    if digits > 19 { fitsMantissa = false }
    if i < count, bytes[i] | 0x20 == UInt8(ascii: "e") {
      isWhole = false
      guard readExponent(bytes, from: i + 1) else { return nil }
    } else if i != count {
      return nil
    }
  }

  /// Adds digits to the mantissa; returns how many there were, and counts those after leading zeros.
  @inline(__always)
  private mutating func readDigits(
    _ bytes: UnsafeBufferPointer<UInt8>, _ i: inout Int, significant: inout Int
  ) -> Int {
    let first = i
    while i < bytes.count {
      let digit = bytes[i] &- UInt8(ascii: "0")
      guard digit <= 9 else { break }
      // Wraps beyond 19 digits; such a mantissa is not used.
      mantissa = mantissa &* 10 &+ UInt64(digit)
      if significant > 0 || digit != 0 { significant += 1 }
      i += 1
    }
    return i - first
  }

  /// The exponent must reach the end of the bytes.
  private mutating func readExponent(_ bytes: UnsafeBufferPointer<UInt8>, from first: Int) -> Bool {
    var i = first
    var isNegative = false
    if i < bytes.count, bytes[i] == UInt8(ascii: "-") || bytes[i] == UInt8(ascii: "+") {
      isNegative = bytes[i] == UInt8(ascii: "-")
      i += 1
    }
    guard i < bytes.count else { return false }
    var value = 0
    while i < bytes.count {
      let digit = bytes[i] &- UInt8(ascii: "0")
      guard digit <= 9 else { return false }
      value = min(value * 10 + Int(digit), 1_000_000)
      i += 1
    }
    exponent += isNegative ? -value : value
    return true
  }

  /// The nearest float32, or nil when this quick way is not sure of it.
  ///
  /// With at most 19 digits and |exponent| ≤ 22 the power of ten is exact in Double, so mantissa and quotient are
  /// each rounded once: less than 2 units in the last place of a Double. The float32 nearest to the Double is then
  /// the float32 nearest to the number, unless the Double is within these 2 units of the middle between two
  /// float32 numbers, the middle being where its lower 29 bits are 1000...0. All such values are normal float32.
  @inline(__always) var rounded: Float? {
    guard fitsMantissa, exponent >= -22, exponent <= 22 else { return nil }
    guard mantissa != 0 else { return isNegative ? -0.0 : 0 }
    var value = Double(mantissa)
    if exponent < 0 {
      value /= Decimal.powers[-exponent]
    } else if exponent > 0 {
      value *= Decimal.powers[exponent]
    }
    let distance = Int64(value.bitPattern & 0x1FFF_FFFF) - 0x1000_0000
    // Exact when nothing was rounded; then ties to even are right as they are.
    if abs(distance) <= 4, !(mantissa < 1 << 53 && exponent == 0) { return nil }
    let result = Float(value)
    guard result.isFinite else { return nil }
    return isNegative ? -result : result
  }

  private static let powers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]
}
