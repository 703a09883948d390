/// Rows of float32 numbers, each row of the same shape. A value: nobody else can write its storage.
///
/// It is not `ExpressibleByArrayLiteral` on purpose: `predict([1, 2])` must mean one row.
public struct Tensor: Sendable, Hashable, CustomStringConvertible {
  /// All numbers, row by row.
  public let values: [Float]
  public let rows: Int
  /// The shape of one row.
  public let shape: Shape

  /// The caller guarantees `values.count == rows * shape.count`.
  init(unchecked values: [Float], rows: Int, shape: Shape) {
    self.values = values
    self.rows = rows
    self.shape = shape
  }

  /// Rows of equal length. No row at all gives an empty tensor of shape `[1]`.
  ///
  /// - Throws: `SwiftletError` (`ragged-row`) when a row has another length than the first,
  ///   (`bad-argument`) when rows are empty.
  @inlinable
  public init<F: BinaryFloatingPoint>(rows: [[F]]) throws(SwiftletError) {
    let width = rows.first?.count ?? 1
    var values: [Float] = []
    values.reserveCapacity(width * rows.count)
    for (index, row) in rows.enumerated() {
      guard row.count == width else { throw Tensor.raggedRow(index, expected: width, got: row.count) }
      for value in row { values.append(Float(value)) }
    }
    try self.init(values, rows: rows.count, shape: Shape([width]))
  }

  /// - Throws: `SwiftletError` (`shape-misfit`) when there are not rows × shape values.
  @inlinable
  public init<F: BinaryFloatingPoint>(_ values: [F], rows: Int, shape: Shape) throws(SwiftletError) {
    try Tensor.check(count: values.count, rows: rows, shape: shape)
    // What is Float already is shared, not copied.
    self.init(floats: values as? [Float] ?? values.map { Float($0) }, rows: rows, shape: shape)
  }

  /// One number per row: shape `[1]`.
  @inlinable
  public init<F: BinaryFloatingPoint>(column values: [F]) {
    self.init(floats: values.map { Float($0) }, rows: values.count, shape: [1])
  }

  /// One row; where it goes its length is checked.
  init(row: [Float]) { self.init(unchecked: row, rows: 1, shape: Shape([row.count])) }

  /// A row per label: a single 1 in its column, 0 elsewhere. The caller guarantees `0..<classes`.
  init(oneHot labels: [Int], classes: Int) {
    var values = [Float](repeating: 0, count: labels.count * classes)
    for (row, label) in labels.enumerated() { values[row * classes + label] = 1 }
    self.init(unchecked: values, rows: labels.count, shape: Shape([classes]))
  }

  @usableFromInline init(floats: [Float], rows: Int, shape: Shape) {
    self.init(unchecked: floats, rows: rows, shape: shape)
  }

  /// Independent numbers, uniform on `range`. The same seed gives the same numbers. A size that memory
  /// cannot hold gives a tensor without rows, which every data set refuses.
  public static func uniform(rows: Int, shape: Shape, in range: ClosedRange<Float> = 0...1, seed: UInt64) -> Tensor {
    guard let width = shape.checkedCount, rows > 0, SizeLimit.fault(rows: rows, width: width) == nil else {
      return Tensor(unchecked: [], rows: 0, shape: shape)
    }
    var random = RandomStream(.data, seed: seed)
    let span = Double(range.upperBound) - Double(range.lowerBound)
    let values = (0..<rows * width).map { _ in Float(Double(range.lowerBound) + span * random.uniform()) }
    return Tensor(unchecked: values, rows: rows, shape: shape)
  }

  /// The numbers of one row; none for a row that does not exist, which whatever is given them refuses.
  public subscript(row row: Int) -> [Float] {
    guard row >= 0 && row < rows else { return [] }
    let width = shape.count
    return Array(values[row * width..<(row + 1) * width])
  }

  public var description: String { "Tensor(\(rows) × \(shape))" }

  /// The rows at `indices`, in that order.
  func gathered(_ indices: [Int]) -> Tensor {
    let width = shape.count
    var gathered: [Float] = []
    gathered.reserveCapacity(indices.count * width)
    for index in indices { gathered.append(contentsOf: values[index * width..<(index + 1) * width]) }
    return Tensor(unchecked: gathered, rows: indices.count, shape: shape)
  }

  @usableFromInline static func raggedRow(_ row: Int, expected: Int, got: Int) -> SwiftletError {
    SwiftletError(
      .data,
      Finding(
        .raggedRow, "row \(row) (counted from 0) has another length than row 0", expected: "\(expected) values",
        got: "\(got)", remedy: "Give every row the same number of values"))
  }

  @usableFromInline static func check(count: Int, rows: Int, shape: Shape) throws(SwiftletError) {
    guard rows >= 0, let width = shape.checkedCount else {
      throw SwiftletError(
        .data,
        Finding(
          .badArgument, "rows of numbers cannot have this shape", expected: "sizes of at least 1 that can be counted",
          got: "\(rows) rows of shape \(shape)", remedy: "Give sizes of 1 or more; an empty row has no meaning"))
    }
    let (needed, overflow) = rows.multipliedReportingOverflow(by: width)
    guard !overflow, needed == count else {
      throw SwiftletError(
        .data,
        Finding(
          .shapeMisfit, "the number of values is not rows × shape",
          expected: "\(rows) × \(shape) = \(overflow ? "more than can be counted" : "\(needed)")",
          got: "\(count)", remedy: "Check the number of rows and the shape of one row"))
    }
  }
}
