import Swiftlet
import SwiftletPlot

extension Figure {
  static let irisRegions = Figure("iris_regions", "Regions of the three iris species by their petals") {
    let model = try IrisProgram.trained().model
    return try IrisProgram.labelled(model.decisionRegions(IrisProgram.flowers())).titled(
      "Iris by two of its four columns: what the network says of all 150 flowers")
  }
}
