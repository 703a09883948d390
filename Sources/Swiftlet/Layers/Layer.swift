/// A function from symbol to symbol. `forward` describes the graph once; it never sees a number.
///
/// A layer of your own is a type with one method:
///
///     struct Scale: Layer {
///       let gain = Weight("gain", .ones)
///       func forward(_ x: Symbol) -> Symbol { x * gain(x.shape) }
///     }
///
/// Not Sendable on purpose: a user's layer may be a class. The built-in ones are Sendable structs.
public protocol Layer {
  func forward(_ x: Symbol) -> Symbol
}

extension Layer {
  /// Applies the layer, remembering the line for messages. Calling it twice shares its weights.
  public func callAsFunction(_ x: Symbol, file: String = #fileID, line: Int = #line) -> Symbol {
    LayerCall.entered(self, Finding.Place(file: file, line: line)) { forward(x) }
  }
}

/// What a layer says about itself; the built-in ones know the line that made them.
protocol DescribedLayer: Layer {
  var describedKind: String { get }
  var describedName: String? { get }
  var describedPlace: Finding.Place? { get }
  /// What makes two uses the same layer.
  var describedIdentity: ObjectIdentifier? { get }
  var describedOptions: LayerOptions { get }
  /// What `describedIdentity` is the identity of, when no weight keeps it alive.
  var describedKeeper: LayerIdentity? { get }
}

extension DescribedLayer {
  var describedIdentity: ObjectIdentifier? { nil }
  var describedOptions: LayerOptions { LayerOptions() }
  var describedKeeper: LayerIdentity? { nil }
}

extension LayerCall {
  static func kind(of layer: Any) -> String {
    if let described = layer as? any DescribedLayer { return described.describedKind }
    let name = String(describing: type(of: layer))
    return String(name.prefix { $0 != "<" })
  }

  /// Runs `body` with every symbol it makes marked as made by `layer`.
  static func entered<Result>(_ layer: Any, _ place: Finding.Place?, _ body: () -> Result) -> Result {
    let described = layer as? any DescribedLayer
    let call = LayerCall(
      kind: kind(of: layer), name: described?.describedName, place: described?.describedPlace ?? place,
      identity: described?.describedIdentity, options: described?.describedOptions ?? LayerOptions(),
      keeper: described?.describedKeeper)
    return LayerCall.$current.withValue(call, operation: body)
  }
}

/// A trainable array. Its identity is the identity of sharing: every `Weight(...)` is new, copies of
/// it are the same weight.
public struct Weight: Sendable {
  let box: WeightBox

  /// - Parameters:
  ///   - regularizer: What it costs by itself; in addition to those of its layer.
  ///   - constraint: What it is brought back to after each update; instead of that of its layer.
  public init(
    _ name: String, _ initializer: Initializer = .glorotUniform, regularizer: Regularizer? = nil,
    constraint: Constraint? = nil
  ) {
    box = WeightBox(name: name, initializer: initializer, regularizer: regularizer, constraint: constraint)
  }

  /// Its symbol, of this shape. Asking for it again with another shape is a fault at `compile()`.
  public func callAsFunction(_ shape: Shape, file: String = #fileID, line: Int = #line) -> Symbol {
    let place = LayerCall.current?.place ?? Finding.Place(file: file, line: line)
    guard shape.checkedCount != nil else {
      return .poisoned(
        .badArgument, "the weight \(box.name) cannot have this shape",
        expected: "sizes of at least 1 that can be counted",
        got: "\(shape)", remedy: "Use fewer units or columns, at least one of each", place: place)
    }
    return Symbol(Node(.parameter(box), [], shape: shape, isBatched: false, place: place, name: box.name))
  }
}

final class WeightBox: Sendable {
  let name: String
  /// Its numbers, when several models have it.
  let shared = SharedArray()
  let initializer: Initializer
  let regularizer: Regularizer?
  let constraint: Constraint?

  init(name: String, initializer: Initializer, regularizer: Regularizer?, constraint: Constraint?) {
    self.name = name
    self.initializer = initializer
    self.regularizer = regularizer
    self.constraint = constraint
  }
}

/// Numbers that a model keeps and no gradient moves: their values are given, or `initial` until
/// data are seen.
final class StateBox: Sendable {
  let name: String
  /// Its numbers, when several models have it.
  let shared = SharedArray()
  let initial: Float
  let values: [Float]?
  /// Draws them from the model's seed instead.
  let initializer: Initializer?
  /// Whether nothing need be taken from data before the model can be used.
  let isGiven: Bool

  init(name: String, initial: Float, values: [Float]? = nil, initializer: Initializer? = nil, isGiven: Bool = false) {
    self.name = name
    self.initial = initial
    self.values = values
    self.initializer = initializer
    self.isGiven = isGiven || values != nil || initializer != nil
  }
}

/// Collects layers, one per line, with `if` and `for`.
@resultBuilder public enum LayerBuilder {
  public static func buildExpression(_ layer: some Layer) -> [any Layer] { [layer] }
  public static func buildExpression(_ layers: [any Layer]) -> [any Layer] { layers }
  public static func buildBlock(_ parts: [any Layer]...) -> [any Layer] { parts.flatMap { $0 } }
  public static func buildOptional(_ part: [any Layer]?) -> [any Layer] { part ?? [] }
  public static func buildEither(first: [any Layer]) -> [any Layer] { first }
  public static func buildEither(second: [any Layer]) -> [any Layer] { second }
  public static func buildArray(_ parts: [[any Layer]]) -> [any Layer] { parts.flatMap { $0 } }
}

/// Several inputs, one output. Not a `Layer`, so it cannot stand in a chain.
public protocol MergeLayer {
  func forward(_ inputs: [Symbol]) -> Symbol
}

extension MergeLayer {
  public func callAsFunction(_ inputs: Symbol..., file: String = #fileID, line: Int = #line) -> Symbol {
    LayerCall.entered(self, Finding.Place(file: file, line: line)) { forward(inputs) }
  }
}
