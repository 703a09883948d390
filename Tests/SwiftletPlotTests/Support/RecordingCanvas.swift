@testable import SwiftletPlot

/// Keeps what is drawn instead of drawing it. Text is measured with the real font.
final class RecordingCanvas: Canvas {
  struct Fill: Equatable {
    var shapes: [Shape]
    var color: RGBA
    var clip: Rect
  }

  struct Words: Equatable {
    var text: TextLine
    var origin: Point
    var color: RGBA
    /// The ink on the canvas.
    var box: Rect
  }

  let width: Int
  let height: Int
  private(set) var fills: [Fill] = []
  private(set) var words: [Words] = []
  private(set) var tints: [(FieldSamples, Rect, Tint)] = []
  private(set) var paintings: [(colors: [UInt32], part: Rect)] = []
  /// How often text was measured.
  private(set) var measured = 0
  var shapes: [Shape] { fills.flatMap(\.shapes) }

  init(width: Int = 1200, height: Int = 900) {
    self.width = width
    self.height = height
  }

  func fill(_ shapes: [Shape], _ color: RGBA, within clip: Rect) {
    if !shapes.isEmpty { fills.append(Fill(shapes: shapes, color: color, clip: clip)) }
  }

  func text(_ text: TextLine, at origin: Point, _ color: RGBA) {
    let ink = measure(text)
    let box =
      text.isSlanted
      ? Self.slanted(ink, at: origin)
      : text.isUpright
        ? Rect(
          left: origin.x - ink.ascent, top: origin.y - ink.right, right: origin.x + ink.descent,
          bottom: origin.y - ink.left)
        : Rect(
          left: origin.x + ink.left, top: origin.y - ink.ascent, right: origin.x + ink.right,
          bottom: origin.y + ink.descent)
    words.append(Words(text: text, origin: origin, color: color, box: box))
  }

  /// The level box around a line that rises at 45 degrees.
  private static func slanted(_ ink: TextBox, at origin: Point) -> Rect {
    let half = 0.5.squareRoot()
    let corners = [
      (ink.left, -ink.ascent), (ink.right, -ink.ascent), (ink.left, ink.descent), (ink.right, ink.descent),
    ].map { along, down in origin.moved((along + down) * half, (down - along) * half) }
    return Rect(
      left: corners.map(\.x).min() ?? 0, top: corners.map(\.y).min() ?? 0, right: corners.map(\.x).max() ?? 0,
      bottom: corners.map(\.y).max() ?? 0)
  }

  func measure(_ text: TextLine) -> TextBox {
    measured += 1
    return GDText.standard.measure(text)
  }

  func tint(_ field: FieldSamples, over part: Rect, _ tint: Tint) { tints.append((field, part, tint)) }

  func paint(_ colors: [UInt32], over part: Rect) { paintings.append((colors, part)) }

  /// All lines of text that a reader sees, halos left out.
  func readable(on background: RGBA) -> [Words] { words.filter { $0.color.hex != background.hex } }

  func has(_ string: String) -> Bool { words.contains { $0.text.string == string } }
}

/// A plot drawn on a recording canvas, with the figure's own view of itself.
func recorded(_ plot: Plot, scale: Double = 1.5) -> (canvas: RecordingCanvas, figure: Figure) {
  let canvas = RecordingCanvas(width: Int(800 * scale), height: Int(600 * scale))
  let figure = Figure(plot, on: canvas, scale: scale)
  figure.draw()
  return (canvas, figure)
}
