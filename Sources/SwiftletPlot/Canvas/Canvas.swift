/// A surface that marks, axes and legends draw on. `GDCanvas` makes pixels; the tests' recording canvas
/// keeps the calls.
///
/// Coordinates are pixels (`Point`). Calls with coordinates that are not finite draw nothing.
protocol Canvas: AnyObject {
  var width: Int { get }
  var height: Int { get }

  /// Paints the union of the shapes in one colour: where they overlap, it is blended once.
  func fill(_ shapes: [Shape], _ color: RGBA, within clip: Rect)

  /// Draws one line of text with its baseline's start at `origin`.
  func text(_ text: TextLine, at origin: Point, _ color: RGBA)

  /// The ink of a text, relative to its baseline's start, without rotation.
  func measure(_ text: TextLine) -> TextBox

  /// Paints a field of class probabilities over `part` (whole pixels).
  func tint(_ field: FieldSamples, over part: Rect, _ tint: Tint)

  /// Gives every pixel of `part` (whole pixels) its own colour, row by row from the top; nothing when there are not as
  /// many colours as pixels.
  func paint(_ colors: [UInt32], over part: Rect)

  /// Blends colours 0xAARRGGBB over what is there, or over `background` where that cannot be known; as many as `paint`.
  func lay(_ colors: [UInt32], over part: Rect, background: RGBA)
}

extension Canvas {
  /// What a canvas without blending makes of it: pixels on the plain background.
  func lay(_ colors: [UInt32], over part: Rect, background: RGBA) {
    let below = background.hex
    let mixed = colors.map { above -> UInt32 in
      let alpha = above >> 24
      return [0, 8, 16].reduce(0) { sum, shift in
        let level = (below >> shift & 255) * (255 - alpha) + (above >> shift & 255) * alpha
        return sum | (level + 127) / 255 << shift
      }
    }
    paint(mixed, over: part)
  }

  var bounds: Rect { Rect(left: 0, top: 0, right: Double(width), bottom: Double(height)) }

  func fill(_ shapes: [Shape], _ color: RGBA) { fill(shapes, color, within: bounds) }
}

/// What a canvas can fill. Signed distances from these shapes give their coverage of each pixel.
enum Shape: Sendable, Equatable {
  case disc(Point, radius: Double)
  /// A circle's line: `width` is centred on the radius.
  case ring(Point, radius: Double, width: Double)
  /// A line with round ends.
  case capsule(Point, Point, width: Double)
  /// A simple polygon, grown by some pixels all round; for markers and other small things.
  case polygon([Point], grown: Double)
  case rectangle(Rect)
  /// What an outline encloses, concave or crossing itself: the area under a curve.
  case area([Point])
}

/// One line of text.
struct TextLine: Sendable, Hashable {
  var string: String
  /// Pixels per em.
  var size: Double
  var isBold = false
  /// Turned a quarter counter-clockwise: reads upwards.
  var isUpright = false
  /// Turned an eighth counter-clockwise: rises to the right.
  var isSlanted = false

  init(_ string: String, size: Double, bold: Bool = false, upright: Bool = false) {
    self.string = string
    self.size = size
    isBold = bold
    isUpright = upright
  }
}

/// The ink's extent around the baseline's start: left and right of it, above and below it.
struct TextBox: Sendable, Hashable {
  var left = 0.0
  var right = 0.0
  var ascent = 0.0
  var descent = 0.0

  var width: Double { right - left }
}

/// Class probabilities on a lattice of points: see `cr_field` in CRaster.h for where the samples lie.
struct FieldSamples: Sendable, Equatable {
  /// `classes` planes of `rows` × `columns`.
  var values: [Float]
  var classes: Int
  var columns: Int
  var rows: Int
  /// Upper left corner of the part of the canvas that is covered, and pixels between samples.
  var origin: Point
  var step: Double
}

/// How probabilities become colours: mix(background, class colour, low + (high − low)·certainty), where the
/// certainty runs from 0 at p = 1/K to 1 at p = 1.
struct Tint: Sendable, Equatable {
  var colors: [RGBA]
  var background: RGBA
  var low: Double
  var high: Double
}
