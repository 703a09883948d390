internal import CKernels

/// How gradients move the parameters: a rule, its learning rate and what every rule shares.
///
///     .adam()                                    // Keras 3's numbers
///     .adam(.torch, learningRate: 0.01)          // PyTorch's, but for one
///     .sgd(learningRate: 0.1, momentum: 0.9).schedule(.cosine(steps: 1000))
///
/// `summary()` prints the resolved numbers: the same name means different mathematics in different
/// libraries.
public struct Optimizer: Sendable {
  var rule: any OptimizerRule
  /// Before the schedule.
  public let learningRate: Double
  var schedule: Schedule = .constant
  var faults: [Finding] = []

  /// An optimizer with a rule of your own.
  public init(_ rule: some OptimizerRule, learningRate: Double) {
    self.rule = rule
    self.learningRate = learningRate
    check(learningRate, "learning rate", "a finite number above 0") { $0.isFinite && $0 > 0 && Float($0).isFinite }
  }

  /// The learning rate times a factor that changes from update to update.
  public func schedule(_ schedule: Schedule) -> Optimizer {
    var scheduled = self
    scheduled.schedule = schedule
    if let fault = schedule.fault { scheduled.faults.append(fault) }
    return scheduled
  }

  /// Keeps a fault when `value` is not what it must be.
  mutating func check(_ value: Double, _ what: String, _ expected: String, _ isGood: (Double) -> Bool) {
    guard !isGood(value) else { return }
    faults.append(
      Finding(
        .badArgument, "the \(what) of \(rule.name) cannot be used", expected: expected, got: "\(value)",
        remedy: "Give another \(what), or leave it out for the default"))
  }

  /// The rule and every resolved number: `adam(learning_rate 0.001, beta_1 0.9, …)`.
  var description: String {
    let numbers = [("learning_rate", "\(learningRate)")] + rule.settings
    let text = numbers.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    return "\(rule.name)(\(text))" + (schedule == .constant ? "" : ", \(schedule.description)")
  }
}

/// One step of an optimizer over all parameters, which lie in one array.
///
/// `slots` holds `slots` numbers per parameter, slot after slot, and starts at zero.
public protocol OptimizerRule: Sendable {
  var name: String { get }
  /// Resolved numbers by Keras's names, for `summary()`.
  var settings: [(String, String)] { get }
  /// Numbers kept per parameter.
  var slots: Int { get }
  /// - Parameters:
  ///   - learningRate: After the schedule.
  ///   - step: 1 at the first update.
  func step(
    _ parameters: inout MutableSpan<Float>, gradients: borrowing Span<Float>, slots: inout MutableSpan<Float>,
    learningRate: Float, step: Int)
}

extension OptimizerRule {
  public var settings: [(String, String)] { [] }
}

/// A rule with a kernel: no span is made, no bound is checked.
protocol KernelRule: OptimizerRule {
  func sweep(_ kernels: borrowing ck_kernels, _ sweep: Sweep)
}

/// The arrays and numbers of one update.
struct Sweep {
  let count: Int
  let parameters: UnsafeMutablePointer<Float>
  let gradients: UnsafePointer<Float>
  let slots: UnsafeMutablePointer<Float>
  let learningRate: Double
  /// 1 at the first update.
  let step: Int

  func slot(_ i: Int) -> UnsafeMutablePointer<Float> { slots + i * count }
}

extension KernelRule {
  public func step(
    _ parameters: inout MutableSpan<Float>, gradients: borrowing Span<Float>, slots: inout MutableSpan<Float>,
    learningRate: Float, step: Int
  ) {
    let count = parameters.count
    parameters.withUnsafeMutableBufferPointer { p in
      slots.withUnsafeMutableBufferPointer { s in
        gradients.withUnsafeBufferPointer { g in
          guard let parameters = p.baseAddress, let gradients = g.baseAddress else { return }
          sweep(
            ck_kernels_best().pointee,
            Sweep(
              count: count, parameters: parameters, gradients: gradients, slots: s.baseAddress ?? parameters,
              learningRate: Double(learningRate), step: step))
        }
      }
    }
  }
}

extension Optimizer: ExpressibleByStringLiteral {
  /// Each name with Keras 3's defaults.
  static let vocabulary: [(String, @Sendable () -> Optimizer)] = [
    ("sgd", { .sgd() }), ("rmsprop", { .rmsprop() }), ("adam", { .adam() }),
  ]

  /// An unknown name is a fault at `compile()`.
  public init(stringLiteral name: String) {
    if let known = OptimizerName.lookUp(name) {
      self = known.make()
    } else {
      self = .sgd()
      faults = [OptimizerName.unknownName(name)]
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
