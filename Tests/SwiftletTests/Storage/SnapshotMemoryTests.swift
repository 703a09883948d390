import Testing

@testable import Swiftlet

@Suite struct SnapshotMemoryTests {
  private func trained(_ optimizer: Optimizer) throws -> Model {
    let model = Sequential(inputs: 2, seed: 1) { Dense(1) }
    try model.compile(optimizer: optimizer, loss: .mse)
    try model.fit(try Dataset(inputs: [[1, 2], [3, 4]], targets: [[1], [2]]), epochs: 4, verbose: .silent)
    return model
  }

  /// Each has three numbers per parameter, of which the third means something else.
  @Test func memoriesOfEqualSizeAndOtherMeaningAreRefused() throws {
    let optimizers: [Optimizer] = [
      .adam(amsgrad: true), .adam().averaged(), .adam().accumulating(batches: 4), .adam().accumulating(batches: 2),
    ]
    for (i, optimizer) in optimizers.enumerated() {
      let snapshot = try trained(optimizer).snapshot()
      for (j, other) in optimizers.enumerated() {
        let model = try trained(other)
        if i == j {
          try model.restore(snapshot)
        } else {
          #expect(throws: SwiftletError.self) { try model.restore(snapshot) }
        }
      }
    }
  }

  @Test func aScheduleWithoutChecksAnswersForEveryNumber() {
    #expect(Schedule.warmUp(steps: .min, then: .constant).factor(step: 0) == 1)
    #expect(Schedule.warmUp(steps: 5, then: .oneCycle(steps: 10)).momentum(step: .min) != nil)
    #expect(Schedule.warmUp(steps: .max, then: .constant).factor(step: .max).isFinite)
  }

  @Test func pytorchsWeightDecayIsCoupledUnlessItIsAdamW() {
    #expect(Optimizer.sgd(.torch).weightDecay(0.1).modifiers.decay?.kind == .coupled)
    #expect(Optimizer.sgd().weightDecay(0.1).modifiers.decay?.kind == .decoupled)
    #expect(Optimizer.adamw(.torch).weightDecay(0.1).modifiers.decay?.kind == .decoupled)
    #expect(Optimizer.sgd(.torch).weightDecay(0.1, .decoupled).modifiers.decay?.kind == .decoupled)
  }

  @Test func calibrationOfOutputsThatAreNoProbabilitiesEnds() throws {
    let model = Sequential(inputs: 1) { Dense(1, weights: .constant(1e30)) }
    try model.compile(
      loss: .binaryCrossentropy(from: .probabilities), metrics: [.calibrationError(bins: 15)],
      allowing: [.logitsIntoProbabilityLoss])
    let data = try Dataset(inputs: [[1.0], [2.0], [-1.0]], targets: [[0], [1], [1]])
    _ = try model.evaluate(data)
  }

  @Test func aFitWithoutAnUpdateSaysSo() throws {
    let findings = try history(.sgd().accumulating(batches: 1000)).findings
    #expect(findings.contains { $0.id == .noUpdate && $0.severity == .warning })
    #expect(try !history(.sgd().accumulating(batches: 2)).findings.contains { $0.id == .noUpdate })
  }

  @Test func aGradientCheckOfNoRowsIsRefused() throws {
    let model = try trained(.sgd())
    for rows in [0, -1, Int.min] {
      #expect(throws: SwiftletError.self) {
        try model.checkGradients(on: try Dataset(inputs: [[1, 2]], targets: [[1]]), rows: rows)
      }
    }
  }

  private func history(_ optimizer: Optimizer) throws -> History {
    let model = Sequential(inputs: 2, seed: 1) { Dense(1) }
    try model.compile(optimizer: optimizer, loss: .mse)
    return try model.fit(try Dataset(inputs: [[1, 2], [3, 4]], targets: [[1], [2]]), epochs: 4, verbose: .silent)
  }
}
