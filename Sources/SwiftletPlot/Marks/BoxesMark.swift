/// Draws layers as boxes with arrows between them.
struct BoxesMark: Mark {
  let boxes: NetworkBoxes

  func survey(_ survey: inout Plot.Survey) { survey.isFilled = !boxes.boxes.isEmpty }

  func draw(with pen: inout Plot.Pen) {
    guard !boxes.boxes.isEmpty else { return }
    let frames = boxes.isChain && boxes.depth > 7 ? windingFrames(pen) : columnFrames(pen)
    for (index, box) in boxes.boxes.enumerated() {
      for source in box.sources { Self.arrow(from: frames[source], to: frames[index], pen) }
    }
    for (index, box) in boxes.boxes.enumerated() { Self.draw(box, in: frames[index], pen) }
  }

  /// From left to right by depth.
  private func columnFrames(_ pen: Plot.Pen) -> [Rect] {
    let columns = boxes.columns
    let rows = columns.map(\.count).max() ?? 1
    var frames = boxes.boxes.map { _ in pen.area }
    for (column, places) in columns.enumerated() {
      for (row, index) in places.enumerated() {
        let middle = Point(
          pen.area.left + pen.area.width * (Double(column) + 0.5) / Double(columns.count),
          pen.area.top + pen.area.height * (Double(row) + 0.5) / Double(places.count))
        frames[index] = Self.frame(at: middle, columns: columns.count, rows: rows, pen)
      }
    }
    return frames
  }

  /// A long chain in rows, to the right and back to the left, so that each arrow is short.
  private func windingFrames(_ pen: Plot.Pen) -> [Rect] {
    let count = boxes.boxes.count
    let columns = min(max(whole((Double(count) * 1.3).squareRoot().rounded(.up)) ?? 1, 5), 9)
    let rows = (count + columns - 1) / columns
    return (0..<count).map { index in
      let (row, place) = index.quotientAndRemainder(dividingBy: columns)
      let column = row % 2 == 0 ? place : columns - 1 - place
      let middle = Point(
        pen.area.left + pen.area.width * (Double(column) + 0.5) / Double(columns),
        pen.area.top + pen.area.height * (Double(row) + 0.5) / Double(rows))
      return Self.frame(at: middle, columns: columns, rows: rows, pen)
    }
  }

  private static func frame(at middle: Point, columns: Int, rows: Int, _ pen: Plot.Pen) -> Rect {
    let width = min(pen.area.width / Double(columns) * 0.74, pen.px(150)) / 2
    let height = min(pen.area.height / Double(rows) * 0.68, pen.px(56)) / 2
    return Rect(left: middle.x - width, top: middle.y - height, right: middle.x + width, bottom: middle.y + height)
  }

  private static func arrow(from: Rect, to: Rect, _ pen: Plot.Pen) {
    let isBelow = to.top > from.bottom && abs(to.center.x - from.center.x) < 1
    let isLeft = to.right < from.left
    let start = isBelow ? Point(from.center.x, from.bottom) : Point(isLeft ? from.left : from.right, from.center.y)
    let end = isBelow ? Point(to.center.x, to.top) : Point(isLeft ? to.right : to.left, to.center.y)
    let length = start.distance(to: end)
    guard length > 1 else { return }
    let (dx, dy) = ((end.x - start.x) / length, (end.y - start.y) / length)
    let head = min(pen.px(7), length / 2)
    let neck = Point(end.x - dx * head, end.y - dy * head)
    let corners = [
      end, Point(neck.x - dy * head * 0.45, neck.y + dx * head * 0.45),
      Point(neck.x + dy * head * 0.45, neck.y - dx * head * 0.45),
    ]
    pen.canvas.fill([.capsule(start, neck, width: pen.px(1.4))], pen.looks.frame, within: pen.clip)
    pen.canvas.fill([.polygon(corners, grown: 0)], pen.looks.frame, within: pen.clip)
  }

  private static func draw(_ box: NetworkBoxes.Box, in frame: Rect, _ pen: Plot.Pen) {
    let typeset = Typeset(canvas: pen.canvas, scale: pen.scale)
    pen.canvas.fill([.rectangle(frame.grown(pen.px(1.2)))], pen.looks.frame)
    pen.canvas.fill([.rectangle(frame)], pen.looks.background.mixed(with: pen.looks.ink, 0.05))
    let room = frame.width - pen.px(8)
    let line = pen.px(12.5)
    // Too low for all lines: the name alone, or nothing.
    let count = min(1 + box.details.count, whole((frame.height / line).rounded(.down)) ?? 0)
    guard count > 0 else { return }
    let first = frame.center.y - line * Double(count - 1) / 2 + typeset.height(Size.panelTitle).ascent / 2
    let title = typeset.shortened(box.title, Size.panelTitle, bold: true, to: room)
    typeset.draw(
      title, Size.panelTitle, bold: true, at: Point(frame.center.x, first), align: .center, pen.looks.ink)
    for (index, words) in box.details.prefix(count - 1).enumerated() {
      typeset.draw(
        typeset.shortened(words, Size.caption, to: room), Size.caption,
        at: Point(frame.center.x, first + line * Double(index + 1)), align: .center, pen.looks.muted)
    }
  }
}
