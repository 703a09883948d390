internal import CKernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// How many threads a piece of work is given.
enum ThreadCount {
  /// As many as `SWIFTLET_THREADS` says, else one for each core that this process may use.
  static let standard = wanted.flatMap(Int.init).map { min(max($0, 1), ForkWord.maxLanes) } ?? cores

  /// Set where several models are trained side by side: then each has one thread unless its own call says otherwise.
  @TaskLocal static var isSideBySide = false

  /// What a caller's `threads:` comes to.
  static func resolved(_ threads: Int?, _ stage: SwiftletError.Stage) throws(SwiftletError) -> Int {
    guard let threads else {
      if let fault { throw SwiftletError(stage, fault) }
      return isSideBySide ? 1 : standard
    }
    guard threads >= 1 else {
      throw SwiftletError(
        stage,
        Finding(
          .badArgument, "work needs at least one thread", expected: "threads of 1 or more, or nil for all cores",
          got: "\(threads)", remedy: "Leave threads: out, or give 1 or more"))
    }
    return min(threads, ForkWord.maxLanes)
  }

  /// What `SWIFTLET_THREADS` says, at the first call.
  private static let wanted = getenv("SWIFTLET_THREADS").map { String(cString: $0) }

  private static let fault = wanted.flatMap(fault(of:))

  /// What is wrong with that value of `SWIFTLET_THREADS`, if anything.
  static func fault(of text: String) -> Finding? {
    if let count = Int(text), count >= 1 { return nil }
    return Finding(
      .badArgument, "the environment variable SWIFTLET_THREADS is not a number of threads",
      expected: "1 or more", got: "\"\(text)\"", remedy: "Unset it for one thread per core, or set it to 1 or more")
  }

  private static var cores: Int {
    // Those that it is pinned to, not those that are there.
    let usable = ck_usable_cores()
    if usable > 0 { return min(usable, ForkWord.maxLanes) }
    return min(max(Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), 1), ForkWord.maxLanes)
  }
}
