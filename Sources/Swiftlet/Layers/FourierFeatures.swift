/// y = [cos(2π·x·B), sin(2π·x·B)] with a random matrix B that is drawn once and not learnt: a network behind it can fit
/// fine detail of few inputs.
///
/// **Shapes** x `[inputs]`, B `[inputs, count]`, y `[2·count]`. B is normal with the given deviation, follows from the
/// model's seed, and is part of its state. A larger deviation means finer detail; inputs are meant to lie in 0...1.
///
/// Keras: `RandomFourierFeatures` is another, older map; PyTorch has none. Source: Tancik et al., *Fourier Features Let
/// Networks Learn High Frequency Functions*, 2020, section 6.
public struct FourierFeatures: Layer, Sendable {
  let count: Int
  let deviation: Double
  let matrix: StateBox
  let place: Finding.Place

  /// - Parameters:
  ///   - count: Frequencies, at least 1; twice as many values come out.
  ///   - deviation: Of the frequencies, above 0, in cycles per unit of x.
  public init(_ count: Int, deviation: Double = 10, file: String = #fileID, line: Int = #line) {
    self.count = count
    self.deviation = deviation
    matrix = StateBox(name: "frequencies", initial: 0, initializer: .normal(mean: 0, deviation: deviation))
    place = Finding.Place(file: file, line: line)
  }

  public func forward(_ x: Symbol) -> Symbol {
    guard count >= 1, count <= Int.max / 2 else {
      return refuse(
        x, "needs at least one frequency", expected: "1 or more", got: "\(count)", remedy: "Give a number such as 64")
    }
    guard deviation > 0, Float(20 * deviation).isFinite else {
      return refuse(
        x, "has no such deviation", expected: "a finite number above 0", got: "\(deviation)",
        remedy: "Leave it out for 10", shape: [2 * count])
    }
    guard x.shape.sizes.count == 1, !x.node.isPoison, Shape([x.shape.count, count]).checkedCount != nil else {
      return refuseShape(
        x, "needs one axis of inputs", expected: "a shape like [2]", remedy: "Put Flatten() before it",
        shape: [2 * count])
    }
    let frequencies = Symbol(
      Node(.state(matrix), [], shape: [x.shape.sizes[0], count], isBatched: false, place: place, name: matrix.name))
    let angles = x.matmul(frequencies) * (2 * Double.pi)
    return .concatenated([angles.cos(), angles.activated(.sine)])
  }
}

extension FourierFeatures: PlacedLayer {
  var describedIdentity: ObjectIdentifier? { ObjectIdentifier(matrix) }
}
