#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where bytes come from, a piece at a time.
protocol ByteSource: AnyObject {
  /// Fills the front of `buffer` and returns how many bytes it wrote; 0 at the end only.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(SwiftletError) -> Int
}

/// Bytes that are in memory already.
final class MemoryBytes: ByteSource {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, bytes.count - position)
    buffer.copyBytes(from: bytes[position..<position + count])
    position += count
    return count
  }
}

/// A file, a pipe or a device, read from its front.
final class FileBytes: ByteSource {
  private let path: String
  private let descriptor: Int32

  /// - Throws: `SwiftletError` (`unreadable-file`): missing, a folder, or not allowed.
  init(_ path: String) throws(SwiftletError) {
    // A C string would end at the NUL and name another file.
    guard !path.utf8.contains(0) else { throw FileBytes.fault(path, code: ENOENT) }
    var opened = open(path, O_RDONLY | O_CLOEXEC)
    while opened < 0, errno == EINTR { opened = open(path, O_RDONLY | O_CLOEXEC) }
    guard opened >= 0 else { throw FileBytes.fault(path, code: errno) }
    self.path = path
    descriptor = opened
    var status = stat()
    if fstat(opened, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { throw FileBytes.fault(path, code: EISDIR) }
  }

  deinit { close(descriptor) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(SwiftletError) -> Int {
    while true {
      #if canImport(Darwin)
        let count = Darwin.read(descriptor, buffer.baseAddress, buffer.count)
      #elseif canImport(Musl)
        let count = Musl.read(descriptor, buffer.baseAddress, buffer.count)
      #else
        let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      #endif
      if count >= 0 { return count }
      guard errno == EINTR else { throw FileBytes.fault(path, code: errno) }
    }
  }

  private static func fault(_ path: String, code: Int32) -> SwiftletError {
    let (got, remedy): (String, String) =
      switch code {
      case ENOENT: ("no such file", "Check the name; a relative path starts in the current folder")
      case EACCES: ("one whose permissions do not allow reading", "Change them (chmod) or read a copy")
      case EISDIR: ("a folder", "Name a file inside it")
      case ENOTDIR: ("a path through something that is not a folder", "Check the path")
      default: (String(cString: strerror(code)), "Check the file and the disk it is on")
      }
    return SwiftletError(
      .data,
      Finding(
        .unreadableFile, "the file cannot be read", expected: "a readable file", got: got, remedy: remedy,
        place: Finding.Place(file: CellText.escaped(path), line: 0)))
  }
}

/// A stretch of a source in memory: everything from `kept` on stays contiguous while more is read behind it.
struct ByteWindow: ~Copyable {
  private(set) var base: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private let chunk: Int
  private let source: any ByteSource
  /// Reading goes on here.
  var cursor = 0
  /// One past the last byte read.
  private(set) var end = 0

  init(_ source: any ByteSource, chunk: Int) {
    self.source = source
    self.chunk = max(chunk, 1)
    capacity = max(chunk, 1)
    base = .allocate(capacity: capacity)
  }

  deinit { base.deallocate() }

  /// Reads on, keeping the bytes from `kept`, which move to the front. Returns how far they moved, nil at the end.
  mutating func refill(keeping kept: Int) throws(SwiftletError) -> Int? {
    if kept > 0 {
      base.update(from: base + kept, count: end - kept)
      end -= kept
      cursor -= kept
    }
    if end == capacity { grow() }
    let room = UnsafeMutableRawBufferPointer(start: base + end, count: min(capacity - end, chunk))
    let count = try source.read(into: room)
    end += count
    return count > 0 ? kept : nil
  }

  private mutating func grow() {
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2)
    larger.update(from: base, count: end)
    base.deallocate()
    base = larger
    capacity *= 2
  }
}
