#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes files so that a reader finds the old one or the new one, never a part of either.
///
/// Order: a new temporary file in the same folder, every byte, fsync, rename over the target, fsync of the
/// folder. An existing file keeps its permissions; a symbolic link is followed; anything that is not a regular
/// file (device, folder, pipe) is refused. On any failure the temporary file is removed.
package enum AtomicFile {
  /// Why a file could not be written.
  package struct Failure: Error, Equatable {
    package let path: String
    package let what: String
    /// An instruction, in lower case and without a full stop.
    package let remedy: String

    var remedySentence: String { remedy.prefix(1).uppercased() + remedy.dropFirst() }
  }

  package static func write(_ bytes: UnsafeRawBufferPointer, to path: String) throws(Failure) {
    let target = try destination(path)
    let temporary = "\(target.folder)/.\(target.name.prefix(200)).\(getpid())-\(UInt64.random(in: 0...UInt64.max)).tmp"
    let file = retrying { open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666) }
    guard file >= 0 else { throw failure(path, remedy: "choose a folder that you may write to") }
    do throws(Failure) {
      try fill(file, bytes, mode: target.mode, path)
      guard rename(temporary, "\(target.folder)/\(target.name)") == 0 else { throw failure(path) }
    } catch {
      unlink(temporary)
      throw error
    }
    try syncFolder(target.folder, path)
  }

  /// Whether a file could be written there, found out before anything long is begun. Leaves nothing behind.
  package static func tryOut(_ path: String) throws(Failure) {
    let target = try destination(path)
    let trial = "\(target.folder)/.\(target.name.prefix(200)).\(getpid())-\(UInt64.random(in: 0...UInt64.max)).tmp"
    let file = retrying { open(trial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600) }
    guard file >= 0 else { throw failure(path, remedy: "choose a folder that you may write to") }
    close(file)
    unlink(trial)
  }

  /// Writes, syncs and closes; the descriptor is closed in every case.
  private static func fill(
    _ file: Int32, _ bytes: UnsafeRawBufferPointer, mode: mode_t?, _ path: String
  ) throws(Failure) {
    // An fsync that failed is not tried again: the pages may be gone.
    let isWritten = writeAll(bytes, to: file) && (mode.map { fchmod(file, $0) == 0 } ?? true) && fsync(file) == 0
    let reason = errno
    let isClosed = close(file) == 0
    guard isWritten else {
      errno = reason
      throw failure(path)
    }
    guard isClosed else { throw failure(path) }
  }

  private static func syncFolder(_ folder: String, _ path: String) throws(Failure) {
    let handle = retrying { open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard handle >= 0 else { throw failure(path) }
    defer { close(handle) }
    // Some file systems cannot sync a folder and say EINVAL; there is nothing more to be done there.
    guard fsync(handle) == 0 || errno == EINVAL else { throw failure(path) }
  }

  private struct Destination {
    var folder: String
    var name: String
    /// The permissions of the file that will be replaced.
    var mode: mode_t?
  }

  private static func destination(_ path: String) throws(Failure) -> Destination {
    guard !path.isEmpty, !path.contains("\0") else {
      throw Failure(
        path: path, what: "this is not a file name",
        remedy: "give a path such as \"plots/loss.png\" or \"iris.safetensors\"")
    }
    var status = stat()
    if stat(path, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFREG else {
        throw Failure(path: path, what: "it exists and is not a regular file", remedy: "choose another name")
      }
      guard let real = realpath(path, nil) else { throw failure(path) }
      defer { free(real) }
      let (folder, name) = split(String(cString: real))
      return Destination(folder: folder, name: name, mode: status.st_mode & 0o7777)
    }
    guard errno == ENOENT, lstat(path, &status) != 0 else { throw failure(path, remedy: "choose another name") }
    let (folder, name) = split(path)
    guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw Failure(path: path, what: "there is no folder \(folder)", remedy: "make the folder first")
    }
    return Destination(folder: folder, name: name, mode: nil)
  }

  private static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let folder = path[..<slash]
    return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
  }

  private static func failure(
    _ path: String, remedy: String = "see that the disk has room and the folder can be written"
  ) -> Failure {
    Failure(path: path, what: String(cString: strerror(errno)), remedy: remedy)
  }
}

/// Calls until the answer is not "interrupted by a signal".
package func retrying(_ call: () -> Int32) -> Int32 {
  while true {
    let answer = call()
    if answer >= 0 || errno != EINTR { return answer }
  }
}

/// Writes every byte, however many calls it takes. On failure errno tells why.
package func writeAll(_ bytes: UnsafeRawBufferPointer, to file: Int32) -> Bool {
  var done = 0
  while done < bytes.count {
    let count = write(file, bytes.baseAddress?.advanced(by: done), bytes.count - done)
    if count > 0 {
      done += count
    } else if count == 0 || errno != EINTR {
      return false
    }
  }
  return true
}
