import Swiftlet
import SwiftletPlot

extension Figure {
  static let sumBinRegions = Figure("sum_bin_regions", "What the network says about sum_bin after 30 epochs") {
    let (data, fresh) = (Dataset.sumBin(seed: 1), Dataset.sumBin(seed: 2))
    let model = Sequential(for: data, seed: 1) {
      Dense(16, activation: .relu)
      Dense(3)
    }
    try model.compile(
      optimizer: .adam(learningRate: 0.05).schedule(.cosine(steps: 600)),
      loss: .sparseCategoricalCrossentropy(from: .logits))
    try model.fit(data, epochs: 30, batchSize: 100, validation: .data(fresh), verbose: .silent)
    let picture = try model.decisionRegions(fresh).titled("sum_bin after training, on points never seen")
    return picture
  }
}
