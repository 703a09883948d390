/// Quiet horizontal bars from one value to another: what lies between two points of a row.
package struct Spans: Mark {
  private let spans: [(from: Double, to: Double, y: Double)]

  package init(from: [Double], to: [Double], y: [Double]) {
    spans = zip(zip(from, to), y).map { (from: $0.0, to: $0.1, y: $1) }
  }

  package func survey(_ survey: inout Plot.Survey) {
    for span in spans {
      survey.include(x: span.from, y: span.y)
      survey.include(x: span.to, y: span.y)
    }
  }

  package func draw(with pen: inout Plot.Pen) {
    let color = pen.looks.background.mixed(with: pen.looks.ink, 0.28)
    let shapes = spans.compactMap { span -> Shape? in
      guard let a = pen.spot(span.from, span.y), let b = pen.spot(span.to, span.y) else { return nil }
      return .capsule(a, b, width: pen.px(Size.line))
    }
    pen.canvas.fill(shapes, color, within: pen.clip)
  }
}
