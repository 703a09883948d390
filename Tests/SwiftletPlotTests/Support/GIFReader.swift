import Testing

/// Reads a GIF as a player does: frames drawn over one another. Written from the GIF89a specification, so that it is
/// independent of the library that wrote the file.
struct GIFReader {
  struct Frame {
    /// Hundredths of a second.
    var delay: Int
    var disposal: Int
    var left: Int
    var top: Int
    var width: Int
    var height: Int
    /// What the player shows now, 0x00RRGGBB, row by row.
    var shown: [UInt32]
    var hasOwnPalette: Bool
  }

  private(set) var width = 0
  private(set) var height = 0
  private(set) var frames: [Frame] = []
  /// 0 means for ever; nil where the file does not say.
  private(set) var loops: Int?
  private let bytes: [UInt8]
  private var at = 0
  private var palette: [UInt32] = []
  private var delay = 0
  private var disposal = 0
  private var clear: Int?

  init(_ bytes: [UInt8]) throws {
    self.bytes = bytes
    try #require(String(decoding: bytes.prefix(6), as: UTF8.self).hasPrefix("GIF8"))
    at = 6
    width = try u16()
    height = try u16()
    let flags = try u8()
    at += 2
    if flags & 0x80 != 0 { palette = try colors(2 << (flags & 7)) }
    var screen = [UInt32](repeating: 0, count: width * height)
    while true {
      switch try u8() {
      case 0x21: try readExtension()
      case 0x2C: try readImage(&screen)
      case 0x3B:
        try #require(at == bytes.count, "there is something behind the end")
        return
      case let other: try #require(Bool(false), "no block begins with \(other)")
      }
    }
  }

  private mutating func u8() throws -> Int {
    try #require(at < bytes.count, "the file is cut")
    at += 1
    return Int(bytes[at - 1])
  }

  private mutating func u16() throws -> Int {
    let low = try u8()
    return low | (try u8()) << 8
  }

  private mutating func colors(_ count: Int) throws -> [UInt32] {
    try (0..<count).map { _ in
      let (red, green, blue) = (try u8(), try u8(), try u8())
      return UInt32(red << 16 | green << 8 | blue)
    }
  }

  private mutating func blocks() throws -> [UInt8] {
    var data: [UInt8] = []
    while true {
      let count = try u8()
      if count == 0 { return data }
      try #require(at + count <= bytes.count)
      data += bytes[at..<at + count]
      at += count
    }
  }

  private mutating func readExtension() throws {
    let label = try u8()
    let data = try blocks()
    if label == 0xF9 {
      disposal = Int(data[0] >> 2 & 7)
      delay = Int(data[1]) | Int(data[2]) << 8
      clear = data[0] & 1 == 1 ? Int(data[3]) : nil
    } else if label == 0xFF, data.starts(with: "NETSCAPE2.0".utf8), data.count >= 14 {
      loops = Int(data[12]) | Int(data[13]) << 8
    }
  }

  private mutating func readImage(_ screen: inout [UInt32]) throws {
    let (left, top, columns, rows) = (try u16(), try u16(), try u16(), try u16())
    try #require(left + columns <= width && top + rows <= height)
    let flags = try u8()
    try #require(flags & 0x40 == 0, "interlaced")
    let own = flags & 0x80 != 0 ? try colors(2 << (flags & 7)) : palette
    let size = try u8()
    let numbers = try Self.unpacked(try blocks(), size)
    try #require(numbers.count == columns * rows)
    for (i, number) in numbers.enumerated() where number != clear {
      screen[(top + i / columns) * width + left + i % columns] = own[number]
    }
    frames.append(
      Frame(
        delay: delay, disposal: disposal, left: left, top: top, width: columns, height: rows, shown: screen,
        hasOwnPalette: flags & 0x80 != 0))
    (delay, disposal, clear) = (0, 0, nil)
  }

  /// Lempel, Ziv and Welch.
  private static func unpacked(_ data: [UInt8], _ size: Int) throws -> [Int] {
    let (reset, end) = (1 << size, 1 << size + 1)
    var table: [[Int]] = []
    var width = size + 1
    var last: [Int]?
    var result: [Int] = []
    var bits = 0
    var held = 0
    func begin() {
      table = (0..<reset).map { [$0] } + [[], []]
      width = size + 1
      last = nil
    }
    begin()
    for byte in data {
      held |= Int(byte) << bits
      bits += 8
      while bits >= width {
        let code = held & (1 << width - 1)
        held >>= width
        bits -= width
        if code == end { return result }
        if code == reset {
          begin()
          continue
        }
        try #require(code < table.count || code == table.count && last != nil, "a code that is not known yet")
        let word = code < table.count ? table[code] : (last ?? []) + [last?.first ?? 0]
        if let last, table.count < 4096 { table.append(last + [word[0]]) }
        if table.count == 1 << width, width < 12 { width += 1 }
        result += word
        last = word
      }
    }
    return result
  }
}
