internal import CKernels

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

/// A rule with a kernel: no span is made, no bound is checked. Its numbers are what a file keeps of it.
protocol KernelRule: OptimizerRule, Codable, Hashable {
  /// Every number with what it must be.
  var checks: [NumberCheck] { get }
  /// Whether a schedule that cycles a momentum finds one here.
  var hasMomentum: Bool { get }
  /// What a slot starts with.
  func initial(slot: Int) -> Float
  func sweep(_ kernels: UnsafePointer<ck_kernels>, _ sweep: Sweep)
  /// The same, to be repeated as long as the learning rate stays; nil when the rule's numbers change by themselves.
  func steady(_ kernels: UnsafePointer<ck_kernels>, _ sweep: Sweep) -> SteadyUpdate?
}

extension KernelRule {
  var hasMomentum: Bool { false }
  func initial(slot: Int) -> Float { 0 }
  func steady(_ kernels: UnsafePointer<ck_kernels>, _ sweep: Sweep) -> SteadyUpdate? { nil }
}

/// The arrays and numbers of one update, of all parameters or of a range of them.
struct Sweep {
  let count: Int
  let parameters: UnsafeMutablePointer<Float>
  let gradients: UnsafePointer<Float>
  /// Of the first parameter of the range.
  let slots: UnsafeMutablePointer<Float>
  /// From one slot to the next.
  let stride: Int
  let learningRate: Double
  /// 1 at the first update.
  var step: Int
  /// In place of the rule's own.
  var momentum: Double?
  /// Of the training, which outlives its updates.
  let product: UnsafeMutablePointer<RunningProduct>

  func slot(_ i: Int) -> UnsafeMutablePointer<Float> { slots + i * stride }
}

/// A product over the steps, kept from one to the next; anew from the first when a training is taken up in between.
struct RunningProduct {
  private var step = 0
  private var value = 1.0

  /// The product of `factor(1)` to `factor(step)`.
  mutating func up(to step: Int, _ factor: (Int) -> Double) -> Double {
    if step < self.step { (self.step, value) = (0, 1) }
    while self.step < step {
      self.step += 1
      value *= factor(self.step)
      // It never grows again, and 1 minus it has been 1 for long.
      if value < 1e-30 { self.step = step }
    }
    return value
  }
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
          var product = RunningProduct()
          withUnsafeMutablePointer(to: &product) { product in
            sweep(
              ck_kernels_best(),
              Sweep(
                count: count, parameters: parameters, gradients: gradients, slots: s.baseAddress ?? parameters,
                stride: count, learningRate: Double(learningRate), step: step, product: product))
          }
        }
      }
    }
  }
}

/// What a number of an optimizer must be, and whether it is.
struct NumberCheck {
  let what: String
  let expected: String
  let got: String
  let isGood: Bool

  enum Domain {
    /// From 0 to below 1, in Float too.
    case share
    case atLeastZero
    case aboveZero
    case finite

    var words: String {
      switch self {
      case .share: "a number from 0 to below 1"
      case .atLeastZero: "a finite number of at least 0"
      case .aboveZero: "a finite number above 0"
      case .finite: "a finite number"
      }
    }

    func contains(_ value: Double) -> Bool {
      switch self {
      case .share: value >= 0 && Float(value) < 1
      case .atLeastZero: value >= 0 && Float(value).isFinite
      case .aboveZero: Float(value) > 0 && Float(value).isFinite
      case .finite: Float(value).isFinite
      }
    }
  }

  init(_ what: String, _ value: Double, _ domain: Domain) {
    self.init(what, got: "\(value)", expected: domain.words, domain.contains(value))
  }

  init(_ what: String, got: String, expected: String, _ isGood: Bool) {
    self.what = what
    self.got = got
    self.expected = expected
    self.isGood = isGood
  }

  /// Nothing when the number can be used.
  func fault(of name: String) -> Finding? {
    if isGood { return nil }
    return Finding(
      .badArgument, "the \(what) of \(name) cannot be used", expected: expected, got: got,
      remedy: "Give another \(what), or leave it out for the default")
  }
}

extension Preset {
  /// One of four, by library; Keras 2 takes Keras 1's unless it has its own.
  func choose<T>(keras1: T, keras2: T? = nil, keras3: T, torch: T) -> T {
    switch self {
    case .keras1: keras1
    case .keras2: keras2 ?? keras1
    case .keras3: keras3
    case .torch: torch
    }
  }
}

extension NumberCheck {
  /// A preset of a library that has not got the optimizer.
  init(_ preset: Preset, among known: [Preset]) {
    self.init(
      "preset", got: ".\(preset.rawValue), which has no such optimizer",
      expected: known.map { ".\($0.rawValue)" }.joined(separator: " or "), known.contains(preset))
  }
}
