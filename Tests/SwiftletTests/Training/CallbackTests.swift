import Testing

@testable import Swiftlet

/// What callbacks are told, in which order, and what they may do.
struct CallbackTests {
  private let rows = Dataset.sumBin(rows: 40, seed: 1)

  private func classifier(_ optimizer: Optimizer = .sgd(learningRate: 0.1)) throws -> Sequential {
    let model = Sequential(inputs: 2) { Dense(3) }
    try model.compile(
      optimizer: optimizer, loss: .sparseCategoricalCrossentropy(from: .logits), metrics: [.accuracy])
    return model
  }

  @discardableResult
  private func fit(
    of model: Model? = nil, epochs: Int = 2, _ callbacks: [any Callback]
  ) throws -> History {
    try (model ?? classifier()).fit(
      rows, epochs: epochs, batchSize: 20, validation: .data(rows), callbacks: callbacks, verbose: .silent)
  }

  @Test func callbacksAreToldOfEverythingInOrder() throws {
    let (first, second) = (Recorder("a "), Recorder("b "))
    var both: [String] = []
    try fit([first, second, .onEpochEnd { epoch, _ in both.append("\(first.told.count) \(second.told.count)") }])
    #expect(
      first.told == [
        "a began", "a epoch 1", "a batch 1.1", "a batch 1.2", "a end of 1", "a epoch 2", "a batch 2.1", "a batch 2.2",
        "a end of 2", "a completed",
      ])
    #expect(second.told == first.told.map { "b" + $0.dropFirst() })
    #expect(both == ["5 5", "9 9"])
  }

  @Test func anEpochHasWhatHistoryHas() throws {
    var epochs: [Epoch] = []
    let history = try fit([.onEpochEnd { epoch, _ in epochs.append(epoch) }])
    #expect(epochs.map(\.number) == [1, 2])
    #expect(epochs.map(\.loss) == history.loss)
    #expect(epochs.map(\.validationLoss) == history.validation?.loss.map { $0 })
    #expect(epochs.map { $0[.accuracy] } == history[.accuracy].map { $0 })
    #expect(epochs.map { $0.validation(.accuracy) } == history.validation?[.accuracy].map { $0 })
    #expect(epochs.map(\.seconds) == history.seconds && epochs.map(\.learningRate) == history.learningRates)
    #expect(epochs[0].values.map(\.name) == ["loss", "accuracy", "val_loss", "val_accuracy"])
    #expect(epochs[0][.binaryAccuracy] == nil && epochs[0].value(named: "val_loss") == epochs[0].validationLoss)
  }

  @Test func aStepHasTheLossOfItsBatchAndOfTheEpochSoFar() throws {
    var steps: [Training.Step] = []
    let history = try fit([.onBatchEnd { step, _ in steps.append(step) }])
    #expect(steps.map(\.rows) == [20, 20, 20, 20])
    #expect(abs((steps[0].loss + steps[1].loss) / 2 - history.loss[0]) < 1e-9)
    #expect(steps[1].epochLoss == history.loss[0] && steps[2].epochLoss == steps[2].loss)
  }

  @Test func everyPointHasAClosure() throws {
    var told: [String] = []
    try fit(
      epochs: 1,
      [
        .onBegin { training in told.append("begin \(training.history.loss.count)") },
        .onEpochBegin { epoch, _ in told.append("epoch \(epoch)") },
        .onBatchEnd { step, _ in told.append("batch \(step.number)") },
        .onEpochEnd { epoch, training in told.append("end \(training.history.loss.count)") },
        .onEnd { ending, _ in told.append("\(ending)") },
      ])
    #expect(told == ["begin 0", "epoch 1", "batch 1", "batch 2", "end 1", "completed"])
  }

  @Test func callbacksChangeNothingBySimplyBeingThere() throws {
    let (watched, alone) = (try classifier(), try classifier())
    let a = try fit(of: watched, [Recorder(), .onEpochEnd { _, _ in }])
    let b = try fit(of: alone, [])
    #expect(a.loss == b.loss && watched.weights.mapValues(\.values) == alone.weights.mapValues(\.values))
  }

  @Test func aCallbackMayPredictAndEvaluate() throws {
    let rows = rows
    var judged: [Double] = []
    let history = try fit([.onEpochEnd { _, training in judged.append(try training.model.evaluate(rows).loss) }])
    #expect(judged.count == 2)
    for (a, b) in zip(judged, try #require(history.validation).loss) { #expect(abs(a - b) < 1e-9) }
  }

  // MARK: - Stopping

  @Test(arguments: ["began", "epoch", "batch", "end"])
  func aTrainingCanBeStoppedAtEveryPoint(_ point: String) throws {
    let callbacks: [String: any Callback] = [
      "began": BeginClosure { $0.stop(because: "enough") },
      "epoch": EpochBeginClosure { if $0 == 2 { $1.stop(because: "enough") } },
      "batch": BatchClosure { if $0.epoch == 2 { $1.stop(because: "enough") } },
      "end": EpochClosure { if $0.number == 2 { $1.stop(because: "enough") } },
    ]
    let recorder = Recorder()
    let history = try fit(epochs: 9, [try #require(callbacks[point]), recorder])
    #expect(history.ending == .stopped(reason: "enough"))
    #expect(history.loss.count == ["began": 0, "epoch": 1, "batch": 2, "end": 2][point])
    #expect(recorder.told.last == "stopped(reason: \"enough\")")
    #expect(recorder.told.contains("end of 2, cut") == (point == "batch"))
  }

  @Test func theFirstReasonCounts() throws {
    let history = try fit(
      epochs: 5, [.onEpochEnd { _, t in t.stop(because: "first") }, .onEpochEnd { _, t in t.stop(because: "second") }])
    #expect(history.ending == .stopped(reason: "first") && history.loss.count == 1)
  }

  // MARK: - Errors

  @Test(arguments: ["began", "epoch", "batch", "end", "ended"])
  func anErrorOfACallbackEndsFitWithItsHistory(_ point: String) throws {
    let error = Stumble(place: point)
    let callbacks: [String: any Callback] = [
      "began": BeginClosure { _ in throw error },
      "epoch": EpochBeginClosure { number, _ in if number == 2 { throw error } },
      "batch": BatchClosure { step, _ in if step.epoch == 2 { throw error } },
      "end": EpochClosure { epoch, _ in if epoch.number == 2 { throw error } },
      "ended": EndClosure { _, _ in throw error },
    ]
    let recorder = Recorder()
    let thrown = #expect(throws: SwiftletError.self) { try fit([recorder, try #require(callbacks[point])]) }
    #expect(thrown?.stage == .training && thrown?.faults.map(\.id) == [.callbackFailed])
    #expect(thrown?.underlying as? Stumble == error)
    #expect(thrown?.history?.loss.count == ["began": 0, "epoch": 1, "batch": 1, "end": 2, "ended": 2][point])
    #expect(recorder.told.last?.hasPrefix(point == "ended" ? "completed" : "failed") == true)
    #expect(recorder.told.count { $0.hasPrefix("failed") || $0.hasPrefix("completed") } == 1)
  }

  @Test func whoWasNotToldOfTheBeginningIsNotToldOfTheEnd() throws {
    let recorder = Recorder()
    _ = try? fit([.onBegin { _ in throw Stumble() }, recorder])
    #expect(recorder.told.isEmpty)
  }

  @Test func aLossThatIsNoNumberIsToldAsAFailure() throws {
    let recorder = Recorder()
    let (model, data) = try diverging()
    let thrown = #expect(throws: SwiftletError.self) {
      try model.fit(data, epochs: 99, callbacks: [recorder], verbose: .silent)
    }
    #expect(thrown?.contains(.notFiniteInTraining) == true)
    guard case .failed(let reason)? = thrown?.history?.ending else {
      Issue.record("the history ends in \(String(describing: thrown?.history?.ending))")
      return
    }
    #expect(reason.contains("no longer a number"))
    #expect(recorder.told.last?.hasPrefix("failed") == true)
  }

  // MARK: - The learning rate

  @Test func aRateThatIsSetIsTheRateOfTheNextUpdate() throws {
    let (changed, given) = (try classifier(.sgd(learningRate: 0.5)), try classifier(.sgd(learningRate: 0.05)))
    let history = try fit(of: changed, [.schedule { _, _ in 0.05 }])
    let same = try fit(of: given, [])
    #expect(history.loss == same.loss && history.learningRates == [0.05, 0.05])
  }

  @Test func aScheduleSeesTheRateBefore() throws {
    var seen: [Int] = []
    let history = try fit(
      epochs: 3,
      [
        .schedule { epoch, rate in
          seen.append(epoch)
          return rate / 2
        }
      ])
    #expect(seen == [1, 2, 3] && history.learningRates == [0.05, 0.025, 0.0125])
  }

  @Test func aRateMultipliesTheScheduleOfTheOptimizer() throws {
    let model = try classifier(.sgd(learningRate: 0.1).schedule(.cosine(steps: 4)))
    let history = try fit(of: model, [.schedule { _, _ in 0.2 }])
    // The last update of the two epochs is number 1 and 3 of 4, counted from 0.
    for (rate, expected) in zip(history.learningRates, [0.2 * 0.8535533905932737, 0.2 * 0.14644660940672627]) {
      #expect(abs(rate - expected) < 1e-12)
    }
  }

  @Test(arguments: [-0.1, Double.nan, .infinity, 1e300])
  func aRateThatCannotBeUsedEndsFit(_ rate: Double) throws {
    for callback: any Callback in [.schedule { _, _ in rate }, .onBatchEnd { _, t in t.learningRate = rate }] {
      let thrown = #expect(throws: SwiftletError.self) { try fit([callback]) }
      #expect(thrown?.faults.map(\.id) == [.badLearningRate] && thrown?.history != nil)
    }
  }

  // MARK: - The others

  @Test func stopOnNaNEndsWithTheHistoryInsteadOfAnError() throws {
    let (model, data) = try diverging()
    let history = try model.fit(data, epochs: 99, callbacks: [.stopOnNaN()], verbose: .silent)
    guard case .stopped(let reason) = history.ending else {
      Issue.record("it ended \(history.ending)")
      return
    }
    #expect(reason.contains("epoch") && history.loss.count < 99 && history.loss.last?.isFinite == false)
  }

  @Test func aTimeLimitEndsWithinAnEpoch() throws {
    let recorder = Recorder()
    let history = try fit(epochs: 1_000_000, [.timeLimit(seconds: 0.05), recorder])
    #expect(history.ending == .stopped(reason: "the time limit of 0.05 seconds was reached"))
    #expect(history.seconds.reduce(0, +) >= 0.03)
  }

  @Test func batchesFromASourceHaveTheSameCallbacks() async throws {
    let (sync, async) = (Recorder(), Recorder())
    let source = rows.batches(of: 20)
    try classifier().fit(batches: source, stepsPerEpoch: 2, epochs: 2, callbacks: [sync], verbose: .silent)
    let stream = AsyncStream<Batch> { continuation in
      for batch in source.prefix(4) { continuation.yield(batch) }
      continuation.finish()
    }
    try await classifier().fit(batches: stream, stepsPerEpoch: 2, epochs: 2, callbacks: [async], verbose: .silent)
    #expect(sync.told.count == 10 && sync.told == async.told)
  }

  @Test func batchesThatRunOutLeaveACutEpoch() throws {
    let recorder = Recorder()
    let batches = Array(rows.batches(of: 20).prefix(3))
    let history = try classifier().fit(
      batches: batches, stepsPerEpoch: 2, epochs: 5, callbacks: [recorder], verbose: .silent)
    #expect(history.ending == .stopped(reason: "the batches ran out in epoch 2"))
    #expect(recorder.told.suffix(2) == ["end of 2, cut", "stopped(reason: \"the batches ran out in epoch 2\")"])
  }
}
