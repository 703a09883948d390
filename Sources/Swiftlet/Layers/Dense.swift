/// y = activation(x·kernel + bias): every output is connected to every input.
///
/// **Shapes** x `[inputs]`, kernel `[inputs, units]`, bias `[units]`, y `[units]`.
/// Parameters in this order, as in Keras. Copies of a layer share its weights.
public struct Dense: Layer, Sendable {
  let units: Int
  let activation: Activation
  let kernel: Weight
  let bias: Weight?
  let activityRegularizer: Regularizer?
  let name: String?
  let place: Finding.Place

  /// - Parameters:
  ///   - units: The number of outputs, at least 1.
  ///   - bias: Whether a bias is added.
  ///   - weights: The initialiser of the kernel; Keras's default.
  ///   - regularizer: Of the kernel.
  ///   - activityRegularizer: A penalty on the outputs y, for each sample; the mean over the batch is added to the loss.
  ///   - constraint: Of the kernel, after each update.
  public init(
    _ units: Int, activation: Activation = .linear, bias: Bool = true, weights: Initializer = .glorotUniform,
    biases: Initializer = .zeros, regularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, constraint: Constraint? = nil, biasConstraint: Constraint? = nil,
    name: String? = nil, file: String = #fileID, line: Int = #line
  ) {
    self.units = units
    self.activation = activation
    kernel = Weight("kernel", weights, regularizer: regularizer, constraint: constraint)
    self.bias = bias ? Weight("bias", biases, regularizer: biasRegularizer, constraint: biasConstraint) : nil
    self.activityRegularizer = activityRegularizer
    self.name = name
    place = Finding.Place(file: file, line: line)
  }

  public func forward(_ x: Symbol) -> Symbol {
    guard units >= 1 else {
      return .poisoned(
        .badArgument, "Dense needs at least one unit", expected: "1 or more", got: "\(units)",
        remedy: "Give the number of outputs: Dense(3)", place: place, inputs: [x], hasOtherCause: true)
    }
    guard x.shape.sizes.count == 1, !x.node.isPoison else {
      // Whatever comes in, this many values come out: the layers behind can still be checked.
      let outputs = Symbol.poisoned(
        .shapeMisfit, "Dense needs one axis of inputs", expected: "a shape like [5]", got: "\(x.shape)",
        remedy: "Put Flatten() before it", place: place, inputs: [x], shape: [units])
      return outputs.activated(activation)
    }
    let product = x.matmul(kernel([x.shape.sizes[0], units]))
    let outputs = (bias.map { product + $0([units]) } ?? product).activated(activation)
    return activityRegularizer.map { outputs.penalized($0) } ?? outputs
  }
}

extension Dense: DescribedLayer {
  var describedKind: String { "Dense" }
  var describedName: String? { name }
  var describedPlace: Finding.Place? { place }
  var describedIdentity: ObjectIdentifier? { ObjectIdentifier(kernel.box) }
}
