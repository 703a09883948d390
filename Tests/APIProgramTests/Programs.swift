// Whole programs as a user writes them, compiled from outside the module. Each returns what its test looks at.

import Swiftlet

/// The iris table that ships with the package.
let irisPath = packageRoot(of: #filePath) + "/docs/data/iris.csv"

private func packageRoot(of file: String) -> String {
  file.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
}

/// Is the sum of five numbers above 2.5? As the Keras tutorials write it.
func sumAboveThreshold() throws -> History {
  let data = Dataset.sumThreshold(rows: 250, features: 5, threshold: 2.5, labels: .oneHot, seed: 1)
  let model = Sequential(inputs: 5) {
    Dense(20, activation: .relu)
    Dense(2, activation: .softmax)
  }
  try model.compile(optimizer: .rmsprop(), loss: .categoricalCrossentropy, metrics: [.accuracy])
  return try model.fit(data, epochs: 150, batchSize: 32, validation: .split(0.2), verbose: .silent)
}

/// A generator of one's own with a seed, so that the program below does the same each time.
struct Dice: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ (state >> 29)
  }
}

/// The same with the strings a Keras user types, and the arrays made by hand.
func sumAboveThresholdByHand() throws -> (history: History, firstAnswer: [Float]) {
  var rng = Dice(state: 1)
  let x = (0..<250).map { _ in (0..<5).map { _ in Float.random(in: 0...1, using: &rng) } }
  let y: [[Float]] = x.map { $0.reduce(0, +) > 2.5 ? [0, 1] : [1, 0] }
  let data = try Dataset(inputs: x, oneHot: y)
  let model = Sequential(inputs: [5]) {
    Dense(20, activation: "relu", weights: "glorot_uniform")
    Dense(2)
    Activation("softmax")
  }
  try model.compile(optimizer: "rmsprop", loss: "categorical_crossentropy", metrics: ["accuracy"])
  let history = try model.fit(data, epochs: 150, validation: .split(0.2), verbose: .silent)
  return (history, try model.predict(x[0]))
}

/// Labels of -1 and +1 under a hinge: accuracy becomes the sign, and says so.
func signsUnderHinge() throws -> History {
  let data = Dataset.sumThreshold(rows: 250, labels: .signs, seed: 1)
  let model = Sequential(for: data, seed: 3) {
    Dense(20, activation: .tanh)
    Dense(1, activation: .tanh)
  }
  try model.compile(optimizer: .adam(), loss: .hinge, metrics: [.accuracy])
  return try model.fit(data, epochs: 150, validation: .split(0.2), verbose: .silent)
}

/// A softmax before a loss that applies one, allowed by its id.
func doubleSoftmax() throws -> (history: History, summary: String) {
  let data = Dataset.sumBin(seed: 1)
  let model = Sequential(inputs: 2) {
    Dense(2, activation: .relu, weights: .torchLinear, biases: .torchLinearBias(fanIn: 2))
    Dense(3, activation: .softmax, weights: .torchLinear, biases: .torchLinearBias(fanIn: 2))
  }
  try model.compile(
    optimizer: .sgd(learningRate: 0.001, momentum: 0.9),
    loss: .sparseCategoricalCrossentropy(from: .logits), allowing: [.doubleSoftmax])
  let history = try model.fit(data, epochs: 50, batchSize: 1, shuffle: false, verbose: .silent)
  return (history, model.summary())
}

/// A generator and the functional form: the mean of two numbers.
func meanOfTwo() throws -> (history: History, answer: [Float]) {
  let batches = BatchSource(seed: 1) { random in
    let pairs = (0..<64).map { _ in
      [Float(Int.random(in: 0..<100, using: &random)), Float(Int.random(in: 0..<100, using: &random))]
    }
    return try Batch(inputs: pairs, targets: pairs.map { [($0[0] + $0[1]) / 2] })
  }
  let numbers = Symbol.input(2, name: "numbers")
  let model = Model(inputs: numbers, outputs: Dense(1)(numbers))
  try model.compile(optimizer: .rmsprop(), loss: .mse)
  let history = try model.fit(batches: batches, stepsPerEpoch: 1000, epochs: 5, verbose: .silent)
  return (history, try model.predict([3, 5]))
}

/// A formula as a layer, without a weight to learn.
func lambdaMean() throws -> [Float] {
  let model = Sequential(inputs: 2) { Lambda { x in (x[0] + x[1]) / 2 } }
  try model.compile(loss: .mse)
  return try model.predict([3, 5])
}

