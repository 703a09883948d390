/// The plane in the colours of classes that are known exactly: a rule, not a model.
///
/// Every pixel is the mean of 16 places inside it. With one place for each, stripes about as narrow as a pixel would
/// show broad bands that are not there.
package struct ClassMap: Mark {
  private let classes: Int
  private let rule: @Sendable (_ x: Double, _ y: Double) -> Int?
  private static let parts = 4

  /// - Parameters:
  ///   - classes: How many there are.
  ///   - rule: The class of a point, 0..<`classes`; anything else is left in the colour of the background.
  package init(classes: Int, _ rule: @escaping @Sendable (_ x: Double, _ y: Double) -> Int?) {
    self.classes = classes
    self.rule = rule
  }

  package func survey(_ survey: inout Plot.Survey) { survey.isFilled = true }

  package func draw(with pen: inout Plot.Pen) {
    guard let (xs, ys) = pen.pixelLattice(parts: Self.parts) else { return }
    let looks = pen.looks
    // As strong as a field at a probability of 1, so that both can be compared.
    let tints = (0..<max(classes, 0)).map { looks.background.mixed(with: looks.series($0), looks.tintHigh) }
    let columns = xs.count / Self.parts
    var colors: [UInt32] = []
    colors.reserveCapacity(columns * ys.count / Self.parts)
    for top in stride(from: 0, to: ys.count, by: Self.parts) {
      for left in stride(from: 0, to: xs.count, by: Self.parts) {
        var mean = ColorMean()
        for y in ys[top..<top + Self.parts] {
          for x in xs[left..<left + Self.parts] {
            let number = rule(x, y).flatMap { tints.indices.contains($0) ? $0 : nil }
            mean.add(number.map { tints[$0] } ?? looks.background)
          }
        }
        colors.append(mean.hex)
      }
    }
    pen.canvas.paint(colors, over: pen.clip)
  }
}

/// The mean of colours, channel by channel.
private struct ColorMean {
  private var red = 0
  private var green = 0
  private var blue = 0
  private var count = 0

  mutating func add(_ color: RGBA) {
    red += Int(color.red)
    green += Int(color.green)
    blue += Int(color.blue)
    count += 1
  }

  var hex: UInt32 {
    func mean(_ sum: Int) -> UInt32 { UInt32((sum + count / 2) / max(count, 1)) }
    return mean(red) << 16 | mean(green) << 8 | mean(blue)
  }
}
