/// Draws a chain of layers: discs, boxes and the connections between them, with a key below.
struct NetworkMark: Mark {
  let sketch: NetworkSketch

  func survey(_ survey: inout Plot.Survey) { survey.isFilled = !sketch.columns.isEmpty }

  func draw(with pen: inout Plot.Pen) {
    guard !sketch.columns.isEmpty else { return }
    let drawing = NetworkDrawing(sketch, pen)
    drawing.drawConnections()
    drawing.drawUnits()
    drawing.drawNames()
    drawing.drawKey()
  }
}

/// Where everything of a network stands, in pixels.
private struct NetworkDrawing {
  let sketch: NetworkSketch
  let pen: Plot.Pen
  let typeset: Typeset
  /// Of the columns, from left to right.
  let middles: [Double]
  /// The middle of the discs.
  let axis: Double
  let radius: Double
  /// From one unit to the next, by column.
  let steps: [Double]
  let largest: Double
  private static let nameLimit = 18

  init(_ sketch: NetworkSketch, _ pen: Plot.Pen) {
    self.sketch = sketch
    self.pen = pen
    typeset = Typeset(canvas: pen.canvas, scale: pen.scale)
    largest = sketch.largestWeight
    let top = pen.area.top + pen.px(6)
    let bottom = pen.area.bottom - pen.px(74)
    axis = (top + bottom) / 2
    let tallest = sketch.columns.map { Double($0.units.count + ($0.isElided ? 1 : 0)) }.max() ?? 1
    let room = (bottom - top) / max(tallest, 1)
    let half = min(pen.px(17), room * 0.38)
    radius = half
    // A column of few units is not pulled apart to the height of one with many.
    let loose = min(room, pen.px(92))
    steps = sketch.columns.map { column in
      let count = Double(column.units.count + (column.isElided ? 1 : 0))
      return min(max(loose, min((bottom - top) / max(count, 1), half * 5)), (bottom - top) / max(count, 1))
    }
    func side(_ column: NetworkSketch.Column?) -> Double {
      let names = column?.names.map { Self.shortened($0) } ?? []
      let widest = names.map { typesetWidth($0) }.max() ?? 0
      return max(pen.px(56), half + (widest > 0 ? widest + pen.px(12) : 0))
    }
    let measure = typeset
    func typesetWidth(_ words: String) -> Double { measure.width(words, Size.legend) }
    let left = pen.area.left + side(sketch.columns.first)
    let right = pen.area.right - side(sketch.columns.count > 1 ? sketch.columns.last : nil)
    let gaps = Double(max(sketch.columns.count - 1, 1))
    // Not further apart than looks well; in the middle then.
    let gap = min((right - left) / gaps, pen.px(230))
    let start = (left + right) / 2 - gap * Double(sketch.columns.count - 1) / 2
    middles = sketch.columns.indices.map { start + gap * Double($0) }
  }

  static func shortened(_ name: String) -> String {
    name.count > nameLimit ? name.prefix(nameLimit - 1) + "…" : name
  }

  /// The middle of a shown unit: `place` counts those shown.
  func spot(_ column: Int, _ place: Int) -> Point {
    let units = sketch.columns[column]
    let slots = units.units.count + (units.isElided ? 1 : 0)
    let slot = units.isElided && place >= units.units.count / 2 ? place + 1 : place
    return Point(middles[column], axis + (Double(slot) - Double(slots - 1) / 2) * steps[column])
  }

  func color(_ value: Double) -> RGBA { pen.looks.line(value < 0 ? 2 : 0) }

  // MARK: - Connections

  private struct Connection {
    let from: Point
    let to: Point
    let weight: Double
  }

  func drawConnections() {
    for column in sketch.columns.indices.dropFirst() {
      let lines = connections(to: column).sorted { abs($0.weight) < abs($1.weight) }
      for line in lines { draw(line) }
    }
    for column in sketch.columns.indices.dropFirst() where sketch.columns[column].isBox { drawWires(to: column) }
    drawNumbers()
  }

  /// Weighted sums: from every unit shown to every other, from rim to rim.
  private func connections(to column: Int) -> [Connection] {
    let (before, after) = (sketch.columns[column - 1], sketch.columns[column])
    guard !after.isBox, after.weights.count == before.count * after.count else { return [] }
    return before.units.indices.flatMap { i in
      after.units.indices.map { j in
        Connection(
          from: spot(column - 1, i), to: spot(column, j),
          weight: after.weights[before.units[i] * after.count + after.units[j]])
      }
    }
  }

