import Testing

@testable import SwiftletPlot

/// Draws a picture at scales 1 and 2, light and dark, and expects that nothing overlaps, is cut or cannot be read.
func expectGoodLayout(_ plot: Plot, _ location: SourceLocation = #_sourceLocation) {
  for fault in layoutFaults(plot) { Issue.record("\(fault)", sourceLocation: location) }
}

/// As for one plot: all panels of a grid together.
func expectGoodLayout(_ grid: Grid, _ location: SourceLocation = #_sourceLocation) {
  for fault in layoutFaults(grid) { Issue.record("\(fault)", sourceLocation: location) }
}

/// What is wrong with how a plot stands, in sentences.
func layoutFaults(_ plot: Plot, looks: [(Plot.Theme, Double)] = everyLook) -> [String] {
  faults(looks) { theme, scale in
    let canvas = try InspectedCanvas(width: 800 * scale, height: 600 * scale, theme: theme)
    let figure = Figure(plot.theme(theme), on: canvas, scale: scale)
    figure.draw()
    let ruler = RecordingCanvas(width: canvas.width, height: canvas.height)
    let marks = MarkShapes([Figure(plot.theme(theme), on: ruler, scale: scale)], on: ruler)
    return LayoutInspection(canvas: canvas, figures: [figure], marks: marks, scale: scale).faults
  }
}

/// What is wrong with how the panels of a grid stand, in sentences.
func layoutFaults(_ grid: Grid, looks: [(Plot.Theme, Double)] = everyLook) -> [String] {
  faults(looks) { theme, scale in
    let themed = grid.theme(theme)
    let ruler = RecordingCanvas()
    let (head, width, height) = themed.measured(ruler)
    let canvas = try InspectedCanvas(width: width * scale, height: height * scale, theme: theme)
    let figures = themed.figures(on: canvas, scale: scale, head: head * scale)
    themed.draw(on: canvas, scale: scale, head: head * scale)
    let paper = RecordingCanvas(width: canvas.width, height: canvas.height)
    let marks = MarkShapes(themed.figures(on: paper, scale: scale, head: head * scale), on: paper)
    return LayoutInspection(canvas: canvas, figures: figures, marks: marks, scale: scale).faults
  }
}

/// Themes with scales.
let everyLook: [(Plot.Theme, Double)] = [(.light, 1), (.light, 2), (.dark, 1), (.dark, 2)]

private func faults(
  _ looks: [(Plot.Theme, Double)], _ faults: (Plot.Theme, Double) throws -> [String]
) -> [String] {
  looks.flatMap { theme, scale -> [String] in
    do { return try faults(theme, scale).map { "\(theme), scale \(scale): \($0)" } } catch { return ["\(error)"] }
  }
}

/// Pixels and a record of what made them: for each line of text, the colour of the ground it stands on.
final class InspectedCanvas: Canvas {
  struct Words {
    var text: TextLine
    var color: RGBA
    /// What surrounds the letters: the commonest colour under them, or that of their halo.
    var ground: RGBA
    /// The corners of the ink, in order.
    var corners: [Point]
    var hasHalo = false
  }

  struct Drawn {
    var shape: Shape
    var clip: Rect
    /// How many lines of text were there before.
    var wordsBefore: Int
  }

  let width: Int
  let height: Int
  private let pixels: GDCanvas
  private(set) var words: [Words] = []
  private(set) var drawn: [Drawn] = []

  init(width: Double, height: Double, theme: Plot.Theme) throws {
    self.width = Int(width.rounded())
    self.height = Int(height.rounded())
    pixels = try GDCanvas(
      width: self.width, height: self.height, background: Looks(theme, .petroff10).background)
  }

  func fill(_ shapes: [Shape], _ color: RGBA, within clip: Rect) {
    pixels.fill(shapes, color, within: clip)
    for shape in shapes { drawn.append(Drawn(shape: shape, clip: clip, wordsBefore: words.count)) }
  }

  func text(_ text: TextLine, at origin: Point, _ color: RGBA) {
    let corners = Self.corners(measure(text), of: text, at: origin)
    var line = Words(text: text, color: color, ground: ground(corners), corners: corners)
    // A halo is the same words, some times in another colour, close by.
    while let last = words.last, last.text == text, last.color != color, last.corners[0].distance(to: corners[0]) < 12 {
      line.ground = last.color
      line.hasHalo = true
      words.removeLast()
    }
    words.append(line)
    pixels.text(text, at: origin, color)
  }

  func measure(_ text: TextLine) -> TextBox { pixels.measure(text) }
  func tint(_ field: FieldSamples, over part: Rect, _ tint: Tint) { pixels.tint(field, over: part, tint) }
  func paint(_ colors: [UInt32], over part: Rect) { pixels.paint(colors, over: part) }

  private static func corners(_ ink: TextBox, of text: TextLine, at origin: Point) -> [Point] {
    let angle = text.isUpright ? (0.0, 1.0) : text.isSlanted ? (0.5.squareRoot(), 0.5.squareRoot()) : (1, 0)
    return [(ink.left, -ink.ascent), (ink.right, -ink.ascent), (ink.right, ink.descent), (ink.left, ink.descent)].map {
      along, down in
      origin.moved(along * angle.0 + down * angle.1, down * angle.0 - along * angle.1)
    }
  }

