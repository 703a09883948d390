/// Words at a place of the data.
///
///     Text("best", x: 42, y: 0.03).bold()
///
/// They keep inside the plot area: what would reach over its edge is moved in.
public struct Text: Mark {
  /// Which part of the words stands at the place.
  public enum Alignment: Sendable, Hashable { case leading, center, trailing }

  private let words: String
  private let x: Double
  private let y: Double
  private var size = Size.text
  private var isBold = false
  private var hasHalo = false
  private var alignment = Alignment.center
  private var color = Plot.Color.ink
  private var offset = (x: 0.0, y: 0.0)

  /// - Parameters:
  ///   - words: One line. Empty words draw nothing.
  ///   - x, y: The place of their middle. Words whose place is not finite or outside the limits are not drawn.
  public init(_ words: String, x: Double, y: Double) {
    self.words = words
    self.x = x
    self.y = y
  }

  /// So many pixels high at scale 1, 8 at least; 10 by default.
  public func size(_ size: Double) -> Text {
    changed { $0.size = size.isFinite ? min(max(size, Size.smallestText), 200) : $0.size }
  }

  public func bold() -> Text { changed { $0.isBold = true } }

  /// With the background's colour around each letter: readable on lines.
  public func haloed() -> Text { changed { $0.hasHalo = true } }

  /// Words that begin or end at their place, rather than having it in their middle.
  public func align(_ alignment: Alignment) -> Text { changed { $0.alignment = alignment } }

  /// In a colour of one's choice, dark (or light) enough to be read.
  public func color(_ color: Plot.Color) -> Text { changed { $0.color = color } }

  /// Moved by pixels at scale 1: to the right, and upwards.
  public func offset(x: Double = 0, y: Double = 0) -> Text {
    changed { $0.offset = (x.isFinite ? x : 0, y.isFinite ? y : 0) }
  }

  private func changed(_ change: (inout Text) -> Void) -> Text {
    var copy = self
    change(&copy)
    return copy
  }

  public func survey(_ survey: inout Plot.Survey) { survey.include(x: x, y: y) }

  public func draw(with pen: inout Plot.Pen) {
    guard !words.isEmpty, let spot = pen.spot(x, y), pen.isInside(spot) else { return }
    let typeset = Typeset(canvas: pen.canvas, scale: pen.scale)
    let line = typeset.shortened(words, size, bold: isBold, to: pen.area.width)
    let height = typeset.height(size, bold: isBold)
    let width = typeset.width(line, size, bold: isBold)
    let left =
      switch alignment {
      case .leading: spot.x
      case .center: spot.x - width / 2
      case .trailing: spot.x - width
      }
    let wanted = Point(left, spot.y + height.ascent / 2).moved(pen.px(offset.x), -pen.px(offset.y))
    let baseline = Point(
      min(max(wanted.x, pen.area.left), max(pen.area.right - width, pen.area.left)),
      min(max(wanted.y, pen.area.top + height.ascent), pen.area.bottom - height.descent))
    let color = pen.looks.text(pen.looks.fill(color) { 0 })
    if hasHalo {
      typeset.drawHaloed(line, size, bold: isBold, at: baseline, color, halo: pen.looks.background)
    } else {
      typeset.draw(line, size, bold: isBold, at: baseline, color)
    }
    let box = Rect(
      left: baseline.x, top: baseline.y - height.ascent, right: baseline.x + width, bottom: baseline.y + height.descent)
    pen.obstacles.append(.box(box))
  }
}
