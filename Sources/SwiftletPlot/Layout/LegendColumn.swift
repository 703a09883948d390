/// The column right of the plot area: classes with their markers and counts, lines, and the key of a
/// probability field.
struct LegendColumn {
  let typeset: Typeset
  let looks: Looks
  private(set) var rows: [Row] = []
  let title: String
  let fieldClasses: Int
  private var bars: [ColorBar] = []

  struct Row: Equatable {
    enum Swatch: Equatable {
      case marker(Int)
      case points(MarkerShape, RGBA)
      case box(RGBA)
      case line(RGBA, isDashed: Bool)
      case ring
      case none
    }
    var swatch: Swatch
    var words: String
  }

  /// Entries beyond this many, two columns of twelve, are counted only.
  static let limit = 24
  private static let perColumn = 12
  private static let nameLimit = 24

  init(_ survey: Plot.Survey, lines: Bool, typeset: Typeset, looks: Looks) {
    self.typeset = typeset
    self.looks = looks
    title = Self.shortened(survey.classTitle)
    fieldClasses = (2...Self.perColumn).contains(survey.fieldClasses) ? survey.fieldClasses : 0
    for entry in survey.classes {
      rows.append(Row(swatch: .marker(entry.number), words: Self.named(entry.name, count: entry.count)))
    }
    for entry in survey.series where entry.swatch != .line || lines {
      let swatch: Row.Swatch =
        switch entry.swatch {
        case .marker(let shape): .points(shape, entry.color)
        case .box: .box(entry.color)
        case .line: .line(entry.color, isDashed: entry.isDashed)
        }
      rows.append(Row(swatch: swatch, words: Self.shortened(entry.name)))
    }
    if rows.count > Self.limit {
      let more = rows.count - Self.limit + 1
      rows = rows.prefix(Self.limit - 1) + [Row(swatch: .none, words: "+\(more) more")]
    }
    bars = survey.keys.map { ColorBar($0, typeset: typeset, looks: looks) }
    for entry in survey.extras { rows.append(Row(swatch: .ring, words: Self.named(entry.name, count: entry.count))) }
  }

  var isEmpty: Bool { rows.isEmpty && fieldClasses == 0 && bars.isEmpty }

  private static func shortened(_ name: String) -> String {
    name.count > nameLimit ? name.prefix(nameLimit - 1) + "…" : name
  }

  private static func named(_ name: String, count: Int) -> String {
    "\(shortened(name)) (\(NumberText.count(count)))"
  }

  private func px(_ units: Double) -> Double { units * typeset.scale }
  private var columns: Int { rows.count > Self.perColumn + 1 ? 2 : 1 }
  private var rowsPerColumn: Int { (rows.count + columns - 1) / columns }

  private var columnWidth: Double {
    let words = rows.map { typeset.width($0.words, Size.legend) }.max() ?? 0
    return rows.isEmpty ? 0 : px(Size.legendSwatch) + words
  }

  /// In pixels, without the gap to the plot area.
  var width: Double {
    let table = columnWidth * Double(columns) + px(Size.legendGap) * Double(columns - 1)
    let key = fieldClasses == 0 ? 0 : max(px(Size.keyWidth), typeset.width(Self.keyTitle, Size.legend, bold: true))
    return max(table, key, bars.map(\.width).max() ?? 0, typeset.width(title, Size.legend, bold: true))
  }

  /// In pixels, beside a plot area of some height.
  func height(of area: Double) -> Double {
    if !bars.isEmpty { return area }
    var height = title.isEmpty ? 0 : px(Size.legendRow + 4)
    height += Double(rows.isEmpty ? 0 : rowsPerColumn) * px(Size.legendRow)
    guard fieldClasses > 0 else { return height }
    return height + (rows.isEmpty ? 0 : px(Size.legendGap)) + keyHeight
  }

  /// Title, bars and numbers of the key of probabilities.
  private var keyHeight: Double { px(2 * Size.legendRow) + Double(fieldClasses) * px(Size.keyBar + 2) }

  private static let keyTitle = "p(winning class)"

