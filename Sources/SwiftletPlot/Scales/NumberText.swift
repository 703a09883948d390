/// Numbers as a reader wants them: a true minus sign, no −0, thin spaces between thousands, powers of ten raised.
enum NumberText {
  private static let minus = "−"
  private static let thinSpace: Character = "\u{2009}"

  /// With so many decimals; thousands apart from 10 000 on.
  static func fixed(_ value: Double, decimals: Int, separator: Character = thinSpace, from: Int = 10_000) -> String {
    let places = min(max(decimals, 0), 18)
    guard let scaled = whole(abs(value) * Libm.pow(10, Double(places))) else { return "\(value)" }
    var digits = String(scaled)
    if digits.count <= places { digits = String(repeating: "0", count: places + 1 - digits.count) + digits }
    let fraction = digits.suffix(places)
    let integer = grouped(String(digits.dropLast(places)), by: separator, from: from)
    let sign = value < 0 && scaled != 0 ? minus : ""
    return sign + integer + (places > 0 ? "." + fraction : "")
  }

  private static func grouped(_ digits: String, by separator: Character, from: Int) -> String {
    guard let value = Int(digits), value >= from else { return digits }
    var result = ""
    for (i, digit) in digits.enumerated() {
      if i > 0, (digits.count - i) % 3 == 0 { result.append(separator) }
      result.append(digit)
    }
    return result
  }

  /// 2nd, 13th, 21st.
  static func ordinal(_ n: Int) -> String {
    let isTeen = (11...13).contains(abs(n % 100))
    return count(n) + (isTeen ? "th" : [1: "st", 2: "nd", 3: "rd"][abs(n % 10)] ?? "th")
  }

  /// How many things there are: 2,000.
  static func count(_ n: Int) -> String { fixed(Double(n), decimals: 0, separator: ",", from: 1000) }

  /// To some significant digits: 0.0424, 1.1, 12 300, 1.5×10⁻⁵.
  static func brief(_ value: Double, digits: Int = 3) -> String {
    guard value.isFinite else { return value.isNaN ? "NaN" : value > 0 ? "∞" : minus + "∞" }
    guard value != 0 else { return "0" }
    let magnitude = exponent(of: value, digits: digits)
    if magnitude >= 6 || magnitude < -4 {
      return scientific(value, exponent: magnitude, decimals: digits - 1)
    }
    return trimmed(fixed(value, decimals: max(digits - 1 - magnitude, 0)))
  }

  /// The power of ten of the leading digit, after rounding to so many digits.
  private static func exponent(of value: Double, digits: Int) -> Int {
    let guess = whole(Libm.log10(abs(value)).rounded(.down)) ?? 0
    let lead = divided(abs(value), byPowerOfTen: guess - digits + 1).rounded()
    return lead >= Libm.pow(10, Double(digits)) ? guess + 1 : guess
  }

  /// Without zeroes at the end of the decimals.
  private static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var result = Substring(text)
    while result.last == "0" { result.removeLast() }
    if result.last == "." { result.removeLast() }
    return String(result)
  }

  static func scientific(_ value: Double, exponent: Int, decimals: Int) -> String {
    if value == 0 { return "0" }
    return fixed(divided(value, byPowerOfTen: exponent), decimals: decimals) + "×" + powerOfTen(exponent)
  }

  /// In two steps: 10³²⁰ is not a Double, and neither is 10⁻³²⁰ exactly.
  private static func divided(_ value: Double, byPowerOfTen exponent: Int) -> Double {
    let half = exponent / 2
    return value / Libm.pow(10, Double(half)) / Libm.pow(10, Double(exponent - half))
  }

  static func powerOfTen(_ exponent: Int) -> String { "10" + raised(exponent) }

  private static func raised(_ number: Int) -> String {
    let digits: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    return String(String(number).map { $0 == "-" ? "⁻" : digits[$0.wholeNumberValue ?? 0] })
  }

  /// One style for all labels of a linear axis whose step needs `decimals` decimals (negative: the step is a
  /// multiple of 10^−decimals).
  static func labels(_ values: [Double], decimals: Int) -> [String] {
    let largest = values.map(abs).max() ?? 0
    guard largest > 0, largest >= 1e6 || largest < 1e-4 else { return values.map { fixed($0, decimals: decimals) } }
    let exponent = whole(Libm.log10(largest).rounded(.down)) ?? 0
    return values.map { scientific($0, exponent: exponent, decimals: max(decimals + exponent, 0)) }
  }
}
