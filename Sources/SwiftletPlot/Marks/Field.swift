/// The plane in colours: the likeliest class, the stronger the surer, or the values of any function.
///
///     Field(try model.predictor())
///     Field("loss") { xs, ys in zip(xs, ys).map { x, y in x * x + 20 * y * y } }
///
/// Of a classifier, white at p = 1/K stays faintly coloured, so a class is never lost.
public struct Field: Mark, KeyedMark {
  private enum Source: Sendable {
    case classes(PlaneSampler)
    case values(Plot.Surface)
  }

  private let source: Source

  /// - Parameter classifier: Asked once per picture, at every second pixel, in batches.
  public init(_ classifier: some PlaneClassifier) { self.init(PlaneSampler(classifier)) }

  init(_ sampler: PlaneSampler) { source = .classes(sampler) }

  /// The values of a function that other marks show too.
  public init(_ surface: Plot.Surface) { source = .values(surface) }

  /// The values of a function.
  ///
  /// - Parameters:
  ///   - name: What the values are, above the bar of colours.
  ///   - range: The values at the bar's ends; the lowest and highest that are seen when nil.
  ///   - colors: From low to high.
  ///   - values: One value for each pair of x and y, in order; asked once per picture, in batches. Where one is not
  ///     finite the background shows.
  public init(
    _ name: String, in range: ClosedRange<Double>? = nil, colors: Plot.ColorMap = .viridis,
    _ values: @escaping @Sendable (_ x: [Double], _ y: [Double]) -> [Double]
  ) {
    self.init(Plot.Surface(name, in: range, colors: colors, values))
  }

  public func survey(_ survey: inout Plot.Survey) {
    switch source {
    case .values: (survey.isFilled, survey.isOnColors) = (true, true)
    case .classes(let sampler):
      survey.fieldClasses = sampler.classCount()
      survey.isFilled = survey.fieldClasses >= 2
      if !survey.isFilled { survey.notes.append("the classifier gave no probabilities") }
    }
  }

  func key(x: AxisScale, y: AxisScale) -> ColorKey? {
    guard case .values(let surface) = source, let samples = surface.sampler.samples(x, y) else { return nil }
    return ColorKey(surface.name, surface.colors, samples.finite, in: surface.range)
  }

  public func draw(with pen: inout Plot.Pen) {
    switch source {
    case .classes(let sampler): draw(sampler, pen)
    case .values(let surface):
      guard let samples = surface.sampler.samples(pen.xScale, pen.yScale),
        let key = pen.key(surface.name, surface.colors)
      else { return }
      pen.canvas.paint(samples.colors(over: pen.clip, of: pen.area, key, pen.looks), over: pen.clip)
    }
  }

  private func draw(_ sampler: PlaneSampler, _ pen: Plot.Pen) {
    guard let samples = sampler.samples(for: pen) else { return }
    let looks = pen.looks
    let tint = Tint(
      colors: (0..<samples.classes).map { looks.series($0) }, background: looks.background, low: looks.tintLow,
      high: looks.tintHigh)
    pen.canvas.tint(samples, over: pen.clip, tint)
  }
}
