import Swiftlet
import SwiftletPlot

extension Figure {
  static let stuckSumModLoss = Figure(
    "stuck_sum_mod_loss", "The asker's network on sum_mod: the class shares, no more"
  ) {
    let (data, fresh) = (Dataset.sumMod(seed: 1), Dataset.sumMod(seed: 1_000_001))
    let model = Sequential(for: data, seed: 1) {
      Dense(2, activation: .relu, weights: .torchLinear, biases: .torchLinearBias(fanIn: 2))
      Dense(3, activation: .softmax, weights: .torchLinear, biases: .torchLinearBias(fanIn: 2))
    }
    try model.compile(
      optimizer: .sgd(.torch, learningRate: 0.001, momentum: 0.9), loss: .sparseCategoricalCrossentropy(from: .logits),
      allowing: [.doubleSoftmax])
    let history = try model.fit(
      data, epochs: 50, batchSize: 1, validation: .data(fresh), shuffle: false, verbose: .silent)
    let picture = history.plot().titled("sum_mod: every start is stuck at the class shares").adding {
      Rule(y: 1.0986, label: "a third each: log 3 = 1.0986")
      Rule(y: 0.5514, label: "softmax twice: at least 0.5514")
    }
    return picture
  }
}
