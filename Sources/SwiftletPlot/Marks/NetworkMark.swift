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

private struct NetworkDrawing {
  let sketch: NetworkSketch
  let pen: Plot.Pen
  let typeset: Typeset
  let geometry: NetworkGeometry
  let largest: Double
  private static let nameLimit = 18

  init(_ sketch: NetworkSketch, _ pen: Plot.Pen) {
    self.sketch = sketch
    self.pen = pen
    let typeset = Typeset(canvas: pen.canvas, scale: pen.scale)
    self.typeset = typeset
    largest = sketch.largestWeight
    func width(_ column: NetworkSketch.Column?) -> Double {
      column?.names.map { typeset.width(Self.shortened($0), Size.legend) }.max() ?? 0
    }
    let last = sketch.columns.count > 1 ? sketch.columns.last : nil
    geometry = NetworkGeometry(
      sketch, area: pen.area, scale: pen.scale, nameWidth: (width(sketch.columns.first), width(last)))
  }

  private var radius: Double { geometry.radius }
  /// The opacity of a weight near 0: many of them are a veil, few are lines to be followed.
  private var faintest: Double { geometry.connectionCount > 60 ? 0.26 : 0.45 }
  private func spot(_ column: Int, _ place: Int) -> Point { geometry.spot(column, place) }

  static func shortened(_ name: String) -> String {
    name.count > nameLimit ? name.prefix(nameLimit - 1) + "…" : name
  }

  func color(_ value: Double) -> RGBA { pen.looks.line(value < 0 ? 2 : 0) }

  // MARK: - Connections

  func drawConnections() {
    // Large weights lie on small ones.
    for line in geometry.connections.sorted(by: { abs($0.weight) < abs($1.weight) }) { draw(line) }
    for column in sketch.columns.indices.dropFirst() where sketch.columns[column].isBox { drawWires(to: column) }
    drawNumbers()
  }

  private func draw(_ line: NetworkGeometry.Connection) {
    let share = min(abs(line.weight) / largest, 1)
    let width = pen.px(0.5 + 4.5 * share)
    let dash = line.weight < 0 ? Stroke.Dash(on: pen.px(5) + width, off: pen.px(3.5) + width) : nil
    let stroke = Stroke(width: width, dash: dash)
    let opacity = faintest + (0.9 - faintest) * share
    pen.canvas.fill(
      stroke.shapes(of: [line.from, line.to], within: pen.clip), color(line.weight).faded(opacity))
  }

  /// Values handed on one by one.
  private func drawWires(to column: Int) {
    let (before, after) = (sketch.columns[column - 1], sketch.columns[column])
    let color = pen.looks.frame
    guard before.units == after.units else {
      let middle = [Point(geometry.middles[column - 1], geometry.axis), Point(geometry.middles[column], geometry.axis)]
      return pen.canvas.fill(Stroke(width: pen.px(1.2)).shapes(of: middle, within: pen.clip), color)
    }
    let shapes = before.units.indices.map { place in
      Shape.capsule(spot(column - 1, place), spot(column, place), width: pen.px(1))
    }
    pen.canvas.fill(shapes, color.faded(0.7), within: pen.clip)
  }

  /// The weights of a small network are written on their lines, where they lie on none of the others.
  private func drawNumbers() {
    let all = geometry.connections
    guard all.count <= 16, geometry.steps.allSatisfy({ $0 > pen.px(40) }) else { return }
    let height = typeset.lineHeight(Size.caption)
    var taken: [Rect] = []
    for (index, line) in all.enumerated() {
      let words = NumberText.brief(line.weight, digits: 2)
      let width = typeset.width(words, Size.caption)
      let boxes = [0.27, 0.72, 0.34, 0.66, 0.21, 0.79, 0.42, 0.58].map { part in
        let place = line.spot(at: part)
        return Rect(
          left: place.x - width / 2, top: place.y - height / 2, right: place.x + width / 2,
          bottom: place.y + height / 2)
      }
      let free = boxes.filter { box in !taken.contains { $0.grown(pen.px(3)).intersects(box) } }
      // As far from all other lines as can be.
      func distance(_ box: Rect) -> Double {
        all.indices.filter { $0 != index }.map { all[$0].distance(to: box.center) }.min() ?? 0
      }
      guard let box = free.max(by: { distance($0) < distance($1) }) else { continue }
      taken.append(box)
      pen.canvas.fill([.rectangle(box.grown(pen.px(1.5)))], pen.looks.background)
      typeset.draw(
        words, Size.caption, at: Point(box.left, box.bottom - typeset.height(Size.caption).descent),
        pen.looks.text(color(line.weight)))
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
    let gap = min(geometry.steps[column] * 0.28, pen.px(7))
    let dots = [-1.0, 0, 1].map { Shape.disc(middle.moved(0, $0 * gap), radius: min(pen.px(1.6), gap * 0.3)) }
    pen.canvas.fill(dots, pen.looks.ink)
  }

  /// As high as the units that it stands beside, its name upright inside.
  private func drawBox(_ column: Int) {
    let height = abs(spot(column, sketch.columns[column].units.count - 1).y - spot(column, 0).y) + 2 * radius
    let half = pen.px(11)
    let tall = max(height, pen.px(96)) / 2
    let middle = Point(geometry.middles[column], geometry.axis)
    let box = Rect(left: middle.x - half, top: middle.y - tall, right: middle.x + half, bottom: middle.y + tall)
    pen.canvas.fill([.rectangle(box.grown(pen.px(1.2)))], pen.looks.frame)
    pen.canvas.fill([.rectangle(box)], pen.looks.background.mixed(with: pen.looks.ink, 0.06))
    let words = typeset.shortened(sketch.columns[column].details.first ?? "", Size.legend, to: box.height * 0.94)
    let width = typeset.width(words, Size.legend)
    let origin = Point(geometry.middles[column] + typeset.height(Size.legend).ascent / 2, geometry.axis + width / 2)
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
    // What a box does stands inside it.
    if column.isBox { return }
    let room = (geometry.pitch ?? pen.area.width) - pen.px(6)
    let title = typeset.shortened(column.title, Size.panelTitle, bold: true, to: room)
    let first = Point(geometry.middles[index], geometry.foot + typeset.height(Size.panelTitle, bold: true).ascent)
    typeset.draw(title, Size.panelTitle, bold: true, at: first, align: .center, pen.looks.ink)
    for (line, words) in column.details.prefix(2).enumerated() {
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
    let rest = last.isEmpty ? 0 : pen.px(20) + typeset.width(last, Size.caption)
    let total = widths.reduce(rest, +) + Double(entries.count - 1) * pen.px(20)
    var x = pen.area.center.x - total / 2
    for (entry, width) in zip(entries, widths) {
      draw(.init(from: Point(x, middle), to: Point(x + swatch, middle), weight: entry.weight))
      typeset.draw(entry.words, Size.caption, at: Point(x + swatch + gap, baseline), pen.looks.muted)
      x += width + pen.px(20)
    }
    typeset.draw(last, Size.caption, at: Point(x, baseline), pen.looks.muted)
  }
}
