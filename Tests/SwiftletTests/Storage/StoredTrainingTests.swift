import Testing

@testable import Swiftlet

/// A model that was saved learns on as if it had not been.
struct StoredTrainingTests {
  private let data = Dataset.sumBin(rows: 90, seed: 1)

  private func model(_ optimizer: Optimizer, loss: Loss = .sparseCategoricalCrossentropy) throws -> Model {
    let model = Sequential(for: data, seed: 5) {
      Normalization()
      Dense(8, activation: .relu)
      BatchNormalization()
      Dropout(0.2)
      Dense(3, activation: .softmax)
    }
    try model.compile(optimizer: optimizer, loss: loss, metrics: [.accuracy])
    return model
  }

  private static let modified: [Optimizer] = [
    .adam(.torch, amsgrad: true), .sgd(learningRate: 0.1, momentum: 0.9), .adam().schedule(.cosine(steps: 20)),
    .adam().clipped(globalNorm: 1).clipped(value: 0.1).weightDecay(0.01), .sgd().accumulating(batches: 2),
    .adam().averaged(decay: 0.9), .rmsprop().decayed(0.01), .adam().accumulating(batches: 4).averaged(decay: 0.5),
  ]

  @Test(arguments: Optimizer.vocabulary.map { $0.1() } + modified)
  func threeEpochsTwiceAreSixToTheBit(_ optimizer: Optimizer) throws {
    let folder = try TemporaryFolder()
    // A solver needs all rows at once.
    let batchSize = optimizer.name == "lbfgs" ? data.count : 32
    let straight = try model(optimizer)
    // At the end of a fit averages become the weights: one fit is not two then.
    let epochs = optimizer.modifiers.averaging == nil ? [6] : [3, 3]
    var losses: [Double] = []
    for count in epochs { losses += try straight.fit(data, epochs: count, batchSize: batchSize, verbose: .silent).loss }
    let first = try model(optimizer)
    let before = try first.fit(data, epochs: 3, batchSize: batchSize, verbose: .silent)
    try first.save(to: folder.path("half"))
    let second = try Model(load: folder.path("half"))
    #expect(second.notes.isEmpty)
    #expect(second.summary() == first.summary())
    let after = try second.fit(data, epochs: 3, batchSize: batchSize, verbose: .silent)
    #expect(before.loss + after.loss == losses)
    #expect(try second.snapshot() == straight.snapshot())
  }

  @Test func whatAModelMeansComesBack() throws {
    let model = try model(.adam())
    try model.fit(data, verbose: .silent)
    let loaded = try expectRoundTrip(model, rows: ["inputs": .uniform(rows: 5, shape: 2, seed: 1)])
    #expect(try loaded.classify([0.1, 0.7]) == model.classify([0.1, 0.7]))
    #expect(try loaded.evaluate(data).loss == model.evaluate(data).loss)
    #expect(try loaded.evaluate(data)[.accuracy] == model.evaluate(data)[.accuracy])
    let folder = try TemporaryFolder()
    try model.save(to: folder.path("a"))
    let predictor = try Predictor(load: folder.path("a"))
    #expect(predictor.classes == data.classes)
    #expect(try predictor.classify([0.1, 0.7]) == model.classify([0.1, 0.7]))
  }

  @Test func whatWasAllowedStaysAllowed() throws {
    let model = Sequential(for: data) { Dense(3, activation: .softmax) }
    try model.compile(loss: .sparseCategoricalCrossentropy(from: .logits), allowing: [.doubleSoftmax, .labelLeak])
    let loaded = try roundTripped(model)
    #expect(loaded.notes.isEmpty && loaded.compilation?.allowed == [.doubleSoftmax, .labelLeak])
    #expect(loaded.summary().contains("[double-softmax]"))
  }

  @Test func severalOutputsComeBackWithTheirLosses() throws {
    let x = Symbol.input(2)
    let outputs = [Dense(1)(x).named("price"), Dense(3)(x).named("kind"), Dense(1)(x).named("spare")]
    let model = Model(inputs: [x], outputs: outputs)
    try model.compile(
      losses: ["price": .mse.weighted(0.3), "kind": .sparseCategoricalCrossentropy(from: .logits)],
      metrics: ["kind": [.accuracy]])
    let loaded = try roundTripped(model)
    #expect(loaded.summary() == model.summary())
    #expect(loaded.compilation?.goals.map(\.name) == ["price", "kind"])
    #expect(loaded.compilation?.goals.map(\.weight) == [0.3, 1])
  }

  struct Descent: OptimizerRule {
    var name: String { "descent" }
    var slots: Int { 0 }
    func step(
      _ p: inout MutableSpan<Float>, gradients g: borrowing Span<Float>, slots: inout MutableSpan<Float>,
      learningRate: Float, step: Int
    ) {
      for i in 0..<p.count { p[i] -= learningRate * g[i] }
    }
  }

  @Test func whatIsCodeIsLeftOutAndSaid() throws {
    let model = try model(Optimizer(Descent(), learningRate: 0.1))
    try model.fit(data, epochs: 1, verbose: .silent)
    let loaded = try roundTripped(model)
    #expect(loaded.weights == model.weights)
    #expect(loaded.notes.map(\.id) == [.notCompiled] && loaded.notes.first?.severity == .warning)
    #expect(loaded.notes.first?.sentence.contains("descent") == true)
    #expect(throws: SwiftletError.self) { try loaded.fit(data, verbose: .silent) }
    try loaded.compile(
      optimizer: Optimizer(Descent(), learningRate: 0.1), loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
    try loaded.fit(data, verbose: .silent)
  }

  @Test func aCallbackMaySaveTheModelThatLearns() throws {
    let folder = try TemporaryFolder()
    let model = try model(.adam())
    try model.fit(
      data, epochs: 3,
      callbacks: [.onEpochEnd { epoch, training in try training.model.save(to: folder.path("\(epoch.number)")) }],
      verbose: .silent)
    let last = try Model(load: folder.path("3"))
    #expect(try last.snapshot() == model.snapshot())
    let second = try Model(load: folder.path("2"))
    try second.fit(data, epochs: 1, verbose: .silent)
    #expect(try second.snapshot() == model.snapshot())
  }
}
