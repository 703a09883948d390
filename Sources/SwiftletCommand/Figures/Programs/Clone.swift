import Foundation

/// The repository that pictures are drawn in.
enum Clone {
  /// In the folder where the program runs, when that is a clone, else in the clone that it was built from.
  static func file(_ path: String) -> String {
    guard !FileManager.default.fileExists(atPath: path) else { return path }
    let source = URL(fileURLWithPath: #filePath)
    return (0..<5).reduce(source) { url, _ in url.deletingLastPathComponent() }.appendingPathComponent(path).path
  }
}
