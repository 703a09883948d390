// What can be wrong with a loss by itself: its name, its numbers, modifiers that it cannot have.

extension Loss {
  /// - Parameter output: The shape of the model's output, where it is known.
  func faults(output: Shape?) -> [Finding] {
    if case .unknown(let name) = formula { return [Loss.unknownName(name)] }
    return parameterFaults + modifierFaults + factorFaults(output)
  }

  private func bad(_ sentence: String, _ expected: String, _ got: some Any, _ remedy: String) -> Finding {
    Finding(.badArgument, sentence, expected: expected, got: "\(got)", remedy: remedy)
  }

  private func outOfRange(_ what: String, _ expected: String, _ got: some Any, _ remedy: String) -> Finding {
    bad("\(what) of \(formula.name) is out of range", expected, got, remedy)
  }

  /// nil when `number` lies above 0 and is one as float32 too.
  private func positive(_ number: Double, _ what: String, _ remedy: String) -> Finding? {
    let rounded = Float(number)
    return number > 0 && rounded > 0 && rounded.isFinite ? nil : outOfRange(what, "a number above 0", number, remedy)
  }

  private func notNegative(_ number: Double, _ what: String, _ remedy: String) -> Finding? {
    number >= 0 && Float(number).isFinite ? nil : outOfRange(what, "a number of at least 0", number, remedy)
  }

  private var parameterFaults: [Finding] {
    switch formula {
    case .huber(let delta): [positive(delta, "the delta", "Use .huber, whose delta is 1")].compactMap { $0 }
    case .smoothL1(let beta):
      [positive(beta, "the beta", "Use .smoothL1, whose beta is 1; 0 is .mae")].compactMap { $0 }
    case .categoricalFocal(let alpha, let gamma, _):
      [
        positive(alpha, "the alpha", "Use 0.25, as Keras does"),
        notNegative(gamma, "the gamma", "Use 2, as Keras does"),
      ]
      .compactMap { $0 }
    case .binaryFocal(let gamma, let balance, _):
      [notNegative(gamma, "the gamma", "Use 2, as Keras does"), balanceFault(balance)].compactMap { $0 }
    case .multiMargin(let margin, let power):
      [positive(margin, "the margin", "Use .multiMargin, whose margin is 1"), powerFault(power)].compactMap { $0 }
    case .mse, .mae, .mape, .msle, .logCosh, .poisson, .cosineSimilarity, .binaryCrossentropy,
      .categoricalCrossentropy, .sparseCategoricalCrossentropy, .nll, .klDivergence, .hinge, .squaredHinge, .softMargin,
      .categoricalHinge, .custom, .unknown:
      []
    }
  }

  private func balanceFault(_ balance: Double?) -> Finding? {
    guard let balance, !(balance >= 0 && balance <= 1) else { return nil }
    return outOfRange("the balance", "a number in 0...1", balance, "Use 0.25, or leave it out")
  }

  private func powerFault(_ power: Int) -> Finding? {
    power == 1 || power == 2 ? nil : outOfRange("the power", "1 or 2", power, "Leave it out, for 1")
  }

  // MARK: - Modifiers

  private var modifierFaults: [Finding] {
    [
      notNegative(weight, "the weight", "Use .weighted(0.3), say"), smoothingFault, classFault, positiveFault,
      ignoredFault,
    ]
    .compactMap { $0 }
  }

  private var smoothingFault: Finding? {
    guard smoothing >= 0, smoothing < 1 else {
      return outOfRange("the label smoothing", "a number in 0..<1", smoothing, "Use .smoothed(0.1)")
    }
    guard smoothing != 0, !isSmoothable else { return nil }
    return bad(
      "there are no labels of classes to smooth", "a cross-entropy", formula.name,
      "Leave .smoothed out, or use .categoricalCrossentropy(from: .logits)")
  }

  private var classFault: Finding? {
    guard !classWeights.isEmpty, !hasClassWeights else { return nil }
    return bad(
      "there are no classes to weigh", "a cross-entropy over classes, or nll", formula.name,
      "Weigh the samples: weights of the data set, or classWeights: of fit")
  }

  private var positiveFault: Finding? {
    guard !positiveWeights.isEmpty, !hasPositiveWeights else { return nil }
    return bad(
      "there are no positives to weigh", "a binary cross-entropy", formula.name,
      "Use .binaryCrossentropy, or .weighted(classes:) for classes")
  }

  private var ignoredFault: Finding? {
    guard let ignoredClass, !readsClassIndices else { return nil }
    return bad(
      "class \(ignoredClass) cannot be ignored by this loss", "a loss on class indices", formula.name,
      "Use .sparseCategoricalCrossentropy, or give these rows the weight 0")
  }

  private var isSmoothable: Bool {
    switch formula {
    case .binaryCrossentropy, .categoricalCrossentropy, .sparseCategoricalCrossentropy, .categoricalFocal, .binaryFocal:
      true
    default: false
    }
  }

  private var hasClassWeights: Bool {
    switch formula {
    case .categoricalCrossentropy, .sparseCategoricalCrossentropy, .nll: true
    default: false
    }
  }

  private var hasPositiveWeights: Bool {
    if case .binaryCrossentropy = formula { true } else { false }
  }

  private func factorFaults(_ output: Shape?) -> [Finding] {
    var found: [Finding] = []
    let given = classWeights.isEmpty ? positiveWeights : classWeights
    if let factor = given.first(where: { !($0 >= 0 && Float($0).isFinite) }) {
      found.append(
        outOfRange("a weight of a class", "numbers of at least 0", factor, "Use 1 where nothing shall change"))
    }
    if !given.isEmpty, given.allSatisfy({ $0 == 0 }) {
      found.append(
        bad("all weights of classes are 0", "a weight above 0", "\(given)", "Use 1 where nothing shall change"))
    }
    guard let output, !given.isEmpty, given.count != output.count, classWeights.isEmpty == false || given.count != 1
    else { return found }
    found.append(
      Finding(
        .outputCount, "the model has another number of outputs than \(formula.name) has weights",
        expected: "\(output.count) weights", got: "\(given.count)", remedy: "Give one weight for each output, in order")
    )
    return found
  }
}
