extension Plot.Pen {
  /// The data's coordinates at the middles of the plot area's pixels, `parts` times as fine: columns from the left,
  /// rows from the top.
  func pixelLattice(parts: Int = 1) -> (x: [Double], y: [Double])? {
    guard let columns = whole(clip.width), let rows = whole(clip.height), columns > 0, rows > 0 else { return nil }
    let step = 1 / Double(parts)
    let xs = (0..<columns * parts).map { i in
      xScale.value(at: (clip.left + (Double(i) + 0.5) * step - area.left) / area.width)
    }
    let ys = (0..<rows * parts).map { j in
      yScale.value(at: (area.bottom - clip.top - (Double(j) + 0.5) * step) / area.height)
    }
    return (xs, ys)
  }
}
