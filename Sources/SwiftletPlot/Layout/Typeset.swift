/// Text of the figure's sizes on one canvas: measuring, shortening, wrapping, aligned drawing.
struct Typeset {
  let canvas: any Canvas
  /// Pixels per unit.
  let scale: Double

  func text(_ string: String, _ units: Double, bold: Bool = false, upright: Bool = false) -> TextLine {
    TextLine(string, size: units * scale, bold: bold, upright: upright)
  }

  func width(_ string: String, _ units: Double, bold: Bool = false) -> Double {
    string.isEmpty ? 0 : canvas.measure(text(string, units, bold: bold)).right
  }

  /// Above and below the baseline, the same for every string of this size: the ink of "Hg".
  func height(_ units: Double, bold: Bool = false) -> (ascent: Double, descent: Double) {
    let box = canvas.measure(text("Hg", units, bold: bold))
    return (box.ascent, box.descent)
  }

  func lineHeight(_ units: Double, bold: Bool = false) -> Double {
    let box = height(units, bold: bold)
    return box.ascent + box.descent
  }

  /// How far the labels of a horizontal axis reach down.
  func depth(_ ticks: TickSet) -> Double {
    let line = lineHeight(Size.tickLabel)
    guard ticks.isSlanted else { return line }
    let longest = ticks.major.map { width($0.label, Size.tickLabel) }.max() ?? 0
    return (longest + line) * 0.5.squareRoot()
  }

  /// Cut to a width, with "…" where something is missing.
  func shortened(_ string: String, _ units: Double, bold: Bool = false, to room: Double) -> String {
    if width(string, units, bold: bold) <= room { return string }
    let characters = Array(string.prefix(400))
    var fits = 0
    var tooLong = characters.count + 1
    while tooLong - fits > 1 {
      let middle = (fits + tooLong) / 2
      if width(Self.cut(characters, middle), units, bold: bold) <= room { fits = middle } else { tooLong = middle }
    }
    return Self.cut(characters, fits)
  }

  private static func cut(_ characters: [Character], _ count: Int) -> String {
    var head = characters.prefix(count)
    while head.last?.isWhitespace == true { head.removeLast() }
    return String(head) + "…"
  }

  /// At most `lines` lines, broken at spaces, the last one shortened.
  func wrapped(_ string: String, _ units: Double, bold: Bool = false, to room: Double, lines: Int) -> [String] {
    // No line holds more than some hundred characters; measuring more would be wasted.
    let words = string.prefix(2000).split(whereSeparator: \.isWhitespace).map(String.init)
    var result: [String] = []
    var line = ""
    for (i, word) in words.enumerated() {
      let longer = line.isEmpty ? word : line + " " + word
      if line.isEmpty || width(longer, units, bold: bold) <= room {
        line = longer
      } else if result.count + 1 == lines {
        line = ([line] + words[i...]).joined(separator: " ")
        break
      } else {
        result.append(line)
        line = word
      }
    }
    if !line.isEmpty { result.append(line) }
    return result.map { shortened($0, units, bold: bold, to: room) }
  }

  enum Alignment { case left, center, right }

  /// Draws one line with its baseline at `point.y`.
  func draw(
    _ string: String, _ units: Double, bold: Bool = false, at point: Point, align alignment: Alignment = .left,
    _ color: RGBA
  ) {
    guard !string.isEmpty else { return }
    let text = text(string, units, bold: bold)
    let box = canvas.measure(text)
    let shift =
      switch alignment {
      case .left: 0.0
      case .center: -(box.left + box.right) / 2
      case .right: -box.right
      }
    canvas.text(text, at: point.moved(shift, 0), color)
  }

  /// Text that stays readable on lines: the background's colour lies around each letter.
  func drawHaloed(_ string: String, _ units: Double, bold: Bool = false, at point: Point, _ color: RGBA, halo: RGBA) {
    let text = text(string, units, bold: bold)
    let reach = max(1, (1.1 * scale).rounded())
    for (dx, dy) in [(-1, -1), (0, -1), (1, -1), (-1, 0), (1, 0), (-1, 1), (0, 1), (1, 1)] {
      canvas.text(text, at: point.moved(Double(dx) * reach, Double(dy) * reach), halo)
    }
    canvas.text(text, at: point, color)
  }
}
