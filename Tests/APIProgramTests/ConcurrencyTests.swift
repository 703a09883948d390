import Swiftlet
import Testing

/// Training inside an actor: the model never leaves it, the predictor does.
actor Learner {
  let model = Sequential(inputs: 2) { Dense(3, activation: .softmax) }
  func learn(_ data: Dataset) throws -> Predictor {
    try model.compile(optimizer: .adam(learningRate: 0.05), loss: .sparseCategoricalCrossentropy)
    try model.fit(data, epochs: 30, verbose: .silent)
    return try model.predictor()
  }
  func follow(_ stream: AsyncThrowingStream<Batch, any Error>) async throws -> History {
    try model.compile(loss: .sparseCategoricalCrossentropy)
    return try await model.fit(batches: stream, stepsPerEpoch: 10, epochs: 2, verbose: .silent)
  }
}

private struct SourceBroke: Error, Equatable { let batch: Int }

/// The answers of one predictor, asked by as many tasks as there are rows.
private func serve(_ predictor: Predictor, _ rows: [[Float]]) async throws -> [Classification] {
  try await withThrowingTaskGroup(of: (Int, Classification).self) { group in
    for (i, row) in rows.enumerated() { group.addTask { (i, try predictor.classify(row)) } }
    var answers = [Classification?](repeating: nil, count: rows.count)
    for try await (i, answer) in group { answers[i] = answer }
    return answers.compactMap { $0 }
  }
}

private func batches(_ count: Int) -> [Batch] {
  Array(Dataset.sumBin(rows: 320, seed: 1).batches(of: 32).prefix(count))
}

private func stream(_ batches: [Batch]) -> AsyncStream<Batch> {
  AsyncStream { continuation in
    for batch in batches { continuation.yield(batch) }
    continuation.finish()
  }
}

