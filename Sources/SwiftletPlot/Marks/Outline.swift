/// The edge of a rectangle of the plane: the part that another picture shows.
package struct Outline: Mark {
  private let x: ClosedRange<Double>
  private let y: ClosedRange<Double>
  private let label: String

  package init(x: ClosedRange<Double>, y: ClosedRange<Double>, label: String = "") {
    self.x = x
    self.y = y
    self.label = label
  }

  package func survey(_ survey: inout Plot.Survey) {
    survey.include(x: x.lowerBound, y: y.lowerBound)
    survey.include(x: x.upperBound, y: y.upperBound)
  }

  package func draw(with pen: inout Plot.Pen) {
    let corners = [
      (x.lowerBound, y.lowerBound), (x.upperBound, y.lowerBound), (x.upperBound, y.upperBound),
      (x.lowerBound, y.upperBound), (x.lowerBound, y.lowerBound),
    ]
    let spots = corners.compactMap { pen.spot($0.0, $0.1) }
    guard spots.count == corners.count else { return }
    // A light line on both sides: it shows on any ground.
    pen.line(spots, pen.looks.background.faded(0.85), Stroke(width: pen.px(Size.line + 1.6)))
    pen.line(spots, pen.looks.ink, Stroke(width: pen.px(Size.line * 0.8)))
    guard !label.isEmpty else { return }
    let top = Point((spots[0].x + spots[1].x) / 2, spots[2].y)
    pen.callouts.append(Callout(words: label, spot: top, clearance: pen.px(1), color: pen.looks.ink))
  }
}
