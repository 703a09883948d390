/// y = sin(frequency·(x·kernel + bias)): a layer of a SIREN, which fits pictures and other signals with all their
/// detail.
///
/// **Shapes** x `[inputs]`, kernel `[inputs, units]`, bias `[units]`, y `[units]`.
/// The kernel starts uniform in ±1/inputs in the first layer, whose frequency sets how fine the details are, and in
/// ±√(6/inputs)/frequency behind it, so that every layer sees a distribution alike; the bias in ±1/√inputs.
///
///     Sequential(inputs: 2) { Sine(64, isFirst: true); Sine(64); Dense(1) }
///
/// Keras and PyTorch have none. Source: Sitzmann et al., *Implicit Neural Representations with Periodic Activation
/// Functions*, 2020, section 3.2 and supplement 1.
public struct Sine: Layer, Sendable {
  let units: Int
  let frequency: Double
  let kernel: Weight
  let bias: SizedBias
  let place: Finding.Place

  /// - Parameters:
  ///   - units: The number of outputs, at least 1.
  ///   - frequency: ω, above 0; inputs are meant to lie in -1...1.
  ///   - isFirst: Whether it reads the inputs themselves.
  public init(
    _ units: Int, frequency: Double = 30, isFirst: Bool = false, file: String = #fileID, line: Int = #line
  ) {
    self.units = units
    self.frequency = frequency
    kernel = Weight("kernel", isFirst ? .sirenFirst : .sirenHidden(frequency: frequency))
    bias = SizedBias()
    place = Finding.Place(file: file, line: line)
  }

  /// Units that start otherwise than a SIREN's, such as waves that are read from the data: y = sin(x·kernel + bias).
  ///
  /// - Parameters:
  ///   - frequency: ω, above 0; a factor on both.
  ///   - kernel: How the frequencies start, [inputs, units]: `.scored(range: 600)` looks at the first data.
  ///   - bias: How the phases start. Without one 0 and π/2 by turns behind a scored kernel, so that two units make
  ///     every phase of a wave; else as above.
  public init(
    _ units: Int, frequency: Double = 1, kernel: Initializer, bias: Initializer? = nil, file: String = #fileID,
    line: Int = #line
  ) {
    self.units = units
    self.frequency = frequency
    self.kernel = Weight("kernel", kernel)
    self.bias = SizedBias(bias ?? (kernel.looksAtData ? .repeating([0, .pi / 2 / frequency]) : nil))
    place = Finding.Place(file: file, line: line)
  }

  public func forward(_ x: Symbol) -> Symbol {
    guard units >= 1 else {
      return refuse(
        x, "needs at least one unit", expected: "1 or more", got: "\(units)",
        remedy: "Give the number of outputs: Sine(64)")
    }
    guard frequency >= 1e-6, Float(frequency).isFinite else {
      return refuse(
        x, "has no such frequency", expected: "a finite number of at least 1e-6", got: "\(frequency)",
        remedy: "Leave it out for 30", shape: [units])
    }
    guard x.shape.sizes.count == 1, !x.node.isPoison else {
      return refuseShape(
        x, "needs one axis of inputs", expected: "a shape like [5]", remedy: "Put Flatten() before it", shape: [units])
    }
    let inputs = x.shape.sizes[0]
    let product = x.matmul(kernel([inputs, units])) + bias.weight(inputs: inputs)([units])
    return (frequency == 1 ? product : product * frequency).activated(.sine)
  }
}

extension Sine: PlacedLayer {
  var describedIdentity: ObjectIdentifier? { ObjectIdentifier(kernel.box) }
}
