/// What can be wrong with the text of a table, before its cells mean anything.
enum CSVFaults {
  static func strayQuote(_ place: Finding.Place, text: UnsafeBufferPointer<UInt8>) -> SwiftletError {
    let isSpace = text.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    return malformed(
      "there is a quote in the middle of an unquoted cell", expected: "a cell quoted as a whole, or no quote",
      got: "\(CellText.quoted(text)) and then a quote", place: place,
      remedy: isSpace
        ? "Remove the space before the quote" : "Write the cell in quotes and double the quote inside: \"5\"\" pipe\"")
  }

  static func textAfterQuote(_ place: Finding.Place, byte: UInt8) -> SwiftletError {
    malformed(
      "there is text behind the closing quote of a cell", expected: "the separator or the end of the line",
      got: withUnsafePointer(to: byte) { CellText.quoted(UnsafeBufferPointer(start: $0, count: 1)) }, place: place,
      remedy: "Double a quote inside a quoted cell; name another separator with separator:")
  }

  static func unclosedQuote(_ place: Finding.Place, limit: Int?) -> SwiftletError {
    malformed(
      "a quote that opens here is never closed", expected: "a closing quote",
      got: limit.map { "none within \($0) bytes" } ?? "the end of the file", place: place,
      remedy: "Close the quote, or remove it")
  }

  static func longCell(_ place: Finding.Place, limit: Int) -> SwiftletError {
    SwiftletError(
      .data,
      Finding(
        .tooLarge, "a cell is too long", expected: "at most \(limit) bytes", got: "more",
        remedy: "Check the separator and the line ends; this may be no table of text", place: place))
  }

  static func nulByte(_ place: Finding.Place) -> SwiftletError {
    SwiftletError(
      .data,
      Finding(
        .encoding, "there is a NUL byte, which no text holds", expected: "text in UTF-8",
        got: "a binary file, or text in UTF-16", remedy: "Save the table as CSV in UTF-8", place: place))
  }

  static func notUTF8(_ place: Finding.Place, text: UnsafeBufferPointer<UInt8>) -> SwiftletError {
    SwiftletError(
      .data,
      Finding(
        .encoding, "the text is not valid UTF-8", expected: "text in UTF-8",
        got: "\(CellText.quoted(text)), perhaps Latin-1 or Windows-1252",
        remedy: "Save the table as CSV in UTF-8, or convert it: iconv -f WINDOWS-1252 -t UTF-8", place: place))
  }

  /// Names files that are no UTF-8 text by their first bytes.
  static func foreignFormat(_ head: [UInt8], place: Finding.Place) -> SwiftletError? {
    let known: [(magic: [UInt8], name: String, remedy: String)] = [
      ([0xFF, 0xFE], "text in UTF-16 (little-endian)", "Save the table as CSV in UTF-8"),
      ([0xFE, 0xFF], "text in UTF-16 (big-endian)", "Save the table as CSV in UTF-8"),
      ([0x1F, 0x8B], "a gzip file", "Unpack it first: gunzip"),
      ([0x50, 0x4B, 0x03, 0x04], "a zip or Excel file", "Unpack it, or save the sheet as CSV in UTF-8"),
    ]
    guard let (_, name, remedy) = known.first(where: { head.starts(with: $0.magic) }) else { return nil }
    return SwiftletError(
      .data,
      Finding(
        .encoding, "the file is not a table of text", expected: "CSV in UTF-8", got: name, remedy: remedy,
        place: place))
  }

  private static func malformed(
    _ sentence: String, expected: String, got: String, place: Finding.Place, remedy: String
  ) -> SwiftletError {
    SwiftletError(
      .data, Finding(.malformedTable, sentence, expected: expected, got: got, remedy: remedy, place: place))
  }
}
