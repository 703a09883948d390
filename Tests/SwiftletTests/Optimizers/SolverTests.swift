import CKernels
import TestSupport
import Testing

@testable import Swiftlet

/// L-BFGS as an optimizer of networks. Against PyTorch and scipy: GoldenSolverTests.
struct SolverTests {
  private func data(_ rows: Int = 50) throws -> Dataset {
    let x = Samples.rows(rows, 3, seed: 31)
    return try Dataset(inputs: x, targets: x.map { [0.5 * $0[0] - $0[1] + 2 * $0[2] + 0.25] })
  }

  private func line(_ optimizer: Optimizer, seed: UInt64 = 0) throws -> Sequential {
    let model = Sequential(inputs: 3, seed: seed) { Dense(1) }
    try model.compile(optimizer: optimizer, loss: .mse)
    return model
  }

  @Test(arguments: [UInt64(0), 1, 2])
  func aLineIsFoundWithinAnEpoch(seed: UInt64) throws {
    let model = try line(.lbfgs(), seed: seed)
    let history = try model.fit(try data(), epochs: 1, verbose: .silent)
    #expect(try #require(history.loss.last) < 1e-8)
    expectClose(model.weights["dense/kernel"]?.values ?? [], [0.5, -1, 2], .close(absolute: 1e-4, relative: 1e-4))
  }

  /// The memory goes on, the batch size does not matter, and the loss of an epoch is that at its end.
  @Test func theLossOfAnEpochIsThatOfTheModelAfterIt() throws {
    let data = try data(300)
    let model = try line(.lbfgs(iterations: 2))
    let other = try line(.lbfgs(iterations: 2))
    let history = try model.fit(data, epochs: 2, batchSize: 8, verbose: .silent)
    _ = try other.fit(data, epochs: 2, batchSize: 1000, shuffle: false, verbose: .silent)
    let scores = try model.evaluate(data)
    #expect(abs(scores.loss - (try #require(history.loss.last))) <= 1e-6 * (1 + scores.loss))
    expectSameBits(model.weights["dense/kernel"]?.values ?? [], other.weights["dense/kernel"]?.values ?? [.nan])
    #expect(try #require(history.loss.last) <= (try #require(history.loss.first)))
  }

  @Test func whatIsFrozenKeepsEveryBit() throws {
    let parameters = try AlignedBuffer(count: 3, for: "a test")
    _ = parameters.buffer.update(fromContentsOf: [5, 7, -3])
    var groups = [0..<1, 1..<2, 2..<3].map { ParameterGroup(range: $0, shape: [1]) }
    groups[1].isFrozen = true
    let state = try TrainingState(parameters, groups, .lbfgs(), kernels: ck_kernels_best())
    func loss() -> Double {
      let p = parameters.pointer
      for i in 0..<3 { state.gradients.pointer[i] = 2 * (p[i] - 1) }
      return (0..<3).reduce(0) { $0 + Double((p[$1] - 1) * (p[$1] - 1)) }
    }
    state.solve(isCancelled: { false }, loss: loss)
    #expect(parameters.pointer[1] == 7)
    #expect(abs(parameters.pointer[0] - 1) < 1e-5 && abs(parameters.pointer[2] - 1) < 1e-5)
  }

  /// A step into numbers that are none is taken back by halving, not followed.
  @Test func aWallOfNaNIsNotWalkedInto() throws {
    let way = try Optimizer.lbfgs(learningRate: 1000).descent(from: [1], steps: 3) { p in
      p[0] > 0 ? (Double(p[0]) - naturalLog(Double(p[0])), [1 - 1 / p[0]]) : (.nan, [.nan])
    }
    #expect(try #require(way.last)[0].isFinite)
    let far = try Optimizer.lbfgs(learningRate: 1000).descent(from: [5], steps: 3) { p in
      p[0] > 0 ? (Double(p[0]) - naturalLog(Double(p[0])), [1 - 1 / p[0]]) : (.nan, [.nan])
    }
    #expect(abs(try #require(far.last)[0] - 1) < 1e-3)
  }

  @Test func whatASolverCannotUseIsRefused() throws {
    let refused: [Optimizer] = [
      .lbfgs().schedule(.cosine(steps: 5)), .lbfgs().clipped(value: 1), .lbfgs().weightDecay(0.1),
      .lbfgs().accumulating(batches: 2), .lbfgs().averaged(),
    ]
    for optimizer in refused {
      let error = try #require(throws: SwiftletError.self) { try line(optimizer) }
      #expect(error.faults.contains { $0.sentence.contains("chooses its own steps") })
    }
    let batch = try Batch(inputs: [[1, 2, 3]], targets: [[1]])
    let error = try #require(throws: SwiftletError.self) {
      try line(.lbfgs()).fit(batches: [batch], stepsPerEpoch: 1, verbose: .silent)
    }
    #expect(error.faults[0].sentence.contains("needs all rows at once"))
  }

  @Test func aDescentNamesWhatIsWrong() throws {
    let sgd = Optimizer.sgd()
    #expect(throws: SwiftletError.self) { try sgd.descent(from: [], steps: 1) { _ in (0, []) } }
    #expect(throws: SwiftletError.self) { try sgd.descent(from: [1], steps: -1) { _ in (0, [0]) } }
    #expect(throws: SwiftletError.self) { try sgd.descent(from: [1], steps: 1) { _ in (0, [0, 0]) } }
    #expect(throws: SwiftletError.self) { try sgd.descent(from: [1], steps: 1, arrays: [2]) { _ in (0, [0]) } }
    #expect(throws: SwiftletError.self) {
      try sgd.descent(from: [1], steps: 1, arrays: [Int.max, Int.max, 3]) { _ in (0, [0]) }
    }
    #expect(throws: SwiftletError.self) {
      try Optimizer.sgd(momentum: 2).descent(from: [1], steps: 1) { _ in (0, [0]) }
    }
    #expect(try sgd.descent(from: [1], steps: 0) { _ in (0, [0]) } == [[1]])
  }
}
