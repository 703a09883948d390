import Swiftlet
import SwiftletPlot

extension Figure {
  /// Seed 15 is the first with which neither ReLU is active on any of the 2000 points before the first step.
  static let stuckSumBinLoss = Figure(
    "stuck_sum_bin_loss", "A start of the asker's network that never learns sum_bin"
  ) {
    let (data, fresh) = (Dataset.sumBin(seed: 15), Dataset.sumBin(seed: 1_000_015))
    let model = Sequential(for: data, seed: 15) {
      Dense(2, activation: .relu, weights: .torchLinear, biases: .torchLinearBias(fanIn: 2))
      Dense(3, activation: .softmax, weights: .torchLinear, biases: .torchLinearBias(fanIn: 2))
    }
    try model.compile(
      optimizer: .sgd(.torch, learningRate: 0.001, momentum: 0.9), loss: .sparseCategoricalCrossentropy(from: .logits),
      allowing: [.doubleSoftmax])
    let history = try model.fit(
      data, epochs: 50, batchSize: 1, validation: .data(fresh), shuffle: false, verbose: .silent)
    let picture = history.plot().titled("sum_bin, a dead start: one start in seven fails").adding {
      Rule(y: 1.0986, label: "a third each: log 3 = 1.0986")
      Rule(y: 0.5514, label: "softmax twice: at least 0.5514")
    }
    return picture
  }
}
