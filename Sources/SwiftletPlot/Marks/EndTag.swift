/// The name of a line beside its last point, inside the plot area.
struct EndTag: Mark {
  let x: Double
  let y: Double
  let label: String
  let series: Int

  func survey(_ survey: inout Plot.Survey) {}

  func draw(with pen: inout Plot.Pen) {
    guard let spot = pen.spot(x, y), pen.isInside(spot) else { return }
    let radius = pen.px(Size.lineDot * 1.4)
    pen.canvas.fill([.disc(spot, radius: radius)], pen.looks.line(series))
    let words = label.count > 40 ? label.prefix(39) + "…" : label
    pen.callouts.append(
      Callout(words: words, spot: spot, clearance: radius, color: pen.looks.text(pen.looks.line(series))))
  }
}
