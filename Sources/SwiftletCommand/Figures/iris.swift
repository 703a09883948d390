import Swiftlet
import SwiftletPlot

extension Figure {
  static let iris = Figure("iris", "The iris flowers by length and width of their petals") {
    let flowers = try Dataset(csv: Clone.file("docs/data/iris.csv"), target: "species")
    let picture = flowers.plot(x: "petal_length_cm", y: "petal_width_cm")
      .titled("Iris: the petals of three species").x("petal length (cm)").y("petal width (cm)")
    return picture
  }
}
