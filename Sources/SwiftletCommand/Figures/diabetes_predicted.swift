import Swiftlet
import SwiftletPlot

extension Figure {
  static let diabetesPredicted = Figure("diabetes_predicted", "Predicted against true: a disease a year later") {
    let table = try Dataset(csv: Clone.file("docs/data/diabetes.csv"), target: "target")
    let (train, test) = try table.split(holdOut: 0.3, seed: 1)
    let model = Sequential(for: train, seed: 1) {
      Normalization()
      Dense(16, activation: .relu)
      Dense(1, biases: .constant(150))
    }
    try model.compile(optimizer: .adam(learningRate: 0.01), loss: .mse)
    try model.fit(train, epochs: 30, verbose: .silent)
    let picture = try model.predictedAgainstTrue(test).titled("Diabetes a year later: predicted against true")
    return picture
  }
}
