#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Swift cannot catch a failed allocation, so every size that comes from a person or a file is
/// compared with one budget before anything is allocated.
enum MemoryBudget {
  /// 80 % of the machine's memory, or what the process may use if that is less; in bytes.
  static let bytes: Int = {
    var limits = [Int.max]
    let pages = sysconf(Int32(_SC_PHYS_PAGES))
    let pageSize = sysconf(Int32(_SC_PAGESIZE))
    if pages > 0, pageSize > 0 { limits.append(Int(pages) * Int(pageSize) / 5 * 4) }
    var limit = rlimit()
    if getrlimit(addressSpace, &limit) == 0, limit.rlim_cur < UInt64(Int.max) { limits.append(Int(limit.rlim_cur)) }
    if let group = controlGroupLimit() { limits.append(group) }
    return limits.min() ?? Int.max
  }()

  #if os(Linux)
    private static let addressSpace = __rlimit_resource_t(RLIMIT_AS.rawValue)
  #else
    private static let addressSpace = RLIMIT_AS
  #endif

  /// The limit of a container, where there is one.
  private static func controlGroupLimit() -> Int? {
    guard let file = fopen("/sys/fs/cgroup/memory.max", "r") else { return nil }
    defer { fclose(file) }
    var value = 0
    return withVaList([withUnsafeMutablePointer(to: &value) { $0 }]) { vfscanf(file, "%ld", $0) } == 1 ? value : nil
  }

  static func check(floats: Int, for what: String) throws(SwiftletError) {
    guard floats < 0 || floats > bytes / MemoryLayout<Float>.stride else { return }
    throw SwiftletError(
      .compile,
      Finding(
        .tooLarge, "\(what) would not fit into memory", expected: "at most \(bytes / 4) numbers",
        got: floats < 0 || floats == Int.max ? "more than can be counted" : "\(floats)",
        remedy: "Use fewer units, rows or columns"))
  }
}
