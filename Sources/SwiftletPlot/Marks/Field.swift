/// The plane tinted by the likeliest class, the stronger the surer: white at p = 1/K stays faintly coloured, so a
/// class is never lost.
public struct Field: Mark {
  let sampler: PlaneSampler

  /// - Parameter classifier: Asked once per picture, at every second pixel, in batches.
  public init(_ classifier: some PlaneClassifier) { sampler = PlaneSampler(classifier) }

  init(_ sampler: PlaneSampler) { self.sampler = sampler }

  public func survey(_ survey: inout Plot.Survey) {
    survey.fieldClasses = sampler.classCount()
    survey.isFilled = survey.fieldClasses >= 2
    if !survey.isFilled { survey.notes.append("the classifier gave no probabilities") }
  }

  public func draw(with pen: inout Plot.Pen) {
    guard let samples = sampler.samples(for: pen) else { return }
    let looks = pen.looks
    let tint = Tint(
      colors: (0..<samples.classes).map { looks.series($0) }, background: looks.background, low: looks.tintLow,
      high: looks.tintHigh)
    pen.canvas.tint(samples, over: pen.clip, tint)
  }
}
