/// A table of numbers as coloured cells, with a bar that tells which colour stands for which value.
///
///     Plot("Correlation") {
///       HeatMap(table, rows: names, columns: names, name: "r", colors: .diverging, in: -1...1)
///     }
public struct HeatMap: Mark {
  private enum Frame: Sendable {
    case named(rows: [String], columns: [String])
    case numbers(x: ClosedRange<Double>, y: ClosedRange<Double>)
  }

  private let values: [[Double]]
  private let frame: Frame
  private let name: String
  private let colors: Plot.ColorMap
  private let range: ClosedRange<Double>?
  private var texts: [[String]] = []
  private var hasKey = true
  private var columns: Int { values.map(\.count).max() ?? 0 }

  /// A table whose first row is at the top.
  ///
  /// - Parameters:
  ///   - values: Row by row. Cells that are missing or not finite stay empty and are counted in the caption.
  ///   - rows, columns: What stands beside and under the cells; their numbers, from 0, when empty.
  ///   - name: What the values are, above the bar.
  ///   - colors: From the lowest value to the highest.
  ///   - range: The values at the bar's ends; those of the table when nil. What lies beyond has the colour of the end.
  public init(
    _ values: [[Double]], rows: [String] = [], columns: [String] = [], name: String = "",
    colors: Plot.ColorMap = .viridis, in range: ClosedRange<Double>? = nil
  ) {
    self.values = values
    frame = .named(rows: rows, columns: columns)
    self.name = name
    self.colors = colors
    self.range = range
  }

  /// A table that covers a part of the plane; its first row is at the lowest y.
  public init(
    _ values: [[Double]], x: ClosedRange<Double>, y: ClosedRange<Double>, name: String = "",
    colors: Plot.ColorMap = .viridis, in range: ClosedRange<Double>? = nil
  ) {
    self.values = values
    frame = .numbers(x: x, y: y)
    self.name = name
    self.colors = colors
    self.range = range
  }

  /// With words in the cells, row by row: black or white, whichever reads better. They are left out where a cell has no
  /// room for the longest of them.
  public func labels(_ texts: [[String]]) -> HeatMap { changed { $0.texts = texts } }

  /// Without the bar: when the cells themselves say their values.
  public func withoutKey() -> HeatMap { changed { $0.hasKey = false } }

  private func changed(_ change: (inout HeatMap) -> Void) -> HeatMap {
    var copy = self
    change(&copy)
    return copy
  }

  private var key: ColorKey? { ColorKey(name, colors, values.joined(), in: range) }

  public func survey(_ survey: inout Plot.Survey) {
    let cells = columns * values.count
    survey.notFinite += values.joined().count { !AxisScale.canShow($0) }
    survey.isFilled = survey.isFilled || cells > survey.notFinite
    if hasKey, let key { survey.key(key) }
    switch frame {
    case .numbers(let x, let y):
      for value in [x.lowerBound, x.upperBound] where survey.x.contains(value) { survey.x.include(value) }
      for value in [y.lowerBound, y.upperBound] where survey.y.contains(value) { survey.y.include(value) }
      survey.x.isTight = true
      survey.y.isTight = true
    case .named(let rows, let columns):
      Self.include(columns, self.columns, &survey.x)
      Self.include(rows, values.count, &survey.y)
      survey.y.runsDown = true
    }
  }

  private static func include(_ names: [String], _ count: Int, _ extent: inout Extent) {
    guard count > 0 else { return }
    if names.isEmpty {
      for end in [-0.5, Double(count) - 0.5] where extent.contains(end) { extent.include(end) }
      (extent.isTight, extent.hasWholeLabels) = (true, true)
    } else {
      let numbers = names.count < count ? (names.count..<count).map(String.init) : []
      _ = extent.include(Array(names.prefix(count)) + numbers)
      extent.isBare = true
    }
  }

