import Swiftlet
import SwiftletPlot

extension Figure {
  static let irisMatrix = Figure("iris_matrix", "Every pair of columns of the iris flowers") {
    let flowers = try Dataset(csv: Clone.file("docs/data/iris.csv"), target: "species")
    let picture = try flowers.scatterMatrix()
    return picture
  }
}
