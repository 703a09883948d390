#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A regular file in memory at once.
enum WholeFile {
  /// - Throws: `unreadable-file` for what is no regular file or cannot be read, `too-large` for what memory cannot
  ///   hold.
  static func read(_ path: String) throws(SwiftletError) -> [UInt8] {
    do throws(SwiftletError) {
      // Before it is opened: a pipe would hold that up until somebody writes, a device might never end.
      var status = stat()
      if !path.utf8.contains(0), stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG,
        status.st_mode & S_IFMT != S_IFDIR
      {
        throw notRegular(path)
      }
      let source = try FileBytes(path)
      // A file that grows meanwhile ends where it ended.
      return try read(source, upTo: Int(status.st_size), path)
    } catch {
      throw SwiftletError(.storage, error.faults)
    }
  }

  private static func read(_ source: FileBytes, upTo size: Int, _ path: String) throws(SwiftletError) -> [UInt8] {
    try MemoryBudget.check(floats: size / 4, for: "the file \(path)")
    var bytes = [UInt8](repeating: 0, count: size)
    var done = 0
    while done < size {
      var count = 0
      var failure: SwiftletError?
      bytes.withUnsafeMutableBytes { buffer in
        do throws(SwiftletError) {
          count = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[done...]))
        } catch { failure = error }
      }
      if let failure { throw failure }
      if count == 0 { break }
      done += count
    }
    bytes.removeLast(size - done)
    return bytes
  }

  private static func notRegular(_ path: String) -> SwiftletError {
    SwiftletError(
      .storage,
      Finding(
        .unreadableFile, "the file cannot be read", expected: "a regular file", got: "a device or a pipe",
        remedy: "Copy its bytes into a file first", place: Finding.Place(file: CellText.escaped(path), line: 0)))
  }
}
