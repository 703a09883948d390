import Swiftlet
import SwiftletPlot

extension Figure {
  static let irisLoss = Figure("iris_loss", "Loss of the network that tells the iris species apart") {
    try IrisProgram.trained().history.plot().titled("Iris by its petals: the loss")
  }
}
