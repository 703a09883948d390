import Swiftlet
import Testing

@testable import SwiftletPlot

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A folder of its own for one test, removed afterwards.
final class Scratch {
  let path: String

  init() throws {
    var template = Array("/tmp/swiftlet-test-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit {
    for name in names { unlink(path + "/" + name) }
    rmdir(path)
  }

  var names: [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  func content(_ name: String) -> String? {
    guard let file = fopen(path + "/" + name, "r") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }
}

@Suite struct AtomicFileTests {
  private func write(_ text: String, to path: String) throws {
    var failure: AtomicFile.Failure?
    Array(text.utf8).withUnsafeBytes { buffer in
      do throws(AtomicFile.Failure) { try AtomicFile.write(buffer, to: path) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  @Test func aNewFileAppearsAloneAndWhole() throws {
    let scratch = try Scratch()
    try write("new", to: scratch.path + "/a.png")
    #expect(scratch.names == ["a.png"])
    #expect(scratch.content("a.png") == "new")
  }

  @Test func anOldFileIsReplacedAndKeepsItsPermissions() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/a.png"
    try write("old and longer", to: path)
    chmod(path, 0o600)
    try write("new", to: path)
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
    #expect(scratch.content("a.png") == "new" && scratch.names == ["a.png"])
  }

  @Test func aSymbolicLinkIsFollowedAndStays() throws {
    let scratch = try Scratch()
    try write("old", to: scratch.path + "/real.png")
    symlink("real.png", scratch.path + "/link.png")
    try write("new", to: scratch.path + "/link.png")
    #expect(scratch.content("real.png") == "new")
    var status = stat()
    #expect(lstat(scratch.path + "/link.png", &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
  }

  @Test func whatIsNotARegularFileIsRefused() throws {
    let scratch = try Scratch()
    symlink("nowhere", scratch.path + "/dangling.png")
    mkfifo(scratch.path + "/pipe.png", 0o600)
    let names = scratch.names
    for path in ["/dev/null", "/tmp", scratch.path + "/dangling.png", scratch.path + "/pipe.png", "", "a\0b.png"] {
      #expect(throws: AtomicFile.Failure.self, "\(path)") { try write("x", to: path) }
    }
    #expect(scratch.names == names)
  }

  @Test func aMissingFolderIsNamed() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/no/such/a.png"
    let error = #expect(throws: AtomicFile.Failure.self) { try write("x", to: path) }
    #expect(error?.path == path)
    #expect(error?.what == "there is no folder \(scratch.path)/no/such")
  }

  @Test func aFullDiskLeavesTheOldFileAndNoOther() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/a.png"
    try write("old", to: path)
    // A limit on the size of files stands for the full disk; its signal would end the process.
    signal(SIGXFSZ, SIG_IGN)
    var before = rlimit()
    getrlimit(Self.fileSize, &before)
    var limit = rlimit(rlim_cur: 4096, rlim_max: before.rlim_max)
    setrlimit(Self.fileSize, &limit)
    defer { setrlimit(Self.fileSize, &before) }
    #expect(throws: AtomicFile.Failure.self) { try write(String(repeating: "x", count: 100_000), to: path) }
    #expect(scratch.names == ["a.png"] && scratch.content("a.png") == "old")
  }

  #if canImport(Glibc)
    private static let fileSize = __rlimit_resource_t(RLIMIT_FSIZE.rawValue)
  #else
    private static let fileSize = RLIMIT_FSIZE
  #endif

  @Test func aPlotSavedTwiceGivesTheSameFileAndOnlyPNGIsWritten() throws {
    let scratch = try Scratch()
    let plot = Plot("a") { Line([3, 2, 1]) }
    try plot.save(scratch.path + "/one.png", scale: 1)
    try plot.save(scratch.path + "/two.PNG", scale: 1)
    #expect(scratch.names == ["one.png", "two.PNG"])
    for name in ["three.jpg", "four", "png", "five.png/"] {
      let error = #expect(throws: PlotError.self) { try plot.save(scratch.path + "/" + name, scale: 1) }
      #expect(error?.path == scratch.path + "/" + name)
    }
    #expect(scratch.names == ["one.png", "two.PNG"])
  }
}
