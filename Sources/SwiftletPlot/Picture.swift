/// What can be saved as one file: a plot, or a grid of plots.
public protocol Picture: Sendable {
  /// Writes the picture as a PNG file; see `Plot.save`.
  func save(_ path: String, scale: Double, metadata: [String: String]) throws(PlotError)
}

extension Plot: Picture {}
extension Grid: Picture {}
