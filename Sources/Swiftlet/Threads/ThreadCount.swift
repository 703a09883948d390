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
  static let standard = Surroundings.threads.flatMap(Int.init).map { min(max($0, 1), ForkWord.maxLanes) } ?? cores

  /// Set where several models are trained side by side: then each has one thread unless its own call says otherwise.
  @TaskLocal static var isSideBySide = false

  /// What a caller's `threads:` comes to.
  static func resolved(_ threads: Int?, _ stage: SwiftletError.Stage) throws(SwiftletError) -> Int {
    if let fault = Surroundings.fault { throw SwiftletError(stage, fault) }
    guard let threads else { return isSideBySide ? 1 : standard }
    guard threads >= 1 else {
      throw SwiftletError(
        stage,
        Finding(
          .badArgument, "work needs at least one thread", expected: "threads of 1 or more, or nil for all cores",
          got: "\(threads)", remedy: "Leave threads: out, or give 1 or more"))
    }
    return min(threads, ForkWord.maxLanes)
  }

  private static var cores: Int {
    // Those that it is pinned to, not those that are there.
    let usable = ck_usable_cores()
    if usable > 0 { return min(usable, ForkWord.maxLanes) }
    return min(max(Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), 1), ForkWord.maxLanes)
  }
}
