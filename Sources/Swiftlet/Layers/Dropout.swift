/// While training, each value is 0 with probability `rate`, and 1/(1 - rate) times as large otherwise;
/// nothing is changed when the model predicts or is evaluated.
///
/// **Shapes** x and y are equal. What is dropped follows from the model's seed, the epoch, the batch, the row in it and
/// the place in the row: not from blocks or threads. Two uses of one layer draw apart.
///
/// Keras: `Dropout`; PyTorch: `Dropout`. Source: Srivastava et al., *Dropout*, 2014.
public struct Dropout: Layer, Sendable {
  let rate: Double
  let place: Finding.Place

  /// - Parameter rate: The share of values to drop, at least 0, below 1.
  public init(_ rate: Double, file: String = #fileID, line: Int = #line) {
    self.rate = rate
    place = Finding.Place(file: file, line: line)
  }

  public func forward(_ x: Symbol) -> Symbol {
    if let refused = refusedRate(rate, x) { return refused }
    return Float(rate) == 0 ? untouched(x) : x.noisy(.dropout(rate: rate))
  }
}

extension Dropout: PlacedLayer {}
