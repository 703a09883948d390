/// A ring around one place of the plane, with words beside it.
package struct Pin: Mark {
  private let x: Double
  private let y: Double
  private let label: String

  package init(x: Double, y: Double, label: String) {
    self.x = x
    self.y = y
    self.label = label
  }

  package func survey(_ survey: inout Plot.Survey) {}

  package func draw(with pen: inout Plot.Pen) {
    guard let spot = pen.spot(x, y), pen.isInside(spot) else { return }
    let radius = pen.px(Size.ring * 1.3)
    let width = pen.px(Size.ringLine)
    pen.canvas.fill([.ring(spot, radius: radius, width: width + pen.px(1.4))], pen.looks.background.faded(0.85))
    pen.canvas.fill([.ring(spot, radius: radius, width: width)], pen.looks.alarm)
    let clearance = radius + pen.px(1.5)
    pen.obstacles.append(.box(Rect(left: spot.x, top: spot.y, right: spot.x, bottom: spot.y).grown(clearance)))
    if label.isEmpty { return }
    pen.callouts.append(Callout(words: label, spot: spot, clearance: clearance, color: pen.looks.ink))
  }
}
