/// Draws layers as boxes with arrows between them.
struct BoxesMark: Mark {
  let boxes: NetworkBoxes

  func survey(_ survey: inout Plot.Survey) { survey.isFilled = !boxes.boxes.isEmpty }

  func draw(with pen: inout Plot.Pen) {
    let columns = boxes.columns
    guard !boxes.boxes.isEmpty else { return }
    let area = pen.area
    let pitch = area.width / Double(columns.count)
    let rows = Double(columns.map(\.count).max() ?? 1)
    let size = (
      width: min(pitch * 0.72, pen.px(150)), height: min(area.height / max(rows, 1) * 0.7, pen.px(56))
    )
    var frames = boxes.boxes.map { _ in Rect(left: 0, top: 0, right: 0, bottom: 0) }
    for (column, places) in columns.enumerated() {
      for (row, index) in places.enumerated() {
        let middle = Point(
          area.left + pitch * (Double(column) + 0.5),
          area.top + area.height * (Double(row) + 0.5) / Double(places.count))
        frames[index] = Rect(
          left: middle.x - size.width / 2, top: middle.y - size.height / 2, right: middle.x + size.width / 2,
          bottom: middle.y + size.height / 2)
      }
    }
    for (index, box) in boxes.boxes.enumerated() {
      for source in box.sources { Self.arrow(from: frames[source], to: frames[index], pen) }
    }
    for (index, box) in boxes.boxes.enumerated() { Self.draw(box, in: frames[index], pen) }
  }

  private static func arrow(from: Rect, to: Rect, _ pen: Plot.Pen) {
    let (start, end) = (Point(from.right, from.center.y), Point(to.left, to.center.y))
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
