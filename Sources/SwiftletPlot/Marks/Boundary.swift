/// The lines on which two classes are equally likely and no other is likelier.
public struct Boundary: Mark {
  let sampler: PlaneSampler

  /// - Parameter classifier: Asked once per picture, at every second pixel, in batches.
  public init(_ classifier: some PlaneClassifier) { sampler = PlaneSampler(classifier) }

  init(_ sampler: PlaneSampler) { self.sampler = sampler }

  public func survey(_ survey: inout Plot.Survey) {
    if sampler.classCount() >= 2 { survey.isFilled = true }
  }

  public func draw(with pen: inout Plot.Pen) {
    guard let samples = sampler.samples(for: pen) else { return }
    let width = pen.px(Size.boundary)
    // Every line is found twice, from both of its classes; a mask takes the larger coverage, so it shows once.
    let shapes = (0..<samples.classes).flatMap { c in
      samples.boundary(of: c).map { Shape.capsule($0.0, $0.1, width: width) }
    }
    pen.canvas.fill(shapes, pen.looks.ink.faded(0.9), within: pen.clip)
  }
}
