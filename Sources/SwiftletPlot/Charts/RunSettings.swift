extension Grid {
  /// With the settings of a run in the file: every panel came about by it.
  func told(_ settings: [String: String]) -> Grid {
    with { plot in
      var plot = plot
      plot.metadata.merge(settings) { own, _ in own }
      return plot
    }
  }
}