  private func draw(_ line: Connection) {
    guard line.weight.isFinite else { return }
    let share = min(abs(line.weight) / largest, 1)
    let width = pen.px(0.5 + 4.5 * share)
    let dash = line.weight < 0 ? Stroke.Dash(on: pen.px(5) + width, off: pen.px(3.5) + width) : nil
    let stroke = Stroke(width: width, dash: dash)
    pen.canvas.fill(
      stroke.shapes(of: [line.from, line.to], within: pen.clip), color(line.weight).faded(0.28 + 0.6 * share))
  }

  /// Values handed on one by one.
  private func drawWires(to column: Int) {
    let (before, after) = (sketch.columns[column - 1], sketch.columns[column])
    let color = pen.looks.frame
    guard before.units == after.units else {
      let middle = [Point(middles[column - 1], axis), Point(middles[column], axis)]
      return pen.canvas.fill(Stroke(width: pen.px(1.2)).shapes(of: middle, within: pen.clip), color)
    }
    let shapes = before.units.indices.map { place in
      Shape.capsule(spot(column - 1, place), spot(column, place), width: pen.px(1))
    }
    pen.canvas.fill(shapes, color.faded(0.7), within: pen.clip)
  }

  /// The weights of a small network are written on their lines, where they lie on none of the others.
  private func drawNumbers() {
    let all = sketch.columns.indices.dropFirst().flatMap(connections)
    guard all.count <= 16, steps.allSatisfy({ $0 > pen.px(40) }) else { return }
    let height = typeset.lineHeight(Size.caption)
    var taken: [Rect] = []
    for line in all where line.weight.isFinite {
      let words = NumberText.brief(line.weight, digits: 2)
      let width = typeset.width(words, Size.caption)
      let boxes = [0.27, 0.73, 0.36, 0.64, 0.2, 0.8, 0.5].map { part in
        let (x, y) = (line.from.x + (line.to.x - line.from.x) * part, line.from.y + (line.to.y - line.from.y) * part)
        return Rect(left: x - width / 2, top: y - height / 2, right: x + width / 2, bottom: y + height / 2)
      }
      guard let box = boxes.first(where: { box in !taken.contains { $0.grown(pen.px(3)).intersects(box) } }) else {
        continue
      }
      taken.append(box)
      typeset.drawHaloed(
        words, Size.caption, at: Point(box.left, box.bottom - typeset.height(Size.caption).descent),
        pen.looks.text(color(line.weight)), halo: pen.looks.background)
    }
  }

  // MARK: - Units

  func drawUnits() {
    for (index, column) in sketch.columns.enumerated() {
      if column.isBox {
        drawBox(index)
        continue
      }
      for place in column.units.indices {
        let bias = column.bias.indices.contains(column.units[place]) ? column.bias[column.units[place]] : nil
        drawDisc(at: spot(index, place), bias: bias)
      }
      if column.isElided { drawDots(index) }
    }
  }

  private func drawDisc(at spot: Point, bias: Double?) {
    let looks = pen.looks
    let canvas = pen.canvas
    canvas.fill([.disc(spot, radius: radius)], looks.background)
    guard let bias, bias.isFinite else {
      return canvas.fill([.ring(spot, radius: radius, width: pen.px(1.4))], looks.ink)
    }
    let share = min(abs(bias) / sketch.largestBias, 1)
    canvas.fill([.disc(spot, radius: radius)], looks.background.mixed(with: color(bias), 0.06 + 0.26 * share))
    canvas.fill([.ring(spot, radius: radius, width: pen.px(1.4))], looks.ink)
    let words = NumberText.brief(bias, digits: 2)
    let ground = looks.background.mixed(with: color(bias), 0.32)
    if radius >= pen.px(13), typeset.width(words, Size.caption) <= 1.8 * radius {
      let half = typeset.height(Size.caption).ascent / 2
      typeset.draw(
        words, Size.caption, at: spot.moved(0, half), align: .center, looks.ink.legible(on: ground, ratio: 4.5))
    } else if radius >= pen.px(4), bias != 0 {
      let arm = radius * 0.42
      let bar = Shape.capsule(spot.moved(-arm, 0), spot.moved(arm, 0), width: pen.px(1.1))
      let post = Shape.capsule(spot.moved(0, -arm), spot.moved(0, arm), width: pen.px(1.1))
      canvas.fill(bias < 0 ? [bar] : [bar, post], looks.ink)
    }
  }

