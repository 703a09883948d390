/// The values of one layer or array, for a panel of histograms.
struct HistogramPanel: Sendable {
  var name: String
  /// Of all values, those that are not drawn among them.
  var count: Int
  var values: [Float]
  /// What the caption says beside the panel's own numbers.
  var words = ""
}

extension Grid {
  /// One histogram per panel, with a line at 0 and a band from mean − sd to mean + sd.
  ///
  /// More panels than `most` are left out, which the caption says.
  ///
  /// - Parameter measure: What the values are.
  static func histograms(
    _ panels: [HistogramPanel], of measure: String, title: String, caption: String, sharing: Sharing, most: Int = 24
  ) -> Grid {
    let shown = panels.prefix(most)
    let left = panels.count - shown.count
    let parts = [caption, "shade: mean ± sd", left > 0 ? "\(left) more not shown" : ""]
    let columns = shown.count <= 3 ? shown.count : shown.count == 4 ? 2 : shown.count <= 9 ? 3 : 4
    return Grid(
      columns: max(columns, 1), sharing: sharing, title: title,
      caption: parts.filter { !$0.isEmpty }.joined(separator: " · "),
      shown.map { Plot.histogram($0).x(measure).y("density") }
    ).panels(width: columns <= 2 ? 320 : 260, height: columns <= 2 ? 230 : 190)
  }
}

extension Plot {
  fileprivate static func histogram(_ panel: HistogramPanel) -> Plot {
    let values = panel.values.map { Double($0) }.filter(AxisScale.canShow)
    let moments = HistogramMoments(values)
    let spread = moments.map {
      "mean \(NumberText.brief($0.mean, digits: 2)), sd \(NumberText.brief($0.deviation, digits: 2))"
    }
    let caption = [spread, panel.words].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " · ")
    return Plot("\(panel.name), n = \(NumberText.count(panel.count))", caption: caption) {
      if let moments { Band(x: moments.mean - moments.deviation...moments.mean + moments.deviation) }
      Histogram(panel.values)
      if !values.isEmpty { Rule(x: 0) }
    }
    .legend(.none)
  }
}

/// Mean and standard deviation of finite values; nil of none.
private struct HistogramMoments {
  let mean: Double
  let deviation: Double

  init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    let (mean, count) = (values.reduce(0, +) / Double(values.count), Double(values.count))
    self.mean = mean
    deviation = (values.reduce(0.0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
    guard mean.isFinite, deviation.isFinite else { return nil }
  }
}
