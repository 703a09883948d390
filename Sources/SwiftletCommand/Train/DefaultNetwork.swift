import Swiftlet

/// The network that `swiftlet train` makes: inputs standardised, hidden layers, and an output for the target.
///
/// For classes the output is one logit each, under cross-entropy. For a number it is one unit under the mean squared
/// error, in units of the target's own spread, so that the learning rate suits prices as well as percentages.
struct DefaultNetwork: Sendable {
  var hidden = [32, 16]
  var activation = Activation.relu
  var learningRate = 0.01
  var epochs = 100
  var batchSize = 32

  /// Compiled and not trained.
  func model(for train: Dataset, seed: UInt64) throws(SwiftletError) -> Sequential {
    let (mean, spread) = TargetScale.of(train)
    let model = Sequential(for: train, seed: seed) {
      Normalization()
      for width in hidden { Dense(width, activation: activation) }
      if train.classes.isEmpty {
        Dense(1)
        Lambda { x in x * spread + mean }
      } else {
        Dense(train.classes.count)
      }
    }
    if train.classes.isEmpty {
      try model.compile(optimizer: .adam(learningRate: learningRate), loss: .mse)
    } else {
      try model.compile(
        optimizer: .adam(learningRate: learningRate), loss: .sparseCategoricalCrossentropy(from: .logits),
        metrics: [.accuracy])
    }
    return model
  }

  /// How well a network does that was trained on one part of a fold, on the other part.
  func score(_ fold: Fold, seed: UInt64) throws(SwiftletError) -> Score {
    let model = try model(for: fold.train, seed: seed)
    try model.fit(fold.train, epochs: epochs, batchSize: batchSize, verbose: .silent)
    return try Score(of: model, trainedOn: fold.train, on: fold.test)
  }

  /// `4-32-16-3, relu, Adam 0.01, batches of 32, 100 epochs`.
  func description(for data: Dataset) -> String {
    let widths = [data.inputNames.count] + hidden + [max(1, data.classes.count)]
    let named = hidden.isEmpty ? "" : ", \(activation)"
    return widths.map(String.init).joined(separator: "-") + named
      + ", Adam \(learningRate), batches of \(batchSize), \(Words.count(epochs, "epoch"))"
  }
}
