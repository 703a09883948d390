import Testing

@testable import Swiftlet

/// Gradients against central differences in Double: every activation, operation, structure and loss.
///
/// Float32 forward and backward passes of these small nets round a few dozen times on the way, each by
/// 6e-8 of the values; 2e-5 of the largest gradient is about ten times what is seen, and a wrong
/// formula is off by far more.
struct GradientTests {
  static let bound = 2e-5

  private func check(
    _ model: Model, _ data: Dataset, loss: Loss, allowing: Set<Finding.ID> = [],
    location: SourceLocation = #_sourceLocation
  ) throws {
    try model.compile(loss: loss, allowing: allowing)
    let check = try model.checkGradients(on: data, rows: 6)
    #expect(check.largestError < Self.bound, "\(check)", sourceLocation: location)
    #expect(check.entries.count > 0, sourceLocation: location)
    #expect(check.entries.contains { abs($0.numerical) > 1e-4 }, "all gradients vanish", sourceLocation: location)
    #expect(check.skipped * 4 <= check.entries.count, "\(check)", sourceLocation: location)
  }

  /// Six rows of three numbers and a target of `outputs` numbers.
  private func numbers(outputs: Int, inputs: Shape = 3) throws -> Dataset {
    let x = Tensor.uniform(rows: 6, shape: inputs, in: -1.5...1.5, seed: 3)
    let y = Tensor.uniform(rows: 6, shape: Shape([outputs]), in: -1...1, seed: 4)
    return try Dataset(inputs: x, .values(y))
  }

  @Test(
    arguments: Activation.elementwise + [
      .leakyReLU(slope: -0.3), .elu(alpha: 0.5), .elu(alpha: -0.5), .softmax, .logSoftmax, .sparsemax,
    ])
  func everyActivationBehindADense(_ activation: Activation) throws {
    let model = Sequential(inputs: 3, seed: 2) {
      Dense(5, activation: activation, weights: .uniform(-1...1), biases: .uniform(-0.5...0.5))
      Dense(2, activation: activation, weights: .uniform(-1...1))
    }
    try check(model, numbers(outputs: 2), loss: .mse)
  }

  @Test(arguments: Activation.elementwise + [.softmax, .logSoftmax, .sparsemax])
  func everyActivationOnALineOfItsOwn(_ activation: Activation) throws {
    let model = Sequential(inputs: 3, seed: 5) {
      Dense(4, weights: .uniform(-1...1))
      activation
      Lambda { x in x * 2 + 0.5 }
      activation
      Dense(2)
    }
    try check(model, numbers(outputs: 2), loss: .mse)
  }

  static let formulas: [(String, @Sendable (Symbol) -> Symbol)] = [
    ("affine", { 2 - $0 * 3 }), ("reciprocal", { 1 / ($0.squared() + 2) }), ("log", { ($0.squared() + 1).log() }),
    ("sqrt", { ($0.squared() + 1).sqrt() }), ("cos", { $0.cos() }), ("sin", { $0.sin() }), ("abs", { $0.abs() }),
    ("exp", { $0.exp() }), ("tanh", { $0.tanh() }), ("square", { $0.squared() }), ("maximum", { $0.maximum(0.1) }),
    ("minimum", { $0.minimum(0.1) }), ("negation", { -$0 }), ("product", { $0 * $0 }),
    ("quotient", { $0 / ($0.squared() + 1) }), ("difference", { $0 - $0.squared() }), ("sum of itself", { $0 + $0 }),
    ("larger", { $0.maximum($0.squared()) }), ("smaller", { $0.minimum($0.squared()) }),
    ("slices", { ($0[0] + $0[3]) * $0[1..<2] }), ("slice alone", { $0[1..<3] * 2 }),
    ("overlapping slices", { Symbol.concatenated([$0[0..<3], $0[1..<4]]) }),
    ("sum over all", { $0.sum().reshaped(to: [1]) }), ("mean over all", { $0.mean().repeated(to: [4]) }),
    ("sum over an axis", { $0.reshaped(to: [2, 2]).sum(axis: 0) }),
    ("mean over the last axis", { $0.reshaped(to: [2, 2]).mean(axis: -1) }),
    ("repetition", { $0.repeated(to: [3, 4]).reshaped(to: [12]) }),
    ("repetition of an inner axis", { $0.reshaped(to: [4, 1]).repeated(to: [4, 3]).reshaped(to: [12]) }),
    ("softmax over the last of two axes", { $0.reshaped(to: [2, 2]).softmax().reshaped(to: [4]) }),
    ("log-softmax over the last of two axes", { $0.reshaped(to: [2, 2]).logSoftmax().reshaped(to: [4]) }),
    ("sparsemax over the last of two axes", { $0.reshaped(to: [2, 2]).sparsemax().reshaped(to: [4]) }),
    ("log-softmax over the first of two axes", { $0.reshaped(to: [2, 2]).logSoftmax(axis: 0).reshaped(to: [4]) }),
    ("sparsemax over the first of two axes", { $0.reshaped(to: [2, 2]).sparsemax(axis: -2).reshaped(to: [4]) }),
    ("slice of the last of two axes", { $0.reshaped(to: [2, 2])[1].reshaped(to: [2]) }),
    ("constant", { $0 + Symbol.constant(2) * $0 }), ("constant first", { Symbol.constant(2) - $0 }),
    ("constant over", { Symbol.constant(2) / ($0.squared() + 1) }),
    ("reshape used twice", { $0.reshaped(to: [2, 2]).squared().reshaped(to: [4]) + $0 }),
  ]

