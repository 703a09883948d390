import Foundation
import Swiftlet

/// A folder that files can be written into, which is found out before anything long is begun.
struct OutputFolder {
  let path: String

  /// Makes the folder when it is not there, and tries to write the files of these names.
  ///
  /// - Throws: `SwiftletError` (`unwritable-file`) when the folder cannot be made or written, or when something
  ///   that is not a file has one of the names.
  init(_ path: String, for names: [String]) throws(SwiftletError) {
    self.path = path
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw Self.unwritable(path, "the folder cannot be made", because: error)
    }
    // A folder is known to be writable once something was written into it.
    let trial = (path as NSString).appendingPathComponent(".swiftlet-\(UUID().uuidString)")
    do {
      try Data().write(to: URL(fileURLWithPath: trial))
      try FileManager.default.removeItem(atPath: trial)
    } catch {
      throw Self.unwritable(path, "nothing can be written into the folder", because: error)
    }
    for file in names.map(file(_:)) {
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), isFolder.boolValue {
        throw Self.unwritable(file, "a picture cannot be written where a folder of that name is", because: nil)
      }
    }
  }

  /// The path of a file in the folder.
  func file(_ name: String) -> String { path == "." ? name : (path as NSString).appendingPathComponent(name) }

  private static func unwritable(_ path: String, _ sentence: String, because error: (any Error)?) -> SwiftletError {
    SwiftletError(
      .storage,
      Finding(
        .unwritableFile, sentence + (error.flatMap { reason(of: $0) }.map { ": " + $0 } ?? ""),
        remedy: "Name a folder that can be written with --out", place: Finding.Place(file: path, line: 0)))
  }

  /// The system's words for what went wrong, for example "not a directory"; nil when Foundation has none.
  static func reason(of error: any Error) -> String? {
    let error = error as NSError
    let cause = (error.userInfo[NSUnderlyingErrorKey] as? any Error).map { $0 as NSError } ?? error
    guard cause.domain == NSPOSIXErrorDomain else { return nil }
    return String(cString: strerror(Int32(cause.code))).lowercased()
  }
}
