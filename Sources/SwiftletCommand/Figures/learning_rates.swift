import Swiftlet
import SwiftletPlot

extension Figure {
  static let learningRates = Figure("learning_rates", "Which learning rates a network bears") {
    let (data, fresh) = (Dataset.sumBin(seed: 1), Dataset.sumBin(seed: 2))
    let model = Sequential(for: data, seed: 1) {
      Dense(16, activation: .relu)
      Dense(3)
    }
    try model.compile(optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy(from: .logits))
    let picture = try model.learningRateRangeTest(data, from: 1e-5, to: 10).plot()
    return picture
  }
}
