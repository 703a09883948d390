/// Points of a scatter plot, in one colour or one per class.
///
/// They are drawn in the order of the data, not class by class, so no class hides the others. Size and opacity
/// follow from how many there are; more than 50,000 are drawn as a `Density`.
public struct Points: Mark, FaultyMark, CrowdedMark {
  var fault: PlotError?
  let x: [Double]
  let y: [Double]
  /// One class number per point, or none at all.
  let classes: [Int]
  let classNames: [String]
  let classTitle: String
  private(set) var color: Plot.Color?
  let name: String
  /// One value per point that gives its colour.
  private var values: [Double]?
  private var colors = Plot.ColorMap.viridis
  private var valueRange: ClosedRange<Double>?
  /// In place of markers when there are too many for them.
  private(set) var crowd: Density?

  /// Points in one colour.
  ///
  ///     Points(x: [1, 2, 3], y: [2, 4, 9], name: "measured")
  ///
  /// - Parameters:
  ///   - x, y: Coordinates in the order of the points; if one is longer, its rest is left out. Pairs with a NaN or
  ///     infinite number are not drawn but counted in the caption.
  ///   - name: For the legend.
  public init(x: [Double], y: [Double], name: String = "") {
    self.init(x: x, y: y, classes: [], classNames: [], classTitle: "", color: nil, name: name)
  }

  /// Points whose colours stand for values, with a bar that tells which.
  ///
  /// - Parameters:
  ///   - values: One per point; a point without one, or with one that is not finite, is not drawn. More than 20,000
  ///     points are thinned out evenly, and the caption says so; axes and colours are those of all.
  ///   - name: What the values are, above the bar. A field of the same name and colours shares the bar.
  ///   - range: The values at the bar's ends; the lowest and highest when nil.
  public init(
    x: [Double], y: [Double], values: [Double], name: String = "", colors: Plot.ColorMap = .viridis,
    in range: ClosedRange<Double>? = nil
  ) {
    let count = min(x.count, y.count, values.count)
    self.init(x: Array(x.prefix(count)), y: Array(y.prefix(count)), name: name)
    self.values = Array(values.prefix(count))
    crowd = nil
    self.colors = colors
    valueRange = range
  }

  /// In a colour of one's choice.
  public func color(_ color: Plot.Color) -> Points {
    var copy = self
    copy.color = color
    return copy
  }

  init(
    x: [Double], y: [Double], classes: [Int], classNames: [String], classTitle: String,
    color: Plot.Color? = .byClass, name: String = ""
  ) {
    self.x = x
    self.y = y
    self.classes = classes
    self.classNames = classNames
    self.classTitle = classTitle
    self.color = color
    self.name = name
    if min(x.count, y.count) > Density.threshold {
      crowd = Density(
        .doubles(x: x, y: y), classes: color == .byClass ? classes : [], classNames: classNames,
        classTitle: classTitle)
    }
  }

  private var count: Int { min(x.count, y.count) }

  /// Values in colours cannot be counted as a crowd is: of more points only some are drawn.
  static let mostValues = 20_000
  private var step: Int { max((count + Self.mostValues - 1) / Self.mostValues, 1) }
  private var isByClass: Bool { color == .byClass && !classes.isEmpty }

  public func survey(_ survey: inout Plot.Survey) {
    if let values {
      for i in values.indices { survey.include(x: AxisScale.canShow(values[i]) ? x[i] : .nan, y: y[i]) }
      if let key = ColorKey(name, colors, values, in: valueRange) { survey.key(key) }
      if step > 1 { survey.notes.append("every \(NumberText.ordinal(step)) point shown") }
      return
    }
    if let crowd { return crowd.survey(&survey) }
    survey.include(x: x, y: y)
    if isByClass {
      survey.classTitle = classTitle
      survey.classes = classEntries
    } else {
      // Never colour alone: every further cloud has another shape.
      let shape = MarkerShape(number: survey.claim(\.clouds))
      survey.name(name, survey.fill(color), .marker(shape))
    }
  }

