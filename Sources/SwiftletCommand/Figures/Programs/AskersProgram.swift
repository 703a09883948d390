import Swiftlet

/// The network of the second note as it was asked about: PyTorch's defaults, softmax in the model and again in the
/// loss, one row at a time in fixed order.
enum AskersProgram {
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
}
