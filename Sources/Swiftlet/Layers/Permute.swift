/// The axes of each sample in another order: axis i of y is axis `axes[i]` of x.
///
///     Permute([1, 0])      // [rows, columns] becomes [columns, rows]
///
/// Axes count from 0, without that of the batch; Keras's `Permute((2, 1))` counts from 1.
///
/// Keras: `Permute`; PyTorch: `permute`, which counts the axis of the batch too.
public struct Permute: Layer, Sendable {
  let axes: [Int]
  let place: Finding.Place

  public init(_ axes: [Int], file: String = #fileID, line: Int = #line) {
    self.axes = axes
    place = Finding.Place(file: file, line: line)
  }

  public func forward(_ x: Symbol) -> Symbol { axes == Array(x.shape.sizes.indices) ? untouched(x) : x.permuted(axes) }
}

extension Permute: PlacedLayer {}
