import CKernels
import TestSupport
import Testing

/// A hundred steps on given gradients against Keras 3, PyTorch and Keras 1.2.2.
struct GoldenOptimizerTests {
  /// Whose case and which; the hyper-parameters are read from the case.
  static let table: [(lib: String, names: [String])] = [
    (
      "keras3",
      [
        "sgd_default", "sgd_momentum", "sgd_nesterov", "rmsprop_default", "rmsprop_momentum", "rmsprop_centered",
        "rmsprop_centered_momentum", "adam_default", "adam", "amsgrad",
      ]
    ),
    (
      "torch",
      [
        "sgd_default", "sgd_momentum", "sgd_dampening", "sgd_nesterov", "rmsprop_default",
        "rmsprop_momentum_centered", "adam_default", "adam", "amsgrad",
      ]
    ),
    ("keras1.2.2", ["sgd_default", "rmsprop_default", "adam_default"]),
  ]

  @Test(arguments: InstructionSet.available)
  func trajectoriesEqualTheirLibraries(_ set: InstructionSet) throws {
    let file = try Golden.load("optimizers")
    let start = try file["p0"].floats()
    let gradients = try file["grads"].floats()
    let cases = try file["cases"].list()
    var compared = 0
    for (lib, names) in Self.table {
      for name in names {
        let fixture = try #require(
          try cases.first { try $0["lib"].string() == lib && $0["name"].string() == name }, "\(lib) \(name)")
        try compare(set, try step(fixture["config"], lib), start, gradients, fixture, "\(lib) \(name)")
        compared += 1
      }
    }
    #expect(compared == 22)
  }

  private func compare(
    _ set: InstructionSet, _ step: OptimizerStep, _ start: [Float], _ gradients: [Float], _ fixture: GoldenValue,
    _ name: String
  ) throws {
    let n = start.count
    let p = Guarded(start)
    let slots = (0..<OptimizerStep.slotCount).map { _ in Guarded([Float](repeating: 0, count: n)) }
    var trajectory: [Float] = []
    for t in 1...gradients.count / n {
      let g = Array(gradients[((t - 1) * n)..<(t * n)])
      step.step(t, by: set.kernels, count: n, gradients: g, parameters: p.pointer, slots: slots.map(\.pointer))
      trajectory += p.values
    }
    let expected = try fixture["traj"].doubles()
    let spread = 10 * (try fixture["f32_dev"]["max_abs"].double())
    #expect(expected.count == 100 * n)
    expectClose(trajectory, expected, .each(expected.map { max(2e-6 + 1e-5 * abs($0), spread) }), name)
  }

  /// The kernel and hyper-parameters that a library's configuration means.
  private func step(_ config: GoldenValue, _ lib: String) throws -> OptimizerStep {
    func number(_ keys: String...) throws -> Double? {
      for key in keys { if let value = try config.optional(key) { return try value.double() } }
      return nil
    }
    func flag(_ key: String) throws -> Bool { try config.optional(key)?.bool() ?? false }
    let lr = try number("learning_rate", "lr") ?? 0
    let mu = try number("momentum") ?? 0
    let epsilon = try number("epsilon", "eps") ?? 0
    let isTorch = lib == "torch"
    switch try config["class"].string() {
    case "SGD":
      if mu == 0 { return .sgd(lr: lr) }
      return isTorch
        ? .momentumTorch(lr: lr, mu: mu, dampening: try number("dampening") ?? 0, nesterov: try flag("nesterov"))
        : .momentumKeras(lr: lr, mu: mu, nesterov: try flag("nesterov"))
    case "RMSprop":
      return .rmsprop(
        lr: lr, rho: try number("rho", "alpha") ?? 0, epsilon: epsilon, mu: mu, inside: lib == "keras3",
        torchMomentum: isTorch, centered: try flag("centered"), hasMomentum: mu != 0)
    default:
      let betas = try config.optional("betas")?.doubles()
      return .adam(
        lr: lr, beta1: try betas?[0] ?? number("beta_1") ?? 0, beta2: try betas?[1] ?? number("beta_2") ?? 0,
        epsilon: epsilon, torch: isTorch, amsgrad: try flag("amsgrad"))
    }
  }
}