  @Test(arguments: formulas.indices)
  func everyFormulaOfALambda(_ index: Int) throws {
    let (_, formula) = Self.formulas[index]
    let model = Sequential(inputs: 3, seed: 7) {
      Dense(4, weights: .uniform(-1...1), biases: .uniform(-0.5...0.5))
      Lambda(formula)
      Dense(2)
    }
    try check(model, numbers(outputs: 2), loss: .mse)
  }

  @Test func aBranchAJoinAndASharedLayer() throws {
    let x = Symbol.input(3)
    let shared = Dense(4, activation: .tanh, weights: .uniform(-1...1))
    let left = Dense(3, activation: .sigmoid)(x)
    let right = Dense(3, activation: .relu)(x)
    let joined = Concatenate()(shared(left), shared(right), left)
    let skip = Add()(Dense(11, activation: .elu)(joined), joined)
    let model = Model(inputs: x, outputs: Dense(2)(skip), seed: 1)
    try check(model, numbers(outputs: 2), loss: .mse)
    #expect(model.weights.count == 10, "five layers of a kernel and a bias: the shared one once")
    #expect(Set(model.weights.keys).contains("dense_4/kernel"), "numbered without a gap")
  }

  @Test func theSharedBranchModelLearns() throws {
    let x = Symbol.input(2)
    let shared = Dense(8, activation: .tanh)
    let model = Model(
      inputs: x, outputs: Dense(3)(Concatenate()(shared(x), shared(shared2(x)))), seed: 3)
    try model.compile(
      optimizer: .adam(learningRate: 0.02), loss: .sparseCategoricalCrossentropy(from: .logits), metrics: [.accuracy])
    let history = try model.fit(Dataset.sumBin(rows: 500, seed: 1), epochs: 40, verbose: .silent)
    #expect(history[.accuracy].last! > 0.95)
    #expect(history.loss.last! < history.loss[0] / 2)
  }

  private func shared2(_ x: Symbol) -> Symbol { Dense(2, activation: .sigmoid)(x) }

  @Test func parametersInFormulasOfAUser() throws {
    struct Scale: Layer {
      let gain = Weight("gain", .uniform(0.5...1.5))
      let offset = Weight("offset", .uniform(-1...1))
      func forward(_ x: Symbol) -> Symbol { x * gain(x.shape) + offset(x.shape) }
    }
    struct Odd: Layer {
      let a = Weight("a", .uniform(0.5...1.5))
      func forward(_ x: Symbol) -> Symbol {
        // The same parameter alone, transformed, sliced and beside the samples.
        let a = a(x.shape)
        return x / (a.squared() + 1) + a.exp() * x - a.maximum(x) + Symbol.concatenated([a[0..<2], x[0..<1]])
      }
    }
    let model = Sequential(inputs: 3, seed: 9) {
      Scale()
      Odd()
      Dense(3, activation: .tanh)
      Scale()
      Dense(2)
    }
    try check(model, numbers(outputs: 2), loss: .mse)
  }

