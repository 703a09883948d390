import Swiftlet

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The models behind the pictures.
enum Training {
  static func sumBin() throws -> (model: Model, history: History) {
    let data = Dataset.sumBin(seed: 1)
    let model = Sequential(for: data, seed: 1) {
      Dense(16, activation: .relu)
      Dense(3)
    }
    try model.compile(
      optimizer: .adam(learningRate: 0.05).schedule(.cosine(steps: 600)),
      loss: .sparseCategoricalCrossentropy(from: .logits), metrics: [.accuracy])
    let history = try model.fit(
      data, epochs: 30, batchSize: 100, validation: .data(.sumBin(seed: 2)), verbose: .silent)
    return (model, history)
  }

  /// Two numbers to the height of a wave, with a little noise.
  static func wave() throws -> (model: Model, history: History) {
    let (train, test) = try waveData().split(holdOut: 0.25, seed: 1)
    let model = Sequential(for: train, seed: 3) {
      Dense(32, activation: .tanh)
      Dense(32, activation: .tanh)
      Dense(1)
    }
    try model.compile(optimizer: .adam(learningRate: 0.01).schedule(.cosine(steps: 1440)), loss: .mse)
    return (model, try model.fit(train, epochs: 60, batchSize: 32, validation: .data(test), verbose: .silent))
  }

  static func digits(_ folder: String, epochs: Int) throws -> (model: Model, test: Dataset) {
    let (train, test) = try Dataset(csv: "\(folder)/digits.csv", target: "digit")
      .split(holdOut: 0.5, stratified: true, seed: 1)
    let model = Sequential(for: train, seed: 1) {
      Dense(32, activation: .relu)
      Dense(16, activation: .relu)
      Dense(10)
    }
    try model.compile(
      optimizer: .adam(learningRate: 0.003), loss: .sparseCategoricalCrossentropy(from: .logits), metrics: [.accuracy],
      allowing: [.unscaledInputs])
    try model.fit(train, epochs: epochs, verbose: .silent)
    return (model, test)
  }

  static func waveData() throws -> Dataset {
    let points = Dataset.sumBin(rows: 1000, seed: 5).inputs.values
    let noise = Dataset.sumBin(rows: 1000, seed: 6).inputs.values
    let heights = (0..<1000).map { i in
      let (x, y) = (Double(points[2 * i]), Double(points[2 * i + 1]))
      return height(x, y) + 0.08 * (Double(noise[2 * i]) - 0.5)
    }
    return try Dataset(
      inputs: Tensor(points, rows: 1000, shape: [2]), .values(Tensor(column: heights)))
  }

  static func height(_ x: Double, _ y: Double) -> Double { sin(6 * x) * cos(5 * y) + 1.2 * x * y }
}
