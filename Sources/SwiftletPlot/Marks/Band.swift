/// A quiet strip over the whole height of the plot area, from one value of x to another.
struct Band: Mark {
  let x: ClosedRange<Double>
  var label = ""

  func survey(_ survey: inout Plot.Survey) {}

  func draw(with pen: inout Plot.Pen) {
    guard let low = pen.xScale.unit(x.lowerBound), let high = pen.xScale.unit(x.upperBound) else { return }
    let left = pen.area.left + min(max(low, 0), 1) * pen.area.width
    let right = pen.area.left + min(max(high, 0), 1) * pen.area.width
    guard right > left else { return }
    let strip = Rect(left: left.rounded(), top: pen.area.top, right: right.rounded(), bottom: pen.area.bottom)
    pen.canvas.fill([.rectangle(strip)], pen.looks.series(0).faded(Size.bandOpacity), within: pen.clip)
    if label.isEmpty { return }
    let spot = Point(strip.center.x, strip.top + pen.px(9))
    pen.callouts.append(Callout(words: label, spot: spot, clearance: 0, color: pen.looks.muted))
  }
}
