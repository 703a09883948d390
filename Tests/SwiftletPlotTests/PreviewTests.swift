import Foundation
import Testing

@testable import SwiftletPlot

@Suite struct PreviewTests {
  private static let plot = Plot("three lines", caption: "small") { Line([3, 1, 2], name: "a") }
    .size(width: 128, height: 96)

  private static func terminal(_ environment: [String: String], isTTY: Bool = true) -> Terminal {
    Terminal(isTTY: isTTY, environment: environment)
  }

  @Test(arguments: [
    (["TERM": "xterm-kitty"], Terminal.Graphics.kitty),
    (["TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"], .kitty),
    (["TERM": "xterm-ghostty", "COLORTERM": "truecolor"], .kitty),
    (["TERM": "foot"], .sixel),
    (["TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"], .sixel),
    (["TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"], .sixel),
    (["TERM": "xterm-256color", "COLORTERM": "truecolor"], .blocks(isTrueColor: true)),
    (["TERM": "xterm-direct"], .blocks(isTrueColor: true)),
    (["TERM": "xterm-256color"], .blocks(isTrueColor: false)),
    (["TERM": "tmux-256color", "KITTY_WINDOW_ID": "1", "TMUX": "x"], .blocks(isTrueColor: false)),
    (["TERM": "xterm"], .words),
    (["TERM": "dumb", "COLORTERM": "truecolor"], .words),
    ([:], .words),
    (["TERM": "xterm-kitty", "NO_COLOR": "1"], .words),
    (["TERM": "xterm-kitty", "NO_COLOR": ""], .kitty),
  ])
  func theEnvironmentTellsWhatATerminalCan(environment: [String: String], graphics: Terminal.Graphics) {
    #expect(Self.terminal(environment).graphics == graphics)
    #expect(Self.terminal(environment, isTTY: false).graphics == .words)
  }

  private func shown(_ environment: [String: String], isTTY: Bool = true) throws -> [UInt8] {
    try Preview(Self.plot.drawing, Self.terminal(environment, isTTY: isTTY)).bytes()
  }

  @Test(arguments: ["xterm-kitty", "foot", "xterm-256color", "dumb"], [0, -1, Int.min])
  func aGridWithoutColumnsIsSaid(term: String, columns: Int) {
    let preview = Preview(Grid(columns: columns, [Self.plot]).drawing, Self.terminal(["TERM": term]))
    let error = #expect(throws: PlotError.self) { try preview.bytes() }
    #expect(error?.what == "a grid has \(columns) columns")
  }

  @Test func whereNothingCanBeShownOneLineTellsTheSize() throws {
    let line = String(decoding: try shown(["TERM": "xterm-kitty"], isTTY: false), as: UTF8.self)
    #expect(line == "[picture \"three lines\", 128 × 96 units: save it to see it]\n")
    let nameless = try Preview(Grid(columns: 1, [Plot("a\nb") {}]).drawing, Self.terminal([:])).bytes()
    #expect(String(decoding: nameless, as: UTF8.self).hasPrefix("[picture \"a b\", 264 × "))
  }

  @Test func kittyIsGivenThePNGInPieces() throws {
    let text = String(decoding: try shown(["TERM": "xterm-kitty"]), as: UTF8.self)
    let pieces = text.components(separatedBy: "\u{1B}_G").dropFirst()
    var letters = ""
    for (i, piece) in pieces.enumerated() {
      let end = try #require(piece.range(of: "\u{1B}\\"))
      let parts = piece[..<end.lowerBound].split(separator: ";", maxSplits: 1)
      let isLast = i + 1 == pieces.count
      #expect(parts[0] == (i == 0 ? "a=T,f=100,q=2," : "") + "m=\(isLast ? 0 : 1)")
      #expect(parts[1].count == 4096 || isLast)
      letters += parts[1]
    }
    let data = try #require(Data(base64Encoded: letters))
    #expect(Array(data) == (try Self.plot.bytes(scale: 1)))
  }