  /// The product of two parameters has one row however many samples there are; its bias is shared with one
  /// that has a row per sample, so the two sum differently.
  @Test func aBiasOfSamplesAndOfParametersAlone() throws {
    struct Gated: Layer {
      let isGateFirst: Bool
      let code = Weight("code", .uniform(-1...1))
      let first = Weight("first", .uniform(-1...1))
      let second = Weight("second", .uniform(-1...1))
      let bias = Weight("bias", .constant(0.3))
      func forward(_ x: Symbol) -> Symbol {
        let gate = (code([4]).matmul(first([4, 2])) + bias([2])).tanh()
        let signal = (x.matmul(second([3, 2])) + bias([2])).tanh()
        return isGateFirst ? gate * signal : signal * gate
      }
    }
    // The order decides which of the two adds to the bias after the other.
    for isGateFirst in [true, false] {
      let model = Sequential(inputs: 3, seed: 9) { Gated(isGateFirst: isGateFirst) }
      try check(model, numbers(outputs: 2), loss: .mse)
    }
  }

  @Test func weightsThatAreComputed() throws {
    struct Squared: Layer {
      let kernel = Weight("kernel", .uniform(-1...1))
      let bias = Weight("bias", .uniform(-1...1))
      func forward(_ x: Symbol) -> Symbol {
        Activation.tanh(x.matmul(kernel([x.shape.count, 4]).squared()) + bias([4]).exp())
      }
    }
    let model = Sequential(inputs: 3, seed: 9) {
      Squared()
      Dense(2)
    }
    try check(model, numbers(outputs: 2), loss: .mse)
  }

  @Test func aFittedNormalizationInFront() throws {
    let model = Sequential(inputs: 3, seed: 4) {
      Normalization()
      Dense(4, activation: .tanh)
      Dense(2)
    }
    try check(model, numbers(outputs: 2), loss: .mae)
  }

  @Test func severalInputs() throws {
    let left = Symbol.input(2, name: "left")
    let right = Symbol.input(3, name: "right")
    let shared = Dense(4, activation: .tanh)
    let both = Concatenate()(shared(Dense(3)(left)), shared(right))
    let model = Model(inputs: [left, right], outputs: [Dense(1)(both)], seed: 2)
    let data = try Dataset(
      inputs: [
        "left": Tensor.uniform(rows: 6, shape: 2, seed: 1), "right": Tensor.uniform(rows: 6, shape: 3, seed: 2),
      ],
      targets: ["y": .values(Tensor.uniform(rows: 6, shape: 1, seed: 3))])
    try check(model, data, loss: .mse)
  }

  // MARK: - Losses

  /// Modified losses beside the plain ones.
  static let losses: [Loss] =
    Loss.all + [
      .binaryCrossentropy(from: .logits, smoothing: 0.2).weighted(positives: [2, 0.5, 1]),
      .binaryCrossentropy.smoothed(0.1).weighted(positives: [3]), .categoricalCrossentropy(from: .logits).smoothed(0.1),
      .categoricalCrossentropy.smoothed(0.1).weighted(classes: [1, 2, 0.5]),
      .sparseCategoricalCrossentropy(from: .logits).smoothed(0.1).weighted(classes: [1, 2, 0.5]),
      .sparseCategoricalCrossentropy(from: .logits).ignoring(class: 1),
      .sparseCategoricalCrossentropy.smoothed(0.1), .nll.weighted(classes: [1, 2, 0.5]), .huber(delta: 0.3),
      .smoothL1(beta: 0.3), .categoricalFocalCrossentropy(gamma: 0.5).smoothed(0.1),
      .binaryFocalCrossentropy(from: .logits, gamma: 1.5, balance: 0.3).smoothed(0.1),
    ]

  @Test(arguments: losses)
  func everyLoss(_ loss: Loss) throws {
    let outputs = 3
    let model = Sequential(inputs: 3, seed: 11) {
      Dense(4, activation: .tanh)
      Dense(outputs)
      Self.lastLayers(for: loss)
    }
    try check(model, rows(Self.targets(for: loss)), loss: loss)
  }

  /// Six rows of what a loss compares three outputs with.
  static func targets(for loss: Loss) throws -> Targets {
    switch loss.traits.targets {
    case .numbers: return .values(Tensor.uniform(rows: 6, shape: 3, in: -1...1, seed: 4))
    case .counts: return .values(Tensor.uniform(rows: 6, shape: 3, in: 0.1...3, seed: 4))
    case .signs: return .values(Tensor(unchecked: (0..<18).map { $0 % 3 == 0 ? 1 : -1 }, rows: 6, shape: 3))
    case .binary: return .values(Tensor.uniform(rows: 6, shape: 3, seed: 8))
    case .shares: return .oneHot(Tensor(oneHot: [0, 1, 2, 1, 0, 2], classes: 3))
    case .classes: return .classes([0, 1, 2, 2, 1, 0])
    case .anything: throw SwiftletError(.training, Loss.unknownName(loss.description))
    }
  }

