/// One cell of a table, without its quotes. The bytes are valid during the call that hands them over.
struct CSVCell {
  let bytes: UnsafeBufferPointer<UInt8>
  let isQuoted: Bool
  /// The line on which the cell begins, counted from 1.
  let line: Int
  /// Counted from 0.
  let column: Int
}

/// Takes the cells of a table in order. Errors it throws end the reading.
protocol CSVSink {
  mutating func cell(_ cell: CSVCell) throws(SwiftletError)
  /// After the last cell of a row that began on `line`.
  mutating func endRow(cells: Int, line: Int) throws(SwiftletError)
  /// What a message should call the column.
  func columnName(_ index: Int) -> String
}

/// Splits bytes into cells in one pass: RFC 4180 with any one-byte separator, and LF, CRLF or CR as line ends.
///
/// Goals in order: never a wrong cell without an error; every error with its line and column; memory for one
/// chunk and the longest cell only; speed. A cell lies contiguously in the window, so nothing is copied but a
/// cell cut by the end of a chunk. Empty lines are skipped. What RFC 4180 does not allow (a quote inside an
/// unquoted cell, text behind a closing quote, a quote that never closes) is refused, never guessed.
struct CSVReader<Sink: CSVSink>: ~Copyable {
  private enum State { case cellStart, plain, quoted, quoteInQuoted }

  private var window: ByteWindow
  private let file: String
  private let separator: UInt8
  private let longestCell: Int
  /// 1 for the bytes at which a run of plain text ends: separator, line ends, quote, NUL.
  private let special: UnsafeMutablePointer<UInt8>

  private var state = State.cellStart
  /// The first byte of the cell, and one past its last while it is moved over its doubled quotes.
  private var start = 0
  private var write = 0
  private var line = 1
  private var cellLine = 1
  private var rowLine = 1
  private var column = 0
  /// The last byte was a CR that ended a line: an LF now belongs to it.
  private var afterReturn = false

  init(
    _ source: any ByteSource, file: String, separator: UInt8, chunk: Int = 256 * 1024, longestCell: Int = 1 << 20
  ) {
    window = ByteWindow(source, chunk: chunk)
    self.file = file
    self.separator = separator
    self.longestCell = longestCell
    special = .allocate(capacity: 256)
    special.initialize(repeating: 0, count: 256)
    for byte in [separator, Byte.lineFeed, Byte.carriageReturn, Byte.quote, 0] { special[Int(byte)] = 1 }
  }

  deinit { special.deallocate() }

  /// Hands every cell to `sink`.
  mutating func read(into sink: inout Sink) throws(SwiftletError) {
    try skipByteOrderMark()
    while true {
      if window.cursor == window.end {
        guard try refill(sink) else { break }
      }
      switch state {
      case .cellStart: try beginCell(&sink)
      case .plain: try readPlain(&sink)
      case .quoted: try readQuoted(sink)
      case .quoteInQuoted: try readAfterQuote(&sink)
      }
    }
    try finish(&sink)
  }

  private mutating func beginCell(_ sink: inout Sink) throws(SwiftletError) {
    let byte = window.base[window.cursor]
    if afterReturn {
      afterReturn = false
      if byte == Byte.lineFeed {
        window.cursor += 1
        return
      }
    }
    if column == 0 {
      rowLine = line
      if byte == Byte.lineFeed || byte == Byte.carriageReturn { return try endLine(byte, &sink) }
    }
    cellLine = line
    if byte == Byte.quote {
      window.cursor += 1
      write = window.cursor
      state = .quoted
    } else {
      state = .plain
    }
    start = window.cursor
  }

  private mutating func readPlain(_ sink: inout Sink) throws(SwiftletError) {
    var cursor = window.cursor
    let end = window.end
    let base = window.base
    let special = special
    while cursor < end, special[Int(base[cursor])] == 0 { cursor += 1 }
    window.cursor = cursor
    guard cursor < end else { return }
    switch base[cursor] {
    case Byte.quote:
      throw CSVFaults.strayQuote(place(sink), text: UnsafeBufferPointer(start: base + start, count: cursor - start))
    case 0: throw CSVFaults.nulByte(place(sink))
    default: try endCell(at: cursor, isQuoted: false, &sink)
    }
  }

