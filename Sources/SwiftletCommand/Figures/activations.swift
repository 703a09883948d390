import Foundation
import Swiftlet
import SwiftletPlot

extension Figure {
  /// Every activation that works element by element, with its derivative.
  static let activations = Figure("activations", "The activations and their derivatives") {
    let xs = (0...400).map { Double($0) / 50 - 4 }
    let panels = Activation.elementwise.map { activation in
      Plot(activation.description) {
        Line(x: xs, y: xs.map(activation.forward))
        Line(x: xs, y: xs.map { activation.slope(at: $0) }).dashed()
      }
      .x("x").y("", in: -2...4).legend(.none)
    }
    return Grid(
      columns: 6, sharing: .both, title: "\(panels.count) activations",
      caption: "solid: f(x) · dashed: f′(x), computed from differences in Double", panels
    ).panels(width: 158, height: 126)
  }
}

extension Activation {
  /// The derivative, drawn only: a central difference of the plain form in Double.
  fileprivate func slope(at x: Double) -> Double {
    let h = 1e-5
    return (forward(x + h) - forward(x - h)) / (2 * h)
  }
}
