/// How gradients move the parameters: a rule, its learning rate and what every rule shares.
///
///     .adam()                                    // Keras 3's numbers
///     .adam(.torch, learningRate: 0.01)          // PyTorch's, but for one
///     .sgd(learningRate: 0.1, momentum: 0.9).clipped(globalNorm: 1).schedule(.cosine(steps: 1000))
///
/// `summary()` prints the resolved numbers: the same name means different mathematics in different
/// libraries.
public struct Optimizer: Sendable {
  let method: Method
  /// Before the schedule.
  public let learningRate: Double
  /// Whose numbers it started from; decides how norms are clipped.
  let preset: Preset
  var schedule: Schedule = .constant
  var modifiers = Modifiers()
  /// Of a name that is unknown.
  private var nameFault: Finding?

  enum Method: Sendable {
    /// Moves the parameters once per batch.
    case sweep(any OptimizerRule)
    /// Asks for loss and gradient wherever it likes.
    case solver(any Solver)
  }

  /// An optimizer with a rule of your own.
  public init(_ rule: some OptimizerRule, learningRate: Double) {
    self.init(rule: rule, learningRate: learningRate, preset: .keras3)
  }

  init(rule: any OptimizerRule, learningRate: Double, preset: Preset) {
    self.init(method: .sweep(rule), learningRate: learningRate, preset: preset)
  }

  init(method: Method, learningRate: Double, preset: Preset) {
    self.method = method
    self.learningRate = learningRate
    self.preset = preset
  }

  /// The learning rate times a factor that changes from update to update.
  public func schedule(_ schedule: Schedule) -> Optimizer {
    var scheduled = self
    scheduled.schedule = schedule
    return scheduled
  }

  /// The rule's or solver's: `adam`.
  var name: String {
    switch method {
    case .sweep(let rule): rule.name
    case .solver(let solver): solver.name
    }
  }

  /// Whether it needs all rows at once.
  var isSolver: Bool { if case .solver = method { true } else { false } }

  /// Everything that cannot be used.
  var faults: [Finding] {
    var checks = [NumberCheck("learning rate", learningRate, .aboveZero)]
    var faults = [nameFault].compactMap(\.self)
    switch method {
    case .sweep(let rule): checks += (rule as? any KernelRule)?.checks ?? []
    case .solver(let solver):
      checks += solver.checks
      if let fault = solverFault(solver) { faults.append(fault) }
    }
    checks += modifiers.checks
    faults += checks.compactMap { $0.fault(of: name) }
    return faults + [schedule.fault].compactMap(\.self)
  }

  private func solverFault(_ solver: any Solver) -> Finding? {
    guard schedule != .constant || modifiers != Modifiers() else { return nil }
    let got = (schedule == .constant ? [] : [schedule.description]) + modifiers.words
    return Finding(
      .badArgument, "\(solver.name) chooses its own steps", expected: "no schedule and no modifier",
      got: got.joined(separator: ", "), remedy: "Leave them out, or use an optimizer that steps batch by batch")
  }

  /// The learning rate of update `step`, counted from 0: schedule and time decay.
  public func learningRate(step: Int) -> Double { learningRate * rateFactor(step) }

  /// Whether every update has the same learning rate.
  var isSteady: Bool { schedule == .constant && modifiers.timeDecay == 0 }

  func rateFactor(_ step: Int) -> Double {
    let factor = schedule.factor(step: step)
    return modifiers.timeDecay == 0 ? factor : factor / (1 + modifiers.timeDecay * Double(step))
  }

  /// What its memory holds, as words: memories of equal size may mean different things.
  var memoryName: String {
    let settings = if case .sweep(let rule) = method { rule.settings } else { [(String, String)]() }
    let kept = settings.filter { ["amsgrad", "centered"].contains($0.0) && $0.1 == "true" }.map(\.0)
    let sums = modifiers.batchesPerUpdate > 1 ? ["accumulating \(modifiers.batchesPerUpdate)"] : []
    return ([name] + kept + sums + (modifiers.averaging == nil ? [] : ["averaged"])).joined(separator: " ")
  }

  /// The rule and every resolved number: `adam(learning_rate 0.001, beta_1 0.9, …), cosine to 0 over 100 steps`.
  var description: String {
    let settings =
      switch method {
      case .sweep(let rule): rule.settings
      case .solver(let solver): solver.settings
      }
    let numbers = ([("learning_rate", "\(learningRate)")] + settings).map { "\($0.0) \($0.1)" }
    var words = ["\(name)(\(numbers.joined(separator: ", ")))"]
    if schedule != .constant { words.append(schedule.description) }
    return (words + modifiers.words).joined(separator: ", ")
  }
}

extension Optimizer: ExpressibleByStringLiteral {
  /// Each name with Keras 3's defaults, or PyTorch's where Keras has none.
  static let vocabulary: [(String, @Sendable () -> Optimizer)] = [
    ("sgd", { .sgd() }), ("rmsprop", { .rmsprop() }), ("adagrad", { .adagrad() }), ("adadelta", { .adadelta() }),
    ("adam", { .adam() }), ("adamw", { .adamw() }), ("adamax", { .adamax() }), ("nadam", { .nadam() }),
    ("radam", { .radam() }), ("lion", { .lion() }), ("rprop", { .rprop() }), ("lbfgs", { .lbfgs() }),
  ]

  /// An unknown name is a fault at `compile()`.
  public init(stringLiteral name: String) {
    if let known = OptimizerName.lookUp(name) {
      self = known.make()
    } else {
      self = .sgd()
      nameFault = OptimizerName.unknownName(name)
    }
  }

  /// - Throws: `SwiftletError` (`unknown-name`) with the nearest known names.
  public init(named name: String) throws(SwiftletError) { self = try OptimizerName.find(name).make() }
}

private struct OptimizerName: Named {
  let make: @Sendable () -> Optimizer
  static let vocabulary = Optimizer.vocabulary.map { ($0.0, OptimizerName(make: $0.1)) }
  static let noun = "optimizer"
}
