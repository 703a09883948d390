import TestSupport
import Testing

@testable import Swiftlet

/// Every case of schedules.json, value by value. That of reduce-on-plateau by its rule; in a fit: GoldenCallbackTests.
struct GoldenScheduleTests {
  @Test func everyScheduleEqualsThatOfItsLibrary() throws {
    let cases = try Golden.cases("schedules")
    var compared = 0
    for fixture in cases {
      let golden = try GoldenSchedule(fixture)
      let expected = try fixture["values"].doubles()
      let relative = golden.isKerasPlateau ? 1e-6 : 1e-9
      check(try golden.rates(expected.count), expected, relative, golden.name)
      if let momenta = try fixture.optional("momentum")?.doubles() {
        let schedule = try golden.optimizer.schedule
        check((0..<momenta.count).map { schedule.momentum(step: $0) ?? .nan }, momenta, 1e-9, golden.name)
      }
      compared += 1
    }
    #expect(compared == cases.count && compared > 0)
    if Golden.isShipped { #expect(compared == 31) }
  }

  /// Relative; what is nearly nothing may differ by the rounding of the largest.
  private func check(_ actual: [Double], _ expected: [Double], _ relative: Double, _ name: String) {
    #expect(actual.count == expected.count && !expected.isEmpty, "\(name)")
    let floor = 1e-15 * (expected.map(abs).max() ?? 0)
    for (index, pair) in zip(actual, expected).enumerated() {
      guard !(abs(pair.0 - pair.1) <= relative * abs(pair.1) + floor) else { continue }
      Issue.record("\(name) [\(index)]: expected \(pair.1), got \(pair.0)")
      return
    }
  }
}

/// The schedule that a library's configuration means.
private struct GoldenSchedule {
  let fixture: GoldenValue
  let config: GoldenValue
  let name: String
  private let kind: String

  init(_ fixture: GoldenValue) throws {
    self.fixture = fixture
    config = try fixture["config"]
    kind = try config["class"].string()
    name = "\(try fixture["lib"].string()) \(try fixture["name"].string())"
  }

  var isKerasPlateau: Bool { kind == "ReduceLROnPlateau" && name.hasPrefix("keras") }

  private func number(_ key: String) throws -> Double? { try config.optional(key)?.double() }
  private func need(_ key: String) throws -> Double { try config[key].double() }
  private func count(_ key: String) throws -> Int { Int(try need(key)) }
  private func flag(_ key: String) throws -> Bool { try config.optional(key)?.bool() ?? false }

  /// The rate in force at each step, or in each epoch.
  func rates(_ count: Int) throws -> [Double] {
    if kind == "ReduceLROnPlateau" { return try plateauRates(count) }
    let optimizer = try optimizer
    return (0..<count).map { optimizer.learningRate(step: $0) }
  }

  private func plateauRates(_ count: Int) throws -> [Double] {
    let isTorch = !isKerasPlateau
    var rule = PlateauRule(
      form: isTorch ? .torch : .keras, factor: try number("factor") ?? 0.1,
      patience: Int(try number("patience") ?? 10),
      minDelta: try number(isTorch ? "threshold" : "min_delta") ?? 1e-4,
      isRelative: try isTorch && config.optional("threshold_mode")?.string() != "abs",
      cooldown: Int(try number("cooldown") ?? 0), minRate: try number("min_lr") ?? 0,
      prefersLarger: try config.optional("mode")?.string() == "max")
    let metrics = try fixture["metrics"].doubles()
    var rate = try need("lr")
    return metrics.prefix(count).map { metric in
      defer { rate = rule.rate(after: metric, rate: rate) }
      return rate
    }
  }

  /// With the learning rate that the factors are relative to.
  var optimizer: Optimizer {
    get throws {
      let (rate, schedule) = try parts
      return Optimizer.sgd(learningRate: rate).schedule(schedule)
    }
  }