  /// - Parameter height: Of the plot area: what stands beside it should not be longer.
  func draw(at corner: Point, height: Double) {
    var y = corner.y
    let ascent = typeset.height(Size.legend, bold: true).ascent
    if !title.isEmpty {
      typeset.draw(title, Size.legend, bold: true, at: Point(corner.x, y + ascent), looks.ink)
      y += px(Size.legendRow + 4)
    }
    for (i, row) in rows.enumerated() {
      let column = Double(i / rowsPerColumn)
      let x = corner.x + column * (columnWidth + px(Size.legendGap))
      draw(row, at: Point(x, y + Double(i % rowsPerColumn) * px(Size.legendRow)))
    }
    y += Double(rows.isEmpty ? 0 : rowsPerColumn) * px(Size.legendRow)
    if fieldClasses > 0 {
      y += rows.isEmpty ? 0 : px(Size.legendGap)
      drawKey(at: Point(corner.x, y))
      y += keyHeight
    }
    let bottom = corner.y + height
    for (i, bar) in bars.enumerated() {
      if y > corner.y { y += px(Size.legendGap) * 0.6 }
      let isAlone = bars.count == 1 && y == corner.y
      let room = (bottom - y) / Double(bars.count - i)
      let length = isAlone ? room : min(room, px(Size.colorBarHeight))
      bar.draw(at: Point(corner.x, y), height: length)
      y += length
    }
  }

  private func draw(_ row: Row, at corner: Point) {
    let height = typeset.height(Size.legend)
    let baseline = corner.y + height.ascent
    // The swatch stands at half the height of a small letter, as the eye takes a line of text.
    let middle = Point(corner.x + px(5), baseline - height.ascent * 0.4)
    let canvas = typeset.canvas
    switch row.swatch {
    case .marker(let number):
      Plot.Pen.mark(
        canvas, MarkerShape(number: number), at: middle, radius: px(3.6), looks.series(number), looks, px(1))
    case .points(let shape, let color):
      Plot.Pen.mark(canvas, shape, at: middle, radius: px(3.6), color, looks, px(1))
    case .box(let color):
      let box = Rect(left: middle.x, top: middle.y, right: middle.x, bottom: middle.y).grown(px(4.2))
      let rim = color.legible(on: looks.background, ratio: 3)
      canvas.fill([.rectangle(box)], rim)
      canvas.fill([.rectangle(box.grown(-px(Size.markerRim)))], color)
    case .line(let color, let isDashed):
      let stroke = Stroke(width: px(Size.line), dash: isDashed ? Size.dash.scaled(px(0.75)) : nil)
      let ends = [middle.moved(-px(4), 0), middle.moved(px(9), 0)]
      canvas.fill(stroke.shapes(of: ends, within: canvas.bounds), color)
    case .ring:
      canvas.fill([.ring(middle, radius: px(Size.ring * 0.9), width: px(Size.ringLine))], looks.alarm)
    case .none: break
    }
    typeset.draw(row.words, Size.legend, at: Point(corner.x + px(Size.legendSwatch), baseline), looks.ink)
  }

  /// A bar per class, from the tint at p = 1/K to the tint at p = 1.
  private func drawKey(at corner: Point) {
    let ascent = typeset.height(Size.legend, bold: true).ascent
    typeset.draw(Self.keyTitle, Size.legend, bold: true, at: Point(corner.x, corner.y + ascent), looks.ink)
    var y = (corner.y + px(Size.legendRow)).rounded()
    let left = corner.x.rounded()
    let columns = whole(px(Size.keyWidth)) ?? 1
    for number in 0..<fieldClasses {
      let bottom = y + px(Size.keyBar).rounded()
      for i in 0..<columns {
        let certainty = (Double(i) + 0.5) / Double(columns)
        let weight = looks.tintLow + (looks.tintHigh - looks.tintLow) * certainty
        let x = left + Double(i)
        let color = looks.background.mixed(with: looks.series(number), weight)
        typeset.canvas.fill([.rectangle(Rect(left: x, top: y, right: x + 1, bottom: bottom))], color)
      }
      y = bottom + px(2).rounded()
    }
    let baseline = y + px(3) + typeset.height(Size.caption).ascent
    let right = Point(left + Double(columns), baseline)
    typeset.draw("1/\(fieldClasses)", Size.caption, at: Point(left, baseline), looks.ink)
    typeset.draw("1", Size.caption, at: right, align: .right, looks.ink)
  }
}

extension Stroke.Dash {
  func scaled(_ factor: Double) -> Stroke.Dash { Stroke.Dash(on: on * factor, off: off * factor) }
}
