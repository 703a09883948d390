import Swiftlet
import SwiftletPlot

extension Figure {
  static let irisRegions = Figure("iris_regions", "Regions of the three iris species by their petals") {
    let (model, _) = try IrisProgram.trained()
    return try model.decisionRegions(IrisProgram.flowers()).titled("Iris by its petals, after training")
  }
}
