/// A picture as coloured halves of cells: coarse, but every terminal with colours can show it.
struct HalfBlocks {
  let columns: Int
  /// Half cells: twice as many as lines.
  let rows: Int
  /// 0x00RRGGBB, row by row.
  let colors: [UInt32]

  /// The picture as large as the terminal has room for, one line left over; each half cell is the mean of its pixels.
  init(_ pixels: Plot.Pixels, columns room: Int, rows lines: Int) {
    let width = max(min(room, 160), 2)
    let height = 2 * max(min(lines - 1, 80), 1)
    let scale = min(Double(width) / Double(pixels.width), Double(height) / Double(pixels.height), 1)
    columns = max(whole(Double(pixels.width) * scale) ?? 1, 1)
    let halves = max(whole(Double(pixels.height) * scale) ?? 1, 2)
    rows = halves - halves % 2
    colors = (0..<columns * rows).map { [columns, rows] i in
      let across = Self.part(i % columns, of: columns, in: pixels.width)
      return Self.mean(of: pixels, across, Self.part(i / columns, of: rows, in: pixels.height))
    }
  }

  private static func part(_ i: Int, of count: Int, in length: Int) -> Range<Int> {
    let start = i * length / count
    return start..<max((i + 1) * length / count, start + 1)
  }

  private static func mean(of pixels: Plot.Pixels, _ columns: Range<Int>, _ rows: Range<Int>) -> UInt32 {
    var (red, green, blue) = (UInt64(0), UInt64(0), UInt64(0))
    for y in rows {
      for x in columns {
        let color = UInt64(pixels[x, y])
        red += color >> 16 & 255
        green += color >> 8 & 255
        blue += color & 255
      }
    }
    let count = UInt64(columns.count * rows.count)
    let means = [red, green, blue].map { UInt32(($0 + count / 2) / count) }
    return means[0] << 16 | means[1] << 8 | means[2]
  }

  func encode(isTrueColor: Bool) -> [UInt8] {
    var text = ""
    for row in stride(from: 0, to: rows, by: 2) {
      var last: (UInt32, UInt32)?
      for x in 0..<columns {
        let cell = (colors[row * columns + x], colors[(row + 1) * columns + x])
        if last.map({ $0 != cell }) ?? true {
          text += Self.code(38, cell.0, isTrueColor) + Self.code(48, cell.1, isTrueColor)
        }
        last = cell
        text += "▀"
      }
      text += "\u{1B}[0m\n"
    }
    return Array(text.utf8)
  }

  /// - Parameter ground: 38 for the upper half, 48 for the lower.
  private static func code(_ ground: Int, _ color: UInt32, _ isTrueColor: Bool) -> String {
    let (red, green, blue) = (color >> 16 & 255, color >> 8 & 255, color & 255)
    if isTrueColor { return "\u{1B}[\(ground);2;\(red);\(green);\(blue)m" }
    return "\u{1B}[\(ground);5;\(indexed(red, green, blue))m"
  }

  /// The nearest of the 6 × 6 × 6 colours, or of the 24 greys, that terminals with 256 colours have.
  private static func indexed(_ red: UInt32, _ green: UInt32, _ blue: UInt32) -> UInt32 {
    if max(red, green, blue) - min(red, green, blue) < 12 {
      let grey = (red + green + blue) / 3
      return grey < 4 ? 16 : grey > 246 ? 231 : 232 + min((max(grey, 8) - 3) / 10, 23)
    }
    func level(_ channel: UInt32) -> UInt32 { channel < 48 ? 0 : channel < 115 ? 1 : (channel - 35) / 40 }
    return 16 + 36 * level(red) + 6 * level(green) + level(blue)
  }
}
