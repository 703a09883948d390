/// Names written at the right ends of lines, in their colours, moved apart where they would touch.
struct EndLabels {
  struct Label {
    var words: String
    var color: RGBA
    var value: Double
  }

  let typeset: Typeset
  let looks: Looks
  private(set) var labels: [Label] = []
  private static let nameLimit = 32

  init(_ survey: Plot.Survey, series: Bool, typeset: Typeset, looks: Looks) {
    self.typeset = typeset
    self.looks = looks
    for entry in survey.series where series && !entry.name.isEmpty {
      guard let end = entry.end else { continue }
      labels.append(Label(words: Self.words(entry), color: looks.text(entry.color), value: end.y))
    }
    for rule in survey.rules where !rule.label.isEmpty {
      labels.append(Label(words: Self.shortened(rule.label), color: looks.muted, value: rule.y))
    }
  }

  /// The number is never cut. A name that ends in a number of its own, as "SGD 0.1", is kept apart from it.
  private static func words(_ entry: Plot.Survey.SeriesEntry) -> String {
    let name = shortened(entry.name)
    if entry.endText.isEmpty { return name }
    return name + (name.last?.isNumber == true ? ": " : " ") + entry.endText
  }

  private static func shortened(_ words: String) -> String {
    words.count > nameLimit ? words.prefix(nameLimit - 1) + "…" : words
  }

  var isEmpty: Bool { labels.isEmpty }

  /// In pixels, without the gap to the plot area.
  var width: Double { labels.map { typeset.width($0.words, Size.legend, bold: true) }.max() ?? 0 }

  /// Draws each label at the height of its line's end; a label that had to move is joined to it by a short line.
  func draw(right area: Rect, _ scale: AxisScale) {
    let height = typeset.height(Size.legend, bold: true)
    let places = labels.compactMap { label -> (Label, Double)? in
      guard let unit = scale.unit(label.value) else { return nil }
      return (label, area.bottom - min(max(unit, 0), 1) * area.height)
    }.sorted { $0.1 < $1.1 }
    let room = (height.ascent + height.descent) * 1.3
    let half = height.ascent / 2
    let moved = Self.apart(places.map(\.1), room, from: area.top + half, to: area.bottom - half)
    let gap = Size.labelGap * typeset.scale
    for ((label, wanted), y) in zip(places, moved) {
      if abs(wanted - y) > 2 * typeset.scale {
        let joint = [Point(area.right + gap * 0.15, wanted), Point(area.right + gap * 0.7, y)]
        let stroke = Stroke(width: max(1, 0.8 * typeset.scale))
        typeset.canvas.fill(stroke.shapes(of: joint, within: typeset.canvas.bounds), label.color)
      }
      let baseline = Point(area.right + gap, y + half)
      typeset.draw(label.words, Size.legend, bold: true, at: baseline, label.color)
    }
  }

  /// Heights at least `room` apart, in the same order, inside the limits, with the least sum of squared moves:
  /// isotonic regression of yᵢ − i·room (pool adjacent violators).
  static func apart(_ wanted: [Double], _ room: Double, from low: Double, to high: Double) -> [Double] {
    var pools: [(mean: Double, count: Int)] = []
    for (i, y) in wanted.enumerated() {
      pools.append((y - Double(i) * room, 1))
      while pools.count > 1, pools[pools.count - 2].mean > pools[pools.count - 1].mean {
        let b = pools.removeLast()
        let a = pools.removeLast()
        let count = a.count + b.count
        pools.append(((a.mean * Double(a.count) + b.mean * Double(b.count)) / Double(count), count))
      }
    }
    let flat = pools.flatMap { Array(repeating: $0.mean, count: $0.count) }
    let ceiling = max(high - Double(wanted.count - 1) * room, low)
    return flat.enumerated().map { i, z in min(max(z, low), ceiling) + Double(i) * room }
  }
}