  private var parts: (Double, Schedule) {
    get throws {
      switch kind {
      case "ExponentialDecay":
        return (
          try need("initial_learning_rate"),
          .exponential(rate: try need("decay_rate"), every: try count("decay_steps"), staircase: try flag("staircase"))
        )
      case "InverseTimeDecay":
        return (
          try need("initial_learning_rate"),
          .inverseTime(rate: try need("decay_rate"), every: try count("decay_steps"), staircase: try flag("staircase"))
        )
      case "PiecewiseConstantDecay": return try piecewise()
      case "PolynomialDecay":
        let rate = try need("initial_learning_rate")
        return (
          rate,
          .polynomial(
            steps: try count("decay_steps"), end: try (number("end_learning_rate") ?? 1e-4) / rate,
            power: try number("power") ?? 1, cycles: try flag("cycle"))
        )
      case "CosineDecay": return try cosineDecay()
      case "CosineDecayRestarts":
        return (
          try need("initial_learning_rate"),
          .cosineRestarts(
            steps: try count("first_decay_steps"), stretch: try number("t_mul") ?? 2,
            shrink: try number("m_mul") ?? 1, end: try number("alpha") ?? 0)
        )
      default: return try torch()
      }
    }
  }

  private func piecewise() throws -> (Double, Schedule) {
    let values = try config["values"].doubles()
    let boundaries = try config["boundaries"].doubles().map { Int($0) }
    var pieces = [0: 1.0]
    for (boundary, value) in zip(boundaries, values.dropFirst()) { pieces[boundary + 1] = value / values[0] }
    return (values[0], .piecewise(pieces))
  }

  private func cosineDecay() throws -> (Double, Schedule) {
    let initial = try need("initial_learning_rate")
    let cosine = Schedule.cosine(steps: try count("decay_steps"), end: try number("alpha") ?? 0)
    guard let target = try number("warmup_target"), let steps = try number("warmup_steps") else {
      return (initial, cosine)
    }
    return (target, .warmUp(steps: Int(steps), from: initial / target, then: cosine))
  }

  private func torch() throws -> (Double, Schedule) {
    let rate = try need("lr")
    switch kind {
    case "StepLR": return (rate, .step(every: try count("step_size"), factor: try number("gamma") ?? 0.1))
    case "MultiStepLR":
      return (
        rate, .multistep(try config["milestones"].doubles().map { Int($0) }, factor: try number("gamma") ?? 0.1)
      )
    case "ExponentialLR": return (rate, .exponential(rate: try need("gamma")))
    case "CosineAnnealingLR":
      return (rate, .cosine(steps: try count("T_max"), end: try (number("eta_min") ?? 0) / rate, swings: true))
    case "CosineAnnealingWarmRestarts":
      return (
        rate,
        .cosineRestarts(
          steps: try count("T_0"), stretch: try number("T_mult") ?? 1, end: try (number("eta_min") ?? 0) / rate)
      )
    case "PolynomialLR":
      return (rate, .polynomial(steps: Int(try number("total_iters") ?? 5), power: try number("power") ?? 1))
    case "LinearLR":
      return (
        rate,
        .linear(
          from: try number("start_factor") ?? 1.0 / 3, to: try number("end_factor") ?? 1,
          steps: Int(try number("total_iters") ?? 5))
      )
    case "ConstantLR":
      return (rate, .piecewise([0: try number("factor") ?? 1.0 / 3, Int(try number("total_iters") ?? 5): 1]))
    case "OneCycleLR": return try oneCycle()
    case "CyclicLR": return try cyclic()
    case let other: throw UnknownClass(name: other, path: fixture.path)
    }
  }

  private func oneCycle() throws -> (Double, Schedule) {
    let shape = Schedule.OneCycle(
      rise: try number("pct_start") ?? 0.3, startDivisor: try number("div_factor") ?? 25,
      endDivisor: try number("final_div_factor") ?? 1e4,
      isLinear: try config.optional("anneal_strategy")?.string() == "linear",
      hasThreePhases: try flag("three_phase"),
      momentum: (try number("base_momentum") ?? 0.85)...(try number("max_momentum") ?? 0.95))
    return (try need("max_lr"), .oneCycle(steps: try count("total_steps"), shape: shape))
  }

  private func cyclic() throws -> (Double, Schedule) {
    let top = try need("max_lr")
    let peaks: Schedule.Peaks
    switch try config.optional("mode")?.string() {
    case "triangular2": peaks = .halved
    case "exp_range": peaks = .exponential(rate: try number("gamma") ?? 1)
    default: peaks = .equal
    }
    return (
      top,
      .cyclic(
        from: try need("base_lr") / top, up: Int(try number("step_size_up") ?? 2000),
        down: try number("step_size_down").map { Int($0) }, peaks: peaks)
    )
  }
}
