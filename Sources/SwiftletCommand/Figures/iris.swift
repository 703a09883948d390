import Swiftlet
import SwiftletPlot

extension Figure {
  static let iris = Figure("iris", "The iris flowers by length and width of their petals") {
    try IrisProgram.labelled(IrisProgram.flowers().plot()).titled("Iris: the petals of three species")
  }
}
