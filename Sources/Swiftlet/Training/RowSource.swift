/// Rows that a pass reads: inputs, encoded targets and weights, as addresses that are valid while
/// `withPointers` runs.
struct RowSource {
  struct Column {
    let kind: VirtualBuffer.Kind
    let pointer: UnsafePointer<Float>
    /// Floats per row.
    let width: Int
  }
  let columns: [Column]
  let count: Int
}

/// The same as values.
struct RowArrays {
  var arrays: [(kind: VirtualBuffer.Kind, values: [Float], width: Int)] = []
  var count = 0

  /// Whether the rows have weights for each of so many goals.
  func isWeighted(goals: Int) -> [Bool] {
    (0..<goals).map { goal in arrays.contains { $0.kind == .weights(goal) } }
  }

  /// Rows from `first` on; their count.
  func part(_ rows: Range<Int>) -> RowArrays {
    RowArrays(
      arrays: arrays.map {
        ($0.kind, Array($0.values[rows.lowerBound * $0.width..<rows.upperBound * $0.width]), $0.width)
      },
      count: rows.count)
  }

  /// Calls `body` with the addresses of all arrays.
  func withPointers<R>(_ body: (RowSource) throws(SwiftletError) -> R) throws(SwiftletError) -> R {
    try collect(arrays[...], [], body)
  }

  private func collect<R>(
    _ remaining: ArraySlice<(kind: VirtualBuffer.Kind, values: [Float], width: Int)>, _ columns: [RowSource.Column],
    _ body: (RowSource) throws(SwiftletError) -> R
  ) throws(SwiftletError) -> R {
    guard let next = remaining.first else { return try body(RowSource(columns: columns, count: count)) }
    return try next.values.withUnsafeBufferPointer { (buffer) throws(SwiftletError) -> R in
      guard let pointer = buffer.baseAddress else { return try collect(remaining.dropFirst(), columns, body) }
      let column = RowSource.Column(kind: next.kind, pointer: pointer, width: next.width)
      return try collect(remaining.dropFirst(), columns + [column], body)
    }
  }
}
