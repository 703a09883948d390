import Foundation
import Testing

@testable import Swiftlet

/// A folder of its own for one test, removed afterwards.
final class TemporaryFolder {
  let url = FileManager.default.temporaryDirectory.appendingPathComponent("swiftlet-storage-\(UUID().uuidString)")

  init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }
  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  @discardableResult
  func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
    try Data(bytes).write(to: url.appendingPathComponent(name))
    return path(name)
  }

  func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: url.appendingPathComponent(name))) }
}

/// The model after it was saved and loaded.
func roundTripped(_ model: Model) throws -> Model {
  let folder = try TemporaryFolder()
  try model.save(to: folder.path("model.safetensors"))
  return try Model(load: folder.path("model.safetensors"))
}

/// A model and what comes back of it agree in everything that a person can see: weights, summary and predictions, to
/// the last bit. What is saved of the second is the same file.
@discardableResult
func expectRoundTrip(
  _ model: Model, rows: [String: Tensor], location: SourceLocation = #_sourceLocation
) throws -> Model {
  let folder = try TemporaryFolder()
  try model.save(to: folder.path("one"))
  let loaded = try Model(load: folder.path("one"))
  try loaded.save(to: folder.path("two"))
  #expect(loaded.weights == model.weights, sourceLocation: location)
  #expect(try loaded.snapshot() == model.snapshot(), sourceLocation: location)
  #expect(loaded.summary() == model.summary(), sourceLocation: location)
  #expect(loaded.classes == model.classes && loaded.seed == model.seed, sourceLocation: location)
  #expect(try folder.bytes("one") == folder.bytes("two"), sourceLocation: location)
  let (before, after) = (try model.predict(rows), try loaded.predict(rows))
  #expect(before == after && !before.isEmpty, sourceLocation: location)
  return loaded
}
