#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A text file that grows line by line, each in one write, so that a reader sees whole lines while training goes on.
final class LineFile {
  private let path: String
  private let file: Int32
  /// The first line of what was there before; nil for a new or emptied file.
  let firstLine: String?

  /// - Parameter append: Whether lines are added to those there; else the file is emptied.
  init(_ path: String, append: Bool) throws(SwiftletError) {
    guard !path.isEmpty, !path.contains("\0") else { throw Self.unwritable(path, "this is not a file name") }
    firstLine = append ? try Self.readFirstLine(path) : nil
    self.path = path
    file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (append ? O_APPEND : O_TRUNC), 0o666)
    guard file >= 0 else { throw Self.unwritable(path, String(cString: strerror(errno))) }
  }

  deinit { if file >= 0 { close(file) } }

  func write(_ line: String) throws(SwiftletError) {
    var text = line + "\n"
    let isWritten = text.withUTF8 { bytes in
      var done = 0
      while done < bytes.count {
        let count = Self.systemWrite(file, bytes.baseAddress?.advanced(by: done), bytes.count - done)
        if count > 0 {
          done += count
        } else if count == 0 || errno != EINTR {
          return false
        }
      }
      return true
    }
    guard isWritten else { throw Self.unwritable(path, String(cString: strerror(errno))) }
  }

  private static func systemWrite(_ file: Int32, _ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int {
    #if canImport(Glibc)
      Glibc.write(file, bytes, count)
    #elseif canImport(Musl)
      Musl.write(file, bytes, count)
    #else
      Darwin.write(file, bytes, count)
    #endif
  }

  /// nil when there is no such file, or nothing in it.
  private static func readFirstLine(_ path: String) throws(SwiftletError) -> String? {
    guard let file = fopen(path, "r") else {
      if errno == ENOENT { return nil }
      throw unwritable(path, String(cString: strerror(errno)))
    }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    while bytes.count < 65_536 {
      let byte = getc(file)
      guard byte >= 0, byte != 0x0A else { break }
      bytes.append(UInt8(truncatingIfNeeded: byte))
    }
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }

  private static func unwritable(_ path: String, _ reason: String) -> SwiftletError {
    SwiftletError(
      .storage,
      Finding(
        .unwritableFile, "the log \(CellText.quoted(path)) cannot be written", expected: "a file that can be written",
        got: reason, remedy: "Choose a folder that exists and that you may write to"))
  }
}
