import Foundation

/// Standard output, whose failures are not passed over in silence: a full disk must not look like success.
enum Output {
  struct Failure: Error {
    let reason: String
  }

  /// Writes a line.
  ///
  /// - Throws: `Failure` when it cannot be written.
  static func say(_ line: String) throws(Failure) {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8))
    } catch {
      throw Failure(reason: OutputFolder.reason(of: error) ?? "\(error)")
    }
  }

  /// Writes a line to standard error, beside the result.
  static func remark(_ line: String) { try? FileHandle.standardError.write(contentsOf: Data("note: \(line)\n".utf8)) }
}
