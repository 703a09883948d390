import Swiftlet

/// Iris on two features, so that the whole of what is learnt fits into a picture.
enum IrisProgram {
  static let settings = "2-16-3, tanh, cross-entropy on logits, Adam 0.01, validated on 30 flowers held out"

  static func flowers() throws -> Dataset { try Dataset.iris().dropping(["sepal_length", "sepal_width"]) }

  static func trained() throws -> (model: Model, history: History) {
    let (train, test) = try flowers().split(holdOut: 0.2, stratified: true, seed: 1)
    let model = Sequential(for: train, seed: 1) {
      Normalization()
      Dense(16, activation: .tanh)
      Dense(3)
    }
    try model.compile(
      optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy(from: .logits), metrics: [.accuracy])
    return (model, try model.fit(train, epochs: 100, validation: .data(test), verbose: .silent))
  }
}