  /// Inside quotes everything is text. A doubled quote shortens the cell by one byte, so the rest moves down.
  private mutating func readQuoted(_ sink: Sink) throws(SwiftletError) {
    let base = window.base
    while window.cursor < window.end {
      let byte = base[window.cursor]
      window.cursor += 1
      switch byte {
      case Byte.quote:
        state = .quoteInQuoted
        return
      case 0: throw CSVFaults.nulByte(place(sink))
      case Byte.lineFeed: line += afterReturn ? 0 : 1
      case Byte.carriageReturn: line += 1
      default: break
      }
      afterReturn = byte == Byte.carriageReturn
      base[write] = byte
      write += 1
    }
  }

  private mutating func readAfterQuote(_ sink: inout Sink) throws(SwiftletError) {
    let byte = window.base[window.cursor]
    afterReturn = false
    switch byte {
    case Byte.quote:
      window.base[write] = byte
      write += 1
      window.cursor += 1
      state = .quoted
    case separator, Byte.lineFeed, Byte.carriageReturn: try endCell(at: write, isQuoted: true, &sink)
    default: throw CSVFaults.textAfterQuote(place(sink), byte: byte)
    }
  }

  /// Hands the cell over and consumes the separator or line end under the cursor.
  private mutating func endCell(at end: Int, isQuoted: Bool, _ sink: inout Sink) throws(SwiftletError) {
    let byte = window.base[window.cursor]
    try deliver(end: end, isQuoted: isQuoted, &sink)
    state = .cellStart
    if byte == separator {
      window.cursor += 1
    } else {
      try endLine(byte, &sink)
    }
  }

  private mutating func deliver(end: Int, isQuoted: Bool, _ sink: inout Sink) throws(SwiftletError) {
    let bytes = UnsafeBufferPointer(start: UnsafePointer(window.base + start), count: end - start)
    try sink.cell(CSVCell(bytes: bytes, isQuoted: isQuoted, line: cellLine, column: column))
    column += 1
  }

  private mutating func endLine(_ byte: UInt8, _ sink: inout Sink) throws(SwiftletError) {
    window.cursor += 1
    afterReturn = byte == Byte.carriageReturn
    line += 1
    try endRow(&sink)
  }

  private mutating func endRow(_ sink: inout Sink) throws(SwiftletError) {
    let cells = column
    column = 0
    if cells > 0 { try sink.endRow(cells: cells, line: rowLine) }
  }

  /// The end of the bytes ends the last cell and row, whether or not there is a line end.
  private mutating func finish(_ sink: inout Sink) throws(SwiftletError) {
    switch state {
    case .quoted: throw CSVFaults.unclosedQuote(place(sink), limit: nil)
    case .quoteInQuoted: try deliver(end: write, isQuoted: true, &sink)
    case .plain: try deliver(end: window.cursor, isQuoted: false, &sink)
    case .cellStart where column > 0:
      cellLine = line
      start = window.cursor
      try deliver(end: window.cursor, isQuoted: false, &sink)
    case .cellStart: break
    }
    try endRow(&sink)
  }

  private mutating func refill(_ sink: Sink) throws(SwiftletError) -> Bool {
    let kept = state == .cellStart ? window.cursor : start
    if window.end - kept > longestCell {
      if state == .quoted { throw CSVFaults.unclosedQuote(place(sink), limit: longestCell) }
      throw CSVFaults.longCell(place(sink), limit: longestCell)
    }
    let moved = try window.refill(keeping: kept)
    start -= kept
    write -= kept
    return moved != nil
  }

  /// UTF-8 may begin with EF BB BF. Other encodings and binary files are named rather than misread.
  private mutating func skipByteOrderMark() throws(SwiftletError) {
    while window.end < 4, try window.refill(keeping: 0) != nil {}
    let head = Array(UnsafeBufferPointer(start: window.base, count: min(window.end, 4)))
    if let fault = CSVFaults.foreignFormat(head, place: Finding.Place(file: CellText.escaped(file), line: 1)) {
      throw fault
    }
    if head.starts(with: [0xEF, 0xBB, 0xBF]) { window.cursor = 3 }
  }

  private func place(_ sink: Sink) -> Finding.Place {
    Finding.Place(file: CellText.escaped(file), line: cellLine, column: sink.columnName(column))
  }
}

enum Byte {
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let quote = UInt8(ascii: "\"")

  /// Bytes that mean something else in a table: quotes, line ends, NUL, and what numbers and words are made of.
  static func cannotSeparate(_ byte: UInt8) -> Bool {
    switch byte {
    case 0, quote, lineFeed, carriageReturn: true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"): true
    default: false
    }
  }
}