  @Test func sixelsAreThePicture() throws {
    let pixels = try Self.plot.pixels(scale: 1)
    let decoded = try sixels(String(decoding: try shown(["TERM": "foot"]), as: UTF8.self))
    #expect(decoded.count == pixels.values.count)
    // Colours are told in percent, and there are 256 at most.
    for (a, b) in zip(decoded, pixels.values) {
      for shift in [UInt32(16), 8, 0] { #expect(abs(Int(a >> shift & 255) - Int(b >> shift & 255)) <= 24) }
    }
  }

  /// What a terminal draws; every pixel has to be drawn.
  private func sixels(_ text: String) throws -> [UInt32] {
    let bytes = Array(text.utf8)
    try #require(text.hasPrefix("\u{1B}P0;1;0q\"1;1;128;96") && text.hasSuffix("\u{1B}\\\n"))
    var at = "\u{1B}P0;1;0q\"1;1;128;96".utf8.count
    var screen = [UInt32?](repeating: nil, count: 128 * 96)
    var colors: [Int: UInt32] = [:]
    var (color, x, top) = (0, 0, 0)
    func number() -> Int {
      var value = 0
      while (48...57).contains(bytes[at]) {
        value = value * 10 + Int(bytes[at]) - 48
        at += 1
      }
      return value
    }
    while bytes[at] != 0x1B {
      let letter = bytes[at]
      at += 1
      switch letter {
      case UInt8(ascii: "#"):
        color = number()
        guard bytes[at] == UInt8(ascii: ";") else { continue }
        at += 3
        var channels: [Int] = []
        for _ in 0..<3 {
          channels.append(number() * 255 / 100)
          if bytes[at] == UInt8(ascii: ";") { at += 1 }
        }
        colors[color] = UInt32(channels[0] << 16 | channels[1] << 8 | channels[2])
      case UInt8(ascii: "$"): x = 0
      case UInt8(ascii: "-"): (x, top) = (0, top + 6)
      default:
        let count = letter == UInt8(ascii: "!") ? number() : 1
        let sixel = letter == UInt8(ascii: "!") ? bytes[at] : letter
        if letter == UInt8(ascii: "!") { at += 1 }
        for _ in 0..<count {
          for bit in 0..<6 where (sixel - 63) >> UInt8(bit) & 1 == 1 {
            screen[(top + bit) * 128 + x] = try #require(colors[color])
          }
          x += 1
        }
      }
    }
    return try screen.map { try #require($0) }
  }

  @Test func halfBlocksFillTheTerminalAndKeepTheProportions() throws {
    let pixels = Plot.Pixels(
      width: 400, height: 300, values: (0..<120_000).map { $0 % 400 < 200 ? 0xFF0000 : 0x0000FF })
    let blocks = HalfBlocks(pixels, columns: 80, rows: 200)
    #expect((blocks.columns, blocks.rows) == (80, 60))
    #expect(blocks.colors[0] == 0xFF0000 && blocks.colors[79] == 0x0000FF)
    let text = String(decoding: blocks.encode(isTrueColor: true), as: UTF8.self)
    #expect(text.filter { $0 == "▀" }.count == 80 * 30)
    #expect(text.hasPrefix("\u{1B}[38;2;255;0;0m\u{1B}[48;2;255;0;0m▀▀"))
    #expect(String(decoding: blocks.encode(isTrueColor: false), as: UTF8.self).hasPrefix("\u{1B}[38;5;196m"))
    let low = HalfBlocks(pixels, columns: 80, rows: 11)
    #expect(low.rows == 20 && low.columns < 30)
    for (columns, rows) in [(0, 0), (1, 1), (-5, 3), (Int.max, Int.max)] {
      #expect(!HalfBlocks(pixels, columns: columns, rows: min(rows, 1000)).encode(isTrueColor: true).isEmpty)
    }
  }
}
