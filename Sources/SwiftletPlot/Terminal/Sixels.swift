/// A picture as DEC's sixels: letters that stand for six pixels, one above the other, in one of 256 colours.
enum Sixels {
  static func encode(_ canvas: GDCanvas) -> [UInt8] {
    let table = ColorTable(of: [canvas], limit: 256)
    let indices = table.indices(of: canvas)
    var out = Array("\u{1B}P0;1;0q\"1;1;\(canvas.width);\(canvas.height)".utf8)
    for (number, color) in table.colors.enumerated() {
      // Channels in percent.
      let percent = [16, 8, 0].map { ((Int(color >> UInt32($0)) & 255) * 100 + 127) / 255 }
      out += Array("#\(number);2;\(percent[0]);\(percent[1]);\(percent[2])".utf8)
    }
    for top in stride(from: 0, to: canvas.height, by: 6) {
      addBand(indices, canvas.width, top..<min(top + 6, canvas.height), table.colors.count, to: &out)
    }
    return out + Array("\u{1B}\\\n".utf8)
  }

  /// Six rows: for each colour in them one pass from the left, and then a new line.
  private static func addBand(
    _ indices: [UInt8], _ width: Int, _ rows: Range<Int>, _ colors: Int, to out: inout [UInt8]
  ) {
    var passes = [[UInt8]](repeating: [], count: colors)
    for (bit, row) in rows.enumerated() {
      for x in 0..<width {
        let color = Int(indices[row * width + x])
        if passes[color].isEmpty { passes[color] = [UInt8](repeating: 0, count: width) }
        passes[color][x] |= 1 << UInt8(bit)
      }
    }
    for (color, pass) in passes.enumerated() where !pass.isEmpty {
      out += Array("#\(color)".utf8)
      addRuns(pass, to: &out)
      out.append(UInt8(ascii: "$"))
    }
    out.append(UInt8(ascii: "-"))
  }

  private static func addRuns(_ pass: [UInt8], to out: inout [UInt8]) {
    // What is clear to the right needs no letters.
    let end = pass.lastIndex { $0 != 0 } ?? -1
    var x = 0
    while x <= end {
      var next = x + 1
      while next <= end, pass[next] == pass[x] { next += 1 }
      let letter = pass[x] + 63
      if next - x > 3 {
        out += Array("!\(next - x)".utf8) + [letter]
      } else {
        out += [UInt8](repeating: letter, count: next - x)
      }
      x = next
    }
  }
}
