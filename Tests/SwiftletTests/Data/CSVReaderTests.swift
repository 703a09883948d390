import Testing

@testable import Swiftlet

/// Keeps the cells it is given as text; a quoted cell begins with a mark.
struct RecordingSink: CSVSink {
  var rows: [[String]] = []
  var lines: [Int] = []
  private var row: [String] = []

  mutating func cell(_ cell: CSVCell) throws(SwiftletError) {
    #expect(cell.column == row.count)
    row.append((cell.isQuoted ? "«" : "") + String(decoding: cell.bytes, as: UTF8.self))
  }
  mutating func endRow(cells: Int, line: Int) throws(SwiftletError) {
    #expect(cells == row.count)
    rows.append(row)
    lines.append(line)
    row = []
  }
  func columnName(_ index: Int) -> String { "\(index + 1)" }
}

func cells(
  _ text: String, separator: Character = ",", chunk: Int = 4096, longestCell: Int = 1 << 20
) throws -> RecordingSink {
  var sink = RecordingSink()
  var reader = CSVReader<RecordingSink>(
    MemoryBytes(Array(text.utf8)), file: "t.csv", separator: try #require(separator.asciiValue), chunk: chunk,
    longestCell: longestCell)
  try reader.read(into: &sink)
  return sink
}

@Suite struct CSVReaderTests {
  static let chunks = Array(1...64) + [4095, 4096, 4097]

  /// Text, its rows, and the lines on which they begin.
  static let table: [(text: String, rows: [[String]], lines: [Int])] = [
    ("", [], []),
    ("a", [["a"]], [1]),
    ("a,b\n1,2\n", [["a", "b"], ["1", "2"]], [1, 2]),
    ("a,b\n1,2", [["a", "b"], ["1", "2"]], [1, 2]),
    ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]], [1, 2]),
    ("a,b\r1,2\r", [["a", "b"], ["1", "2"]], [1, 2]),
    ("a,b\r\r\n\n1,2\n\r3,4", [["a", "b"], ["1", "2"], ["3", "4"]], [1, 4, 6]),
    ("\n\n\r\n\ra\n\n", [["a"]], [5]),
    ("1,2,", [["1", "2", ""]], [1]),
    ("1,2,\n", [["1", "2", ""]], [1]),
    (",\n", [["", ""]], [1]),
    (",,", [["", "", ""]], [1]),
    ("1,\"\"", [["1", "«"]], [1]),
    ("\"\"", [["«"]], [1]),
    ("\"\"\n\"\"", [["«"], ["«"]], [1, 2]),
    ("\"a\"\"b\"", [["«a\"b"]], [1]),
    ("\"\"\"\"", [["«\""]], [1]),
    ("\"\"\"a\"\"\",b", [["«\"a\"", "b"]], [1]),
    ("\"a,b\",c", [["«a,b", "c"]], [1]),
    ("\"a\nb\",c\nd,e", [["«a\nb", "c"], ["d", "e"]], [1, 3]),
    ("\"a\r\nb\",c\r\nd,e", [["«a\r\nb", "c"], ["d", "e"]], [1, 3]),
    ("\"a\rb\",c\rd,e", [["«a\rb", "c"], ["d", "e"]], [1, 3]),
    ("\"a\r\"\"\nb\"\nc", [["«a\r\"\nb"], ["c"]], [1, 4]),
    ("\"a\r\"\nc", [["«a\r"], ["c"]], [1, 3]),
    (" a ,\tb\t", [[" a ", "\tb\t"]], [1]),
    ("\u{FEFF}a,b\n1,2", [["a", "b"], ["1", "2"]], [1, 2]),
    ("\u{FEFF}\"a\",b", [["«a", "b"]], [1]),
    ("a,\u{301}\nä,\u{1F600}", [["a", "\u{301}"], ["ä", "\u{1F600}"]], [1, 2]),
    ("a;b|c\td", [["a;b|c\td"]], [1]),
    ("#a,b", [["#a", "b"]], [1]),
    ("\u{FEFF}", [], []),
    ("ab", [["ab"]], [1]),
  ]

  @Test func edgeCasesReadTheSameForEveryChunk() throws {
    for (text, rows, lines) in CSVReaderTests.table {
      for chunk in CSVReaderTests.chunks {
        let read = try cells(text, chunk: chunk)
        #expect(read.rows == rows && read.lines == lines, "\(text.debugDescription) by \(chunk)")
      }
    }
  }

  @Test(arguments: [";", "\t", "|", ":", " "] as [Character])
  func anySeparatorWorks(separator: Character) throws {
    let text = "a,1\(separator)\"b\(separator)\"\(separator)\n"
    #expect(try cells(text, separator: separator).rows == [["a,1", "«b\(separator)", ""]])
  }

  /// Random tables, written by the rules of RFC 4180, come back as they were.
  @Test(arguments: 0..<40 as Range<UInt64>)
  func whatIsWrittenIsRead(seed: UInt64) throws {
    var random = RandomStream(.data, seed: seed)
    let alphabet = ["a", "7", ".", ",", "\"", "\n", "\r", "\r\n", " ", "é", "\u{1F600}"]
    let end = ["\n", "\r\n", "\r"][random.below(3)]
    var rows: [[String]] = []
    var text = ""
    for _ in 0..<30 {
      let row = (0..<random.below(6) + 2).map { _ in
        (0..<random.below(9)).map { _ in alphabet[random.below(alphabet.count)] }.joined()
      }
      let written = row.map { cell in
        let mustQuote = cell.unicodeScalars.contains { [",", "\"", "\n", "\r"].contains($0) }
        guard mustQuote || random.below(3) == 0 else { return (shown: cell, text: cell) }
        let doubled = cell.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined()
        return (shown: "«" + cell, text: "\"\(doubled)\"")
      }
      rows.append(written.map(\.shown))
      text += written.map(\.text).joined(separator: ",") + end
    }
    for chunk in [1, 2, 3, 7, 64, 4096] { #expect(try cells(text, chunk: chunk).rows == rows) }
  }

  @Test func badQuotesAreRefusedWithLineAndColumn() {
    for chunk in [1, 3, 4096] {
      expectFault(.malformedTable, saying: "t.csv:2, column 2", "middle", "\"5\"", "5\"\" pipe") {
        try cells("a,b\n1,5\" pipe\n", chunk: chunk)
      }
      expectFault(.malformedTable, saying: "t.csv:1, column 2", "Remove the space") {
        try cells("1, \"2\"", chunk: chunk)
      }
      expectFault(.malformedTable, saying: "t.csv:3, column 1", "behind the closing quote", "\"y\"") {
        try cells("a\nb\n\"x\"y\n", chunk: chunk)
      }
      expectFault(.malformedTable, saying: "t.csv:2, column 2", "never closed", "end of the file") {
        try cells("a,b\n1,\"2\n3,4\n", chunk: chunk)
      }
    }
  }

  @Test func cellsWithoutEndAreRefused() {
    let long = String(repeating: "x", count: 5000)
    expectFault(.malformedTable, saying: "t.csv:1, column 1", "never closed", "none within 1000 bytes") {
      try cells("\"" + long, chunk: 100, longestCell: 1000)
    }
    expectFault(.tooLarge, saying: "t.csv:2, column 1", "at most 1000 bytes") {
      try cells("a\n" + long, chunk: 100, longestCell: 1000)
    }
    #expect(throws: Never.self) { try cells(long, chunk: 100) }
  }
}