  /// Every class that has a name, and every other number that occurs.
  private var classEntries: [Plot.Survey.ClassEntry] {
    var counts: [Int: Int] = [:]
    for number in classNames.indices { counts[number] = 0 }
    for number in classes.prefix(count) { counts[number, default: 0] += 1 }
    return counts.sorted { $0.key < $1.key }.map { number, count in
      .init(number: number, name: className(number), count: count)
    }
  }

  private func className(_ number: Int) -> String {
    classNames.indices.contains(number) ? classNames[number] : "class \(number)"
  }

  public func draw(with pen: inout Plot.Pen) {
    // Small panels have smaller markers: a few of whole size would fill them.
    let side = (pen.area.width * pen.area.height).squareRoot() / pen.scale
    let drawn = values == nil ? count : count / step
    let radius = pen.px(Self.radius(drawn) * min(max(side / 220, 0.7), 1))
    let opacity = Self.opacity(drawn, radius: radius, area: pen.area.width * pen.area.height)
    let single = isByClass || values != nil ? pen.looks.ink : pen.fill(color)
    // An edge parts points that overlap; a crowd of small ones would be bleached by it.
    let edge = pen.isOnField || pen.survey.isOnColors || count <= 500 ? pen.px(Size.markerEdge) : 0
    if let values { return draw(values, radius: radius, opacity: opacity, pen) }
    if let crowd { return crowd.draw(with: &pen) }
    let shape = MarkerShape(number: isByClass ? 0 : pen.claim(\.clouds))
    for i in 0..<count {
      guard let spot = pen.spot(x[i], y[i]), pen.isInside(spot) else { continue }
      let number = isByClass && i < classes.count ? classes[i] : 0
      let color = isByClass ? pen.looks.series(number) : single
      let own = isByClass ? MarkerShape(number: number) : shape
      pen.marker(own, at: spot, radius: radius, color.faded(opacity), edge: edge)
    }
  }

  private func draw(_ values: [Double], radius: Double, opacity: Double, _ pen: Plot.Pen) {
    guard let key = pen.key(name, colors) else { return }
    let ramp = colors.ramp(pen.looks)
    let edge = pen.px(Size.markerEdge)
    for i in stride(from: 0, to: values.count, by: step) {
      guard let spot = pen.spot(x[i], y[i]), pen.isInside(spot), let color = key.color(values[i], ramp) else {
        continue
      }
      // The colour is the message: it is not changed for contrast, a thin line around it keeps it apart instead.
      let rim = pen.survey.isOnColors ? RGBA(0xFFFFFF) : pen.looks.background.mixed(with: pen.looks.ink, 0.75)
      pen.canvas.fill([.disc(spot, radius: radius + edge)], rim.faded(opacity))
      pen.canvas.fill([.disc(spot, radius: radius)], color.faded(opacity))
    }
  }

  /// In units: 4 up to 150 points, 3 at 500, 2.5 at 2,000, 1.5 at 10,000, 1 from 50,000 on.
  static func radius(_ count: Int) -> Double {
    let knots = [(150.0, 4.0), (500, 3), (2_000, 2.5), (10_000, 1.5), (50_000, 1)]
    let n = Double(count)
    if n <= knots[0].0 { return knots[0].1 }
    for (a, b) in zip(knots, knots.dropFirst()) where n <= b.0 {
      return a.1 + (b.1 - a.1) * Libm.log(n / a.0) / Libm.log(b.0 / a.0)
    }
    return 1
  }

  /// The more of the area the markers would cover, the clearer they are: 0.25...1.
  static func opacity(_ count: Int, radius: Double, area: Double) -> Double {
    let covered = Double(max(count, 1)) * Double.pi * radius * radius
    return min(max(1.2 * 0.35 * (area / covered).squareRoot(), 0.25), 1)
  }
}
