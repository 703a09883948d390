import TestSupport
import Testing

@testable import Swiftlet

/// What single layers promise beside right gradients.
struct LayerBehaviourTests {
  private func data(_ rows: Int, width: Int = 4) throws -> Dataset {
    try Dataset(
      inputs: Tensor.uniform(rows: rows, shape: Shape([width]), in: -1...1, seed: 1),
      .values(Tensor.uniform(rows: rows, shape: 1, seed: 2)))
  }

  // MARK: - Noise

  @Test(
    arguments: [Dropout(0.5), AlphaDropout(0.5), GaussianNoise(0.5), GaussianDropout(0.5)] as [any Layer & Sendable])
  func noiseIsForTrainingAlone(_ layer: any Layer & Sendable) throws {
    let model = Sequential(inputs: 4) { [layer] }
    let rows = Tensor.uniform(rows: 9, shape: 4, seed: 3)
    #expect(try model.predict(rows).values == rows.values)
    let noisy = Sequential(inputs: 4, seed: 7) {
      [layer]
      Dense(1)
    }
    let plain = Sequential(inputs: 4, seed: 7) { Dense(1) }
    let data = try data(64)
    for model in [noisy, plain] { try model.compile(optimizer: .sgd(learningRate: 0.1), loss: .mse) }
    #expect(try noisy.evaluate(data).loss == plain.evaluate(data).loss)
    let (first, second) = (try noisy.fit(data, verbose: .silent), try plain.fit(data, verbose: .silent))
    #expect(first.loss != second.loss, "nothing was changed in training")
  }

  @Test func everyEpochDropsSomethingElse() throws {
    let model = Sequential(inputs: 4, seed: 7) {
      Dropout(0.5)
      Dense(1, weights: .ones)
    }
    // A rate of 0 would let every epoch have the same loss.
    try model.compile(optimizer: .sgd(learningRate: 1e-30), loss: .mse)
    let history = try model.fit(data(64), epochs: 5, shuffle: false, verbose: .silent)
    #expect(Set(history.loss).count == 5)
  }

  @Test func aRateOfNothingChangesNothing() throws {
    let data = try data(64)
    let losses = try [Dropout(0) as any Layer, AlphaDropout(0), GaussianNoise(0), GaussianDropout(0), Flatten()].map {
      layer in
      let model = Sequential(inputs: 4, seed: 7) {
        [layer]
        Dense(1)
      }
      try model.compile(loss: .mse)
      #expect(try model.prepared().noises == 0)
      return try model.fit(data, verbose: .silent).loss
    }
    #expect(Set(losses).count == 1)
  }

  // MARK: - Batch normalisation

  /// One step moves the statistics by the share that the preset says, the variance over count or count - 1.
  @Test(arguments: [Preset.keras3, .torch]) func movingStatisticsMoveByTheirShare(_ preset: Preset) throws {
    let model = Sequential(inputs: 2) { BatchNormalization(preset) }
    try model.compile(optimizer: .sgd(learningRate: 0.1), loss: .mse)
    let x = Tensor.uniform(rows: 10, shape: 2, in: 3...5, seed: 4)
    try model.fit(Dataset(inputs: x, .values(x)), batchSize: 10, verbose: .silent)
    let share = preset == .torch ? 0.1 : 0.01
    for column in 0..<2 {
      let values = (0..<10).map { Double(x[row: $0][column]) }
      let mean = values.reduce(0, +) / 10
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (preset == .torch ? 9 : 10)
      let moved = try #require(model.weights["batch_normalization/moving_mean"]).values[column]
      let spread = try #require(model.weights["batch_normalization/moving_variance"]).values[column]
      expectClose(Double(moved), share * mean, relative: 1e-6)
      expectClose(Double(spread), 1 + share * (variance - 1), relative: 1e-6)
    }
  }

  @Test func evaluationAndPredictionLeaveTheMovingStatisticsAlone() throws {
    let model = Sequential(inputs: 4) {
      BatchNormalization()
      Dense(1)
    }
    try model.compile(loss: .mse)
    let data = try data(40)
    let before = model.weights
    _ = try model.evaluate(data)
    _ = try model.predict(data.inputs)
    _ = try model.checkGradients(on: data)
    #expect(model.weights == before)
    try model.fit(data, verbose: .silent)
    #expect(model.weights["batch_normalization/moving_mean"] != before["batch_normalization/moving_mean"])
  }

  @Test func batchesOfOneRowAreRefusedAndALastOneIsNot() throws {
    let model = Sequential(inputs: 4) {
      BatchNormalization()
      Dense(1)
    }
    try model.compile(loss: .mse)
    #expect(throws: SwiftletError.self) { try model.fit(data(8), batchSize: 1, verbose: .silent) }
    let history = try model.fit(data(9), epochs: 2, batchSize: 4, verbose: .silent)
    let isFinite = history.loss.allSatisfy { $0.isFinite }
    #expect(isFinite)
  }

  /// Float32 sums of columns around 100,000 would lose every digit of their spread.
  @Test func columnsFarFromZeroKeepTheirDigits() throws {
    let near = Tensor.uniform(rows: 50, shape: 3, in: -1...1, seed: 6)
    let shifted = near.values.map { $0 + 65_536 }
    let far = Tensor(unchecked: shifted, rows: 50, shape: 3)
    let back = Tensor(unchecked: shifted.map { $0 - 65_536 }, rows: 50, shape: 3)
    for layer in [LayerNormalization(epsilon: 1e-6) as any Layer & Sendable, BatchNormalization(epsilon: 1e-6)] {
      let outputs = try [far, back].map { x in
        let model = Sequential(inputs: 3) { [layer] }
        try model.compile(optimizer: .sgd(learningRate: 1e-30), loss: .mse)
        try model.fit(Dataset(inputs: x, .values(near)), epochs: 1, batchSize: 50, verbose: .silent)
        return try model.evaluate(Dataset(inputs: x, .values(near))).loss
      }
      if layer is LayerNormalization { expectClose(outputs[0], outputs[1], relative: 1e-5) }
    }
  }

