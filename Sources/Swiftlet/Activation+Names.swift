extension Activation: ExpressibleByStringLiteral, Named {
  /// As Keras spells them; other spellings of a name follow it. PyTorch's class names differ in case and
  /// underscores, which do not matter.
  static let vocabulary: [(String, Activation)] = [
    ("linear", .linear), ("identity", .linear), ("relu", .relu), ("relu6", .relu6), ("leaky_relu", .leakyReLU),
    ("thresholded_relu", .thresholdedReLU), ("elu", .elu), ("celu", .celu), ("selu", .selu), ("sigmoid", .sigmoid),
    ("log_sigmoid", .logSigmoid), ("hard_sigmoid", .hardSigmoid), ("tanh", .tanh), ("hard_tanh", .hardTanh),
    ("tanh_shrink", .tanhShrink), ("soft_shrink", .softShrink), ("hard_shrink", .hardShrink), ("softplus", .softplus),
    ("softsign", .softsign), ("squareplus", .squareplus), ("exponential", .exponential), ("exp", .exponential),
    ("sine", .sine), ("sin", .sine), ("gaussian", .gaussian), ("silu", .silu), ("swish", .silu),
    ("hard_silu", .hardSwish), ("hard_swish", .hardSwish), ("mish", .mish), ("gelu", .gelu), ("softmax", .softmax),
    ("log_softmax", .logSoftmax), ("sparsemax", .sparsemax),
  ]
  static let noun = "activation"

  public init(stringLiteral name: String) { self = Self.lookUp(name) ?? .unknown(name) }

  /// - Throws: `SwiftletError` (`unknown-name`) with the nearest known names.
  public init(named name: String) throws(SwiftletError) { self = try Self.find(name) }

  /// The name as Keras spells it, with its parameters unless they are the default.
  package var description: String {
    if case .unknown(let name) = self { return name }
    let isDefault = Self.vocabulary.contains { $0.1 == self }
    let shown = isDefault && !parameters.contains { $0.label == "slope" } ? "" : parameterWords
    return baseName + shown
  }

  private var parameterWords: String {
    let words = parameters.map { "\($0.label) \(Self.number($0.value))" } + [variant].compactMap { $0 }
    return words.isEmpty ? "" : "(\(words.joined(separator: ", ")))"
  }

  /// 6 rather than 6.0.
  private static func number(_ value: Double) -> String {
    "\(value)".hasSuffix(".0") ? String("\(value)".dropLast(2)) : "\(value)"
  }

  /// The name without parameters.
  var baseName: String {
    switch self {
    case .linear: "linear"
    case .relu, .rectifier: "relu"
    case .relu6: "relu6"
    case .leakyReLU: "leaky_relu"
    case .thresholdedReLU: "thresholded_relu"
    case .elu: "elu"
    case .celu: "celu"
    case .selu: "selu"
    case .sigmoid: "sigmoid"
    case .logSigmoid: "log_sigmoid"
    case .hardSigmoid: "hard_sigmoid"
    case .tanh: "tanh"
    case .hardTanh: "hard_tanh"
    case .tanhShrink: "tanh_shrink"
    case .softShrink: "soft_shrink"
    case .hardShrink: "hard_shrink"
    case .softplus: "softplus"
    case .softsign: "softsign"
    case .squareplus: "squareplus"
    case .exponential: "exponential"
    case .sine: "sine"
    case .gaussian: "gaussian"
    case .silu: "silu"
    case .hardSwish: "hard_silu"
    case .mish: "mish"
    case .gelu: "gelu"
    case .softmax: "softmax"
    case .logSoftmax: "log_softmax"
    case .sparsemax: "sparsemax"
    case .unknown(let name): name
    }
  }

  /// What a preset or a choice is called.
  private var variant: String? {
    switch self {
    case .selu(let preset), .hardSigmoid(let preset), .hardTanh(let preset): preset.rawValue
    case .gelu(let isApproximate): isApproximate ? "tanh" : nil
    default: nil
    }
  }

  /// The numbers that a person gives, by their names.
  var parameters: [(label: String, value: Double)] {
    switch self {
    case .leakyReLU(let slope): [("slope", slope)]
    case .rectifier(let slope, let maximum, let threshold):
      [("slope", slope)] + (maximum.map { [("maximum", $0)] } ?? []) + [("threshold", threshold)]
    case .thresholdedReLU(let theta): [("theta", theta)]
    case .elu(let alpha), .celu(let alpha): [("alpha", alpha)]
    case .softShrink(let lambda), .hardShrink(let lambda): [("lambda", lambda)]
    case .squareplus(let b): [("b", b)]
    default: []
    }
  }
}

// MARK: - Domains

extension Activation {
  private enum Domain {
    case finite, notNegative, positive

    func contains(_ value: Float) -> Bool {
      switch self {
      case .finite: value.isFinite
      case .notNegative: value.isFinite && value >= 0
      case .positive: value.isFinite && value > 0
      }
    }

    var words: String {
      switch self {
      case .finite: "a finite number"
      case .notNegative: "a finite number of at least 0"
      case .positive: "a finite number above 0"
      }
    }
  }

  private var domain: Domain {
    switch self {
    case .leakyReLU, .elu: .finite
    case .celu, .squareplus: .positive
    default: .notNegative
    }
  }

  /// What a person has to mend: a parameter outside its domain (as float32), or a preset that knows no such function.
  var fault: (sentence: String, expected: String, got: String, remedy: String)? {
    if let bad = parameters.first(where: { !domain.contains(Float($0.value)) }) {
      return (
        "the activation \(baseName) cannot have this \(bad.label)", domain.words, "\(bad.value)",
        "Give a number such as \(domain == .positive ? 1 : 0.2)"
      )
    }
    switch self {
    case .selu(.keras1), .hardTanh(.keras1), .hardTanh(.keras2):
      return (
        "this version of Keras has no activation \(baseName)", "a preset that has it: .keras3 or .torch",
        ".\(variant ?? "")", "Write .\(self == .selu(.keras1) ? "selu" : "hardTanh") without a preset"
      )
    default: return nil
    }
  }
}
