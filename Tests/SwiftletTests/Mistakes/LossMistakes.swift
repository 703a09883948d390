import Swiftlet
import Testing

private func compile(_ layers: [any Layer], _ loss: Loss, _ optimizer: Optimizer = .sgd()) throws {
  try Sequential(inputs: 2) { layers }.compile(optimizer: optimizer, loss: loss)
}

private func fit(_ layers: [any Layer], _ loss: Loss, _ targets: Targets) throws {
  let model = Sequential(inputs: 2) { layers }
  try model.compile(optimizer: .sgd(), loss: loss)
  let x = try Tensor(rows: [[0.0, 1], [1, 0], [1, 1]])
  try model.fit(try Dataset(inputs: x, targets), verbose: .silent)
}

extension Loss {
  fileprivate static let nllOfLogits = Loss.sparseCategoricalCrossentropy(from: .logits)
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
      "a softmax under a binary cross-entropy", .compile, .softmaxBinaryCrossentropy,
      says: ["one distribution", ".categoricalCrossentropy"], isLocated: true
    ) { try compile([Dense(3, activation: .softmax)], .binaryCrossentropy) },
    Mistake(
      "sigmoids under a cross-entropy over classes", .compile, .sigmoidCategoricalCrossentropy,
      says: ["side by side", "activation: .softmax", ".binaryCrossentropy"], isLocated: true
    ) { try compile([Dense(3, activation: .sigmoid)], .categoricalCrossentropy) },
    Mistake(
      "logits in a focal loss", .compile, .logitsIntoProbabilityLoss,
      says: ["softmax", ".categoricalFocalCrossentropy(from: .logits)"], isLocated: true
    ) { try compile([Dense(3)], .categoricalFocalCrossentropy) },
    Mistake(
      "sigmoids into a focal loss on logits", .compile, .doubleSigmoid, says: [".binaryFocalCrossentropy"],
      isLocated: true
    ) { try compile([Dense(1, activation: .sigmoid)], .binaryFocalCrossentropy(from: .logits)) },
    Mistake(
      "outputs of any size in a divergence", .compile, .logitsIntoProbabilityLoss, says: ["0...1", "softmax"],
      isLocated: true
    ) { try compile([Dense(3)], .klDivergence) },
    Mistake(
      "probabilities where logarithms are read", .compile, .logitsIntoProbabilityLoss,
      says: ["logarithms", "0 and below", ".sparseCategoricalCrossentropy(from: .logits)"], isLocated: true
    ) { try compile([Dense(3, activation: .softmax)], .nll) },
    Mistake(
      "the same for PyTorch's divergence", .compile, .logitsIntoProbabilityLoss, says: ["logarithms"], isLocated: true
    ) { try compile([Dense(3, activation: .softmax)], .klDivergence.following(.torch)) },
    Mistake(
      "a rate that may be negative", .compile, .logOfNegative, says: ["logarithm", "above 0", ".softplus"],
      isLocated: true
    ) { try compile([Dense(1)], .poisson) },
    Mistake(
      "a logarithm of anything", .compile, .logOfNegative, says: ["above -1", "any size"], isLocated: true
    ) { try compile([Dense(1)], .msle) },
    Mistake(
      "the direction of one number", .compile, .shapeMisfit, says: ["cosine_similarity", "2 outputs or more"],
      isLocated: true
    ) { try compile([Dense(1)], .cosineSimilarity) },
    Mistake("a margin between one class", .compile, .outputCount, says: ["multi_margin", "Dense(2)"], isLocated: true) {
      try compile([Dense(1)], .multiMargin)
    },
    Mistake(
      "a soft margin on outputs of one sign", .compile, .hingeNeedsSign, says: ["both signs"], isLocated: true
    ) { try compile([Dense(1, activation: .relu)], .softMargin) },
    Mistake(
      "classes along two axes under a focal loss", .compile, .shapeMisfit, says: ["one axis"], isLocated: true
    ) { try compile([Dense(6), Reshape([2, 3])], .categoricalFocalCrossentropy(from: .logits)) },
    Mistake(
      "classes along two axes", .compile, .shapeMisfit, says: ["one axis", "[2, 3]"], isLocated: true
    ) { try compile([Dense(6), Reshape([2, 3])], .categoricalCrossentropy(from: .logits)) },
  ]

  /// Every number of a loss, out of its range.
  static let numbers: [Mistake] =
    [0, -1, .nan, .infinity, 1e-60].flatMap { (number: Double) in
      [
        Mistake("a delta of \(number)", .compile, .badArgument, says: ["delta of huber", "above 0"], isLocated: true) {
          try compile([Dense(1)], .huber(delta: number))
        },
        Mistake("a beta of \(number)", .compile, .badArgument, says: ["beta", ".mae"], isLocated: true) {
          try compile([Dense(1)], .smoothL1(beta: number))
        },
        Mistake("an alpha of \(number)", .compile, .badArgument, says: ["alpha", "0.25"], isLocated: true) {
          try compile([Dense(3)], .categoricalFocalCrossentropy(from: .logits, alpha: number))
        },
        Mistake("a margin of \(number)", .compile, .badArgument, says: ["margin"], isLocated: true) {
          try compile([Dense(3)], .multiMargin(margin: number))
        },
      ]
    }
    + [-0.5, .nan, .infinity].flatMap { (number: Double) in
      [
        Mistake("a gamma of \(number)", .compile, .badArgument, says: ["gamma", "at least 0"], isLocated: true) {
          try compile([Dense(3)], .categoricalFocalCrossentropy(from: .logits, gamma: number))
        },
        Mistake("a binary gamma of \(number)", .compile, .badArgument, says: ["gamma"], isLocated: true) {
          try compile([Dense(1)], .binaryFocalCrossentropy(from: .logits, gamma: number))
        },
        Mistake("a weight of \(number)", .compile, .badArgument, says: ["weight", "at least 0"], isLocated: true) {
          try compile([Dense(1)], .mse.weighted(number))
        },
        Mistake("a class's weight of \(number)", .compile, .badArgument, says: ["weight of a class"], isLocated: true) {
          try compile([Dense(2)], .nllOfLogits.weighted(classes: [1, number]))
        },
      ]
    }
    + [-0.1, 1, 2, .nan].flatMap { (number: Double) in
      [
        Mistake("a smoothing of \(number)", .compile, .badArgument, says: ["0..<1", ".smoothed(0.1)"], isLocated: true)
        {
          try compile([Dense(2)], .categoricalCrossentropy(from: .logits, smoothing: number))
        }
      ]
    }
    + [-0.1, 1.5, .nan].map { (number: Double) in
      Mistake("a balance of \(number)", .compile, .badArgument, says: ["balance", "0...1"], isLocated: true) {
        try compile([Dense(1)], .binaryFocalCrossentropy(from: .logits, balance: number))
      }
    }

  /// Modifiers that a loss cannot have.
  static let modifiers: [Mistake] = [
    Mistake("a margin to the third", .compile, .badArgument, says: ["power", "1 or 2", "got 3"], isLocated: true) {
      try compile([Dense(3)], .multiMargin(margin: 1, power: 3))
    },
    Mistake("smoothed numbers", .compile, .badArgument, says: ["labels", "mse", "cross-entropy"], isLocated: true) {
      try compile([Dense(1)], .mse.smoothed(0.1))
    },
    Mistake("weights of no classes", .compile, .badArgument, says: ["classes to weigh", "weights"], isLocated: true) {
      try compile([Dense(2)], .mse.weighted(classes: [1, 2]))
    },
    Mistake("positives among classes", .compile, .badArgument, says: ["positives", "classes:"], isLocated: true) {
      try compile([Dense(2)], .nllOfLogits.weighted(positives: [2]))
    },
    Mistake("a class ignored among shares", .compile, .badArgument, says: ["ignored", "weight 0"], isLocated: true) {
      try compile([Dense(2)], .categoricalCrossentropy(from: .logits).ignoring(class: 0))
    },
    Mistake("too few weights of classes", .compile, .outputCount, says: ["3 weights", "got 2"], isLocated: true) {
      try compile([Dense(3)], .nllOfLogits.weighted(classes: [1, 2]))
    },
    Mistake("weights of classes that are all 0", .compile, .badArgument, says: ["all weights"], isLocated: true) {
      try compile([Dense(2)], .nllOfLogits.weighted(classes: [0, 0]))
    },
    Mistake("too many positive weights", .compile, .outputCount, says: ["1 weights", "got 2"], isLocated: true) {
      try compile([Dense(1)], .binaryCrossentropy(from: .logits).weighted(positives: [1, 2]))
    },
  ]

  /// Targets that a loss cannot read.
  static let targets: [Mistake] = [
    Mistake("negative counts", .training, .labelSet, says: ["row 1", "negative", ".mse"]) {
      try fit([Dense(1, activation: .softplus)], .poisson, .values(Tensor(column: [1, -2, 3])))
    },
    Mistake("a divergence from no shares", .training, .labelSet, says: ["row 0", "shares", "0.9"]) {
      let rows = try Tensor(rows: [[0.5, 0.4], [0.5, 0.5], [1, 0.0]])
      try fit([Dense(2, activation: .softmax)], .klDivergence, .values(rows))
    },
    Mistake("a class that is neither there nor ignored", .training, .labelSet, says: ["row 2", "0...1"]) {
      let labels = Tensor(column: [0, -1, -2])
      try fit([Dense(2)], .sparseCategoricalCrossentropy(from: .logits).ignoring(class: -1), .values(labels))
    },
    Mistake("signs for a margin between classes", .training, .labelSet, says: ["-1 and +1", ".hinge"]) {
      try fit([Dense(2)], .multiMargin, .signs([1, 1, -1]))
    },
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
  @Test(arguments: numbers) func numbersOfLossesOutOfRange(_ mistake: Mistake) { mistake.check() }
  @Test(arguments: modifiers) func modifiersThatALossCannotHave(_ mistake: Mistake) { mistake.check() }
  @Test(arguments: targets) func targetsThatALossCannotRead(_ mistake: Mistake) { mistake.check() }
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