  // MARK: - Presets

  @Test func presetsThatDifferGiveDifferentNumbers() throws {
    let pairs: [(any Layer, any Layer)] = [
      (BatchNormalization(), BatchNormalization(.torch)), (LayerNormalization(), LayerNormalization(.torch)),
      (RMSNormalization(), RMSNormalization(.torch)), (PReLU(), PReLU(.torch)), (LeakyReLU(), LeakyReLU(.torch)),
    ]
    let rows = Tensor.uniform(rows: 20, shape: 3, in: -0.01...0.01, seed: 8)
    for (keras, torch) in pairs {
      let answers = try [keras, torch].map { layer in
        let model = Sequential(inputs: 3) { [layer] }
        return try model.predict(rows).values
      }
      #expect(answers[0] != answers[1], "\(type(of: keras))")
    }
    let tables = try [Embedding(count: 50, units: 8), Embedding(.torch, count: 50, units: 8)].map { layer in
      let model = Sequential(inputs: 1, seed: 3) { [layer] }
      _ = try model.prepared()
      return try #require(model.weights["embedding/embeddings"]).values
    }
    #expect(tables[0].map(abs).max()! <= 0.05 && tables[1].map(abs).max()! > 1)
  }

  // MARK: - Indices

  @Test func onlyTheRowsThatWereLookedUpAreTrained() throws {
    let model = Sequential(inputs: 1, seed: 3) {
      Embedding(count: 5, units: 2)
      Flatten()
      Dense(1)
    }
    try model.compile(optimizer: .sgd(learningRate: 0.1), loss: .mse)
    let before = try #require(model.weights["embedding/embeddings"]).values
    let indices = Tensor(column: [0, 3, 3, 0] as [Float])
    try model.fit(Dataset(inputs: indices, .values(Tensor(column: [1, 2, 3, 4] as [Float]))), verbose: .silent)
    let after = try #require(model.weights["embedding/embeddings"]).values
    for row in 0..<5 { #expect((before[2 * row] != after[2 * row]) == (row == 0 || row == 3), "row \(row)") }
  }

  /// Columns of one input may be indices and numbers side by side.
  @Test func aSliceOfAnInputMayBeAnIndex() throws {
    let x = Symbol.input(3)
    let word = Flatten()(Embedding(count: 3, units: 2)(x[2]))
    let model = Model(inputs: x, outputs: Dense(1)(Concatenate()(x[0..<2], word)))
    #expect(try model.predict([0.5, 0.25, 2] as [Float]).count == 1)
    #expect(throws: SwiftletError.self) { try model.predict([0.5, 0.25, 3] as [Float]) }
    #expect(throws: SwiftletError.self) { try model.predict([0.5, 0.25, 0.5] as [Float]) }
  }

  // MARK: - Sine and Fourier features

  @Test func sineLayersStartAsTheirPaperSays() throws {
    let model = Sequential(inputs: 50, seed: 5) {
      Sine(200, isFirst: true)
      Sine(200)
    }
    _ = try model.prepared()
    let (first, second) = (try #require(model.weights["sine/kernel"]), try #require(model.weights["sine_1/kernel"]))
    let limits = (Float(1.0 / 50), Float((6.0 / 200).squareRoot() / 30))
    for (kernel, limit) in [(first, limits.0), (second, limits.1)] {
      let largest = kernel.values.map(abs).max() ?? 0
      #expect(largest <= limit && largest > 0.99 * limit)
    }
    #expect(model.weights["sine/bias"]?.values.map(abs).max() ?? 1 <= Float(1 / 50.0.squareRoot()))
  }

  @Test func fourierFeaturesFollowFromTheSeedAndAreNotLearnt() throws {
    func model(_ seed: UInt64) throws -> Model {
      let model = Sequential(inputs: 2, seed: seed) {
        FourierFeatures(300, deviation: 3)
        Dense(1)
      }
      try model.compile(loss: .mse)
      return model
    }
    let (one, same, other) = (try model(1), try model(1), try model(2))
    let name = "fourier_features/frequencies"
    for model in [one, same, other] { _ = try model.prepared() }
    let before = try #require(one.weights[name]).values
    #expect(one.weights[name] == same.weights[name] && one.weights[name] != other.weights[name])
    try one.fit(data(64, width: 2), epochs: 2, verbose: .silent)
    #expect(one.weights[name]?.values == before)
    let variance = before.reduce(0) { $0 + Double($1) * Double($1) } / 600
    // Five deviations of the variance of 600 normal numbers.
    #expect(abs(variance - 9) < 5 * 9 * (2.0 / 600).squareRoot())
  }

  @Test func layersAreCalledAsInKeras() throws {
    let model = Sequential(inputs: 4) {
      PReLU()
      RMSNormalization()
      LeakyReLU()
      ELU()
      Dropout(0.5)
      GaussianNoise(0.1)
    }
    for name in ["p_re_lu", "rms_normalization", "leaky_re_lu", "elu", "dropout", "gaussian_noise"] {
      #expect(model.summary().contains("\(name) ("), "\(name)")
    }
  }
}

extension ModelStorage {
  fileprivate var noises: Int { graph.noiseNumbers.count }
}
