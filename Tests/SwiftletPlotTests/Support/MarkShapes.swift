@testable import SwiftletPlot

/// Which of the shapes of a picture are its marks, and not its grid or the swatches of its legend: told by the order in
/// which figures draw.
struct MarkShapes {
  private(set) var ranges: [Range<Int>] = []
  /// Shapes of all figures.
  private(set) var total = 0

  /// - Parameters:
  ///   - figures: In the order in which they are drawn.
  ///   - canvas: The empty one that they were laid out on; they are drawn on it.
  init(_ figures: [Figure], on canvas: RecordingCanvas) {
    var counted = canvas.shapes.count
    func count(_ draw: () -> Void) -> Int {
      draw()
      defer { counted = canvas.shapes.count }
      return canvas.shapes.count - counted
    }
    for figure in figures {
      let grid = count {
        if !figure.plot.hidesAxes {
          Axes(
            layout: figure.layout, x: figure.x, y: figure.y, typeset: figure.typeset, looks: figure.looks,
            style: figure.style
          ).drawGrid()
        }
      }
      let box = figure.legendBox
      let swatches = count {
        figure.legend?.draw(at: Point(box?.left ?? 0, box?.top ?? 0), height: figure.layout.area.height)
      }
      // One inside the plot area stands on paper with an edge.
      let paper = box.map { $0.left < figure.layout.area.right } == true ? 2 : 0
      let all = count { figure.draw() }
      ranges.append(total + grid..<max(total + all - swatches - paper, total + grid))
      total += all
    }
  }

  /// The marks of a plot that its legend hides.
  static func underLegend(_ plot: Plot, scale: Double = 1.5) -> [Shape] {
    let (canvas, figure) = recorded(plot, scale: scale)
    guard let box = figure.legendBox else { return [] }
    let ruler = RecordingCanvas(width: canvas.width, height: canvas.height)
    let marks = MarkShapes([Figure(plot, on: ruler, scale: scale)], on: ruler)
    let shapes = canvas.fills.flatMap { fill in fill.shapes.map { (shape: $0, clip: fill.clip) } }
    return marks.ranges.flatMap { shapes[$0] }.filter { $0.shape.isUnder(box, within: $0.clip) }.map(\.shape)
  }
}

extension Shape {
  /// Whether some of what is seen of the shape lies in a box.
  func isUnder(_ box: Rect, within clip: Rect) -> Bool {
    self.box?.common(with: clip)?.intersects(box) == true && touches(box)
  }
}

/// A mark that draws what a test tells it to.
struct Painting: Mark {
  var paint: @Sendable (inout Plot.Pen) -> Void
  func survey(_ survey: inout Plot.Survey) { survey.include(x: [0, 1], y: [0, 1]) }
  func draw(with pen: inout Plot.Pen) { paint(&pen) }

  /// Two named points, and one that stands under their legend.
  static let underLegend = Plot("t") {
    Points(x: [0, 1], y: [0, 1], name: "points")
    Painting { pen in
      let spot = Point(pen.area.right + pen.px(30), pen.area.top + pen.px(8))
      pen.marker(.disc, at: spot, radius: pen.px(4), pen.looks.ink, edge: 0)
    }
  }
}