@Suite(.timeLimit(.minutes(1))) struct ConcurrencyTests {
  @Test func aPredictorAnswersManyTasksAsItAnswersOne() async throws {
    let data = Dataset.sumBin(rows: 500, seed: 1)
    let learner = Learner()
    let predictor = try await learner.learn(data)
    let rows = (0..<200).map { data.inputs[row: $0] }
    let answers = try await serve(predictor, rows)
    #expect(answers.count == rows.count)
    for (row, answer) in zip(rows, answers) { #expect(try predictor.classify(row) == answer) }
    #expect(Set(answers.map(\.name)) == ["0", "1", "2"])
  }

  @Test func aPredictorIsAFrozenCopy() throws {
    let data = Dataset.sumBin(rows: 200, seed: 1)
    let model = Sequential(for: data) { Dense(3) }
    try model.compile(optimizer: .sgd(learningRate: 0.5), loss: .sparseCategoricalCrossentropy(from: .logits))
    let predictor = try model.predictor()
    let before = try predictor.predict([0.25, 0.5])
    #expect(try model.predict([0.25, 0.5]) == before)
    try model.fit(data, epochs: 3, verbose: .silent)
    #expect(try predictor.predict([0.25, 0.5]) == before)
    #expect(try model.predict([0.25, 0.5]) != before)
  }

  @Test func cancellingKeepsWhatWasLearnt() async throws {
    let data = Dataset.sumBin(rows: 2000, seed: 1)
    let run = Task { () throws -> (Predictor, History) in
      let model = Sequential(for: data) { Dense(3, activation: .softmax) }
      try model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy)
      let history = try model.fit(data, epochs: Int.max, verbose: .silent)
      return (try model.predictor(), history)
    }
    try await Task.sleep(for: .milliseconds(300))
    run.cancel()
    let (predictor, history) = try await run.value
    #expect(history.ending == .cancelled)
    #expect(history.loss.count >= 2)
    #expect(try #require(history.loss.last) < (try #require(history.loss.first)))
    let answer = try predictor.classify([0.1, 0.1])
    #expect(predictor.classes == ["0", "1", "2"])
    #expect(answer.name == "0" && answer.probability.isFinite)
  }

  @Test func aTaskCancelledBeforeItBeginsStillGivesAUsableModel() async throws {
    let data = Dataset.sumBin(rows: 2000, seed: 1)
    let run = Task { () throws -> (History, [Float]) in
      while !Task.isCancelled { await Task.yield() }
      let model = Sequential(for: data) { Dense(3, activation: .softmax) }
      try model.compile(loss: .sparseCategoricalCrossentropy)
      let history = try model.fit(data, epochs: 10, verbose: .silent)
      return (history, try model.predict([0.5, 0.5]))
    }
    run.cancel()
    let (history, answer) = try await run.value
    #expect(history.ending == .cancelled)
    #expect(history.loss.count <= 1)
    #expect(answer.allSatisfy { $0.isFinite })
  }

  @Test @MainActor func aModelOfTheMainActorFollowsAStream() async throws {
    let model = Sequential(inputs: 2) { Dense(3, activation: .softmax) }
    try model.compile(loss: .sparseCategoricalCrossentropy, metrics: ["accuracy"])
    let history = try await model.fit(batches: stream(batches(20)), stepsPerEpoch: 10, epochs: 2, verbose: .silent)
    #expect(history.loss.count == 2 && history[.accuracy].count == 2)
    #expect(history.ending == .completed)
  }

  @Test func aStreamTeachesTheSameAsASequence() async throws {
    func model() throws -> Model {
      let model = Sequential(inputs: 2) { Dense(3, activation: .softmax) }
      try model.compile(loss: .sparseCategoricalCrossentropy)
      return model
    }
    let (a, b) = (try model(), try model())
    let streamed = try await a.fit(batches: stream(batches(20)), stepsPerEpoch: 10, epochs: 2, verbose: .silent)
    let pulled = try b.fit(batches: batches(20), stepsPerEpoch: 10, epochs: 2, verbose: .silent)
    #expect(streamed.loss == pulled.loss)
    #expect(a.weights == b.weights)
  }

  @Test func aStreamThatEndsEarlyEndsTheTraining() async throws {
    let model = Sequential(inputs: 2) { Dense(3, activation: .softmax) }
    try model.compile(loss: .sparseCategoricalCrossentropy)
    let history = try await model.fit(batches: stream(batches(13)), stepsPerEpoch: 10, epochs: 5, verbose: .silent)
    #expect(history.loss.count == 2)
    guard case .stopped(let reason) = history.ending else {
      Issue.record("ended as \(history.ending)")
      return
    }
    #expect(reason.contains("epoch 2"))
  }

  @Test func anActorHearsWhyItsStreamBroke() async throws {
    let stream = AsyncThrowingStream<Batch, any Error> { continuation in
      for batch in batches(12) { continuation.yield(batch) }
      continuation.finish(throwing: SourceBroke(batch: 12))
    }
    do {
      _ = try await Learner().follow(stream)
      Issue.record("the stream broke and nobody said so")
    } catch let error as SwiftletError {
      #expect(error.contains(.batchSourceFailed))
      #expect(error.underlying as? SourceBroke == SourceBroke(batch: 12))
      #expect(error.history?.loss.count == 1)
    }
  }

  @Test func cancellingATaskThatWaitsForBatchesIsNoError() async throws {
    let (stream, continuation) = AsyncStream.makeStream(of: Batch.self)
    for batch in batches(3) { continuation.yield(batch) }
    let run = Task { () throws -> (History, [Float]) in
      let model = Sequential(inputs: 2) { Dense(3, activation: .softmax) }
      try model.compile(loss: .sparseCategoricalCrossentropy)
      let history = try await model.fit(batches: stream, stepsPerEpoch: 100, verbose: .silent)
      return (history, try model.predict([0.5, 0.5]))
    }
    try await Task.sleep(for: .milliseconds(100))
    run.cancel()
    let (history, answer) = try await run.value
    #expect(history.ending == .cancelled)
    #expect(answer.allSatisfy { $0.isFinite })
    continuation.finish()
  }
}
