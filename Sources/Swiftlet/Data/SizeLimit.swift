/// Refuses sizes of data before they are allocated: a failed allocation cannot be caught.
enum SizeLimit {
  /// Half of the memory budget for one table of numbers, because training keeps a copy.
  static let mostFloats = MemoryBudget.bytes / 2 / MemoryLayout<Float>.stride

  /// A fault when rows × width float32 numbers are too many; nil when they fit. Both are at least 0.
  static func fault(rows: Int, width: Int) -> Finding? {
    let (floats, overflow) = rows.multipliedReportingOverflow(by: width)
    guard overflow || floats > mostFloats else { return nil }
    return Finding(
      .tooLarge, "the data would not fit into memory", expected: "at most \(mostFloats) numbers",
      got: "\(rows) rows × \(width) numbers", remedy: "Use fewer rows or columns, or fit(batches:)")
  }
}