  /// What makes of any numbers such as the loss demands.
  static func lastLayers(for loss: Loss) -> [any Layer] {
    switch loss.traits.outputs {
    case .anything, .vector, .bothSigns, .logits, .binaryLogits: []
    case .probabilities: [Activation.softmax]
    case .binaryProbabilities: [Activation.sigmoid]
    case .logProbabilities: [Lambda { x in -Activation.softplus(x) }]
    case .rates, .aboveMinusOne: [Activation.softplus]
    }
  }

  /// Probabilities that come from no softmax or sigmoid of ours are not fused: the clipped kernels run.
  @Test(arguments: [
    Loss.binaryCrossentropy, .binaryCrossentropy.following(.torch).smoothed(0.1).weighted(positives: [1, 2, 3]),
    .binaryFocalCrossentropy(balance: 0.3), .categoricalCrossentropy, .categoricalFocalCrossentropy,
    .categoricalCrossentropy.smoothed(0.2).weighted(classes: [1, 2, 3]), .klDivergence, .sparseCategoricalCrossentropy,
    .sparseCategoricalCrossentropy.smoothed(0.2).weighted(classes: [1, 2, 3]),
  ])
  func lossesOnProbabilitiesThatAreNotFused(_ loss: Loss) throws {
    let model = Sequential(inputs: 3, seed: 11) {
      Dense(3, activation: .hardSigmoid, weights: .uniform(-0.3...0.3))
      Lambda { x in x * 0.8 + 0.1 }
    }
    let data =
      try loss.traits.targets == .binary
      ? rows(.values(Tensor.uniform(rows: 6, shape: 3, seed: 8))) : rows(.classes([0, 1, 2, 2, 1, 0]))
    try check(model, data, loss: loss)
  }

  /// Two softmaxes of three flattened to six shares are no softmax of six, so nothing is fused.
  @Test func severalSoftmaxesUnderOneLoss() throws {
    let model = Sequential(inputs: 3, seed: 11) {
      Dense(6, weights: .uniform(-1...1))
      Reshape([2, 3])
      Activation.softmax
      Flatten()
    }
    try check(model, rows(.classes([0, 1, 2, 3, 4, 5])), loss: .sparseCategoricalCrossentropy)
    // Their logits may be anything: no double softmax is claimed.
    try check(model, rows(.classes([0, 1, 2, 3, 4, 5])), loss: .sparseCategoricalCrossentropy(from: .logits))
  }

  @Test func theDoubleSoftmaxOfTheSecondNote() throws {
    let model = Sequential(inputs: 3, seed: 11) { Dense(3, activation: .softmax) }
    try check(
      model, rows(.classes([0, 1, 2, 2, 1, 0])), loss: .sparseCategoricalCrossentropy(from: .logits),
      allowing: [.doubleSoftmax])
  }

  private func rows(_ targets: Targets) throws -> Dataset {
    try Dataset(inputs: Tensor.uniform(rows: 6, shape: 3, in: -1.5...1.5, seed: 3), targets)
  }

  // MARK: - The check itself

  @Test func theCheckFindsAWrongGradient() throws {
    let model = Sequential(inputs: 3, seed: 1) { Dense(1) }
    try model.compile(loss: .mse)
    let data = try numbers(outputs: 1)
    let good = try model.checkGradients(on: data)
    #expect(good.largestError < Self.bound)
    // The Double side sees other weights than the float32 side: every gradient must be reported.
    let storage = try model.prepared()
    var evaluation = DoubleEvaluation(storage)
    evaluation.parameters[0] += 0.1
    let arrays = RowArrays(
      arrays: [(.input(0), data.inputs.values, 3), (.target(0), data.targets.tensor.values, 1)], count: 6)
    let goals = [PlanRequest.Goal(output: 0, loss: .mse)]
    let moved = NumericalGradient(evaluation: evaluation, goals: goals, arrays: arrays, rows: 6)
    let honest = NumericalGradient(evaluation: DoubleEvaluation(storage), goals: goals, arrays: arrays, rows: 6)
    #expect(abs(moved.derivative(at: 0).value - honest.derivative(at: 0).value) > 100 * Self.bound)
  }
}
