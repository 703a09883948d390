/// How the weights of a layer are trained, beside what the optimizer does with all of them.
struct LayerOptions: Sendable, Hashable, Codable {
  /// nil: not said.
  var isFrozen: Bool?
  var rateScale = 1.0
  /// Of single arrays, by their names in the layer; times `rateScale`. nil: of none.
  var arrayRateScales: [String: Double]?
  var regularizers: [Regularizer] = []
  var constraint: Constraint?

  /// Of one layer: what was said last counts.
  func applied(over earlier: LayerOptions) -> LayerOptions {
    LayerOptions(
      isFrozen: isFrozen ?? earlier.isFrozen, rateScale: rateScale * earlier.rateScale,
      arrayRateScales: Self.product(earlier.arrayRateScales, arrayRateScales),
      regularizers: earlier.regularizers + regularizers, constraint: constraint ?? earlier.constraint)
  }

  /// Of a layer inside another: a frozen one freezes all it is made of.
  func containing(_ inner: LayerOptions) -> LayerOptions {
    LayerOptions(
      isFrozen: isFrozen == true || inner.isFrozen == true, rateScale: rateScale * inner.rateScale,
      arrayRateScales: Self.product(arrayRateScales, inner.arrayRateScales),
      regularizers: regularizers + inner.regularizers, constraint: inner.constraint ?? constraint)
  }

  private static func product(_ first: [String: Double]?, _ second: [String: Double]?) -> [String: Double]? {
    guard let first, let second else { return first ?? second }
    return first.merging(second) { $0 * $1 }
  }

  /// What the learning rate of an array is multiplied with.
  func rateScale(of array: String) -> Double { rateScale * (arrayRateScales?[array] ?? 1) }

  /// Whether something is said that only kernels obey.
  var asksForKernels: Bool { !regularizers.isEmpty || constraint != nil }

  /// `frozen, learning rate × 0.1`.
  var words: String {
    var parts: [String] = []
    if isFrozen == true { parts.append("frozen") }
    if rateScale != 1 { parts.append("learning rate × \(rateScale)") }
    parts += (arrayRateScales ?? [:]).sorted { $0.key < $1.key }.map { "learning rate of \($0.key) × \($0.value)" }
    parts += regularizers.map(\.description)
    if let constraint { parts.append(constraint.description) }
    return parts.isEmpty ? "no modifier" : parts.joined(separator: ", ")
  }
}

extension Layer {
  /// The same layer under a name of its own, in `summary()`, `weights` and messages.
  public func named(_ name: String) -> ModifiedLayer<Self> { ModifiedLayer(base: self, name: name) }

  /// The same layer, whose weights and those of the layers in it stay as they are: no gradient is computed for them,
  /// and no momentum or decay moves them. A frozen BatchNormalization uses its moving statistics, as in Keras.
  public func frozen(_ isFrozen: Bool = true) -> ModifiedLayer<Self> {
    ModifiedLayer(base: self, options: LayerOptions(isFrozen: isFrozen))
  }

  /// The same layer, learning at the optimizer's rate times `scale`, a number above 0.
  public func learningRate(scale: Double) -> ModifiedLayer<Self> {
    ModifiedLayer(base: self, options: LayerOptions(rateScale: scale))
  }

  /// The same layer, one of whose arrays learns at the layer's rate times `scale`, a number above 0. Frequencies of
  /// several hundred and output weights of about ten, say, need rates of their own.
  ///
  ///     Sine(2, kernel: .scored(range: 600)).learningRate(scale: 0.05, of: "kernel")
  ///
  /// - Parameter array: Its name in the layer, the part behind the `/` in `weights`. A name that the layer does not
  ///   have is a fault at `compile()`.
  public func learningRate(scale: Double, of array: String) -> ModifiedLayer<Self> {
    ModifiedLayer(base: self, options: LayerOptions(arrayRateScales: [array: scale]))
  }

  /// The same layer with a penalty on its kernels: its weights with two axes or more, not its biases. Penalties add up.
  public func regularized(_ regularizer: Regularizer) -> ModifiedLayer<Self> {
    ModifiedLayer(base: self, options: LayerOptions(regularizers: [regularizer]))
  }

  /// The same layer with a constraint on its kernels: its weights with two axes or more, not its biases.
  public func constrained(_ constraint: Constraint) -> ModifiedLayer<Self> {
    ModifiedLayer(base: self, options: LayerOptions(constraint: constraint))
  }
}

/// A layer with options that every layer has. Modifiers follow each other in any order:
/// `Dense(8).named("encoder").frozen()`.
public struct ModifiedLayer<Base: Layer>: Layer {
  public let base: Base
  var name: String?
  var options = LayerOptions()

  public func forward(_ x: Symbol) -> Symbol { base.forward(x) }
}
extension ModifiedLayer: Sendable where Base: Sendable {}

extension ModifiedLayer: DescribedLayer {
  private var described: (any DescribedLayer)? { base as? any DescribedLayer }
  var describedKind: String { LayerCall.kind(of: base) }
  var describedName: String? { name ?? described?.describedName }
  var describedPlace: Finding.Place? { described?.describedPlace }
  var describedIdentity: ObjectIdentifier? { described?.describedIdentity }
  var describedKeeper: LayerIdentity? { described?.describedKeeper }
  var describedOptions: LayerOptions { options.applied(over: described?.describedOptions ?? LayerOptions()) }
}
