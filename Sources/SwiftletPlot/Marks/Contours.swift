/// Lines of equal value of a function of the plane: the height lines of a loss surface.
///
///     Contours(levels: [0.1, 1, 10]) { x, y in x * x + 20 * y * y }
///
/// Where the function is not finite there is no line. The function is asked once per picture, at every second pixel.
public struct Contours: Mark {
  private let sampler: SurfaceSampler
  private let levels: [Double]

  /// - Parameters:
  ///   - levels: Values to draw a line for; those that are not finite are passed over.
  ///   - function: Its value at a point of the plane.
  public init(levels: [Double], _ function: @escaping @Sendable (_ x: Double, _ y: Double) -> Double) {
    self.levels = levels.filter(\.isFinite)
    sampler = SurfaceSampler(function)
  }

  public func survey(_ survey: inout Plot.Survey) { survey.isFilled = true }

  public func draw(with pen: inout Plot.Pen) {
    guard let samples = sampler.samples(for: pen) else { return }
    for (rank, level) in levels.enumerated() {
      // Two planes, the function and the level: the line lies where they are equal.
      let planes = FieldSamples(
        values: samples.values + [Float](repeating: Float(level), count: samples.values.count), classes: 2,
        columns: samples.columns, rows: samples.rows, origin: samples.origin, step: samples.step)
      let shapes = planes.boundary(of: 0).map { Shape.capsule($0.0, $0.1, width: pen.px(Size.contour)) }
      // Lower lines are darker: the eye finds the valley.
      let depth = levels.count > 1 ? Double(rank) / Double(levels.count - 1) : 0
      pen.canvas.fill(shapes, pen.looks.background.mixed(with: pen.looks.ink, 0.62 - 0.42 * depth), within: pen.clip)
    }
  }
}

/// Asks a function on a lattice, two pixels wide, that covers the plot area.
private final class SurfaceSampler: Sendable {
  private let function: @Sendable (Double, Double) -> Double
  private static let step = 2.0

  init(_ function: @escaping @Sendable (Double, Double) -> Double) { self.function = function }

  func samples(for pen: Plot.Pen) -> FieldSamples? {
    let clip = pen.clip
    guard let columns = whole((clip.width / Self.step).rounded(.up)),
      let rows = whole((clip.height / Self.step).rounded(.up))
    else { return nil }
    let xs = (0..<columns + 2).map { i in
      pen.xScale.value(at: (clip.left + (Double(i) - 0.5) * Self.step - pen.area.left) / pen.area.width)
    }
    let ys = (0..<rows + 2).map { j in
      pen.yScale.value(at: (pen.area.bottom - clip.top - (Double(j) - 0.5) * Self.step) / pen.area.height)
    }
    let values = ys.flatMap { y in xs.map { Float(function($0, y)) } }
    return FieldSamples(
      values: values, classes: 1, columns: columns + 2, rows: rows + 2, origin: Point(clip.left, clip.top),
      step: Self.step)
  }
}