/// Real data: read, split, standardised, trained, judged.
func iris() throws -> (scores: Scores, history: History, classes: [String]) {
  let flowers = try Dataset(csv: irisPath, target: "species")
  let (train, test) = try flowers.split(holdOut: 0.2, stratified: true, seed: 1)
  let model = Sequential(for: train, seed: 1) {
    Normalization()
    Dense(16, activation: .tanh)
    Dense(flowers.classes.count)
  }
  try model.compile(
    optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy(from: .logits), metrics: [.accuracy])
  let history = try model.fit(train, epochs: 100, validation: .split(0.2), verbose: .silent)
  return (try model.evaluate(test), history, model.classes)
}

/// Two inputs through one encoder, two outputs with a loss each, one of them less important.
func twins() throws -> (history: History, scores: Scores, price: [Float], kinds: [Classification]) {
  let left = Symbol.input(8, name: "left")
  let right = Symbol.input(8, name: "right")
  let shared = Dense(16, activation: .relu).named("encoder")
  let both = Concatenate()(shared(left), shared(right))
  let price = Dense(1)(Dropout(0.1)(both)).named("price")
  let kind = Dense(3)(both).named("kind")
  let model = Model(inputs: [left, right], outputs: [price, kind])
  try model.compile(
    optimizer: .adam(learningRate: 0.01).clipped(globalNorm: 1),
    losses: ["price": .mse.weighted(0.3), "kind": .sparseCategoricalCrossentropy(from: .logits)],
    metrics: ["kind": [.accuracy], "price": [.mae, .r2]])
  let a = Tensor.uniform(rows: 100, shape: 8, seed: 1)
  let b = Tensor.uniform(rows: 100, shape: 8, seed: 2)
  let amounts = (0..<100).map { a[row: $0].reduce(0, +) - b[row: $0].reduce(0, +) }
  let data = try Dataset(
    inputs: ["left": a, "right": b],
    targets: [
      "price": .values(Tensor(column: amounts)), "kind": .classes(amounts.map { $0 < -0.5 ? 0 : $0 < 0.5 ? 1 : 2 }),
    ])
  let history = try model.fit(data, epochs: 60, verbose: .silent)
  let answers = try model.predict(["left": a, "right": b])
  return (history, try model.evaluate(data), answers["price"]?.values ?? [], try model.classify(data, output: "kind"))
}

/// The same saved, and asked by a program that has nothing of it but the file.
func savedIris(to path: String) throws -> (summary: String, name: String, probability: Float) {
  let flowers = try Dataset(csv: irisPath, target: "species")
  let (train, test) = try flowers.split(holdOut: 0.2, stratified: true, seed: 1)
  let model = Sequential(for: train, seed: 1) {
    Normalization()
    Dense(16, activation: .tanh)
    Dense(flowers.classes.count)
  }
  try model.compile(
    optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy(from: .logits), metrics: [.accuracy])
  let history = try model.fit(train, epochs: 100, validation: .split(0.2), verbose: .silent)
  _ = (try model.evaluate(test)[.accuracy], history.findings)
  try model.save(to: path)

  let restored = try Model(load: path)
  let answer = try restored.classify([5.1, 3.5, 1.4, 0.2])
  return (restored.summary(), answer.name, answer.probability)
}

/// A server: one Predictor from a file, many tasks.
func serve(_ path: String, rows: [[Float]]) async throws -> [String] {
  let predictor = try Predictor(load: path)
  return try await withThrowingTaskGroup(of: (Int, String).self) { group in
    for (i, row) in rows.enumerated() { group.addTask { (i, try predictor.classify(row).name) } }
    var names = [String](repeating: "", count: rows.count)
    for try await (i, name) in group { names[i] = name }
    return names
  }
}

/// Data, compile, training and storage in one block: one type of error, without a cast.
func allInOneBlock(
  csv: String, saved: String
) -> (stage: SwiftletError.Stage, id: String, remedy: String, text: String)? {
  do {
    let data = try Dataset(csv: csv, target: "species")
    let model = Sequential(for: data) { Dense(data.classes.count, activation: .softmax) }
    try model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy)
    try model.fit(data, verbose: .silent)
    try model.save(to: saved)
    return nil
  } catch {
    if error.contains(.shapeMisfit) { print("look at the shapes") }
    _ = error.history?.loss ?? []
    return (error.stage, error.faults.first?.id.rawValue ?? "", error.faults.first?.remedy ?? "", "\(error)")
  }
}
