/// The frames of a film, drawn so that nothing moves but what they show: their axes and the colours of values have the
/// same limits, and their plot areas the same places.
struct SteadyFrames {
  private let drawings: [Drawing]
  private let scale: Double
  let held: Held
  let width: Int
  let height: Int

  /// What all frames share, for each of their plots.
  struct Held: Sendable {
    var extents: [(x: Extent, y: Extent)]
    var margins: [Layout.Margins]?
    /// What colours stand for: a value has the same in all frames.
    var keys: [[ColorKey]] = []
  }

  /// - Throws: `PlotError` when there are no frames, when one has a fault, or has not as many plots as the first.
  init(_ drawings: [Drawing], scale: Double) throws(PlotError) {
    guard let first = drawings.first else {
      throw PlotError(what: "the film has no frames", remedy: "give at least one picture")
    }
    var sizes: [(width: Int, height: Int)] = []
    for (i, drawing) in drawings.enumerated() {
      try drawing.check(scale: scale)
      guard drawing.panels.count == first.panels.count else {
        throw PlotError(
          what: "frame \(i + 1) has \(drawing.panels.count) plots and the first \(first.panels.count)",
          remedy: "give every frame the same plots")
      }
      sizes.append(try drawing.size(scale: scale, typesetter: .standard))
    }
    self.drawings = drawings
    self.scale = scale
    width = sizes.map(\.width).max() ?? 0
    height = sizes.map(\.height).max() ?? 0
    let canvas = try GDCanvas(width: width, height: height, background: first.looks.background)
    var held = Held(extents: Self.together(drawings.map(\.extents)) { $0.merge($1) })
    held.keys = drawings.map { $0.keys(held.extents) }.reduce([]) { all, frame in
      all.isEmpty ? frame : zip(all, frame).map { $0.spanning($1) }
    }
    held.margins = Self.widest(drawings.map { $0.margins(on: canvas, scale: scale, held) })
    self.held = held
  }

  /// For each plot what all frames show of it.
  private static func together(
    _ frames: [[(x: Extent, y: Extent)]], _ merge: (inout Extent, Extent) -> Void
  ) -> [(x: Extent, y: Extent)] {
    frames.dropFirst().reduce(frames.first ?? []) { all, frame in
      zip(all, frame).map { mine, other in
        var (x, y) = mine
        merge(&x, other.x)
        merge(&y, other.y)
        return (x, y)
      }
    }
  }

  private static func widest(_ frames: [[Layout.Margins]]) -> [Layout.Margins] {
    frames.dropFirst().reduce(frames.first ?? []) { all, frame in
      zip(all, frame).map { mine, other in
        Layout.Margins(
          left: max(mine.left, other.left), right: max(mine.right, other.right), top: max(mine.top, other.top),
          bottom: max(mine.bottom, other.bottom))
      }
    }
  }

  func render(_ i: Int) throws(PlotError) -> GDCanvas {
    let canvas = try GDCanvas(width: width, height: height, background: drawings[i].looks.background)
    try drawings[i].draw(on: canvas, scale: scale, typesetter: .standard, held: held)
    GDText.standard.warnOnce()
    return canvas
  }
}
