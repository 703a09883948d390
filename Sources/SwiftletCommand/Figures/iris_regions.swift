import Swiftlet
import SwiftletPlot

extension Figure {
  static let irisRegions = Figure("iris_regions", "Regions of the three iris species by their petals") {
    let flowers = try Dataset(
      csv: Clone.file("docs/data/iris.csv"), target: "species", ignoring: ["sepal_length_cm", "sepal_width_cm"])
    let (train, test) = try flowers.split(holdOut: 0.2, stratified: true, seed: 1)
    let model = Sequential(for: train, seed: 1) {
      Normalization()
      Dense(16, activation: .tanh)
      Dense(3)
    }
    try model.compile(optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy(from: .logits))
    try model.fit(train, epochs: 100, validation: .data(test), verbose: .silent)
    let picture = try model.decisionRegions(flowers).x("petal length (cm)").y("petal width (cm)")
      .titled("Iris by two of its four columns: what the network says of all 150 flowers")
    return picture
  }
}
