/// Bars from 0 to a value, over names or numbers.
///
///     Plot("Accuracy") {
///       Bars(["relu", "tanh", "gelu"], [0.97, 0.94, 0.98], name: "training")
///       Bars(["relu", "tanh", "gelu"], [0.91, 0.93, 0.95], name: "test")
///     }
///
/// Several marks of this kind in a plot stand side by side, in the order given. On a logarithmic axis bars begin at its
/// lower end.
public struct Bars: Mark {
  private enum Place: Sendable {
    case names([String])
    case numbers([Double])
  }

  private let place: Place
  private let heights: [Double]
  private let name: String
  private var color: Plot.Color?
  private var isHorizontal = false
  private var errors: [(low: Double, high: Double)] = []
  private var texts: [String] = []

  /// Bars over names; the axis carries the names in the order in which they first occur.
  ///
  /// - Parameters:
  ///   - names, heights: If one is longer, its rest is left out. A height that is not finite has no bar and is counted
  ///     in the caption.
  ///   - name: What all bars of this mark are called in the legend; empty for none.
  public init(_ names: [String], _ heights: [Double], name: String = "") {
    let count = min(names.count, heights.count)
    place = .names(Array(names.prefix(count)))
    self.heights = Array(heights.prefix(count))
    self.name = name
  }

  /// Bars over numbers, as wide as the smallest distance between two of them allows.
  public init(x: [Double], _ heights: [Double], name: String = "") {
    let count = min(x.count, heights.count)
    place = .numbers(Array(x.prefix(count)))
    self.heights = Array(heights.prefix(count))
    self.name = name
  }

  /// Lying bars: names along the vertical axis, the first at the top.
  public func horizontal() -> Bars { changed { $0.isHorizontal = true } }

  /// In a colour of one's choice.
  public func color(_ color: Plot.Color) -> Bars { changed { $0.color = color } }

  /// With a line from height − error to height + error on each bar.
  public func errors(plusMinus errors: [Double]) -> Bars {
    changed { bars in bars.errors = zip(bars.heights, errors).map { ($0 - $1, $0 + $1) } }
  }

  /// With a line between two values on each bar: an interval that is not even on both sides.
  public func errors(from low: [Double], to high: [Double]) -> Bars {
    changed { $0.errors = zip(low, high).map { ($0, $1) } }
  }

  /// With words at the end of each bar, where they have room.
  public func labels(_ texts: [String]) -> Bars { changed { $0.texts = texts } }

  private func changed(_ change: (inout Bars) -> Void) -> Bars {
    var copy = self
    change(&copy)
    return copy
  }

  public func survey(_ survey: inout Plot.Survey) {
    let isFirst = survey.claim(\.bars) == 0
    let along: WritableKeyPath<Plot.Survey, Extent> = isHorizontal ? \.y : \.x
    let across: WritableKeyPath<Plot.Survey, Extent> = isHorizontal ? \.x : \.y
    var places: [Double] = []
    switch place {
    case .names(let names):
      places = survey[keyPath: along].include(names)
      survey[keyPath: along].isBare = true
      if isHorizontal { survey.y.runsDown = true }
    case .numbers(let numbers): places = numbers
    }
    for (i, height) in heights.enumerated() {
      survey.include(x: isHorizontal ? height : places[i], y: isHorizontal ? places[i] : height)
      for end in errors.indices.contains(i) ? [errors[i].low, errors[i].high] : [] {
        if survey[keyPath: across].contains(end) { survey[keyPath: across].include(end) }
      }
    }
    widen(&survey[keyPath: along], places)
    if survey[keyPath: across].contains(0) && !survey[keyPath: across].isLogarithmForced {
      survey[keyPath: across].include(0)
    }
    survey[keyPath: across].startsAtZero = true
    // What is counted: nobody looks for 2.5 of it.
    let areCounts = errors.isEmpty && heights.allSatisfy { $0 == $0.rounded() && abs($0) < 1e6 }
    survey[keyPath: across].hasWholeLabels = areCounts && (isFirst || survey[keyPath: across].hasWholeLabels)
    leaveRoom(&survey[keyPath: across])
    survey.name(name, survey.fill(color), .box)
  }

  /// Half a bar of room beside the first and the last.
  private func widen(_ extent: inout Extent, _ places: [Double]) {
    guard case .numbers = place, extent.fixed == nil else { return }
    let room = Self.distance(places) / 2
    for place in [places.min(), places.max()].compactMap({ $0 }) where AxisScale.canShow(place) {
      extent.include(place - room)
      extent.include(place + room)
    }
  }

  /// Words at the ends of bars need some of the plot area.
  private func leaveRoom(_ extent: inout Extent) {
    guard texts.contains(where: { !$0.isEmpty }), extent.fixed == nil, !extent.isLogarithmForced, !extent.isEmpty else {
      return
    }
    let room = (extent.high - extent.low) * (isHorizontal ? 0.14 : 0.07)
    let (low, high) = (extent.low, extent.high)
    if low < 0 { extent.include(low - room) }
    if high > 0 { extent.include(high + room) }
  }

