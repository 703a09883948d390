/// How the weights of a layer are trained, beside what the optimizer does with all of them.
struct LayerOptions: Sendable, Hashable, Codable {
  /// nil: not said.
  var isFrozen: Bool?
  var rateScale = 1.0
  var regularizers: [Regularizer] = []
  var constraint: Constraint?

  /// Of one layer: what was said last counts.
  func applied(over earlier: LayerOptions) -> LayerOptions {
    LayerOptions(
      isFrozen: isFrozen ?? earlier.isFrozen, rateScale: rateScale * earlier.rateScale,
      regularizers: earlier.regularizers + regularizers, constraint: constraint ?? earlier.constraint)
  }

  /// Of a layer inside another: a frozen one freezes all it is made of.
  func containing(_ inner: LayerOptions) -> LayerOptions {
    LayerOptions(
      isFrozen: isFrozen == true || inner.isFrozen == true, rateScale: rateScale * inner.rateScale,
      regularizers: regularizers + inner.regularizers, constraint: inner.constraint ?? constraint)
  }

  /// Whether something is said that only kernels obey.
  var asksForKernels: Bool { !regularizers.isEmpty || constraint != nil }

  /// `frozen, learning rate × 0.1`.
  var words: String {
    var parts: [String] = []
    if isFrozen == true { parts.append("frozen") }
    if rateScale != 1 { parts.append("learning rate × \(rateScale)") }
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
