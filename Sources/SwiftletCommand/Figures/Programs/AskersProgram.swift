import Foundation
import Swiftlet
import SwiftletPlot

/// The network of the second note as it was asked about: PyTorch's defaults, softmax in the model and again in the
/// loss, one row at a time in fixed order.
enum AskersProgram {
  static let settings = "2-2-3, relu, softmax twice, SGD 0.001 with momentum 0.9, one row at a time, 50 epochs"

  static func lossPlot(of data: Dataset, validation: Dataset, seed: UInt64) throws -> Plot {
    let model = Sequential(for: data, seed: seed) {
      Dense(2, activation: .relu, weights: .torchLinear, biases: .torchLinearBias(fanIn: 2))
      Dense(3, activation: .softmax, weights: .torchLinear, biases: .torchLinearBias(fanIn: 2))
    }
    try model.compile(
      optimizer: .sgd(.torch, learningRate: 0.001, momentum: 0.9), loss: .sparseCategoricalCrossentropy(from: .logits),
      metrics: [.accuracy], allowing: [.doubleSoftmax])
    let history = try model.fit(
      data, epochs: 50, batchSize: 1, validation: .data(validation), shuffle: false, verbose: .silent)
    return history.plot().adding {
      Rule(y: classSharesOnly(data), label: "class shares only")
      Rule(y: log(1 + 2 / M_E), label: "softmax twice: no lower than this")
    }
  }

  /// The loss of a network that knows how often each class comes and nothing else: the entropy of the shares.
  private static func classSharesOnly(_ data: Dataset) -> Double {
    guard case .classes(let labels, _) = data.targets else { return .nan }
    let counts = Dictionary(grouping: labels) { $0 }.values.map { Double($0.count) }
    return counts.reduce(0) { $0 - $1 / Double(labels.count) * log($1 / Double(labels.count)) }
  }
}