  /// The edges of the cells along one axis, in pixels, from the first to the last.
  private func edges(_ count: Int, _ range: ClosedRange<Double>?, _ place: (Double) -> Double?) -> [Double] {
    (0...count).compactMap { i in
      let value = range.map { $0.lowerBound + ($0.upperBound - $0.lowerBound) * Double(i) / Double(count) }
      return place(value ?? Double(i) - 0.5).map { $0.rounded() }
    }
  }

  private func ranges() -> (x: ClosedRange<Double>?, y: ClosedRange<Double>?) {
    if case .numbers(let x, let y) = frame { (x, y) } else { (nil, nil) }
  }

  public func draw(with pen: inout Plot.Pen) {
    guard columns > 0, let key = (hasKey ? pen.key(name, colors) : nil) ?? key else { return }
    let across = edges(columns, ranges().x) { pen.column($0) }
    let down = edges(values.count, ranges().y) { pen.row($0) }
    guard across.count == columns + 1, down.count == values.count + 1 else { return }
    let ramp = key.colors.ramp(pen.looks)
    let ground = pen.looks.background
    paint(across, down, pen) { row, column in
      (column < values[row].count ? key.color(values[row][column], ramp) : nil) ?? ground
    }
    drawTexts(across, down, pen) { row, column in
      (column < values[row].count ? key.color(values[row][column], ramp) : nil) ?? ground
    }
  }

  private func paint(
    _ across: [Double], _ down: [Double], _ pen: Plot.Pen, _ color: (_ row: Int, _ column: Int) -> RGBA
  ) {
    let clip = pen.clip
    let part = Rect(
      left: max(min(across[0], across[columns]), clip.left), top: max(min(down[0], down[values.count]), clip.top),
      right: min(max(across[0], across[columns]), clip.right),
      bottom: min(max(down[0], down[values.count]), clip.bottom))
    guard let width = whole(part.width), let height = whole(part.height), width > 0, height > 0 else { return }
    let cellOfColumn = (0..<width).map { Self.cell(part.left + Double($0) + 0.5, across) }
    let cellOfRow = (0..<height).map { Self.cell(part.top + Double($0) + 0.5, down) }
    var line: [UInt32] = []
    var pixels: [UInt32] = []
    pixels.reserveCapacity(width * height)
    for j in 0..<height {
      if j == 0 || cellOfRow[j] != cellOfRow[j - 1] {
        var colors: [Int: UInt32] = [:]
        line = cellOfColumn.map { column in
          if let known = colors[column] { return known }
          let found = color(cellOfRow[j], column).hex
          colors[column] = found
          return found
        }
      }
      pixels += line
    }
    pen.canvas.paint(pixels, over: part)
  }

  /// The cell that a pixel lies in; edges may run either way.
  private static func cell(_ place: Double, _ edges: [Double]) -> Int {
    let isRising = edges[edges.count - 1] >= edges[0]
    var low = 0
    var high = edges.count - 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if (edges[middle] <= place) == isRising { low = middle } else { high = middle }
    }
    return low
  }

  private func drawTexts(
    _ across: [Double], _ down: [Double], _ pen: Plot.Pen, _ ground: (_ row: Int, _ column: Int) -> RGBA
  ) {
    let typeset = Typeset(canvas: pen.canvas, scale: pen.scale)
    let longest = texts.joined().map { typeset.width($0, Size.cellText) }.max() ?? 0
    guard longest > 0 else { return }
    let cell = abs(across[1] - across[0])
    let fit = min(Size.cellText, Size.cellText * (cell - pen.px(6)) / longest)
    let size = min(fit, (abs(down[1] - down[0]) / pen.scale - 4) * 0.8)
    guard size >= Size.smallestText else { return }
    let ascent = typeset.height(size).ascent
    for (row, line) in texts.enumerated().prefix(values.count) {
      for (column, words) in line.enumerated().prefix(columns) {
        let middle = Point((across[column] + across[column + 1]) / 2, (down[row] + down[row + 1]) / 2)
        guard pen.isInside(middle) else { continue }
        typeset.draw(
          words, size, at: middle.moved(0, ascent / 2), align: .center, Looks.letters(on: ground(row, column)))
      }
    }
  }
}
