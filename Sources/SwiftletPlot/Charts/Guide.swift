/// A quiet dashed line that a picture is read against: chance, a perfect answer. It does not widen the axes.
struct Guide: Mark {
  let x: [Double]
  let y: [Double]
  /// In the legend; empty for none.
  var name = ""

  func survey(_ survey: inout Plot.Survey) {
    guard !name.isEmpty else { return }
    survey.series.append(.init(name: name, color: survey.looks.muted, isDashed: true, end: nil, endText: ""))
  }

  func draw(with pen: inout Plot.Pen) {
    let spots = zip(x, y).compactMap { pen.spot($0, $1) }
    let stroke = Stroke(width: pen.px(Size.ruleLine), dash: Size.ruleDash.scaled(pen.scale))
    pen.line(spots, pen.looks.muted, stroke)
  }
}

/// The line y = x, from corner to corner of what is shown.
struct Diagonal: Mark {
  var name = ""
  /// Its ends; nil: those of the axes.
  var range: ClosedRange<Double>?

  func survey(_ survey: inout Plot.Survey) {
    survey.isFilled = true
    Guide(x: [], y: [], name: name).survey(&survey)
  }

  func draw(with pen: inout Plot.Pen) {
    let low = range?.lowerBound ?? max(pen.xScale.low, pen.yScale.low)
    let high = range?.upperBound ?? min(pen.xScale.high, pen.yScale.high)
    guard low < high else { return }
    var guide = Guide(x: [low, high], y: [low, high])
    guide.name = name
    guide.draw(with: &pen)
  }
}

/// The curve of one class among others: its colour, with its marker here and there along the line.
struct ClassCurve: Mark {
  let x: [Double]
  let y: [Double]
  let number: Int
  let name: String
  /// Rows of the class.
  let count: Int
  var title = ""

  func survey(_ survey: inout Plot.Survey) {
    survey.include(x: x, y: y)
    survey.classTitle = title
    survey.classes.append(.init(number: number, name: name, count: count))
  }

  func draw(with pen: inout Plot.Pen) {
    let spots = Self.thinned(zip(x, y).compactMap { pen.spot($0, $1) })
    pen.line(spots, pen.looks.line(number), Stroke(width: pen.px(Size.line * 0.8)))
    // Where one class's markers stand, those of the next do not.
    let phase = Double((number * 3) % 7) / 7
    for spot in Self.spaced(spots, every: pen.px(95), phase: phase) {
      pen.marker(MarkerShape(number: number), at: spot, radius: pen.px(3), pen.looks.series(number), edge: pen.px(1))
    }
  }

  /// Without points that are nearer to the one before than an eye can tell.
  static func thinned(_ spots: [Point]) -> [Point] {
    var kept: [Point] = []
    for (i, spot) in spots.enumerated() {
      if let last = kept.last, last.distance(to: spot) < 0.4, i + 1 < spots.count { continue }
      kept.append(spot)
    }
    return kept
  }

  /// Places along the line, equal distances apart.
  static func spaced(_ spots: [Point], every distance: Double, phase: Double) -> [Point] {
    var places: [Point] = []
    var next = distance * (0.2 + 0.8 * phase)
    for (a, b) in zip(spots, spots.dropFirst()) {
      let length = a.distance(to: b)
      while next <= length, length > 0 {
        places.append(Point(a.x + (b.x - a.x) * next / length, a.y + (b.y - a.y) * next / length))
        next += distance
      }
      next -= length
    }
    return places
  }
}
