/// Text from a file as a message may show it: control characters escaped, long text cut.
enum CellText {
  private static let longest = 40

  static func quoted(_ text: String) -> String {
    var copy = text
    return copy.withUTF8 { quoted($0) }
  }

  /// Without quotes and uncut, for the names of files.
  static func escaped(_ text: String) -> String { text.unicodeScalars.map(escaped).joined() }

  /// In double quotes. Bytes that are no UTF-8 are shown as `\xE9`.
  static func quoted(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    var shown = ""
    var count = 0
    var rest = bytes[...]
    while !rest.isEmpty, count < longest {
      let (scalar, length) = decode(rest)
      shown += scalar.map(escaped) ?? "\\x" + hex(UInt32(rest[rest.startIndex]), digits: 2)
      rest = rest.dropFirst(length)
      count += 1
    }
    return "\"\(shown)\"" + (rest.isEmpty ? "" : "... (\(bytes.count) bytes)")
  }

  /// The next scalar of well-formed UTF-8 and its length, or nil and 1.
  private static func decode(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> (Unicode.Scalar?, Int) {
    var decoder = UTF8()
    var iterator = bytes.prefix(4).makeIterator()
    guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return (nil, 1) }
    return (scalar, UTF8.width(scalar))
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": return "\\n"
    case "\r": return "\\r"
    case "\t": return "\\t"
    case "\"": return "\\\""
    case "\\": return "\\\\"
    default: break
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
      return "\\u{" + hex(scalar.value, digits: 2) + "}"
    default: return String(scalar)
    }
  }

  private static func hex(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
