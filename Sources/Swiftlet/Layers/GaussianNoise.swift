/// While training, y = x + deviation·z with z standard normal; y = x when the model predicts or is evaluated.
///
/// **Shapes** x and y are equal. The deviation is in the units of x, so normalise before it.
///
/// Keras: `GaussianNoise(stddev)`; PyTorch has none. Source: Bishop, *Training with Noise*, 1995.
public struct GaussianNoise: Layer, Sendable {
  let deviation: Double
  let place: Finding.Place

  /// - Parameter deviation: Of the noise, at least 0.
  public init(_ deviation: Double, file: String = #fileID, line: Int = #line) {
    self.deviation = deviation
    place = Finding.Place(file: file, line: line)
  }

  public func forward(_ x: Symbol) -> Symbol {
    guard deviation >= 0, Float(deviation).isFinite else {
      return refuse(
        x, "has no such deviation", expected: "a finite number of at least 0", got: "\(deviation)",
        remedy: "Give a deviation such as 0.1", shape: x.shape)
    }
    return Float(deviation) == 0 ? untouched(x) : x.noisy(.gaussian(deviation: deviation))
  }
}

extension GaussianNoise: PlacedLayer {}
