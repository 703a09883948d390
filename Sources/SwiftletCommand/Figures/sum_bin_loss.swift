import Swiftlet
import SwiftletPlot

extension Figure {
  static let sumBinLoss = Figure("sum_bin_loss", "Loss of the network that learns sum_bin") {
    let (data, fresh) = (Dataset.sumBin(seed: 1), Dataset.sumBin(seed: 2))
    let model = Sequential(for: data, seed: 1) {
      Dense(16, activation: .relu)
      Dense(3)
    }
    try model.compile(
      optimizer: .adam(learningRate: 0.05).schedule(.cosine(steps: 600)),
      loss: .sparseCategoricalCrossentropy(from: .logits))
    let history = try model.fit(data, epochs: 30, batchSize: 100, validation: .data(fresh), verbose: .silent)
    let picture = history.plot().titled("sum_bin: learnt in 30 epochs")
    return picture
  }
}
