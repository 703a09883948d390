import Swiftlet
import SwiftletPlot

extension Figure {
  static let sumBinBefore = Figure("sum_bin_before", "What the network says about sum_bin before it has learnt") {
    let data = Dataset.sumBin(seed: 1)
    let model = Sequential(for: data, seed: 1) {
      Dense(16, activation: .relu)
      Dense(3)
    }
    try model.compile(
      optimizer: .adam(learningRate: 0.05).schedule(.cosine(steps: 600)),
      loss: .sparseCategoricalCrossentropy(from: .logits))
    let picture = try model.decisionRegions(data)
      .titled(
        "sum_bin before training", caption: "2-16-3, relu · untrained: random initial weights · seed 1 · 2,000 rows")
    return picture
  }
}
