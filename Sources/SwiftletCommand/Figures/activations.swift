import Swiftlet
import SwiftletPlot

extension Figure {
  static let activations = Figure("activations", "The activations and their derivatives") {
    let picture = Grid.activations()
    return picture
  }
}
