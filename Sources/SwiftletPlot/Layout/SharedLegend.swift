/// How a panel of a grid comes to its legend.
enum LegendShare {
  /// It has its own.
  case own
  /// Another panel carries the legend of all.
  case none
  /// It carries the legend of all.
  case all(Plot.Survey)
}

/// Panels that would all carry the same legend share one: it stands beside the last panel of the first row.
enum SharedLegend {
  /// What all panels tell about themselves together: counts added up, limits of colours put together; nil when they
  /// tell different things, or have no legend.
  ///
  /// - Parameter held: For each panel the limits that its colours have in other pictures, too.
  static func merged(
    _ plots: [Plot], _ extents: [(x: Extent, y: Extent)], held: [[ColorKey]] = []
  ) -> Plot.Survey? {
    guard plots.count > 1 else { return nil }
    let surveys = zip(plots, extents).compactMap(survey)
    guard surveys.count == plots.count, let first = surveys.first else { return nil }
    var all = first
    for other in surveys.dropFirst() {
      guard isAlike(first, other) else { return nil }
      for i in all.classes.indices { all.classes[i].count += other.classes[i].count }
      for i in all.extras.indices { all.extras[i].count += other.extras[i].count }
      for key in other.keys { all.key(key) }
    }
    all.keys = all.keys.held(by: held.reduce([]) { $0.spanning($1) })
    return all
  }

  /// The colours of values that each panel has, which are those of all where they share a legend.
  static func keys(_ plots: [Plot], _ extents: [(x: Extent, y: Extent)]) -> [[ColorKey]] {
    if let shared = merged(plots, extents) { return plots.map { _ in shared.keys } }
    return zip(plots, extents).map { plot, extents in
      var survey = Figure.survey(plot, Looks(plot.theme, plot.palette)).0
      survey.addKeys(of: plot, extents.x.scale, extents.y.scale)
      return survey.keys
    }
  }

  /// nil for a panel without a legend.
  private static func survey(_ plot: Plot, _ extents: (x: Extent, y: Extent)) -> Plot.Survey? {
    var survey = Figure.survey(plot, Looks(plot.theme, plot.palette)).0
    let (x, y) = (extents.x.scale, extents.y.scale)
    survey.addKeys(of: plot, x, y)
    let isEmpty = survey.classes.isEmpty && survey.series.isEmpty && survey.keys.isEmpty && survey.fieldClasses == 0
    guard plot.legend == .automatic || plot.legend == .outside, !isEmpty,
      survey.series.isEmpty || !Figure.namesLinesAtTheirEnds(plot, survey, x)
    else { return nil }
    return survey
  }

  private static func isAlike(_ a: Plot.Survey, _ b: Plot.Survey) -> Bool {
    a.looks == b.looks && a.classTitle == b.classTitle && a.classes.map(\.name) == b.classes.map(\.name)
      && a.classes.map(\.number) == b.classes.map(\.number) && a.series == b.series
      && a.series.map(\.swatch) == b.series.map(\.swatch) && a.fieldClasses == b.fieldClasses
      && a.extras.map(\.name) == b.extras.map(\.name) && a.keys.map(\.title) == b.keys.map(\.title)
      && a.keys.map(\.colors) == b.keys.map(\.colors)
  }
}
