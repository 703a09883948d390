import Swiftlet

extension Activation {
  /// The function (solid) and its derivative (dashed) from −4 to 4.
  ///
  ///     try Activation.gelu.plot().save("gelu.png")
  ///
  /// A function of a whole row, as softmax is, has no such curve: `save` says so.
  public func plot() -> Plot {
    guard let panel = panel(-2...4) else {
      var plot = Plot {}
      plot.fault = PlotError(
        what: "\(description) is no function of one number", remedy: "choose one that works element by element")
      return plot
    }
    return panel.legend(.automatic).titled(description)
  }

  /// Both curves inside the limits of y; nil for a function of a row, and for a name that is unknown.
  fileprivate func panel(_ shown: ClosedRange<Double>) -> Plot? {
    switch self {
    case .softmax, .logSoftmax, .sparsemax, .unknown: return nil
    default: break
    }
    let xs = (0...400).map { Double($0) / 50 - 4 }
    return Plot(panelTitle) {
      Self.curve(xs, "f(x)", shown, forward).styled { $0.series = 0 }
      Self.curve(xs, "f′(x)", shown, slope).dashed().styled { $0.series = 1 }
    }
    .x("x", in: -4...4).y("", in: shown).legend(.none)
  }

  /// A line through the values that lie inside the limits.
  private static func curve(
    _ xs: [Double], _ name: String, _ shown: ClosedRange<Double>, _ f: (Double) -> Double
  ) -> Line {
    let points = xs.map { (x: $0, y: f($0)) }.filter { shown.contains($0.y) }
    return Line(x: points.map(\.x), y: points.map(\.y), name: name)
  }

  /// Its name, with parameters where there is room.
  private var panelTitle: String {
    let name = description
    guard name.count > 22, let end = name.firstIndex(of: "(") else { return name }
    return name[..<end] + "(…)"
  }

  /// The derivative, drawn only: a central difference of the plain form in Double.
  private func slope(at x: Double) -> Double {
    let h = 1e-5
    return (forward(x + h) - forward(x - h)) / (2 * h)
  }
}

extension Grid {
  /// Activations side by side on shared axes, each (solid) with its derivative (dashed).
  ///
  ///     try Grid.activations([.relu, .gelu, .silu]).save("three.png")
  ///     try Grid.activations().save("all.png")
  ///
  /// - Parameter list: Those to show; all that work element by element when nil. Functions of a whole row, as softmax
  ///   is, are left out, which the caption says.
  public static func activations(_ list: [Activation]? = nil) -> Grid {
    let chosen = list ?? Activation.elementwise
    let panels = chosen.compactMap { $0.panel(-2...4) }
    let left = chosen.count - panels.count
    let kept = list == nil ? "relu(…): slope 0.1, maximum 4, threshold 0.5 · thresholded_relu: theta 0.25" : ""
    let parts = ["solid: f(x) · dashed: f′(x)", kept, left > 0 ? "\(left) of whole rows left out" : ""]
    return Grid(
      columns: Self.galleryColumns(panels.count), sharing: .both,
      title: panels.count == 1 ? "1 activation" : "\(panels.count) activations",
      caption: parts.filter { !$0.isEmpty }.joined(separator: " · "), panels
    ).panels(width: panels.count > 12 ? 158 : 200, height: panels.count > 12 ? 118 : 150)
  }

  private static func galleryColumns(_ count: Int) -> Int {
    count > 12 ? 6 : count > 6 ? 4 : count == 4 ? 2 : min(max(count, 1), 3)
  }
}
