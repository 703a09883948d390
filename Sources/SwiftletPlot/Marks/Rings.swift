/// Rings around points that deserve a look: the misclassified ones. They are counted in the legend.
public struct Rings: Mark {
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
    survey.extras.append(.init(swatch: .ring, name: "\(name) (\(NumberText.count(count)))"))
  }

  public func draw(with pen: inout Plot.Pen) {
    let radius = pen.px(Size.ring)
    let width = pen.px(Size.ringLine)
    for (x, y) in zip(x, y) {
      guard let spot = pen.spot(x, y), pen.isInside(spot) else { continue }
      // A light line on both sides: the ring shows on any tint and beside markers of its own colour.
      pen.canvas.fill([.ring(spot, radius: radius, width: width + pen.px(1.4))], pen.looks.background.faded(0.85))
      pen.canvas.fill([.ring(spot, radius: radius, width: width)], pen.looks.alarm)
    }
  }
}
