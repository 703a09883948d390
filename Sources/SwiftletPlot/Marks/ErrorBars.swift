/// Lines that tell how sure each value is: from one end of its interval to the other.
///
///     Points(x: sizes, y: accuracies).color(.series(0))
///     ErrorBars(x: sizes, y: accuracies, plusMinus: deviations).color(.series(0))
public struct ErrorBars: Mark {
  private let x: [Double]
  private let low: [Double]
  private let high: [Double]
  private let name: String
  private var isHorizontal = false
  private var color: Plot.Color?

  /// Intervals from y − error to y + error.
  public init(x: [Double], y: [Double], plusMinus errors: [Double], name: String = "") {
    self.init(x: x, from: zip(y, errors).map { $0 - $1 }, to: zip(y, errors).map { $0 + $1 }, name: name)
  }

  /// Intervals with two ends; what is longer than the shortest is left out. An interval with an end that is not finite
  /// is not drawn but counted in the caption.
  public init(x: [Double], from low: [Double], to high: [Double], name: String = "") {
    let count = min(x.count, low.count, high.count)
    self.x = Array(x.prefix(count))
    self.low = Array(low.prefix(count))
    self.high = Array(high.prefix(count))
    self.name = name
  }

  /// Lying intervals: `x` then counts along the vertical axis, and the ends along the horizontal one.
  public func horizontal() -> ErrorBars { changed { $0.isHorizontal = true } }

  /// In a colour of one's choice.
  public func color(_ color: Plot.Color) -> ErrorBars { changed { $0.color = color } }

  private func changed(_ change: (inout ErrorBars) -> Void) -> ErrorBars {
    var copy = self
    change(&copy)
    return copy
  }

  public func survey(_ survey: inout Plot.Survey) {
    for i in x.indices {
      for end in [low[i], high[i]] { survey.include(x: isHorizontal ? end : x[i], y: isHorizontal ? x[i] : end) }
    }
    let color = survey.stroke(color)
    survey.name(name, color, .line)
  }

  public func draw(with pen: inout Plot.Pen) {
    let color = pen.stroke(color)
    for i in x.indices {
      let a = isHorizontal ? pen.spot(low[i], x[i]) : pen.spot(x[i], low[i])
      let b = isHorizontal ? pen.spot(high[i], x[i]) : pen.spot(x[i], high[i])
      if let a, let b { pen.whisker(a, b, color) }
    }
  }
}

extension Plot.Pen {
  /// A line with a short bar across each end.
  mutating func whisker(_ a: Point, _ b: Point, _ color: RGBA) {
    let cap = px(Size.errorCap)
    let across = a.x == b.x ? (cap, 0.0) : (0.0, cap)
    let ends = [a, b].map {
      Shape.capsule($0.moved(-across.0, -across.1), $0.moved(across.0, across.1), width: px(Size.errorLine))
    }
    canvas.fill([.capsule(a, b, width: px(Size.errorLine))] + ends, color, within: clip)
    obstacles.append(.segment(a, b))
  }
}
