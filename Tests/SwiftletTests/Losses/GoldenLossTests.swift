import CKernels
import TestSupport
import Testing

@testable import Swiftlet

/// Every case of losses.json: values per sample, sums, means and gradients of Keras 3, Keras 1 and PyTorch, by
/// the loss that a user would write, on every instruction set.
struct GoldenLossTests {
  @Test(arguments: InstructionSet.available)
  func everyLossEqualsItsPeer(_ set: InstructionSet) throws {
    let cases = try Golden.cases("losses")
    var compared = 0
    for fixture in cases {
      let golden = try GoldenLoss(fixture)
      try golden.checkSamples(set)
      try golden.checkMean(set)
      try golden.checkGradient(set)
      compared += 1
    }
    #expect(compared == cases.count)
    if Golden.isShipped { #expect(compared == 90) }
  }

  /// The same rows under two presets whose formulas or means differ.
  @Test func presetsThatDifferGiveOtherNumbers() throws {
    func mean(_ loss: Loss, _ p: [Float], _ t: [Float], weights: [Float]? = nil) throws -> Double {
      let target = Tensor(unchecked: t, rows: 2, shape: loss.readsClassIndices ? [1] : [2])
      let run = try LossRun(loss, p, target, width: 2, weights: weights)
      return run.whole(InstructionSet.baseline, wantsGradient: false).loss / run.divisor
    }
    func differ(_ loss: Loss, _ presets: (Preset, Preset), _ p: [Float], _ t: [Float], weights: [Float]? = nil) throws {
      let (first, second) = (loss.following(presets.0), loss.following(presets.1))
      let values = (try mean(first, p, t, weights: weights), try mean(second, p, t, weights: weights))
      #expect(abs(values.0 - values.1) > 1e-3, "\(first.description) and \(second.description): \(values)")
    }
    let (p, t): ([Float], [Float]) = ([0.2, 0.7, 0.9, 0.4], [0, 1, 1, 0])
    try differ(.cosineSimilarity, (.keras1, .keras3), p, t)
    try differ(.binaryCrossentropy, (.keras3, .torch), [0, 0.5, 0.5, 0.5], [1, 0, 1, 0])
    try differ(.klDivergence, (.keras3, .torch), p, t)
    try differ(.hinge, (.keras1, .keras3), p, t)
    try differ(.mse, (.keras1, .keras3), p, t, weights: [0, 2])
    try differ(.mse, (.keras2, .keras3), p, t, weights: [0, 2])
    try differ(.hinge, (.keras2, .keras3), p, t)
    try differ(.cosineSimilarity, (.keras1, .keras2), p, t)
    try differ(.mse, (.torch, .keras3), p, t, weights: [1, 2])
    try differ(.nll.weighted(classes: [1, 3]), (.torch, .keras3), [-1, -2, -3, -1], [0, 1])
    try differ(.poisson, (.torch, .keras3), [0, 0.5, 0.5, 0.5], [1, 0, 1, 0])
  }
}

extension Golden {
  /// Whether the fixtures are those of this repository, whose cases are counted.
  static var isShipped: Bool { folder.path.hasSuffix("Tests/Fixtures/golden") }
}

/// A loss on given outputs and targets: encoded and divided as `fit` does it, by the kernel of a chosen set.
struct LossRun {
  let loss: Loss
  let p: [Float]
  let width: Int
  let targets: EncodedTargets
  let weights: [Float]?
  var rows: Int { p.count / width }

  init(_ loss: Loss, _ p: [Float], _ target: Tensor, width: Int, weights: [Float]? = nil) throws {
    let encoder = TargetEncoder(loss: loss, output: Shape([width]), allowed: [.labelSet], name: "the target")
    #expect(loss.faults(output: Shape([width])).isEmpty)
    self.loss = loss
    self.p = p
    self.width = width
    self.weights = weights
    targets = try encoder.encode(.values(target))
  }

  /// What the sum over the rows is divided by for their mean.
  var divisor: Double {
    loss.shares(targets, weights: weights).map { $0.reduce(0) { $0 + Double($1) } } ?? Double(rows)
  }

  func whole(_ set: InstructionSet, wantsGradient: Bool = true) -> (loss: Double, gradient: [Float]) {
    run(set, 0..<rows, 0..<width, scale: Float(1 / divisor), weights: weights)
  }

