/// A straight reference line across the whole plot area, with words beside it.
public struct Rule: Mark {
  enum Place: Sendable, Equatable {
    case x(Double)
    case y(Double)
  }

  let place: Place
  let label: String

  /// A vertical line, for instance where the learning rate changed.
  public init(x: Double, label: String = "") {
    place = .x(x)
    self.label = label
  }

  /// A horizontal line, for instance the loss of a model that knows only how common the classes are.
  public init(y: Double, label: String = "") {
    place = .y(y)
    self.label = label
  }

  public func survey(_ survey: inout Plot.Survey) {
    switch place {
    case .x(let x):
      guard survey.x.contains(x), AxisScale.canShow(x) else { return }
      survey.x.include(x)
      survey.isFilled = true
    case .y(let y):
      guard survey.y.contains(y), AxisScale.canShow(y) else { return }
      survey.y.include(y)
      survey.isFilled = true
      if !label.isEmpty { survey.rules.append(.init(y: y, label: label)) }
    }
  }

  public func draw(with pen: inout Plot.Pen) {
    let stroke = Stroke(width: pen.px(Size.ruleLine), dash: Size.ruleDash.scaled(pen.scale))
    switch place {
    case .x(let x):
      guard let unit = pen.xScale.unit(x), (0...1).contains(unit) else { return }
      let column = pen.area.left + unit * pen.area.width
      let top = Point(column, pen.area.top)
      pen.line([top, Point(column, pen.area.bottom)], pen.looks.muted, stroke)
      if label.isEmpty { return }
      let spot = top.moved(0, pen.px(9))
      pen.callouts.append(Callout(words: label, spot: spot, clearance: 0, color: pen.looks.muted))
    case .y(let y):
      guard let unit = pen.yScale.unit(y), (0...1).contains(unit) else { return }
      let row = pen.area.bottom - unit * pen.area.height
      pen.line([Point(pen.area.left, row), Point(pen.area.right, row)], pen.looks.muted, stroke)
    }
  }
}
