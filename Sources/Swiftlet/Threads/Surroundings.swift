internal import CKernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The environment variables that choose threads and kernels, as they were at the first question.
enum Surroundings {
  static let threads = variable("SWIFTLET_THREADS")
  private static let instructionSet = variable("SWIFTLET_ISA")

  /// A variable that says nothing possible: whoever set it believes that it is followed.
  static let fault = threads.flatMap(threadsFault) ?? instructionSet.flatMap(instructionSetFault)

  static func threadsFault(of text: String) -> Finding? {
    if let count = Int(text), count >= 1 { return nil }
    return Finding(
      .badArgument, "the environment variable SWIFTLET_THREADS is not a number of threads",
      expected: "1 or more", got: "\"\(text)\"", remedy: "Unset it for one thread per core, or set it to 1 or more")
  }

  static func instructionSetFault(of text: String) -> Finding? {
    let known = (0..<Int32(CK_ISA_COUNT)).map { ck_isa($0) }.filter { ck_kernels_for($0) != nil }
      .map { String(cString: ck_isa_name($0)) }
    if known.contains(text) { return nil }
    return Finding(
      .badArgument, "the environment variable SWIFTLET_ISA is no instruction set of this processor",
      expected: known.joined(separator: ", "), got: "\"\(text)\"",
      remedy: "Unset it for the best, or set it to one of these")
  }

  private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
