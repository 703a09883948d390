import Swiftlet
import SwiftletPlot

extension Figure {
  /// The first program of the Keras tutorial: is the sum of five numbers above 2.5? Softmax and cross-entropy.
  static let tutorialALoss = Figure("tutorial_a_loss", "Loss of the tutorial's softmax network") {
    let data = Dataset.sumThreshold(rows: 250, features: 5, threshold: 2.5, labels: .oneHot, seed: 1)
    let model = Sequential(for: data, seed: 1) {
      Dense(20, activation: .relu)
      Dense(2, activation: .softmax)
    }
    try model.compile(optimizer: .rmsprop(), loss: .categoricalCrossentropy, metrics: [.accuracy])
    let history = try model.fit(data, epochs: 150, batchSize: 32, validation: .split(0.2), verbose: .silent)
    let picture = history.plot().titled("Is the sum of five numbers above 2.5? Answered by a softmax")
    return picture
  }
}
