/// A ring around one point of a curve, with words about it: the best epoch.
struct Highlight: Mark {
  let x: Double
  let y: Double
  let label: String
  var series: Int?

  func survey(_ survey: inout Plot.Survey) {}

  func draw(with pen: inout Plot.Pen) {
    guard let spot = pen.spot(x, y), pen.isInside(spot) else { return }
    let color = series.map { pen.looks.line($0) } ?? pen.looks.ink
    let radius = pen.px(4.5)
    pen.canvas.fill([.disc(spot, radius: radius)], pen.looks.background)
    pen.canvas.fill([.ring(spot, radius: radius, width: pen.px(1.6))], color)
    let clearance = radius + pen.px(1)
    pen.obstacles.append(
      .box(Rect(left: spot.x, top: spot.y, right: spot.x, bottom: spot.y).grown(clearance)))
    if label.isEmpty { return }
    pen.callouts.append(Callout(words: label, spot: spot, clearance: clearance, color: pen.looks.ink))
  }
}