  /// The loss of a part: some rows, and of an element-by-element loss some outputs.
  func run(
    _ set: InstructionSet, _ part: Range<Int>, _ outputs: Range<Int>, scale: Float, weights: [Float]? = nil
  ) -> (loss: Double, gradient: [Float]) {
    let n = outputs.count
    let traits = loss.traits
    let (a, b) = (Float(traits.a), Float(traits.b))
    let predictions = part.flatMap { p[$0 * width + outputs.lowerBound..<$0 * width + outputs.upperBound] }
    let all = loss.factors(outputs: width)
    let factors = all.isEmpty ? nil : Guarded(Array(all[outputs]))
    let sampleWeights = weights.map { Guarded(Array($0[part])) }
    var gradient = predictions
    var tally = ck_tally()
    switch traits.kernel {
    case .sparse(let kernel)?:
      let classes = targets.classIndices[part].map { Int32($0) }
      set.kernels.sparseLoss(kernel)(
        part.count, n, scale, a, b, predictions, classes, sampleWeights?.pointer, factors?.pointer, &gradient, &tally)
    case .dense(let kernel)?:
      let t = part.flatMap { targets.values[$0 * width + outputs.lowerBound..<$0 * width + outputs.upperBound] }
      set.kernels.loss(kernel)(
        part.count, n, scale, a, b, predictions, t, sampleWeights?.pointer, factors?.pointer, &gradient, &tally)
    case .formula?, nil: Issue.record("\(loss.description) has no kernel")
    }
    return (tally.loss, gradient)
  }
}

/// One case of losses.json.
private struct GoldenLoss {
  let fixture: GoldenValue
  let name: String
  let run: LossRun
  /// PyTorch's unreduced loss has a value for each output where the formula has.
  let isElementwise: Bool
  private let isIllConditioned: Bool

  init(_ fixture: GoldenValue) throws {
    self.fixture = fixture
    name = try "\(fixture["lib"].string()) \(fixture["name"].string())"
    let width = try fixture["y_pred"].shape().last ?? 1
    let p = try fixture["y_pred"].floats()
    let loss = try GoldenLossName(fixture).loss
    let t = try fixture["y_true"].floats()
    let target = Tensor(
      unchecked: t, rows: p.count / width, shape: loss.readsClassIndices ? [1] : Shape([width]))
    run = try LossRun(loss, p, target, width: width, weights: fixture.optional("sample_weight")?.floats())
    isElementwise = try fixture.optional("elementwise").map { try $0.shape() == fixture["y_pred"].shape() } ?? false
    isIllConditioned = try ["edges", "zero", "large", "extreme"].contains {
      try fixture["name"].string().contains($0)
    }
  }

  /// The README's tolerances; for the cases made to be ill-conditioned ten times what the peer's own float32 is
  /// off, where that is more.
  private func bounds(_ expected: [Double], relative: Double, _ key: String) throws -> Tolerance {
    let spread = isIllConditioned ? 10 * (try fixture["f32_dev"][key]["max_abs"].double()) : 0
    return .each(expected.map { max(1e-6 + relative * abs($0), spread) })
  }

  func checkSamples(_ set: InstructionSet) throws {
    let key = try fixture.optional("elementwise") == nil ? "per_sample" : "elementwise"
    let expected = try fixture[key].doubles()
    let parts = isElementwise ? (0..<run.width).map { $0..<$0 + 1 } : [0..<run.width]
    let values = (0..<run.rows).flatMap { row in
      parts.map { Float(run.run(set, row..<row + 1, $0, scale: 1).loss) }
    }
    expectClose(values, expected, try bounds(expected, relative: 5e-6, key), name)
  }

  func checkMean(_ set: InstructionSet) throws {
    let total = run.whole(set).loss
    let spread = isIllConditioned ? 10 * (try fixture["f32_dev"]["mean_abs"].double()) : 0
    func check(_ value: Double, _ key: String, _ scale: Double = 1) throws {
      guard let expected = try fixture.optional(key)?.double() else { return }
      let bound = max((1e-6 + 5e-6 * abs(expected)) * max(scale, 1), spread * scale)
      #expect(abs(value - expected) <= bound, "\(name), \(key): \(value) instead of \(expected)")
    }
    try check(total / run.divisor, "mean")
    try check(total * Double(isElementwise ? run.width : 1), "sum", Double(run.p.count))
    guard let weights = run.weights else { return }
    try check(total / weights.reduce(0) { $0 + Double($1) }, "mean_with_sample_weight")
  }

