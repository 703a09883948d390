#if os(Linux)
  import Foundation
  import TestSupport
  import Testing

  /// Set in the processes that the test below starts: they must start none of their own.
  private let isChild = ProcessInfo.processInfo.environment["SWIFTLET_TEST_CHILD"] != nil

  /// The suite of same bits in a process of its own for each instruction set of this CPU.
  @Suite(.serialized, .timeLimit(.minutes(2)), .enabled(if: !isChild)) struct InstructionSetTests {
    @Test(arguments: InstructionSet.available.map(\.testDescription))
    func everyInstructionSetGivesTheSameBitsEachTime(isa: String) async throws {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      process.arguments = ["--testing-library", "swift-testing", "--filter", "SwiftletTests.SameBits"]
      process.environment = ProcessInfo.processInfo.environment.merging(
        ["SWIFTLET_ISA": isa, "SWIFTLET_TEST_CHILD": "1"], uniquingKeysWith: { $1 })
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
        process.terminationHandler = { _ in continuation.resume() }
        do { try process.run() } catch { continuation.resume(throwing: error) }
      }
      #expect(process.terminationStatus == 0, "SWIFTLET_ISA=\(isa) swift test --filter SameBits says more")
    }
  }
#endif
