/// Words out of a file, so that a terminal only shows them.
///
/// Whoever made the file chose them: escape sequences would colour the screen, name its window or move the cursor, and
/// marks of direction would show words in another order than they stand in.
enum TamedText {
  /// On one line.
  static func line(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).map(tamed).joined(separator: " ")
  }

  /// Lines after the first one are indented, so that none looks like something that the program itself says.
  static func lines(_ text: String, indent: Int) -> String {
    text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(tamed)
      .joined(separator: "\n" + String(repeating: " ", count: indent))
  }

  /// JSON with the characters that it allows and a terminal obeys (beyond ASCII, and delete) written as numbers.
  static func json(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { result, scalar in
      if isObeyed(scalar), scalar != "\n" {
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
  }

  private static func tamed(_ text: Substring) -> String {
    text.unicodeScalars.reduce(into: "") { result, scalar in
      result.unicodeScalars.append(scalar == "\t" ? " " : isObeyed(scalar) ? "\u{FFFD}" : scalar)
    }
  }

  /// Control characters (C0, delete, C1), separators of lines, and marks of direction; none has more than four digits.
  private static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0...0x1F, 0x7F...0x9F, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
