import CFonts

/// The letters of the bundled fonts as curves: what FreeType fills in pixels, for pictures made of shapes.
///
/// Reads the tables `cmap` (format 4), `loca`, `glyf`, `hmtx` and `kern` (format 0) of a TrueType file. The files are
/// part of the library, but every place is checked all the same: what lies outside of the file reads as 0.
struct Outlines: Sendable {
  static let sans = Outlines(
    Array(UnsafeBufferPointer(start: cfonts_sans_bytes(), count: cfonts_sans_size)))
  static let bold = Outlines(
    Array(UnsafeBufferPointer(start: cfonts_sans_bold_bytes(), count: cfonts_sans_bold_size)))

  private let bytes: [UInt8]
  private let tables: [String: Int]
  private let kerning: [UInt32: Int]
  /// Of the em square, in the font's units.
  let unitsPerEm: Double

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    let file = Reader(bytes: bytes)
    var tables: [String: Int] = [:]
    for i in 0..<file.u16(4) {
      let entry = 12 + 16 * i
      tables[String(decoding: (0..<4).map { UInt8(file.u8(entry + $0)) }, as: UTF8.self)] = file.u32(entry + 8)
    }
    self.tables = tables
    unitsPerEm = Double(max(tables["head"].map { file.u16($0 + 18) } ?? 0, 1))
    kerning = tables["kern"].map { Self.kerning(file, $0) } ?? [:]
  }

  private var file: Reader { Reader(bytes: bytes) }

  /// The glyphs of a line and where each begins, in the font's units; and where the last one ends.
  func line(_ string: String) -> (glyphs: [(glyph: Int, x: Int)], width: Int) {
    var x = 0
    var last: Int?
    var glyphs: [(glyph: Int, x: Int)] = []
    for scalar in string.unicodeScalars {
      let glyph = self.glyph(of: scalar)
      if let last { x += kerning[UInt32(last) << 16 | UInt32(glyph)] ?? 0 }
      glyphs.append((glyph, x))
      x += advance(glyph)
      last = glyph
    }
    return (glyphs, x)
  }

  private func glyph(of scalar: Unicode.Scalar) -> Int {
    let file = self.file
    guard let cmap = tables["cmap"], let code = UInt16(exactly: scalar.value).map(Int.init) else { return 0 }
    for i in 0..<file.u16(cmap + 2) {
      let table = cmap + file.u32(cmap + 4 + 8 * i + 4)
      guard file.u16(table) == 4 else { continue }
      let doubled = file.u16(table + 6)
      for segment in stride(from: 0, to: doubled, by: 2) where code <= file.u16(table + 14 + segment) {
        let start = file.u16(table + 16 + doubled + segment)
        guard code >= start else { return 0 }
        let delta = file.u16(table + 16 + 2 * doubled + segment)
        let place = table + 16 + 3 * doubled + segment
        let offset = file.u16(place)
        let glyph = offset == 0 ? code : file.u16(place + offset + 2 * (code - start))
        return glyph == 0 ? 0 : (glyph + delta) & 0xFFFF
      }
    }
    return 0
  }

  private func advance(_ glyph: Int) -> Int {
    guard let hhea = tables["hhea"], let hmtx = tables["hmtx"] else { return 0 }
    return file.u16(hmtx + 4 * min(glyph, max(file.u16(hhea + 34) - 1, 0)))
  }

  private static func kerning(_ file: Reader, _ kern: Int) -> [UInt32: Int] {
    var pairs: [UInt32: Int] = [:]
    guard file.u16(kern + 2) > 0, file.u16(kern + 8) >> 8 == 0 else { return pairs }
    for i in 0..<file.u16(kern + 10) {
      let entry = kern + 18 + 6 * i
      pairs[UInt32(file.u32(entry))] = file.i16(entry + 4)
    }
    return pairs
  }
}

extension Outlines {
  /// A point of a contour in the font's units, y upwards.
  private struct Knot {
    var x: Double
    var y: Double
    var isOn: Bool

    func middle(to other: Knot) -> Knot { Knot(x: (x + other.x) / 2, y: (y + other.y) / 2, isOn: true) }
  }

  /// The commands of an SVG path in the font's units, y upwards; empty for a space.
  func path(of glyph: Int) -> String {
    contours(of: glyph, depth: 0).map { knots -> String in
      // A contour may begin between two curves.
      guard let first = knots.first, let last = knots.last else { return "" }
      let start = first.isOn ? first : last.isOn ? last : first.middle(to: last)
      var path = "M\(SVGText.number(start.x)) \(SVGText.number(start.y))"
      var control: Knot?
      for knot in knots.dropFirst(first.isOn ? 1 : 0) + [start] {
        if let bend = control {
          let end = knot.isOn ? knot : bend.middle(to: knot)
          path += "Q\(SVGText.numbers([bend.x, bend.y, end.x, end.y]))"
          control = knot.isOn ? nil : knot
        } else if knot.isOn {
          path += "L\(SVGText.numbers([knot.x, knot.y]))"
        } else {
          control = knot
        }
      }
      return path + "Z"
    }.joined()
  }

