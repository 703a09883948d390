import Swiftlet
import SwiftletPlot

extension Figure {
  /// Every activation that works element by element, with its derivative.
  static let activations = Figure("activations", "The activations and their derivatives") { Grid.activations() }
}
