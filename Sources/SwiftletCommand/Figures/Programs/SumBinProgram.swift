import Swiftlet

/// `sum_bin` with settings that learn it.
enum SumBinProgram {
  static func data() -> Dataset { .sumBin(seed: 1) }
  static func fresh() -> Dataset { .sumBin(seed: 2) }

  /// Compiled, not trained.
  static func model() throws -> Model {
    let model = Sequential(for: data(), seed: 1) {
      Dense(16, activation: .relu)
      Dense(3)
    }
    try model.compile(
      optimizer: .adam(learningRate: 0.05).schedule(.cosine(steps: 600)),
      loss: .sparseCategoricalCrossentropy(from: .logits), metrics: [.accuracy])
    return model
  }

  static func train(_ model: Model) throws -> History {
    try model.fit(data(), epochs: 30, batchSize: 100, validation: .data(fresh()), verbose: .silent)
  }
}
