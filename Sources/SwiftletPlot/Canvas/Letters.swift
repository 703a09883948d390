import CFonts

/// Makes any string fit for one line in a font that does not hold all of Unicode.
enum Letters {
  /// Pairs of first and last code point that the bundled fonts hold.
  private static let ranges: [ClosedRange<UInt32>] = {
    let flat = UnsafeBufferPointer(start: cfonts_coverage_table(), count: cfonts_coverage_count)
    return stride(from: 0, to: flat.count - 1, by: 2).map { flat[$0]...flat[$0 + 1] }
  }()

  static func isCovered(_ scalar: Unicode.Scalar) -> Bool {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < scalar.value { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].contains(scalar.value)
  }

  /// Control characters and line ends become spaces.
  static func plain(_ string: String) -> String {
    String(string.map { $0.unicodeScalars.allSatisfy { $0.properties.generalCategory == .control } ? " " : $0 })
  }

  /// What the bundled font can show: a letter whose accent is missing keeps its base; any other character
  /// that is missing, such as an emoji, becomes one square.
  static func covered(_ string: String) -> String {
    var result = ""
    for character in plain(string) {
      let scalars = character.unicodeScalars
      if scalars.allSatisfy(isCovered) {
        result.append(character)
      } else if let base = scalars.first, isCovered(base), scalars.dropFirst().allSatisfy(\.isMark) {
        result.unicodeScalars.append(base)
      } else {
        result.append("□")
      }
    }
    return result
  }

  private static let replacements: [Unicode.Scalar: String] = [
    "−": "-", "–": "-", "—": "-", "×": "x", "·": "-", "…": "...", "±": "+-", "≤": "<=", "≥": ">=", "→": "->",
    "\u{2009}": " ", "\u{00A0}": " ", "⁻": "-", "’": "'", "‘": "'", "“": "\"", "”": "\"",
    "⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8", "⁹": "9",
  ]

  /// ASCII alone, for libgd's bitmap fonts: accents are dropped, what has no likeness becomes `?`.
  static func ascii(_ string: String) -> String {
    var result = ""
    var wasRaised = false
    for character in plain(string) {
      guard let scalar = character.unicodeScalars.first else { continue }
      let isRaised = scalar == "⁻" || scalar.properties.numericType == .digit && !scalar.isASCII
      if isRaised && !wasRaised { result += "^" }
      wasRaised = isRaised
      if scalar.isASCII {
        result.unicodeScalars.append(scalar)
      } else {
        result += replacements[scalar] ?? latinBase(of: scalar) ?? "?"
      }
    }
    return result
  }

  /// "LATIN SMALL LETTER E WITH ACUTE" is an e.
  private static func latinBase(of scalar: Unicode.Scalar) -> String? {
    let words = (scalar.properties.name ?? "").split(separator: " ")
    guard words.count > 4, words[0] == "LATIN", words[2] == "LETTER", words[3].count == 1, words[4] == "WITH" else {
      return nil
    }
    return words[1] == "SMALL" ? words[3].lowercased() : String(words[3])
  }
}

extension Unicode.Scalar {
  /// A mark, joiner or variation selector that belongs to the letter before it.
  fileprivate var isMark: Bool {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .spacingMark: true
    default: false
    }
  }
}
