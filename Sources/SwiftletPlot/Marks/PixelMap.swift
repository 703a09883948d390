/// A function of the plane that is nowhere negative, asked at every pixel, from the colour of the background at 0 to that
/// of ink at the largest value shown.
package struct PixelMap: Mark {
  private let values: @Sendable (_ x: [Double], _ y: [Double]) -> [Double]

  /// - Parameter values: Asked once per picture for the middles of all pixels: one value for each pair of the y
  ///   (rows, from the top) and the x (columns), row by row. One that is not finite is left in the colour of the
  ///   background.
  package init(_ values: @escaping @Sendable (_ x: [Double], _ y: [Double]) -> [Double]) { self.values = values }

  package func survey(_ survey: inout Plot.Survey) { survey.isFilled = true }

  package func draw(with pen: inout Plot.Pen) {
    guard let (xs, ys) = pen.pixelLattice() else { return }
    let told = values(xs, ys)
    let largest = told.reduce(0) { $1.isFinite ? max($0, $1) : $0 }
    guard told.count == xs.count * ys.count, largest > 0 else { return }
    let ramp = (0...255).map { Self.color(Double($0) / 255, pen.looks).hex }
    let colors = told.map { value in ramp[whole(min(max(value / largest, 0), 1) * 255) ?? 0] }
    pen.canvas.paint(colors, over: pen.clip)
  }

  /// Background, the first colour of the palette, ink: lightness falls all the way.
  private static func color(_ part: Double, _ looks: Looks) -> RGBA {
    let middle = looks.series(0)
    return part < 0.5
      ? looks.background.mixed(with: middle, 2 * part) : middle.mixed(with: looks.ink, 2 * part - 1)
  }
}
