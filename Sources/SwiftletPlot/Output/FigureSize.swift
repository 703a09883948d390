/// Width and height of a picture in units.
struct FigureSize: Sendable, Equatable {
  var width: Double
  var height: Double

  static let standard = FigureSize(width: Size.figureWidth, height: Size.figureHeight)
}

extension Plot {
  /// With another size: 800 × 600 units by default.
  ///
  ///     try history.plot().size(width: 640, height: 480).save("loss.png", scale: 2)  // 1280 × 960 pixels
  ///
  /// Letters and lines keep their sizes, so a smaller picture has fewer labels, not smaller ones. A picture has 64 to
  /// 8192 pixels each way and 64 million at most; `save` throws what is beyond.
  ///
  /// - Parameters:
  ///   - width, height: In units: pixels at scale 1.
  public func size(width: Double, height: Double) -> Plot {
    var copy = self
    copy.figure = FigureSize(width: width, height: height)
    return copy
  }
}

extension Grid {
  /// With a size for the whole picture, which the panels share evenly; without, each panel has its own size
  /// (see `panels(width:height:)`).
  ///
  /// - Parameters:
  ///   - width, height: In units: pixels at scale 1.
  public func size(width: Double, height: Double) -> Grid {
    var copy = self
    copy.figure = FigureSize(width: width, height: height)
    return copy
  }

  /// With panels as large as the size of the whole leaves them, below a head of this height.
  func fitted(head: Double) -> Grid {
    guard let figure else { return self }
    let columns = Double(max(min(self.columns, plots.count), 1))
    let rows = Double(max(self.rows, 1))
    var copy = self
    copy.figure = nil
    copy.panelWidth = (figure.width - 2 * Size.pad - (columns - 1) * Size.gutter) / columns
    copy.panelHeight = (figure.height - head - 2 * Size.pad - (rows - 1) * Size.gutter) / rows
    return copy
  }
}
