internal import CKernels

extension Initializer {
  /// The deviation of a standard normal truncated to [-2, 2].
  static let truncatedDeviation = 0.87962566103423978

  /// Inputs and outputs of an array, as Keras counts them.
  static func fans(of shape: Shape) -> (fanIn: Double, fanOut: Double) {
    guard shape.sizes.count >= 2 else { return (Double(shape.last), Double(shape.last)) }
    let field = shape.sizes.dropLast(2).reduce(1.0) { $0 * Double($1) }
    return (field * Double(shape.sizes[shape.sizes.count - 2]), field * Double(shape.last))
  }

  /// Those initializers that are a variance divided by a fan.
  private var scaling: (scale: Double, fan: Fan, distribution: Distribution)? {
    switch self {
    case .glorotUniform: (1, .fanAverage, .uniform)
    case .glorotNormal: (1, .fanAverage, .truncatedNormal)
    case .heUniform: (2, .fanIn, .uniform)
    case .heNormal: (2, .fanIn, .truncatedNormal)
    case .lecunUniform: (1, .fanIn, .uniform)
    case .lecunNormal: (1, .fanIn, .truncatedNormal)
    case .varianceScaling(let scale, let fan, let distribution): (scale, fan, distribution)
    default: nil
    }
  }

  /// Fills `values` of `shape` from `random`.
  func fill(_ values: UnsafeMutableBufferPointer<Float>, shape: Shape, random: inout RandomStream) {
    let fanIn = Self.fans(of: shape).fanIn
    switch self {
    // What looks at data is filled when they are there.
    case .zeros, .unknown, .scored: values.update(repeating: 0)
    case .repeating(let given):
      if !given.isEmpty { for i in values.indices { values[i] = Float(given[i % given.count]) } }
    case .ones: values.update(repeating: 1)
    case .constant(let value): values.update(repeating: Float(value))
    case .values(let given): for i in values.indices { values[i] = given[i] }
    case .glorotUniform, .glorotNormal, .heUniform, .heNormal, .lecunUniform, .lecunNormal, .varianceScaling:
      fillScaled(values, shape, &random)
    case .torchLinear: Self.uniform(values, 1 / fanIn.squareRoot(), &random)
    case .torchLinearBias(let fan): Self.uniform(values, 1 / Double(fan).squareRoot(), &random)
    case .sirenFirst: Self.uniform(values, 1 / fanIn, &random)
    case .sirenHidden(let frequency): Self.uniform(values, (6 / fanIn).squareRoot() / frequency, &random)
    case .truncatedNormal(let mean, let deviation): Self.truncated(values, mean, deviation, &random)
    case .normal(let mean, let deviation): Self.normal(values, mean, deviation, &random)
    case .uniform(let range):
      let width = range.upperBound - range.lowerBound
      for i in values.indices { values[i] = Float(range.lowerBound + width * random.uniform()) }
    case .orthogonal(let gain): Self.orthogonal(values, width: shape.last, gain, &random)
    case .identity(let gain):
      values.update(repeating: 0)
      for i in 0..<min(shape.sizes[0], shape.last) { values[i * shape.last + i] = Float(gain) }
    case .sparse(let sparsity, let deviation):
      Self.normal(values, 0, deviation, &random)
      Self.clear(values, width: shape.last, share: sparsity, &random)
    }
  }

  private func fillScaled(
    _ values: UnsafeMutableBufferPointer<Float>, _ shape: Shape, _ random: inout RandomStream
  ) {
    guard let scaling else { return }
    let (fanIn, fanOut) = Self.fans(of: shape)
    let fan =
      switch scaling.fan {
      case .fanIn: fanIn
      case .fanOut: fanOut
      case .fanAverage: (fanIn + fanOut) / 2
      }
    let variance = scaling.scale / max(fan, 1)
    switch scaling.distribution {
    case .uniform: Self.uniform(values, (3 * variance).squareRoot(), &random)
    case .truncatedNormal: Self.truncated(values, 0, variance.squareRoot() / Self.truncatedDeviation, &random)
    case .untruncatedNormal: Self.normal(values, 0, variance.squareRoot(), &random)
    }
  }

  private static func uniform(
    _ values: UnsafeMutableBufferPointer<Float>, _ limit: Double, _ random: inout RandomStream
  ) {
    for i in values.indices { values[i] = Float((2 * random.uniform() - 1) * limit) }
  }

  private static func normal(
    _ values: UnsafeMutableBufferPointer<Float>, _ mean: Double, _ deviation: Double, _ random: inout RandomStream
  ) {
    for i in values.indices { values[i] = Float(mean + deviation * random.normal()) }
  }

  private static func truncated(
    _ values: UnsafeMutableBufferPointer<Float>, _ mean: Double, _ deviation: Double, _ random: inout RandomStream
  ) {
    for i in values.indices {
      var draw = random.normal()
      while abs(draw) > 2 { draw = random.normal() }
      values[i] = Float(mean + deviation * draw)
    }
  }

  /// Q of a normal matrix that is at least as high as wide, transposed where the weight is wider than high.
  private static func orthogonal(
    _ values: UnsafeMutableBufferPointer<Float>, width: Int, _ gain: Double, _ random: inout RandomStream
  ) {
    let height = values.count / width
    let (m, n) = (max(height, width), min(height, width))
    var q = (0..<m * n).map { _ in random.normal() }
    var work = [Double](repeating: 0, count: 3 * n)
    ck_kernels_best().pointee.orthonormalize_f64(m, n, &q, &work)
    for i in values.indices {
      let (row, column) = i.quotientAndRemainder(dividingBy: width)
      values[i] = Float(gain * (height >= width ? q[row * n + column] : q[column * n + row]))
    }
  }

  /// Zeros in each row, as many as its share rounded up, at places drawn without replacement.
  private static func clear(
    _ values: UnsafeMutableBufferPointer<Float>, width: Int, share: Double, _ random: inout RandomStream
  ) {
    let count = min(Int((share * Double(width)).rounded(.up)), width)
    for start in stride(from: 0, to: values.count, by: width) {
      for column in random.permutation(width).prefix(count) { values[start + Int(column)] = 0 }
    }
  }
}
