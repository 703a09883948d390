import Swiftlet
import SwiftletPlot

extension Figure {
  static let irisLoss = Figure("iris_loss", "Loss of the network that tells the iris species apart") {
    let flowers = try Dataset(
      csv: Clone.file("docs/data/iris.csv"), target: "species", ignoring: ["sepal_length_cm", "sepal_width_cm"])
    let (train, test) = try flowers.split(holdOut: 0.2, stratified: true, seed: 1)
    let model = Sequential(for: train, seed: 1) {
      Normalization()
      Dense(16, activation: .tanh)
      Dense(3)
    }
    try model.compile(optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy(from: .logits))
    let history = try model.fit(train, epochs: 100, validation: .data(test), verbose: .silent)
    let picture = history.plot().titled("Iris by its petals: the loss")
    return picture
  }
}
