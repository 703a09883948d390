import Swiftlet
import SwiftletPlot

extension Figure {
  static let irisVirginica = Figure("iris_virginica", "How likely one class is, with lines of equal probability") {
    let flowers = try Dataset(
      csv: Clone.file("docs/data/iris.csv"), target: "species", ignoring: ["sepal_length_cm", "sepal_width_cm"])
    let model = Sequential(for: flowers, seed: 1) {
      Normalization()
      Dense(16, activation: .tanh)
      Dense(3)
    }
    try model.compile(optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy(from: .logits))
    try model.fit(flowers, epochs: 60, verbose: .silent)
    let picture = try model.probabilitySurface(flowers, of: "virginica").x("petal length (cm)").y("petal width (cm)")
    return picture
  }
}
