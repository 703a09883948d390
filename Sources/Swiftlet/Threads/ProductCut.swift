/// How a matrix product is cut into parts for several threads: into runs of columns of its result, or of rows.
///
///     C[rows × columns] = A · B      columns: a thread reads all of A, and packs and reads its part of B alone
///                                    rows: each reads all of B, for results of few columns
///
/// Sums are not cut, so no cut changes a bit.
package struct ProductCut {
  package let parts: Int
  package let cutsColumns: Bool

  /// Whole tiles of the kernels, and two of them to keep a part busy.
  private static let columnGrain = 32
  private static let columnsOfAPart = 64
  private static let rowsOfAPart = 24
  /// Multiply-adds, about a millisecond: so long a part is not cut for the sake of a thread that comes late.
  private static let longPart = 1e8

  /// For a product of so many multiply-adds.
  package init(rows: Int, columns: Int, work: Double, lanes: Int) {
    let wanted = lanes <= 1 ? 1 : work / Double(2 * lanes) > Self.longPart ? lanes : 2 * lanes
    let (byColumns, byRows) = (columns / Self.columnsOfAPart, rows / Self.rowsOfAPart)
    cutsColumns = byColumns >= min(wanted, byRows)
    parts = max(min(wanted, cutsColumns ? byColumns : byRows, Team.maxParts), 1)
  }

  /// The rows and columns of a part; `rows` may be fewer than those that it was made for.
  package func part(_ part: Int, rows: Int, columns: Int) -> (rows: Range<Int>, columns: Range<Int>) {
    cutsColumns
      ? (0..<rows, rangePart(part, of: parts, count: columns, grain: Self.columnGrain))
      : (rangePart(part, of: parts, count: rows, grain: 1), 0..<columns)
  }
}
