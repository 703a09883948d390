/// Where everything of a drawn network stands, in pixels.
struct NetworkGeometry {
  let sketch: NetworkSketch
  /// Of the columns, from left to right.
  let middles: [Double]
  /// The height of the middle unit of every column.
  let axis: Double
  let radius: Double
  /// From one unit to the next, by column.
  let steps: [Double]
  /// Where the names of the layers begin.
  let foot: Double
  private static let footHeight = 44.0
  private static let keyHeight = 22.0

  /// - Parameter nameWidth: Of the names beside the first and the last column, in pixels.
  init(_ sketch: NetworkSketch, area: Rect, scale: Double, nameWidth: (first: Double, last: Double)) {
    func px(_ units: Double) -> Double { units * scale }
    self.sketch = sketch
    let slots = sketch.columns.map { Double(max(Self.slots($0), 1)) }
    let tallest = slots.max() ?? 1
    let room = area.height - px(Self.footHeight + Self.keyHeight + 26)
    let radius = max(min(px(24), room / tallest * 0.38), px(1.5))
    self.radius = radius
    // A column of few units is not pulled apart to the height of one with many, nor is a small network torn apart.
    let tightest = min((room - 2 * radius) / max(tallest - 1, 1), px(120))
    let steps = slots.map { min((room - 2 * radius) / max($0 - 1, 1), max(tightest, 4 * radius)) }
    self.steps = steps
    let heights = zip(slots, steps).map { ($0 - 1) * $1 + 2 * radius }
    let height = max(heights.max() ?? 0, px(100))
    let top = area.top + px(4) + max((room - height) / 2, 0)
    axis = top + height / 2
    foot = top + height + px(18)
    let (left, right) = (
      area.left + Self.side(nameWidth.first, radius, scale), area.right - Self.side(nameWidth.last, radius, scale)
    )
    let gaps = Double(max(sketch.columns.count - 1, 1))
    // Not further apart than looks well; in the middle then.
    let gap = min((right - left) / gaps, px(260))
    let start = (left + right) / 2 - gap * Double(sketch.columns.count - 1) / 2
    middles = sketch.columns.indices.map { start + gap * Double($0) }
  }

  /// From the middle of an outer column to the edge.
  private static func side(_ name: Double, _ radius: Double, _ scale: Double) -> Double {
    max(56 * scale, radius + (name > 0 ? name + 12 * scale : 0))
  }

  /// Places of a column: what is elided takes one.
  private static func slots(_ column: NetworkSketch.Column) -> Int { column.units.count + (column.isElided ? 1 : 0) }

  /// The middle of a shown unit: `place` counts those shown.
  func spot(_ column: Int, _ place: Int) -> Point {
    let units = sketch.columns[column]
    let slot = units.isElided && place >= units.units.count / 2 ? place + 1 : place
    return Point(middles[column], axis + (Double(slot) - Double(Self.slots(units) - 1) / 2) * steps[column])
  }

  /// The room under a column.
  var pitch: Double? { middles.count > 1 ? middles[1] - middles[0] : nil }

  struct Connection {
    let from: Point
    let to: Point
    let weight: Double

    func spot(at part: Double) -> Point {
      Point(from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part)
    }

    /// From a point to the nearest one of the line.
    func distance(to point: Point) -> Double {
      let (dx, dy) = (to.x - from.x, to.y - from.y)
      let square = max(dx * dx + dy * dy, 1e-9)
      let part = ((point.x - from.x) * dx + (point.y - from.y) * dy) / square
      return spot(at: min(max(part, 0), 1)).distance(to: point)
    }
  }

  /// Weighted sums: from every unit shown of the column before to every one of this.
  func connections(to column: Int) -> [Connection] {
    let (before, after) = (sketch.columns[column - 1], sketch.columns[column])
    guard !after.isBox, after.weights.count == before.count * after.count else { return [] }
    return before.units.indices.flatMap { i in
      after.units.indices.compactMap { j in
        let weight = after.weights[before.units[i] * after.count + after.units[j]]
        return weight.isFinite ? Connection(from: spot(column - 1, i), to: spot(column, j), weight: weight) : nil
      }
    }
  }

  var connectionCount: Int {
    zip(sketch.columns, sketch.columns.dropFirst()).reduce(0) { sum, pair in
      sum + (pair.1.isBox ? 0 : pair.0.units.count * pair.1.units.count)
    }
  }

  var connections: [Connection] { sketch.columns.indices.dropFirst().flatMap(connections) }
}
