import TestSupport
import Testing

@testable import Swiftlet

struct LearningRateSweepTests {
  private func made(_ optimizer: Optimizer) throws -> (Sequential, Dataset) {
    let x = Samples.rows(96, 4, seed: 21)
    let data = try Dataset(inputs: x, targets: x.map { [$0[0] - 2 * $0[1] + 0.5 * $0[2]] })
    let model = Sequential(inputs: 4, seed: 3) {
      Normalization()
      Dense(8, activation: .tanh)
      Dense(1)
    }
    try model.compile(optimizer: optimizer, loss: .mse)
    return (model, data)
  }

  @Test func ratesRiseByOneFactorAndTheLossFallsThenRises() throws {
    let (model, data) = try made(.sgd())
    let sweep = try model.learningRateRangeTest(data, from: 1e-5, to: 100, steps: 120, batchSize: 16)
    #expect(sweep.rates.count == sweep.losses.count && sweep.smoothed.count == sweep.losses.count)
    #expect(sweep.rates.count > 20 && sweep.rates.count < 120)
    let factor = sweep.rates[1] / sweep.rates[0]
    for pair in zip(sweep.rates, sweep.rates.dropFirst()) { #expect(abs(pair.1 / pair.0 - factor) < 1e-9) }
    #expect(sweep.rates[0] == 1e-5)
    let suggestion = try #require(sweep.suggestion)
    let least = try #require(sweep.smoothed.indices.min { sweep.smoothed[$0] < sweep.smoothed[$1] })
    #expect(suggestion <= sweep.rates[least] && suggestion > 1e-4)
  }

  /// Nothing is left of it: what is trained afterwards has the bits of a model that was never tested.
  @Test(arguments: [0, 2])
  func theModelIsAsItWasBefore(epochsBefore: Int) throws {
    let optimizer = Optimizer.adam(learningRate: 0.01).schedule(.cosine(steps: 50))
    let (tested, data) = try made(optimizer)
    let (plain, _) = try made(optimizer)
    if epochsBefore > 0 {
      try tested.fit(data, epochs: epochsBefore, verbose: .silent)
      try plain.fit(data, epochs: epochsBefore, verbose: .silent)
    }
    _ = try tested.learningRateRangeTest(data, steps: 30)
    let after = try tested.fit(data, epochs: 2, verbose: .silent)
    let expected = try plain.fit(data, epochs: 2, verbose: .silent)
    #expect(after.loss == expected.loss)
    for (name, tensor) in plain.weights { expectSameBits(tested.weights[name]?.values ?? [], tensor.values) }
    #expect(tested.summary() == plain.summary())
  }

  @Test func aRangeThatCannotBeUsedIsRefused() throws {
    let (model, data) = try made(.sgd())
    for (from, to, steps) in [(0.0, 1.0, 10), (1, 1, 10), (.nan, 1, 10), (1e-3, .infinity, 10), (1e-3, 1, 2)] {
      #expect(throws: SwiftletError.self) { try model.learningRateRangeTest(data, from: from, to: to, steps: steps) }
    }
    let (solver, _) = try made(.lbfgs())
    #expect(throws: SwiftletError.self) { try solver.learningRateRangeTest(data) }
  }
}
