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
  ///   - values: Row by row. Cells that are missing or not finite stay empty; the caption counts those that are not finite.
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
    let shown = values.joined().count(where: AxisScale.canShow)
    survey.notFinite += values.map(\.count).reduce(0, +) - shown
    survey.isFilled = survey.isFilled || shown > 0
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
      _ = extent.include(full(names, count))
      extent.isBare = true
    }
  }

  /// A name for every row or column: numbers where names are missing.
  private static func full(_ names: [String], _ count: Int) -> [String] {
    Array(names.prefix(count)) + (names.count < count ? (names.count..<count).map(String.init) : [])
  }

  /// One axis of the table, in pixels.
  private struct Track {
    /// From the first cell to the last, in the order of the axis.
    var edges: [Double]
    /// Which row or column of the table lies between two edges; nil: none does.
    var cells: [Int?]
    var isWhole: Bool { !cells.isEmpty && edges.count == cells.count + 1 }

    init(_ count: Int, over range: ClosedRange<Double>, _ pixel: (Double) -> Double?) {
      cells = Array(0..<count)
      edges = (0...count).compactMap { i in
        pixel(range.lowerBound + (range.upperBound - range.lowerBound) * Double(i) / Double(count))?.rounded()
      }
    }

    /// Cells around whole numbers, which a shared axis may have in another order than the table.
    init(at places: [Double], _ pixel: (Double) -> Double?) {
      let taken = places.map(whole)
      let known = taken.compactMap { $0 }
      guard let first = known.min(), let last = known.max() else {
        (edges, cells) = ([], [])
        return
      }
      cells = Array(repeating: nil, count: last - first + 1)
      for (cell, place) in taken.enumerated() { if let place { cells[place - first] = cell } }
      edges = (first...(last + 1)).compactMap { pixel(Double($0) - 0.5)?.rounded() }
    }
  }

  private func tracks(_ pen: Plot.Pen) -> (across: Track, down: Track) {
    switch frame {
    case .numbers(let x, let y):
      (Track(columns, over: x, pen.column), Track(values.count, over: y, pen.row))
    case .named(let rows, let names):
      (
        Track(
          at: names.isEmpty ? pen.columnPlaces(columns) : pen.xScale.places(of: Self.full(names, columns)), pen.column),
        Track(
          at: rows.isEmpty ? pen.rowPlaces(values.count) : pen.yScale.places(of: Self.full(rows, values.count)), pen.row
        )
      )
    }
  }

  public func draw(with pen: inout Plot.Pen) {
    guard columns > 0, let key = (hasKey ? pen.key(name, colors) : nil) ?? key else { return }
    let (across, down) = tracks(pen)
    guard across.isWhole, down.isWhole else { return }
    let ramp = key.colors.ramp(pen.looks)
    let color = { (j: Int, i: Int) -> RGBA in
      guard let row = down.cells[j], let column = across.cells[i], column < values[row].count else {
        return pen.looks.background
      }
      return key.color(values[row][column], ramp) ?? pen.looks.background
    }
    paint(across.edges, down.edges, pen, color)
    drawTexts(across, down, pen, color)
  }

  private func paint(
    _ across: [Double], _ down: [Double], _ pen: Plot.Pen, _ color: (_ row: Int, _ column: Int) -> RGBA
  ) {
    let clip = pen.clip
    let part = Rect(
      left: max(min(across[0], across[across.count - 1]), clip.left),
      top: max(min(down[0], down[down.count - 1]), clip.top),
      right: min(max(across[0], across[across.count - 1]), clip.right),
      bottom: min(max(down[0], down[down.count - 1]), clip.bottom))
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
    _ across: Track, _ down: Track, _ pen: Plot.Pen, _ ground: (_ row: Int, _ column: Int) -> RGBA
  ) {
    let typeset = Typeset(canvas: pen.canvas, scale: pen.scale)
    let (width, height) = (abs(across.edges[1] - across.edges[0]), abs(down.edges[1] - down.edges[0]))
    // Measuring takes long: only where there is room for letters, and only what is in sight.
    let tallest = min((height / pen.scale - 4) * 0.8, Size.cellText)
    guard !texts.isEmpty, width > pen.px(6), tallest >= Size.smallestText else { return }
    let shown = textsInSight(across, down, pen)
    let longest = shown.map { typeset.width($0.words, Size.cellText) }.max() ?? 0
    guard longest > 0 else { return }
    let size = min(tallest, Size.cellText * (width - pen.px(6)) / longest)
    guard size >= Size.smallestText else { return }
    let ascent = typeset.height(size).ascent
    for text in shown {
      typeset.draw(
        text.words, size, at: text.middle.moved(0, ascent / 2), align: .center,
        Looks.letters(on: ground(text.row, text.column)))
    }
  }

  /// The words in the plot area, each with where its cell lies.
  private func textsInSight(
    _ across: Track, _ down: Track, _ pen: Plot.Pen
  ) -> [(words: String, middle: Point, row: Int, column: Int)] {
    let columns = across.cells.indices.map { ($0, (across.edges[$0] + across.edges[$0 + 1]) / 2) }
      .filter { pen.isInside(Point($0.1, pen.area.center.y)) }
    return down.cells.indices.flatMap { j -> [(words: String, middle: Point, row: Int, column: Int)] in
      let y = (down.edges[j] + down.edges[j + 1]) / 2
      guard let row = down.cells[j], texts.indices.contains(row), pen.isInside(Point(pen.area.center.x, y)) else {
        return []
      }
      return columns.compactMap { i, x in
        guard let column = across.cells[i], texts[row].indices.contains(column) else { return nil }
        return (texts[row][column], Point(x, y), j, i)
      }
    }
  }
}
