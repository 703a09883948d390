/// A bar of colours with the values they stand for, beside the plot area.
struct ColorBar {
  let key: ColorKey
  let typeset: Typeset
  let looks: Looks
  private let title: [String]
  private static let titleRoom = 110.0

  init(_ key: ColorKey, typeset: Typeset, looks: Looks) {
    self.key = key
    self.typeset = typeset
    self.looks = looks
    title = typeset.wrapped(key.title, Size.legend, bold: true, to: Self.titleRoom * typeset.scale, lines: 2)
  }

  private func px(_ units: Double) -> Double { units * typeset.scale }

  private func ticks(_ height: Double) -> [Tick] {
    let room = typeset.lineHeight(Size.tickLabel) * 1.7
    let most = max(whole((height / room).rounded(.down)) ?? 2, 2)
    let wanted = min(height / px(40), Double(most))
    return key.ticks(wanted: wanted, atMost: most)
  }

  /// In pixels. Numbers are as wide at any height that a bar may have, or narrower.
  var width: Double {
    let labels = [60.0, 150, 300, 450].flatMap { ticks(px($0)) }.map { typeset.width($0.label, Size.tickLabel) }
    let words = title.map { typeset.width($0, Size.legend, bold: true) }.max() ?? 0
    return max(px(Size.colorBar + Size.tick + Size.tickGap) + (labels.max() ?? 0), words)
  }

  /// - Parameter height: Of title and bar together.
  func draw(at corner: Point, height: Double) {
    let letters = typeset.height(Size.legend, bold: true)
    var y = corner.y
    for line in title {
      typeset.draw(line, Size.legend, bold: true, at: Point(corner.x, y + letters.ascent), looks.ink)
      y += px(Size.legendRow)
    }
    let half = typeset.height(Size.tickLabel).ascent / 2
    let bar = Rect(
      left: corner.x.rounded(), top: (y + (title.isEmpty ? 0 : half)).rounded(),
      right: (corner.x + px(Size.colorBar)).rounded(), bottom: (corner.y + height).rounded())
    guard bar.height >= 4 * half else { return }
    drawColors(bar)
    for tick in ticks(bar.height) {
      let row = bar.bottom - key.place(tick.value) * bar.height
      let line = Rect(
        left: bar.right, top: row.rounded(), right: bar.right + px(Size.tick), bottom: row.rounded() + hairline)
      typeset.canvas.fill([.rectangle(line)], looks.frame)
      let place = Point(bar.right + px(Size.tick + Size.tickGap), row + half)
      typeset.draw(tick.label, Size.tickLabel, at: place, looks.ink)
    }
  }

  private var hairline: Double { max(1, px(Size.hairline).rounded()) }

  private func drawColors(_ bar: Rect) {
    let ramp = key.ramp(looks)
    let width = whole(bar.width) ?? 1
    let height = whole(bar.height) ?? 1
    let colors = (0..<height).flatMap { j -> [UInt32] in
      let index = whole((1 - (Double(j) + 0.5) / Double(height)) * 255) ?? 0
      return [UInt32](repeating: ramp[min(max(index, 0), 255)].hex, count: width)
    }
    typeset.canvas.paint(colors, over: bar)
    let edge = hairline
    typeset.canvas.fill(
      [
        .rectangle(Rect(left: bar.left, top: bar.top, right: bar.left + edge, bottom: bar.bottom)),
        .rectangle(Rect(left: bar.right - edge, top: bar.top, right: bar.right, bottom: bar.bottom)),
        .rectangle(Rect(left: bar.left, top: bar.top, right: bar.right, bottom: bar.top + edge)),
        .rectangle(Rect(left: bar.left, top: bar.bottom - edge, right: bar.right, bottom: bar.bottom)),
      ], looks.frame)
  }
}