  /// The smallest distance between two neighbours.
  private static func distance(_ places: [Double]) -> Double {
    let sorted = places.filter(AxisScale.canShow).sorted()
    let steps = zip(sorted, sorted.dropFirst()).map { $1 - $0 }.filter { $0 > 0 }
    return steps.min() ?? 1
  }

  public func draw(with pen: inout Plot.Pen) {
    let rank = pen.claim(\.bars)
    let color = pen.fill(color)
    let scale = isHorizontal ? pen.yScale : pen.xScale
    let places: [Double]
    let distance: Double
    switch place {
    case .names(let names): (places, distance) = (scale.places(of: names), 1)
    case .numbers(let numbers): (places, distance) = (numbers, Self.distance(numbers))
    }
    let part = Size.barShare / Double(max(pen.survey.claims.bars, 1))
    let shift = (Double(rank) + 0.5) * part - Size.barShare / 2
    let bars = heights.indices.map { i -> Rect? in
      let middle = places[i] + shift * distance
      return bar(from: middle - part * distance / 2, to: middle + part * distance / 2, heights[i], pen)
    }
    drawBodies(bars.compactMap { $0 }, color, pen)
    drawErrors(bars, &pen)
    drawLabels(bars, pen)
  }

  /// A bar in pixels. Its sides lie on whole pixels, so that all look equally sharp.
  private func bar(from start: Double, to end: Double, _ height: Double, _ pen: Plot.Pen) -> Rect? {
    guard AxisScale.canShow(height), AxisScale.canShow(start), AxisScale.canShow(end) else { return nil }
    if isHorizontal {
      guard let a = pen.row(start), let b = pen.row(end), let zero = pen.column(0), let tip = pen.column(height) else {
        return nil
      }
      return Rect(left: min(zero, tip), top: min(a, b).rounded(), right: max(zero, tip), bottom: max(a, b).rounded())
    }
    guard let a = pen.column(start), let b = pen.column(end), let zero = pen.row(0), let tip = pen.row(height) else {
      return nil
    }
    return Rect(left: min(a, b).rounded(), top: min(zero, tip), right: max(a, b).rounded(), bottom: max(zero, tip))
  }

  private func drawBodies(_ bars: [Rect], _ color: RGBA, _ pen: Plot.Pen) {
    // A colour too light for the background gets an edge of the same hue.
    let strong = color.legible(on: pen.looks.background, ratio: 3)
    let rim = pen.px(Size.markerRim)
    pen.canvas.fill(bars.map { .rectangle($0) }, strong, within: pen.clip)
    guard strong.hex != color.hex else { return }
    let inner = bars.map { $0.grown(-rim) }.filter { $0.width > 0 && $0.height > 0 }
    pen.canvas.fill(inner.map { .rectangle($0) }, color, within: pen.clip)
  }

  private func drawErrors(_ bars: [Rect?], _ pen: inout Plot.Pen) {
    for (bar, error) in zip(bars, errors) {
      guard let bar else { continue }
      let middle = bar.center
      if isHorizontal, let a = pen.column(error.low), let b = pen.column(error.high) {
        pen.whisker(Point(a, middle.y), Point(b, middle.y), pen.looks.ink)
      } else if !isHorizontal, let a = pen.row(error.low), let b = pen.row(error.high) {
        pen.whisker(Point(middle.x, a), Point(middle.x, b), pen.looks.ink)
      }
    }
  }

  private func drawLabels(_ bars: [Rect?], _ pen: Plot.Pen) {
    let typeset = Typeset(canvas: pen.canvas, scale: pen.scale)
    let height = typeset.height(Size.callout)
    for (i, (bar, words)) in zip(bars, texts).enumerated() {
      guard let bar, !words.isEmpty else { continue }
      let width = typeset.width(words, Size.callout)
      let isNegative = heights[i] < 0
      // Beyond the error line, if there is one.
      let error = errors.indices.contains(i) ? errors[i] : (heights[i], heights[i])
      if isHorizontal {
        let tip = pen.column(isNegative ? error.0 : error.1) ?? bar.right
        let x = isNegative ? min(tip, bar.left) - pen.px(4) - width : max(tip, bar.right) + pen.px(4)
        let fits = x >= pen.area.left && x + width <= pen.area.right && height.ascent < bar.height * 1.3
        if fits { typeset.draw(words, Size.callout, at: Point(x, bar.center.y + height.ascent / 2), pen.looks.ink) }
      } else {
        let tip = pen.row(isNegative ? error.0 : error.1) ?? bar.top
        let baseline = isNegative ? max(tip, bar.bottom) + pen.px(4) + height.ascent : min(tip, bar.top) - pen.px(4)
        let fits = baseline - height.ascent >= pen.area.top && baseline <= pen.area.bottom && width < bar.width * 1.25
        if fits { typeset.draw(words, Size.callout, at: Point(bar.center.x, baseline), align: .center, pen.looks.ink) }
      }
    }
  }
}
