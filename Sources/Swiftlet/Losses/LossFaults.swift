// What can be wrong with a loss by itself: its name, its numbers, modifiers that it cannot have.

extension Loss {
  /// - Parameter output: The shape of the model's output, where it is known.
  func faults(output: Shape?) -> [Finding] {
    if case .unknown(let name) = formula { return [Loss.unknownName(name)] }
    return parameterFaults + modifierFaults + factorFaults(output)
  }

  private func bad(_ what: String, _ expected: String, _ got: some Any, _ remedy: String) -> Finding {
    Finding(.badArgument, "\(what) of \(formula.description)", expected: expected, got: "\(got)", remedy: remedy)
  }

  /// nil when `number` lies above 0 and is one as float32 too.
  private func positive(_ number: Double, _ what: String, _ usual: String) -> Finding? {
    let rounded = Float(number)
    guard !(number > 0 && rounded > 0 && rounded.isFinite) else { return nil }
    return bad("\(what) is out of range, that", "a number above 0", number, "Use \(usual)")
  }

  private func notNegative(_ number: Double, _ what: String, _ usual: String) -> Finding? {
    guard !(number >= 0 && Float(number).isFinite) else { return nil }
    return bad("\(what) is out of range, that", "a number of at least 0", number, "Use \(usual)")
  }

  private var parameterFaults: [Finding] {
    switch formula {
    case .huber(let delta): [positive(delta, "delta", "1")].compactMap { $0 }
    case .smoothL1(let beta): [positive(beta, "beta", "1, or .mae for 0")].compactMap { $0 }
    case .categoricalFocal(let alpha, let gamma, _):
      [positive(alpha, "alpha", "0.25"), notNegative(gamma, "gamma", "2")].compactMap { $0 }
    case .binaryFocal(let gamma, let balance, _):
      [notNegative(gamma, "gamma", "2"), balanceFault(balance)].compactMap { $0 }
    case .multiMargin(let margin, let power): [positive(margin, "the margin", "1"), powerFault(power)].compactMap { $0 }
    case .mse, .mae, .mape, .msle, .logCosh, .poisson, .cosineSimilarity, .binaryCrossentropy,
      .categoricalCrossentropy, .sparseCategoricalCrossentropy, .nll, .klDivergence, .hinge, .squaredHinge, .softMargin,
      .categoricalHinge, .custom, .unknown:
      []
    }
  }

  private func balanceFault(_ balance: Double?) -> Finding? {
    guard let balance, !(balance >= 0 && balance <= 1) else { return nil }
    return bad("the balance is out of range, that", "a number in 0...1", balance, "Use 0.25, or leave it out")
  }

  private func powerFault(_ power: Int) -> Finding? {
    power == 1 || power == 2 ? nil : bad("the power is out of range, that", "1 or 2", power, "Use 1")
  }

  // MARK: - Modifiers

  private var modifierFaults: [Finding] {
    var found: [Finding] = []
    if !(weight >= 0 && Float(weight).isFinite) {
      found.append(bad("the weight is out of range, that", "a number of at least 0", weight, "Use .weighted(0.3), say"))
    }
    if !(smoothing >= 0 && smoothing < 1) {
      found.append(bad("label smoothing is out of range, that", "a number in 0..<1", smoothing, "Use .smoothed(0.1)"))
    } else if smoothing != 0, !isSmoothable {
      found.append(
        bad(
          "labels cannot be smoothed, those", "a cross-entropy", formula.description,
          "Leave .smoothed out, or use .categoricalCrossentropy(from: .logits)"))
    }
    if !classWeights.isEmpty, !hasClassWeights {
      found.append(
        bad(
          "there are no classes to weigh, none", "a cross-entropy over classes, or nll", formula.description,
          "Weigh the samples: weights of the data set, or classWeights: of fit"))
    }
    if !positiveWeights.isEmpty, !hasPositiveWeights {
      found.append(
        bad(
          "there are no positives to weigh, none", "a binary cross-entropy", formula.description,
          "Use .binaryCrossentropy, or .weighted(classes:) for classes"))
    }
    if let ignoredClass, !readsClassIndices {
      found.append(
        bad(
          "no class can be ignored, none", "a loss on class indices", "class \(ignoredClass)",
          "Use .sparseCategoricalCrossentropy, or give these rows the weight 0"))
    }
    return found
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
      found.append(bad("a weight of a class is out of range, that", "numbers of at least 0", factor, "Use 1 for none"))
    }
    if !given.isEmpty, given.allSatisfy({ $0 == 0 }) {
      found.append(bad("all weights of classes are 0, those", "a weight above 0", "\(given)", "Use 1 for none"))
    }
    guard let output, !given.isEmpty, given.count != output.count, classWeights.isEmpty == false || given.count != 1
    else { return found }
    found.append(
      Finding(
        .outputCount, "the model has another number of outputs than \(formula.description) has weights",
        expected: "\(output.count) weights", got: "\(given.count)", remedy: "Give one weight for each output, in order"))
    return found
  }
}
