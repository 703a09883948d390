import Testing

@testable import SwiftletPlot

/// What charts have to cope with.
enum ChartInputs {
  /// Twenty lists of numbers: as they should be, and as they are.
  static let numbers: [String: [Double]] = [
    "empty": [],
    "one": [0.5],
    "two": [0.7, 0.6],
    "constant": Array(repeating: 0.25, count: 12),
    "zero": [0, 0, 0],
    "all NaN": [.nan, .nan, .nan],
    "infinite": [.infinity, -.infinity],
    "NaN at last": [0.9, 0.7, 0.6, .nan],
    "gaps": [1, .nan, 0.8, .infinity, 0.6, 0.5],
    "huge": [1e300, 1, -1e300],
    "largest": [.greatestFiniteMagnitude, -.greatestFiniteMagnitude],
    "tiny": [5e-324, 1e-310, 0],
    "tiny steps": [1e9, 1e9 + 1e-6, 1e9 + 2e-6],
    "negative": [-3, -1, -2],
    "wide": [1e-12, 1, 1e12],
    "short": fallingLoss(29, to: 0.1),
    "smoothed": fallingLoss(60, to: 0.03),
    "long": fallingLoss(2_000, to: 0.01, seed: 5),
    "rising": (1...40).map { 0.5 + 0.01 * Double($0) },
    "alternating": (0..<50).map { $0 % 2 == 0 ? 1.0 : 0.0 },
  ]

  static let names = [
    "adam", "", "потери на проверке", "損失 👍🏽 🏳️‍🌈", "a\nb\tc", String(repeating: "W", count: 300),
    String(repeating: "long name ", count: 30), "\u{202E}right to left", "&lt;b&gt;", "e\u{301}", "x y", "12",
  ]
}

/// A picture whose words neither touch nor leave it, drawn in less than a second. For all looks of a few pictures there
/// is `expectGoodLayout`, which draws every one of them.
func expectSoundChart(_ plot: Plot, _ name: String, _ location: SourceLocation = #_sourceLocation) throws {
  let time = try cpuSeconds { _ = try plot.theme(.dark).png(scale: 1) }
  #expect(time < 1, "\(name)", sourceLocation: location)
  for scale in [1.0, 2] {
    let (canvas, figure) = recorded(plot, scale: scale)
    expectApart(canvas, figure.looks.background, name, location)
  }
}

/// The same for a grid.
func expectSoundChart(_ grid: Grid, _ name: String, _ location: SourceLocation = #_sourceLocation) throws {
  let time = try cpuSeconds { _ = try grid.png(scale: 1) }
  #expect(time < 1, "\(name)", sourceLocation: location)
  let ruler = RecordingCanvas()
  let (head, width, height) = grid.measured(ruler)
  let canvas = RecordingCanvas(width: Int(width.rounded()), height: Int(height.rounded()))
  grid.draw(on: canvas, scale: 1, head: head)
  expectApart(canvas, RGBA(0xFFFFFF), name, location)
}

private func expectApart(
  _ canvas: RecordingCanvas, _ background: RGBA, _ name: String, _ location: SourceLocation
) {
  let words = canvas.readable(on: background)
  for (index, word) in words.enumerated() {
    #expect(canvas.bounds.grown(0.5).contains(word.box), "\(name): \(word.text.string)", sourceLocation: location)
    for other in words[(index + 1)...] where word.touches(other) {
      Issue.record("\(name): \(word.text.string) touches \(other.text.string)", sourceLocation: location)
    }
  }
}

/// The widths of all lines drawn in a colour, whatever its opacity.
func lineWidths(_ canvas: RecordingCanvas, _ color: RGBA) -> [Double] {
  canvas.fills.filter { $0.color.hex == color.hex }.compactMap { fill in
    if case .capsule(_, _, let width) = fill.shapes.first { width } else { nil }
  }
}

extension RecordingCanvas.Words {
  /// Whether ink may lie on ink. The boxes of slanted words overlap where their letters do not: what counts is how far
  /// their lines are apart.
  func touches(_ other: RecordingCanvas.Words) -> Bool {
    guard box.intersects(other.box) else { return false }
    guard text.isSlanted, other.text.isSlanted else { return true }
    let (dx, dy) = (other.origin.x - origin.x, other.origin.y - origin.y)
    return abs(dx + dy) / 2.0.squareRoot() < max(text.size, other.text.size)
  }
}
