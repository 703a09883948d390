// Programs about how a training is watched and repeated, as a user writes them.

import Swiftlet

/// A callback of one's own: it halves the rate when the loss rises and gives up when there is no hope.
final class Announcer: Callback {
  var best = Double.infinity
  func handle(_ event: Training.Event, _ training: Training) throws {
    guard case .epochEnded(let epoch) = event else { return }
    if epoch.loss < best { best = epoch.loss } else { training.learningRate *= 0.5 }
    if epoch.number > 10 && best > 1 { training.stop(because: "no hope") }
  }
}

func announced() throws -> (history: History, best: Double) {
  let data = Dataset.sumBin(rows: 200, seed: 1)
  let model = Sequential(for: data) { Dense(3, activation: .softmax) }
  try model.compile(optimizer: .sgd(learningRate: 1e-6), loss: .sparseCategoricalCrossentropy)
  let announcer = Announcer()
  let history = try model.fit(data, epochs: 20, callbacks: [announcer], verbose: .silent)
  return (history, announcer.best)
}

/// k-fold, early stopping, plateaus, logs and class weights.
func validated(logs: String) throws -> [Double] {
  let flowers = try Dataset(csv: irisPath, target: "species")
  let scores = try flowers.crossValidate(folds: 5, stratified: true, seed: 1) { fold in
    let model = Sequential(for: fold.train, seed: UInt64(fold.index)) {
      Normalization()
      Dense(16, activation: .selu, weights: .lecunNormal)
      Dense(3, activation: .softmax)
    }
    try model.compile(
      optimizer: .adam(.torch, learningRate: 0.01).schedule(.warmUp(steps: 50, then: .cosine(steps: 500))),
      loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
    try model.fit(
      fold.train, epochs: 200, validation: .split(0.1), classWeights: .balanced,
      callbacks: [
        .earlyStopping(patience: 10), .reduceOnPlateau(factor: 0.5), .csvLog(to: "\(logs)/fold\(fold.index).csv"),
      ], verbose: .silent)
    return try model.evaluate(fold.test)[.accuracy]
  }
  for rate in [0.1, 0.01, 0.001] {
    let m = Sequential(for: flowers) { Dense(3, activation: .softmax) }
    try m.compile(
      optimizer: .sgd(learningRate: rate, momentum: 0.9).clipped(norm: 1), loss: .sparseCategoricalCrossentropy)
    try m.fit(flowers, epochs: 10, classWeights: ["setosa": 1, "virginica": 2.5], verbose: .silent)
  }
  return scores
}

/// Every ready-made callback by its dot syntax, in one list.
func everyCallback(logs: String) throws -> History {
  let data = Dataset.sumBin(rows: 120, seed: 1)
  let model = Sequential(for: data, seed: 1) {
    Normalization(.minMax())
    Dense(8, activation: .tanh)
    Dense(3)
  }
  try model.compile(
    optimizer: .adam(learningRate: 0.05), loss: .sparseCategoricalCrossentropy(from: .logits), metrics: [.accuracy])
  return try model.fit(
    data, epochs: 4, validation: .data(.sumBin(rows: 60, seed: 2)),
    callbacks: [
      .earlyStopping(on: .accuracy, patience: 20, minDelta: 0.001, mode: .max, baseline: 0.1, startFromEpoch: 1),
      .checkpoint(to: "\(logs)/best.safetensors", bestOnly: true), .reduceOnPlateau(.torch, factor: 0.5, patience: 1),
      .schedule { _, rate in rate * 0.99 }, .csvLog(to: "\(logs)/log.csv"), .jsonLinesLog(to: "\(logs)/log.jsonl"),
      .stopOnNaN(), .timeLimit(seconds: 600), .onBegin { _ in }, .onEpochBegin { _, _ in }, .onBatchEnd { _, _ in },
      .onEpochEnd { epoch, training in if epoch.number == 3 { training.stop(because: "that will do") } },
      .onEnd { _, _ in },
    ], verbose: .silent)
}

/// A loop of one's own over batches, and batches that are made ahead.
func loops() throws -> (rows: Int, loss: [Double]) {
  let data = Dataset.sumBin(rows: 100, seed: 1)
  let loader = try DataLoader(data, batchSize: 32, shuffled: 1)
  var rows = 0
  for epoch in 0..<2 {
    for batch in loader.epoch(epoch) { rows += batch.inputs.rows }
  }
  let model = Sequential(for: data, seed: 1) { Dense(3) }
  try model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy(from: .logits))
  let source = data.batches(of: 25, shuffled: 1).prefetched(count: 2)
  return (rows, try model.fit(batches: source, stepsPerEpoch: 4, epochs: 3, verbose: .silent).loss)
}
