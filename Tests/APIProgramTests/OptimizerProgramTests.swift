import Foundation
import Swiftlet
import Testing

/// Optimizers and schedules as their user writes them, from outside.
@Suite struct OptimizerProgramTests {
  /// Rosenbrock's valley: (1 - x)² + 100·(y - x²)².
  private func valley(_ p: [Float]) -> (loss: Double, gradient: [Float]) {
    let (x, y) = (p[0], p[1])
    let bend = y - x * x
    return (Double((1 - x) * (1 - x) + 100 * bend * bend), [-2 * (1 - x) - 400 * x * bend, 200 * bend])
  }

  @Test func everyOptimizerGoesDownTheSameValley() throws {
    let racers: [Optimizer] = [
      .sgd(learningRate: 0.0005), .sgd(learningRate: 0.0001, momentum: 0.9, nesterov: true),
      .rmsprop(learningRate: 0.01), .adagrad(learningRate: 0.5), .adadelta(.torch), .adam(learningRate: 0.05),
      .adamw(learningRate: 0.05), .adamax(learningRate: 0.05), .nadam(learningRate: 0.05), .radam(learningRate: 0.002),
      .lion(learningRate: 0.005), .rprop(), .lbfgs(iterations: 1),
    ]
    let start: [Float] = [-1.2, 1]
    for (number, racer) in racers.enumerated() {
      let way = try racer.descent(from: start, steps: 300, on: valley)
      #expect(way.count == 301 && way[0] == start)
      let end = try #require(way.last)
      #expect(valley(end).loss < 0.5 * valley(start).loss, "racer \(number)")
    }
    // The one that knows the curvature is there.
    let end = try #require(try Optimizer.lbfgs().descent(from: start, steps: 10, on: valley).last)
    #expect(abs(end[0] - 1) < 0.01 && abs(end[1] - 1) < 0.01)
  }

  private func sums() throws -> Dataset {
    let x: [[Float]] = (0..<128).map { i in (0..<4).map { Float((i * 37 + $0 * 101) % 97) / 97 } }
    return try Dataset(inputs: x, classes: x.map { $0.reduce(0, +) > 2 ? 1 : 0 })
  }

  @Test func optionsAreWrittenBehindTheOptimizer() throws {
    let data = try sums()
    let model = Sequential(for: data, seed: 1) {
      Dense(8, activation: .tanh)
      Dense(2)
    }
    try model.compile(
      optimizer: .adam(.torch, learningRate: 0.02).schedule(.warmUp(steps: 10, then: .cosine(steps: 150)))
        .clipped(globalNorm: 1).weightDecay(1e-4).averaged(decay: 0.9),
      loss: .sparseCategoricalCrossentropy(from: .logits), metrics: [.accuracy])
    let history = try model.fit(data, epochs: 40, verbose: .silent)
    #expect(try #require(history.loss.last) < 0.7 * (try #require(history.loss.first)))
    #expect(model.summary().contains("warm-up from 0.0 over 10 steps, then cosine to 0.0 over 150 steps"))
  }

  @Test func aRateIsFoundBeforeTraining() throws {
    let data = try sums()
    let model = Sequential(for: data, seed: 1) { Dense(2) }
    try model.compile(optimizer: .sgd(), loss: .sparseCategoricalCrossentropy(from: .logits))
    let before = model.weights
    let sweep = try model.learningRateRangeTest(data, from: 1e-4, to: 1000, steps: 80)
    #expect(sweep.rates.count == sweep.losses.count)
    #expect(try #require(sweep.suggestion) > 1e-3)
    #expect(model.weights == before)
  }

  @Test func anOptimizerIsAValueThatAFileKeeps() throws {
    let optimizer = Optimizer.nadam(.keras1).clipped(value: 0.5).schedule(.exponential(rate: 0.5, every: 10))
    let back = try JSONDecoder().decode(Optimizer.self, from: JSONEncoder().encode(optimizer))
    let from: [Float] = [1, -1]
    #expect(
      try back.descent(from: from, steps: 20, on: valley) == optimizer.descent(from: from, steps: 20, on: valley))
    #expect(optimizer.learningRate(step: 10) == 0.001)
  }
}