  /// The commonest colour inside the box of some corners.
  private func ground(_ corners: [Point]) -> RGBA {
    let xs = corners.map { Int($0.x.rounded()) }
    let ys = corners.map { Int($0.y.rounded()) }
    let columns = max(xs.min() ?? 0, 0)..<max(min(xs.max() ?? 0, width), max(xs.min() ?? 0, 0))
    let rows = max(ys.min() ?? 0, 0)..<max(min(ys.max() ?? 0, height), max(ys.min() ?? 0, 0))
    // Some hundred pixels tell as much as all of a long line.
    let step = max(1, Int((Double(columns.count * rows.count) / 400).squareRoot()))
    var counts: [UInt32: Int] = [:]
    for y in stride(from: rows.lowerBound, to: rows.upperBound, by: step) {
      for x in stride(from: columns.lowerBound, to: columns.upperBound, by: step) {
        counts[UInt32(bitPattern: pixels.rows[y][x]), default: 0] += 1
      }
    }
    return RGBA(counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 0xFFFFFF)
  }
}

/// The checks of a drawn picture.
struct LayoutInspection {
  let canvas: InspectedCanvas
  let figures: [Figure]
  let marks: MarkShapes
  let scale: Double

  var faults: [String] {
    overlaps + outside + small + faint + underLegends + labels
  }

  private var room: Rect { canvas.bounds }
  private var words: [InspectedCanvas.Words] { canvas.words.filter { !$0.text.string.allSatisfy(\.isWhitespace) } }

  private var overlaps: [String] {
    words.indices.flatMap { i in
      words[(i + 1)...].filter { Self.touch(words[i].corners, $0.corners) }.map { other in
        "“\(words[i].text.string)” overlaps “\(other.text.string)”"
      }
    }
  }

  private var outside: [String] {
    let texts = words.filter { !$0.corners.allSatisfy(room.contains) }.map { "“\($0.text.string)” is cut by the edge" }
    let shapes = canvas.drawn.filter { drawn in
      // What is clipped to a plot area is meant to be; nothing else may reach over the edge.
      guard let box = drawn.shape.box else { return false }
      return !room.grown(0.5).contains(drawn.clip == room ? box : box.common(with: drawn.clip) ?? room)
    }
    return texts + shapes.map { "\($0.shape) is cut by the edge" }
  }

  private var small: [String] {
    words.filter { $0.text.size < 8 * scale - 0.01 }.map { "“\($0.text.string)” is \($0.text.size / scale) high" }
  }

  private var faint: [String] {
    words.filter { $0.color.contrast(to: $0.ground) < 4.5 }.map { word in
      let ratio = (word.color.contrast(to: word.ground) * 10).rounded() / 10
      return "“\(word.text.string)” has a contrast of \(ratio)"
    }
  }

  private var underLegends: [String] {
    guard marks.total == canvas.drawn.count else {
      return ["\(canvas.drawn.count) shapes were drawn, and \(marks.total) the second time"]
    }
    let drawn = marks.ranges.flatMap { canvas.drawn[$0] }
    return figures.compactMap(\.legendBox).flatMap { legend in
      drawn.filter { $0.shape.isUnder(legend, within: $0.clip) }.map { "\($0.shape) lies under the legend" }
    }
  }

  /// No two ticks of an axis say the same.
  private var labels: [String] {
    figures.flatMap { figure in
      [figure.layout.xTicks, figure.layout.yTicks].flatMap { set -> [String] in
        let known = Dictionary(grouping: set.major, by: \.label).filter { $0.value.count > 1 && figure.isNumeric }
        return known.keys.sorted().map { "two ticks are labelled “\($0)”" }
      }
    }
  }

  /// Whether two convex outlines share some surface: no line parts them (the separating axis theorem). A tenth of a
  /// pixel is forgiven.
  private static func touch(_ a: [Point], _ b: [Point]) -> Bool {
    for (outline, _) in [(a, b), (b, a)] {
      for i in outline.indices {
        let next = outline[(i + 1) % outline.count]
        let normal = (outline[i].y - next.y, next.x - outline[i].x)
        let length = (normal.0 * normal.0 + normal.1 * normal.1).squareRoot()
        guard length > 0 else { continue }
        let (p, q) = ([a, b].map { $0.map { ($0.x * normal.0 + $0.y * normal.1) / length } }).pair
        if (p.max() ?? 0) <= (q.min() ?? 0) + 0.1 || (q.max() ?? 0) <= (p.min() ?? 0) + 0.1 { return false }
      }
    }
    return true
  }
}

extension Array {
  fileprivate var pair: (Element, Element) { (self[0], self[1]) }
}

extension Figure {
  fileprivate var isNumeric: Bool { x.names.isEmpty && y.names.isEmpty }
}

extension Rect {
  func common(with other: Rect) -> Rect? {
    let both = Rect(
      left: max(left, other.left), top: max(top, other.top), right: min(right, other.right),
      bottom: min(bottom, other.bottom))
    return both.left < both.right && both.top < both.bottom ? both : nil
  }
}

extension Shape {
  /// The box around a shape; nil when it is not finite.
  var box: Rect? {
    guard isFinite else { return nil }
    switch self {
    case .disc(let c, let radius): return Rect(left: c.x, top: c.y, right: c.x, bottom: c.y).grown(radius)
    case .ring(let c, let radius, let width):
      return Rect(left: c.x, top: c.y, right: c.x, bottom: c.y).grown(radius + width / 2)
    case .capsule(let a, let b, let width): return Self.box(around: [a, b]).grown(width / 2)
    case .polygon(let corners, let grown): return Self.box(around: corners).grown(grown)
    case .area(let corners): return Self.box(around: corners)
    case .rectangle(let r): return r
    }
  }

  private static func box(around points: [Point]) -> Rect {
    Rect(
      left: points.map(\.x).min() ?? 0, top: points.map(\.y).min() ?? 0, right: points.map(\.x).max() ?? 0,
      bottom: points.map(\.y).max() ?? 0)
  }
}
