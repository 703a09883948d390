#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Refuses sizes before they are allocated: a failed allocation cannot be caught.
enum SizeLimit {
  /// At most half of the machine's memory for one table of numbers.
  static let mostFloats: Int = {
    let pages = sysconf(Int32(_SC_PHYS_PAGES))
    let pageSize = sysconf(Int32(_SC_PAGESIZE))
    guard pages > 0, pageSize > 0 else { return 1 << 28 }
    return pages * pageSize / 2 / MemoryLayout<Float>.stride
  }()

  /// A fault when rows × width float32 numbers are too many; nil when they fit. Both are at least 0.
  static func fault(rows: Int, width: Int) -> Finding? {
    let (floats, overflow) = rows.multipliedReportingOverflow(by: width)
    guard overflow || floats > mostFloats else { return nil }
    return Finding(
      .tooLarge, "the data would not fit into memory", expected: "at most \(mostFloats) numbers",
      got: "\(rows) rows × \(width) numbers", remedy: "Use fewer rows or columns, or fit(batches:)")
  }
}
