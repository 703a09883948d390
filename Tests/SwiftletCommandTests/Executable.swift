import Foundation
import Testing

/// The built program, run as a person would run it.
enum Executable {
  struct Outcome {
    let status: Int32
    let out: String
    let err: String
  }

  /// Beside the test bundle, where SwiftPM puts both.
  private static var url: URL {
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? Bundle.main
    let isBundle = bundle.bundlePath.hasSuffix(".xctest")
    return (isBundle ? bundle.bundleURL.deletingLastPathComponent() : bundle.bundleURL).appendingPathComponent(
      "swiftlet")
  }

  /// - Parameters:
  ///   - folder: Where it runs.
  ///   - output: Where its standard output goes, when that is not to be read.
  static func run(_ arguments: [String], in folder: URL, output: FileHandle? = nil) throws -> Outcome {
    // Files in place of pipes: nothing can fill up while nobody reads.
    let out = folder.appendingPathComponent(".out-\(UUID().uuidString)")
    let err = folder.appendingPathComponent(".err-\(UUID().uuidString)")
    for file in [out, err] { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
    defer { for file in [out, err] { try? FileManager.default.removeItem(at: file) } }
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try output ?? FileHandle(forWritingTo: out)
    process.standardError = try FileHandle(forWritingTo: err)
    try process.run()
    process.waitUntilExit()
    // A trap would end with a signal, whose number must not pass for an exit code.
    try #require(process.terminationReason == .exit, "it crashed with signal \(process.terminationStatus)")
    return Outcome(
      status: process.terminationStatus, out: String(decoding: try Data(contentsOf: out), as: UTF8.self),
      err: String(decoding: try Data(contentsOf: err), as: UTF8.self))
  }
}

/// A folder that is there for the time of one test.
final class Scratch {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("swiftlet-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Writes a file and returns its name.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    try Data(text.utf8).write(to: url.appendingPathComponent(name))
    return name
  }

  func swiftlet(_ arguments: String...) throws -> Executable.Outcome { try swiftlet(arguments) }

  func swiftlet(_ arguments: [String]) throws -> Executable.Outcome { try Executable.run(arguments, in: url) }

  func data(_ name: String) throws -> Data { try Data(contentsOf: url.appendingPathComponent(name)) }

  func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: url.appendingPathComponent(name).path) }
}

/// The root of the package.
let packageRoot = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

/// Width and height in the header of a PNG; nil when it is none.
func pngSize(_ data: Data) -> (width: Int, height: Int)? {
  let bytes = [UInt8](data.prefix(24))
  guard bytes.count == 24, bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) else { return nil }
  func number(_ start: Int) -> Int { bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
  return (number(16), number(20))
}
