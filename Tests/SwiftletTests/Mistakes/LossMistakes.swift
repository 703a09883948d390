import Swiftlet
import Testing

private func compile(_ layers: [any Layer], _ loss: Loss, _ optimizer: Optimizer = .sgd()) throws {
  try Sequential(inputs: 2) { layers }.compile(optimizer: optimizer, loss: loss)
}

/// Outputs that a loss cannot use, known from the ranges of the values alone; optimizers out of range.
@Suite struct LossMistakes {
  static let ranges: [Mistake] = [
    Mistake(
      "a softmax before a loss on logits", .compile, .doubleSoftmax,
      says: ["softmax", "Remove the softmax", ".sparseCategoricalCrossentropy"], isLocated: true
    ) { try compile([Dense(3, activation: .softmax)], .sparseCategoricalCrossentropy(from: .logits)) },
    Mistake(
      "the same under one-hot targets", .compile, .doubleSoftmax, says: ["or use .categoricalCrossentropy"],
      isLocated: true
    ) { try compile([Dense(3), Activation.softmax], .categoricalCrossentropy(from: .logits)) },
    Mistake("a sigmoid before a loss on logits", .compile, .doubleSigmoid, says: ["sigmoid", "0"], isLocated: true) {
      try compile([Dense(1, activation: .sigmoid)], .binaryCrossentropy(from: .logits))
    },
    Mistake(
      "a softmax over one unit", .compile, .oneUnitSoftmax, says: ["always 1", "2 units or more", "sigmoid"],
      isLocated: true
    ) { try compile([Dense(1, activation: .softmax)], .binaryCrossentropy) },
    Mistake(
      "logits in a loss on probabilities", .compile, .logitsIntoProbabilityLoss,
      says: ["0...1", "any size", ".sparseCategoricalCrossentropy(from: .logits)"], isLocated: true
    ) { try compile([Dense(3)], .sparseCategoricalCrossentropy) },
    Mistake(
      "relu outputs in a loss on probabilities", .compile, .logitsIntoProbabilityLoss,
      says: ["sigmoid", "0.0 and above"],
      isLocated: true
    ) { try compile([Dense(1, activation: .relu)], .binaryCrossentropy) },
    Mistake("a hinge on outputs of one sign", .compile, .hingeNeedsSign, says: ["negative", "tanh"], isLocated: true) {
      try compile([Dense(1, activation: .relu)], .hinge)
    },
    Mistake("a squared hinge on probabilities", .compile, .hingeNeedsSign, says: ["0.0...1.0"], isLocated: true) {
      try compile([Dense(1, activation: .sigmoid)], .squaredHinge)
    },
    Mistake(
      "classes along two axes", .compile, .shapeMisfit, says: ["one axis", "[2, 3]"], isLocated: true
    ) { try compile([Dense(6), Reshape([2, 3])], .categoricalCrossentropy(from: .logits)) },
  ]

  static let rates: [Mistake] = [0.0, -0.1, .nan, .infinity, -.infinity, 1e300].flatMap { (rate: Double) in
    [
      Mistake(
        "a learning rate of \(rate) for sgd", .compile, .badArgument, says: ["learning rate", "\(rate)"],
        isLocated: true
      ) {
        try compile([Dense(1)], .mse, .sgd(learningRate: rate))
      },
      Mistake(
        "a learning rate of \(rate) for adam", .compile, .badArgument, says: ["adam", "\(rate)"], isLocated: true
      ) {
        try compile([Dense(1)], .mse, .adam(learningRate: rate))
      },
      Mistake("a learning rate of \(rate) for rmsprop", .compile, .badArgument, says: ["rmsprop"], isLocated: true) {
        try compile([Dense(1)], .mse, .rmsprop(learningRate: rate))
      },
    ]
  }

  static let optimizers: [Mistake] = [
    Mistake("a momentum of 1", .compile, .badArgument, says: ["momentum", "got 1.0"], isLocated: true) {
      try compile([Dense(1)], .mse, .sgd(momentum: 1))
    },
    Mistake("a beta above 1", .compile, .badArgument, says: ["beta1", "got 1.5"], isLocated: true) {
      try compile([Dense(1)], .mse, .adam(beta1: 1.5))
    },
    Mistake("an epsilon that is no number", .compile, .badArgument, says: ["epsilon", "nan"], isLocated: true) {
      try compile([Dense(1)], .mse, .rmsprop(epsilon: .nan))
    },
    Mistake("a schedule of no steps", .compile, .badArgument, says: ["cosine", "steps 0"], isLocated: true) {
      try compile([Dense(1)], .mse, .sgd().schedule(.cosine(steps: 0)))
    },
    Mistake("a threshold that is no number", .compile, .badArgument, says: ["threshold", "nan"], isLocated: true) {
      try Sequential(inputs: 2) { Dense(1) }.compile(loss: .mse, metrics: [.binaryAccuracy(threshold: .nan)])
    },
    Mistake(
      "two faults of an optimizer and one of the loss", .compile, .badArgument, .badArgument, .unknownName,
      says: ["3 faults", "momentum", "learning rate", "\"hubert\"", "Did you mean \"huber\""], isLocated: true
    ) { try compile([Dense(1)], "hubert", .sgd(learningRate: -1, momentum: 7)) },
  ]

  @Test(arguments: ranges) func outputsThatALossCannotUse(_ mistake: Mistake) { mistake.check() }
  @Test(arguments: rates) func learningRatesOutOfRange(_ mistake: Mistake) { mistake.check() }
  @Test(arguments: optimizers) func numbersOfOptimizersOutOfRange(_ mistake: Mistake) { mistake.check() }

  static let allowed: [(Finding.ID, [any Layer & Sendable], Loss)] = [
    (.doubleSoftmax, [Dense(3, activation: .softmax)], .sparseCategoricalCrossentropy(from: .logits)),
    (.logitsIntoProbabilityLoss, [Dense(3)], .sparseCategoricalCrossentropy),
  ]

  /// An exact check can be allowed by its id; then it is a note of the history and a line of the summary.
  @Test(arguments: allowed.indices) func whatIsAllowedByNameIsANote(_ index: Int) throws {
    let (id, layers, loss) = Self.allowed[index]
    let model = Sequential(inputs: 2) { layers as [any Layer] }
    try model.compile(optimizer: .sgd(), loss: loss, allowing: [id])
    let history = try model.fit(.stripes, epochs: 2, verbose: .silent)
    let notes = history.findings.filter { $0.id == id }
    #expect(notes.count == 1)
    #expect(notes.first?.severity == .note)
    #expect(model.summary().contains("Allowed: ") && model.summary().contains(id.rawValue))
  }

  @Test func anAllowanceDoesNotCoverOtherFaults() {
    Mistake("allowed, but another fault", .compile, .oneUnitSoftmax, says: ["one unit"], isLocated: true) {
      let model = Sequential(inputs: 2) { Dense(1, activation: .softmax) }
      try model.compile(loss: .categoricalCrossentropy(from: .logits), allowing: [.doubleSoftmax, .shapeMisfit])
    }.check()
  }
}
