import Foundation
import Swiftlet
import SwiftletPlot

extension Figure {
  /// Every activation that works element by element, with its derivative.
  static let activations = Figure("activations", "The activations and their derivatives") {
    let xs = (0...400).map { Double($0) / 50 - 4 }
    let panels = Activation.elementwise.map { activation in
      Plot(activation.panelTitle) {
        ActivationGallery.curve(xs, activation.forward)
        ActivationGallery.curve(xs) { activation.slope(at: $0) }.dashed()
      }
      .x("x").y("", in: ActivationGallery.shown).legend(.none)
    }
    return Grid(
      columns: 6, sharing: .both, title: "\(panels.count) activations",
      caption:
        "solid: f(x) · dashed: f′(x) · relu(…): slope 0.1, maximum 4, threshold 0.5 · thresholded_relu: theta 0.25",
      panels
    ).panels(width: 158, height: 118)
  }
}

private enum ActivationGallery {
  static let shown = -2.0...4.0

  /// A line through the values that lie inside the limits.
  static func curve(_ xs: [Double], _ f: (Double) -> Double) -> Line {
    let points = xs.map { (x: $0, y: f($0)) }.filter { shown.contains($0.y) }
    return Line(x: points.map(\.x), y: points.map(\.y))
  }
}

extension Activation {
  /// Its name, with parameters where there is room.
  fileprivate var panelTitle: String {
    let name = description
    guard name.count > 22, let end = name.firstIndex(of: "(") else { return name }
    return name[..<end] + "(…)"
  }

  /// The derivative, drawn only: a central difference of the plain form in Double.
  fileprivate func slope(at x: Double) -> Double {
    let h = 1e-5
    return (forward(x + h) - forward(x - h)) / (2 * h)
  }
}
