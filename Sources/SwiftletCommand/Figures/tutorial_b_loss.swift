import Swiftlet
import SwiftletPlot

extension Figure {
  /// The second program of the Keras tutorial: the same question, answered by the sign of one number.
  static let tutorialBLoss = Figure("tutorial_b_loss", "Loss of the tutorial's hinge network") {
    let data = Dataset.sumThreshold(rows: 250, features: 5, threshold: 2.5, labels: .signs, seed: 1)
    let model = Sequential(for: data, seed: 1) {
      Dense(20, activation: .tanh)
      Dense(1, activation: .tanh)
    }
    try model.compile(optimizer: .adam(), loss: .hinge, metrics: [.accuracy])
    let history = try model.fit(data, epochs: 150, batchSize: 32, validation: .split(0.2), verbose: .silent)
    let picture = history.plot().titled("Is the sum of five numbers above 2.5? Answered by a sign")
    return picture
  }
}
