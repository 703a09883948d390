import Testing

@testable import Swiftlet

/// Schedules beside the recorded ones: their ends, their words, their domains.
struct ScheduleTests {
  @Test func aWarmUpEndsWhereTheNextBegins() {
    let schedule = Schedule.warmUp(steps: 4, from: 0.2, then: .linear(from: 0.6, to: 0, steps: 3))
    let factors = (0..<9).map { schedule.factor(step: $0) }
    let expected = [0.2, 0.3, 0.4, 0.5, 0.6, 0.4, 0.2, 0, 0]
    for (factor, exact) in zip(factors, expected) { #expect(abs(factor - exact) < 1e-12) }
  }

  @Test func restartsBeginExactlyAfterTheirPeriods() {
    for stretch in [1.0, 1.5, 2, 3] {
      let schedule = Schedule.cosineRestarts(steps: 2, stretch: stretch, shrink: 0.5)
      var (start, length, height) = (0.0, 2.0, 1.0)
      while start < 5000 {
        if start == start.rounded() { #expect(schedule.factor(step: Int(start)) == height, "\(stretch) at \(start)") }
        start += length
        length *= stretch
        height /= 2
        if height < 1e-300 { break }
      }
    }
  }

  @Test func afterItsLastStepAScheduleStays() {
    let ends: [(Schedule, Double)] = [
      (.cosine(steps: 5, end: 0.25), 0.25), (.polynomial(steps: 5, end: 0.5, power: 2), 0.5),
      (.linear(from: 2, to: 0.125, steps: 5), 0.125), (.piecewise([3: 0.75]), 0.75),
      (.oneCycle(steps: 5), 1 / 25.0 / 1e4),
    ]
    for (schedule, end) in ends {
      for step in [5, 6, 1000, Int.max] {
        #expect(abs(schedule.factor(step: step) - end) < 1e-15, "\(schedule.description) at \(step)")
      }
    }
  }

  static let bad: [Schedule] = [
    .step(every: 0, factor: 0.5), .step(every: 3, factor: 0), .step(every: 3, factor: .nan),
    .multistep([0], factor: 0.5), .multistep([3], factor: -1), .piecewise([:]), .piecewise([-1: 1]),
    .piecewise([0: .infinity]), .exponential(rate: 0), .exponential(rate: 0.5, every: -2),
    .inverseTime(rate: -0.1), .inverseTime(rate: 0.1, every: 0), .polynomial(steps: 0), .polynomial(steps: 3, power: 0),
    .polynomial(steps: 3, end: -1), .linear(from: .nan, to: 1, steps: 3), .linear(from: 0, to: 1, steps: 0),
    .cosine(steps: 0), .cosine(steps: Int.max), .cosine(steps: 5, end: .infinity),
    .cosineRestarts(steps: 3, stretch: 0.5), .cosineRestarts(steps: 3, shrink: -1), .oneCycle(steps: 0),
    .oneCycle(steps: 9, shape: .init(rise: 0)), .oneCycle(steps: 9, shape: .init(rise: 0.6, hasThreePhases: true)),
    .oneCycle(steps: 9, shape: .init(startDivisor: 0)), .oneCycle(steps: 9, shape: .init(momentum: 0.5...1)),
    .cyclic(from: -1, up: 3), .cyclic(from: 0, up: 0), .cyclic(from: 0, up: 3, down: 0),
    .cyclic(from: 0, up: 3, peaks: .exponential(rate: 2)), .warmUp(steps: 0, then: .constant),
    .warmUp(steps: 3, then: .cosine(steps: 0)), .warmUp(steps: 3, from: .nan, then: .constant),
  ]

  @Test(arguments: bad)
  func numbersOutOfTheirDomainAreFaultsAtCompile(_ schedule: Schedule) throws {
    let model = Sequential(inputs: 2) { Dense(1) }
    let error = try #require(throws: SwiftletError.self) {
      try model.compile(optimizer: .sgd().schedule(schedule), loss: .mse)
    }
    #expect(error.faults.count == 1)
    #expect(error.faults[0].id == .badArgument && error.faults[0].sentence.contains("schedule cannot be used"))
  }

  static let good: [Schedule] = [
    .constant, .step(every: 3, factor: 0.5), .multistep([3, 3, 9], factor: 0.5), .piecewise([0: 1, 9: 0]),
    .exponential(rate: 0.9, every: 2, staircase: true), .inverseTime(rate: 0.1),
    .polynomial(steps: 3, end: 0.1, power: 0.5, cycles: true), .linear(from: 0, to: 1, steps: 3),
    .cosine(steps: 5, swings: true), .cosineRestarts(steps: 3, stretch: 1.0001), .oneCycle(steps: 1),
    .oneCycle(steps: 9, shape: .init(rise: 0.4, isLinear: true, hasThreePhases: true, momentum: nil)),
    .cyclic(from: 0, up: 3, down: 1, peaks: .halved), .warmUp(steps: 3, then: .cosine(steps: 7)),
  ]

  @Test(arguments: good)
  func everyFactorOfAScheduleIsANumberOfAtLeast0(_ schedule: Schedule) {
    #expect(schedule.fault == nil)
    #expect(!schedule.name.isEmpty && !schedule.description.isEmpty)
    for step in Array(0..<40) + [1_000_000, Int.max / 2] {
      let factor = schedule.factor(step: step)
      #expect(factor >= -1e-15 && factor <= 1 + 1e-12, "\(schedule.description) at \(step): \(factor)")
    }
  }

  @Test func theRateOfAnUpdateHasScheduleAndTimeDecay() {
    let optimizer = Optimizer.sgd(learningRate: 0.5).schedule(.step(every: 2, factor: 0.1)).decayed(0.25)
    #expect(abs(optimizer.learningRate(step: 0) - 0.5) < 1e-15)
    #expect(abs(optimizer.learningRate(step: 3) - 0.05 / 1.75) < 1e-15)
  }
}