  func checkGradient(_ set: InstructionSet) throws {
    let gradient = run.whole(set).gradient
    guard let grad = try fixture.optional("grad") else {
      // Where no derivative is defined ours is still a number.
      #expect(gradient.allSatisfy { $0.isFinite }, "\(name)")
      return
    }
    let expected = try grad.doubles()
    expectClose(gradient, expected, try bounds(expected, relative: 1e-5, "grad"), name)
  }
}

/// The loss that a fixture's class and configuration stand for.
private struct GoldenLossName {
  let fixture: GoldenValue
  let config: GoldenValue
  let isTorch: Bool

  init(_ fixture: GoldenValue) throws {
    self.fixture = fixture
    config = try fixture["config"]
    isTorch = try fixture["lib"].string() == "torch"
  }

  var loss: Loss {
    get throws {
      if isTorch { return try torch.following(.torch) }
      let isFirst = try fixture["lib"].string().hasPrefix("keras1")
      return try keras(fixture["class"].string()).following(isFirst ? .keras1 : .keras3)
    }
  }

  private func number(_ key: String) throws -> Double? { try config.optional(key)?.double() }
  private func isTrue(_ key: String) throws -> Bool { try config.optional(key)?.bool() ?? false }

  private func keras(_ name: String) throws -> Loss {
    let from: Loss.Output = try isTrue("from_logits") ? .logits : .probabilities
    let smoothing = try number("label_smoothing") ?? 0
    switch name {
    case "Huber": return .huber(delta: try number("delta") ?? 1)
    case "BinaryCrossentropy": return .binaryCrossentropy(from: from, smoothing: smoothing)
    case "CategoricalCrossentropy": return .categoricalCrossentropy(from: from, smoothing: smoothing)
    case "SparseCategoricalCrossentropy":
      let loss = Loss.sparseCategoricalCrossentropy(from: from)
      return try number("ignore_class").map { loss.ignoring(class: Int($0)) } ?? loss
    case "CategoricalFocalCrossentropy":
      let (alpha, gamma) = (try number("alpha") ?? 0.25, try number("gamma") ?? 2)
      return .categoricalFocalCrossentropy(from: from, alpha: alpha, gamma: gamma).smoothed(smoothing)
    case "BinaryFocalCrossentropy":
      let balance = try isTrue("apply_class_balancing") ? try number("alpha") ?? 0.25 : nil
      return .binaryFocalCrossentropy(from: from, gamma: try number("gamma") ?? 2, balance: balance).smoothed(smoothing)
    default: return try Loss(named: name)
    }
  }

  private var torch: Loss {
    get throws {
      let name = try fixture["name"].string()
      let classes = try config.optional("weight")?.doubles() ?? []
      let smoothing = try number("label_smoothing") ?? 0
      // The first that the case's name begins with.
      let known: [(String, () throws -> Loss)] = [
        ("smooth_l1", { .smoothL1(beta: try number("beta") ?? 1) }), ("mse", { .mse }), ("l1", { .mae }),
        ("huber", { .huber(delta: try number("delta") ?? 1) }),
        ("bce_logits", { try binary(.binaryCrossentropy(from: .logits)) }), ("bce", { .binaryCrossentropy }),
        ("cross_entropy", { try crossEntropy.smoothed(smoothing).weighted(classes: classes) }),
        ("nll", { try ignoring(.nll).weighted(classes: classes) }), ("kl_div", { .klDivergence }),
        ("poisson_nll", { .poisson(logInput: try isTrue("log_input")) }), ("soft_margin", { .softMargin }),
        ("multi_margin", { .multiMargin(margin: try number("margin") ?? 1, power: Int(try number("p") ?? 1)) }),
      ]
      let match = try #require(known.first { name.hasPrefix($0.0) }, "no loss for \(name)")
      return try match.1()
    }
  }

  private func binary(_ loss: Loss) throws -> Loss {
    try config.optional("pos_weight").map { loss.weighted(positives: try $0.doubles()) } ?? loss
  }

  /// Targets with a column per class are shares.
  private var crossEntropy: Loss {
    get throws {
      if try fixture["y_true"].shape().count > 1 { return .categoricalCrossentropy(from: .logits) }
      return try ignoring(.sparseCategoricalCrossentropy(from: .logits))
    }
  }

  private func ignoring(_ loss: Loss) throws -> Loss {
    try number("ignore_index").map { loss.ignoring(class: Int($0)) } ?? loss
  }
}
