/// Values that hold until the next one comes: learning rates, counts, a receiver's curve.
///
///     Step(x: [1, 20, 40, 60], y: [0.1, 0.05, 0.025, 0.025], name: "learning rate")
public struct Step: Mark {
  /// Where the line jumps from a value to the next.
  public enum Jump: Sendable, Hashable {
    /// At the next x: each value holds from its own x on.
    case after
    /// At its own x: each value has held since the x before.
    case before
    /// Half way.
    case middle
  }

  private var line: Line
  private let stairs: (x: [Double], y: [Double])

  /// - Parameters:
  ///   - x, y: Coordinates in the order of drawing; if one is longer, its rest is left out. A y that is not finite
  ///     makes a gap.
  ///   - jump: Where the line jumps.
  ///   - name: Written at the line's right end, or in the legend.
  public init(x: [Double], y: [Double], jump: Jump = .after, name: String = "") {
    line = Line(x: x, y: y, name: name)
    stairs = Self.stairs(line.x, line.y, jump)
  }

  private static func stairs(_ x: [Double], _ y: [Double], _ jump: Jump) -> (x: [Double], y: [Double]) {
    var xs: [Double] = []
    var ys: [Double] = []
    for i in x.indices {
      if i > 0 {
        let place =
          switch jump {
          case .after: x[i]
          case .before: x[i - 1]
          case .middle: x[i - 1] / 2 + x[i] / 2
          }
        xs += [place, place]
        ys += [y[i - 1], y[i]]
      }
      // The corner may be the value itself.
      if xs.last != x[i] || ys.last != y[i] {
        xs.append(x[i])
        ys.append(y[i])
      }
    }
    return (xs, ys)
  }

  /// In a colour of one's choice.
  public func color(_ color: Plot.Color) -> Step { changed { $0.line = $0.line.color(color) } }

  /// Dashed: a second line of the same thing.
  public func dashed() -> Step { changed { $0.line = $0.line.dashed() } }

  func styled(_ change: (inout Line.Style) -> Void) -> Step { changed { $0.line = $0.line.styled(change) } }

  private func changed(_ change: (inout Step) -> Void) -> Step {
    var copy = self
    change(&copy)
    return copy
  }

  public func survey(_ survey: inout Plot.Survey) { line.survey(&survey) }

  public func draw(with pen: inout Plot.Pen) { line.draw(through: stairs.x, stairs.y, with: &pen) }
}
