/// A chain of layers, one per line.
///
///     let model = Sequential(inputs: 5) {
///       Dense(20, activation: .relu)
///       Dense(2, activation: .softmax)
///     }
public final class Sequential: Model {
  public init(
    inputs: Shape, seed: UInt64 = 0, file: String = #fileID, line: Int = #line,
    @LayerBuilder _ layers: () -> [any Layer]
  ) {
    let (x, y) = Self.chain(inputs, layers(), file, line)
    super.init(inputs: [x], outputs: [y], seed: seed, classes: [], columns: [])
  }

  public init(
    inputs: Int, seed: UInt64 = 0, file: String = #fileID, line: Int = #line,
    @LayerBuilder _ layers: () -> [any Layer]
  ) {
    let (x, y) = Self.chain([inputs], layers(), file, line)
    super.init(inputs: [x], outputs: [y], seed: seed, classes: [], columns: [])
  }

  /// Input shape, column names and class names from the data.
  public init(
    for data: Dataset, seed: UInt64 = 0, file: String = #fileID, line: Int = #line,
    @LayerBuilder _ layers: () -> [any Layer]
  ) {
    let (x, y) = Self.chain(data.inputShape, layers(), file, line)
    super.init(inputs: [x], outputs: [y], seed: seed, classes: data.classes, columns: data.inputNames)
  }

  private static func chain(_ shape: Shape, _ layers: [any Layer], _ file: String, _ line: Int) -> (Symbol, Symbol) {
    let x = Symbol.input(shape, file: file, line: line)
    return (x, layers.reduce(x) { $1($0, file: file, line: line) })
  }
}
