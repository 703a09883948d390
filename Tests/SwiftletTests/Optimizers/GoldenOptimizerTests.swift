import Foundation
import Swiftlet
import TestSupport
import Testing

/// A hundred steps on given gradients against Keras 3, PyTorch and Keras 1.2.2: every case of optimizers.json, through
/// the optimizer that a person would write for it.
struct GoldenOptimizerTests {
  @Test(arguments: InstructionSet.available)
  func everyTrajectoryEqualsThatOfItsLibrary(_ set: InstructionSet) throws {
    let file = try Golden.load("optimizers")
    let start = try file["p0"].floats()
    let gradients = try file["grads"].floats()
    let steps = gradients.count / start.count
    let arrays = try Self.arrays(file, count: start.count)
    let cases = try file["cases"].list()
    var compared = 0
    for fixture in cases {
      let name = "\(try fixture["lib"].string()) \(try fixture["name"].string())"
      let optimizer = try GoldenOptimizer(fixture).optimizer
      var step = 0
      let way = try optimizer.descent(
        from: start, steps: steps, arrays: arrays, instructionSet: set.testDescription
      ) { _ in
        defer { step += 1 }
        return (0, Array(gradients[(step * start.count)..<((step + 1) * start.count)]))
      }
      #expect(step == steps)
      let expected = try fixture["traj"].doubles()
      let spread = 10 * (try fixture["f32_dev"]["max_abs"].double())
      let bounds = expected.map { max(2e-6 + 1e-5 * abs($0), spread) }
      expectClose(way.dropFirst().flatMap(\.self), expected, .each(bounds), name)
      compared += 1
    }
    #expect(compared == cases.count && compared > 0)
    if Golden.isShipped {
      #expect(compared == 67)
      #expect(steps == 100)
    }
  }

  /// The sizes of the arrays that the file's note on its layout names: W [2, 3] and b [2].
  private static func arrays(_ file: GoldenValue, count: Int) throws -> [Int] {
    let layout = try file["meta"]["layout"].string()
    var sizes: [Int] = []
    for match in layout.matches(of: /\[([0-9]+(?:, *[0-9]+)*)\]/) {
      if sizes.reduce(0, +) == count { break }
      sizes.append(
        match.1.split(separator: ",").compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }.reduce(1, *))
    }
    try #require(sizes.reduce(0, +) == count, "the arrays of \(layout)")
    return sizes
  }
}

/// The optimizer that a library's configuration means.
private struct GoldenOptimizer {
  let fixture: GoldenValue
  let config: GoldenValue
  let preset: Preset
  let note: String

  init(_ fixture: GoldenValue) throws {
    self.fixture = fixture
    config = try fixture["config"]
    note = try fixture.optional("note")?.string() ?? ""
    preset =
      switch try fixture["lib"].string() {
      case "torch": .torch
      case "keras1.2.2": .keras1
      default: .keras3
      }
  }

  var optimizer: Optimizer { get throws { try modified(rule) } }

  private func number(_ keys: String...) throws -> Double? {
    for key in keys { if let value = try config.optional(key) { return try value.double() } }
    return nil
  }

  private func flag(_ key: String) throws -> Bool? { try config.optional(key)?.bool() }

  /// nil where it is a schedule.
  private var rate: Double? {
    get throws {
      if let rate = try config.optional("learning_rate"), (try? rate.string()) != nil { return try decay[0] }
      return try number("learning_rate", "lr")
    }
  }

  /// The numbers of `ExponentialDecay(0.1, decay_steps=20, decay_rate=0.5)` in the note.
  private var decay: [Double] {
    get throws {
      let found = note.firstMatch(of: /ExponentialDecay\(([0-9.e-]+), decay_steps=([0-9]+), decay_rate=([0-9.e-]+)\)/)
      let match = try #require(found, "the schedule of \(note)")
      return try [match.1, match.2, match.3].map { try #require(Double($0)) }
    }
  }

  private var rule: Optimizer {
    get throws {
      let (rate, epsilon, momentum) = (try rate, try number("epsilon", "eps"), try number("momentum"))
      let betas = try config.optional("betas")?.doubles()
      let (beta1, beta2) = (try betas?[0] ?? number("beta_1"), try betas?[1] ?? number("beta_2"))
      let rho = try number("rho", "alpha")
      switch try config["class"].string() {
      case "SGD":
        return .sgd(
          preset, learningRate: rate, momentum: momentum, dampening: try number("dampening"),
          nesterov: try flag("nesterov"))
      case "RMSprop":
        return .rmsprop(
          preset, learningRate: rate, rho: rho, momentum: momentum, epsilon: epsilon, centered: try flag("centered"))
      case "Adagrad":
        return .adagrad(
          preset, learningRate: rate, initialAccumulator: try number("initial_accumulator_value"), epsilon: epsilon
        ).decayed(try number("lr_decay") ?? 0)
      case "Adadelta": return .adadelta(preset, learningRate: rate, rho: rho, epsilon: epsilon)
      case "Adam":
        return .adam(
          preset, learningRate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon, amsgrad: try flag("amsgrad"))
      case "AdamW":
        return .adamw(
          preset, learningRate: rate, weightDecay: try number("weight_decay"), beta1: beta1, beta2: beta2,
          epsilon: epsilon, amsgrad: try flag("amsgrad"))
      case "Adamax": return .adamax(preset, learningRate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon)
      case "Nadam", "NAdam":
        return .nadam(
          preset, learningRate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon,
          momentumDecay: try number("schedule_decay", "momentum_decay"))
      case "RAdam": return .radam(preset, learningRate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon)
      case "Lion": return .lion(preset, learningRate: rate, beta1: beta1, beta2: beta2)
      case let other: throw UnknownClass(name: other, path: fixture.path)
      }
    }
  }

  private func modified(_ rule: Optimizer) throws -> Optimizer {
    var optimizer = rule
    if let norm = try number("clipnorm") {
      optimizer = preset == .keras3 ? optimizer.clipped(norm: norm) : optimizer.clipped(globalNorm: norm)
    }
    if let norm = try number("global_clipnorm") { optimizer = optimizer.clipped(globalNorm: norm) }
    if let value = try number("clipvalue") { optimizer = optimizer.clipped(value: value) }
    if let match = note.firstMatch(of: /clip_grad_norm_\(max_norm=([0-9.e-]+)\)/) {
      optimizer = optimizer.clipped(globalNorm: try #require(Double(match.1)))
    }
    if let match = note.firstMatch(of: /clip_grad_value_\(([0-9.e-]+)\)/) {
      optimizer = optimizer.clipped(value: try #require(Double(match.1)))
    }
    if try config["class"].string() != "AdamW", let rate = try number("weight_decay"), rate != 0 {
      optimizer = optimizer.weightDecay(rate, preset == .torch ? .coupled : .decoupled)
    }
    if let rate = try number("decay") { optimizer = optimizer.decayed(rate) }
    if let rate = try config.optional("learning_rate"), (try? rate.string()) != nil {
      optimizer = optimizer.schedule(.exponential(rate: try decay[2], every: Int(try decay[1])))
    }
    return optimizer
  }
}

/// A case that nobody has written an answer for: it is not skipped.
struct UnknownClass: Error {
  let name: String
  let path: String
}
