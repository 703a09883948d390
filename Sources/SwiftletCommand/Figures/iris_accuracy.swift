import Swiftlet
import SwiftletPlot

extension Figure {
  static let irisAccuracy = Figure("iris_accuracy", "Accuracy by epoch, with what happened on the way") {
    let flowers = try Dataset(csv: Clone.file("docs/data/iris.csv"), target: "species")
    let (train, test) = try flowers.split(holdOut: 0.3, stratified: true, seed: 1)
    let model = Sequential(for: train, seed: 1) {
      Normalization()
      Dense(16, activation: .tanh)
      Dense(3)
    }
    try model.compile(
      optimizer: .adam(learningRate: 0.02), loss: .sparseCategoricalCrossentropy(from: .logits), metrics: [.accuracy])
    let history = try model.fit(
      train, epochs: 200, validation: .data(test),
      callbacks: [.reduceOnPlateau(patience: 5), .earlyStopping(patience: 15)], verbose: .silent)
    let picture = try history.plot("accuracy")
    return picture
  }
}
