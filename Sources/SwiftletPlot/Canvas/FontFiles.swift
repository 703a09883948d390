import CFonts
import Swiftlet
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The bundled fonts as files, because libgd takes fonts by path only.
///
/// Each font is written once per process to a private temporary file. On Linux the name is removed at once and
/// the open file is reached through /proc, so nothing is left behind however the process ends; elsewhere the
/// name is removed when the process exits.
final class FontFiles: Sendable {
  static let shared = FontFiles()

  private let sans: String?
  private let bold: String?

  private init() {
    sans = Self.write(cfonts_sans_bytes(), cfonts_sans_size, name: "sans")
    bold = Self.write(cfonts_sans_bold_bytes(), cfonts_sans_bold_size, name: "bold")
  }

  func path(bold isBold: Bool) -> String? { isBold ? bold : sans }

  /// - Returns: A path under which the font can be opened, or nil when it could not be written.
  private static func write(_ bytes: UnsafePointer<UInt8>, _ count: Int, name: String) -> String? {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    // mkstemp opens exclusively, with mode 0600 and a name that nobody can foresee.
    var template = Array("\(folder)/swiftlet-\(name)-XXXXXX".utf8CString)
    let file = mkstemp(&template)
    guard file >= 0 else { return nil }
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    guard writeAll(UnsafeRawBufferPointer(start: bytes, count: count), to: file) else {
      close(file)
      unlink(path)
      return nil
    }
    let alias = "/proc/self/fd/\(file)"
    if access(alias, R_OK) == 0 {
      unlink(path)
      return alias
    }
    close(file)
    Leftovers.removeAtExit(path)
    return path
  }
}

/// Files to remove when the process exits.
private enum Leftovers {
  private static let paths = Mutex<[String]>([])

  static func removeAtExit(_ path: String) {
    let isFirst = paths.withLock { paths in
      paths.append(path)
      return paths.count == 1
    }
    if isFirst { atexit { Leftovers.paths.withLock { for path in $0 { unlink(path) } } } }
  }
}
