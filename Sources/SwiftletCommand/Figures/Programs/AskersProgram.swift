import Foundation
import Swiftlet
import SwiftletPlot

/// The network of the second note as it was asked about: PyTorch's defaults, softmax in the model and again in the
/// loss, one row at a time in fixed order.
enum AskersProgram {
  static func lossPlot(of data: Dataset, validation: Dataset, seed: UInt64) throws -> Plot {
    let history = try trained(on: data, validation: validation, seed: seed).history
    let shares = classSharesOnly(data)
    return history.plot().adding {
      Rule(y: shares, label: "class shares only \(Words.number(shares))")
      Rule(y: leastOfTwoSoftmaxes, label: "softmax twice: at least \(Words.number(leastOfTwoSoftmaxes))")
    }
  }

  /// - Parameter seed: Of the initial weights. The data have a seed of their own.
  static func trained(
    on data: Dataset, validation: Dataset, seed: UInt64
  ) throws -> (model: Model, history: History) {
    let model = Sequential(for: data, seed: seed) {
      Dense(2, activation: .relu, weights: .torchLinear, biases: .torchLinearBias(fanIn: 2))
      Dense(3, activation: .softmax, weights: .torchLinear, biases: .torchLinearBias(fanIn: 2))
    }
    try model.compile(
      optimizer: .sgd(.torch, learningRate: 0.001, momentum: 0.9), loss: .sparseCategoricalCrossentropy(from: .logits),
      metrics: [.accuracy], allowing: [.doubleSoftmax])
    let history = try model.fit(
      data, epochs: 50, batchSize: 1, validation: .data(validation), shuffle: false, verbose: .silent)
    return (model, history)
  }

  /// The loss of a network that knows how often each class comes and nothing else: the entropy of the shares.
  private static func classSharesOnly(_ data: Dataset) -> Double {
    let shares = ClassCounts(data).counts.map { Double($0) / Double(data.count) }
    return shares.reduce(0) { $0 - ($1 > 0 ? $1 * log($1) : 0) }
  }

  /// The first softmax can say (1, 0, 0) at best, and of that the second makes e/(e + 2).
  private static let leastOfTwoSoftmaxes = log(1 + 2 / M_E)
}
