/// Rings around points that deserve a look: the misclassified ones. They are counted in the legend.
public struct Rings: Mark, FaultyMark {
  var fault: PlotError?
  let x: [Double]
  let y: [Double]
  let name: String

  init(x: [Double], y: [Double], name: String = "misclassified") {
    self.x = x
    self.y = y
    self.name = name
  }

  public func survey(_ survey: inout Plot.Survey) {
    for (x, y) in zip(x, y) where AxisScale.canShow(x) && AxisScale.canShow(y) {
      guard survey.x.contains(x), survey.y.contains(y) else { continue }
      survey.x.include(x)
      survey.y.include(y)
      survey.isFilled = true
    }
    let count = min(x.count, y.count)
    survey.extras.append(.init(swatch: .ring, name: name, count: count))
  }

  public func draw(with pen: inout Plot.Pen) {
    // A crowd of rings would hide what it points at: from 100 on they close in on their points and thin out.
    let crowding = min(max((100 / Double(max(min(x.count, y.count), 1))).squareRoot(), 0.55), 1)
    let radius = pen.px(Size.ring * crowding)
    let width = pen.px(Size.ringLine * crowding)
    for (x, y) in zip(x, y) {
      guard let spot = pen.spot(x, y), pen.isInside(spot) else { continue }
      // A light line on both sides: the ring shows on any tint and beside markers of its own colour.
      let casing = width + pen.px(1.4 * crowding)
      pen.canvas.fill([.ring(spot, radius: radius, width: casing)], pen.looks.background.faded(0.85))
      pen.canvas.fill([.ring(spot, radius: radius, width: width)], pen.looks.alarm)
    }
  }
}