  private func contours(of glyph: Int, depth: Int) -> [[Knot]] {
    let file = self.file
    guard let loca = tables["loca"], let glyf = tables["glyf"], let head = tables["head"], depth < 4 else { return [] }
    let isLong = file.u16(head + 50) != 0
    func offset(_ i: Int) -> Int { isLong ? file.u32(loca + 4 * i) : 2 * file.u16(loca + 2 * i) }
    guard offset(glyph + 1) > offset(glyph) else { return [] }
    let start = glyf + offset(glyph)
    let count = file.i16(start)
    return count < 0 ? composed(start + 10, depth) : simple(start + 10, count)
  }

  private func simple(_ start: Int, _ count: Int) -> [[Knot]] {
    let file = self.file
    let ends = (0..<count).map { file.u16(start + 2 * $0) }
    let points = (ends.last ?? -1) + 1
    var at = start + 2 * count
    at += 2 + file.u16(at)
    var flags: [Int] = []
    while flags.count < points {
      let flag = file.u8(at)
      let repeats = flag & 8 != 0 ? file.u8(at + 1) : 0
      at += flag & 8 != 0 ? 2 : 1
      flags += Array(repeating: flag, count: repeats + 1)
    }
    func coordinates(short: Int, same: Int) -> [Int] {
      var value = 0
      return flags.prefix(points).map { flag in
        if flag & short != 0 {
          value += flag & same != 0 ? file.u8(at) : -file.u8(at)
          at += 1
        } else if flag & same == 0 {
          value += file.i16(at)
          at += 2
        }
        return value
      }
    }
    let xs = coordinates(short: 2, same: 16)
    let ys = coordinates(short: 4, same: 32)
    let knots = (0..<points).map { Knot(x: Double(xs[$0]), y: Double(ys[$0]), isOn: flags[$0] & 1 != 0) }
    return ends.indices.map { i in
      let first = i == 0 ? 0 : ends[i - 1] + 1
      return first <= ends[i] ? Array(knots[first...ends[i]]) : []
    }.filter { !$0.isEmpty }
  }

  /// A letter with its accent: other glyphs, moved and scaled.
  private func composed(_ start: Int, _ depth: Int) -> [[Knot]] {
    let file = self.file
    var at = start
    var result: [[Knot]] = []
    for _ in 0..<16 {
      let flags = file.u16(at)
      let glyph = file.u16(at + 2)
      at += 4
      let isWide = flags & 1 != 0
      func signed(_ i: Int) -> Double {
        isWide ? Double(file.i16(at + 2 * i)) : Double(Int8(truncatingIfNeeded: file.u8(at + i)))
      }
      let (dx, dy) = flags & 2 != 0 ? (signed(0), signed(1)) : (0, 0)
      at += isWide ? 4 : 2
      func fraction(_ i: Int) -> Double { Double(file.i16(at + 2 * i)) / 16384 }
      var (a, b, c, d) = (1.0, 0.0, 0.0, 1.0)
      if flags & 8 != 0 {
        (a, d) = (fraction(0), fraction(0))
        at += 2
      } else if flags & 0x40 != 0 {
        (a, d) = (fraction(0), fraction(1))
        at += 4
      } else if flags & 0x80 != 0 {
        (a, b, c, d) = (fraction(0), fraction(1), fraction(2), fraction(3))
        at += 8
      }
      result += contours(of: glyph, depth: depth + 1).map { knots in
        knots.map { Knot(x: a * $0.x + c * $0.y + dx, y: b * $0.x + d * $0.y + dy, isOn: $0.isOn) }
      }
      if flags & 0x20 == 0 { break }
    }
    return result
  }
}

/// Big-endian numbers of a file.
private struct Reader {
  let bytes: [UInt8]

  func u8(_ at: Int) -> Int { bytes.indices.contains(at) ? Int(bytes[at]) : 0 }
  func u16(_ at: Int) -> Int { u8(at) << 8 | u8(at + 1) }
  func i16(_ at: Int) -> Int { Int(Int16(truncatingIfNeeded: u16(at))) }
  func u32(_ at: Int) -> Int { u16(at) << 16 | u16(at + 2) }
}
