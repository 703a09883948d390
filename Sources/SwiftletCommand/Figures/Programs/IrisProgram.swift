import Swiftlet
import SwiftletPlot

/// Iris on two features, so that the whole of what is learnt fits into a picture.
enum IrisProgram {
  /// The flowers by their petals, from the table that comes with the project.
  static func flowers() throws -> Dataset {
    try Dataset(
      csv: Clone.file("docs/data/iris.csv"), target: "species", ignoring: ["sepal_length_cm", "sepal_width_cm"])
  }

  /// The columns of the table in words.
  static func labelled(_ plot: Plot) -> Plot { plot.x("petal length (cm)").y("petal width (cm)") }

  static func trained() throws -> (model: Model, history: History) {
    let (train, test) = try flowers().split(holdOut: 0.2, stratified: true, seed: 1)
    let model = Sequential(for: train, seed: 1) {
      Normalization()
      Dense(16, activation: .tanh)
      Dense(3)
    }
    try model.compile(
      optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy(from: .logits), metrics: [.accuracy])
    return (model, try model.fit(train, epochs: 100, validation: .data(test), verbose: .silent))
  }
}
