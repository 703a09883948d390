/// How numbers, words and colours are written in an SVG.
enum SVGText {
  /// At most two decimals, without an exponent: `12`, `0.5`, `-3.25`. What is not finite becomes 0.
  static func number(_ value: Double) -> String {
    let limit = 1e7
    let hundredths = whole(min(max(value.isNaN ? 0 : value, -limit), limit) * 100) ?? 0
    let size = hundredths.magnitude
    let sign = hundredths < 0 ? "-" : ""
    let rest = size % 100
    if rest == 0 { return "\(sign)\(size / 100)" }
    if rest % 10 == 0 { return "\(sign)\(size / 100).\(rest / 10)" }
    return "\(sign)\(size / 100).\(rest < 10 ? "0" : "")\(rest)"
  }

  /// With a space between two, unless a minus parts them.
  static func numbers(_ values: [Double]) -> String {
    values.reduce(into: "") { text, value in
      let next = number(value)
      text += text.isEmpty || next.hasPrefix("-") ? next : " " + next
    }
  }

  static func point(_ p: Point) -> String { numbers([p.x, p.y]) }

  static func color(_ color: RGBA) -> String {
    let digits = String(color.hex, radix: 16)
    return "#" + String(repeating: "0", count: max(6 - digits.count, 0)) + digits
  }

  /// For text and attributes; what XML cannot hold becomes a space.
  static func escaped(_ string: String) -> String {
    var result = ""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      default:
        let isAllowed = scalar.value >= 32 && scalar.value != 0xFFFE && scalar.value != 0xFFFF
        result.unicodeScalars.append(isAllowed ? scalar : " ")
      }
    }
    return result
  }
}