  private func drawDots(_ column: Int) {
    let place = sketch.columns[column].units.count / 2
    let (above, below) = (spot(column, place - 1), spot(column, place))
    let middle = Point(above.x, (above.y + below.y) / 2)
    let gap = min(steps[column] * 0.28, pen.px(7))
    let dots = [-1.0, 0, 1].map { Shape.disc(middle.moved(0, $0 * gap), radius: min(pen.px(1.6), gap * 0.3)) }
    pen.canvas.fill(dots, pen.looks.ink)
  }

  /// As high as the units that it stands beside, its name upright inside.
  private func drawBox(_ column: Int) {
    let height = abs(spot(column, sketch.columns[column].units.count - 1).y - spot(column, 0).y) + 2 * radius
    let half = pen.px(11)
    let tall = max(height, pen.px(96)) / 2
    let box = Rect(left: middles[column] - half, top: axis - tall, right: middles[column] + half, bottom: axis + tall)
    pen.canvas.fill([.rectangle(box.grown(pen.px(1.2)))], pen.looks.frame)
    pen.canvas.fill([.rectangle(box)], pen.looks.background.mixed(with: pen.looks.ink, 0.06))
    let words = typeset.shortened(sketch.columns[column].details.first ?? "", Size.legend, to: box.height * 0.94)
    let width = typeset.width(words, Size.legend)
    let origin = Point(middles[column] + typeset.height(Size.legend).ascent / 2, axis + width / 2)
    pen.canvas.text(typeset.text(words, Size.legend, upright: true), at: origin, pen.looks.ink)
  }

  // MARK: - Words

  func drawNames() {
    for (index, column) in sketch.columns.enumerated() {
      drawFoot(index)
      let isFirst = index == 0
      for place in column.units.indices where column.names.indices.contains(column.units[place]) {
        let spot = spot(index, place)
        let half = typeset.height(Size.legend).ascent / 2
        let away = radius + pen.px(8)
        typeset.draw(
          Self.shortened(column.names[column.units[place]]), Size.legend,
          at: spot.moved(isFirst ? -away : away, half), align: isFirst ? .right : .left, pen.looks.ink)
      }
    }
  }

  /// What the layer is called, and what it does.
  private func drawFoot(_ index: Int) {
    let column = sketch.columns[index]
    let room = sketch.columns.count > 1 ? (middles[1] - middles[0]) - pen.px(6) : pen.area.width
    let top = pen.area.bottom - pen.px(64)
    let title = typeset.shortened(column.title, Size.panelTitle, bold: true, to: room)
    let first = Point(middles[index], top + typeset.height(Size.panelTitle, bold: true).ascent)
    typeset.draw(title, Size.panelTitle, bold: true, at: first, align: .center, pen.looks.ink)
    let details = column.isBox ? [] : column.details
    for (line, words) in details.prefix(2).enumerated() {
      typeset.draw(
        typeset.shortened(words, Size.caption, to: room), Size.caption,
        at: first.moved(0, pen.px(13) * Double(line + 1)), align: .center, pen.looks.muted)
    }
  }

  /// What lines and numbers mean.
  func drawKey() {
    guard sketch.columns.contains(where: { !$0.weights.isEmpty }) else { return }
    let baseline = pen.area.bottom - pen.px(4)
    let middle = baseline - typeset.height(Size.caption).ascent / 2
    let entries: [(words: String, weight: Double)] = [
      ("weight above 0", largest * 0.45), ("below 0", -largest * 0.45),
      ("|w| = \(NumberText.brief(largest, digits: 3))", largest),
    ]
    let last = sketch.columns.contains { !$0.bias.isEmpty } ? "in discs: bias" : ""
    let swatch = pen.px(30)
    let gap = pen.px(6)
    let widths = entries.map { swatch + gap + typeset.width($0.words, Size.caption) }
    let total = widths.reduce(0, +) + Double(entries.count - 1) * pen.px(20)
      + (last.isEmpty ? 0 : pen.px(20) + typeset.width(last, Size.caption))
    var x = pen.area.center.x - total / 2
    for (entry, width) in zip(entries, widths) {
      draw(Connection(from: Point(x, middle), to: Point(x + swatch, middle), weight: entry.weight))
      typeset.draw(entry.words, Size.caption, at: Point(x + swatch + gap, baseline), pen.looks.muted)
      x += width + pen.px(20)
    }
    typeset.draw(last, Size.caption, at: Point(x, baseline), pen.looks.muted)
  }
}
