import Synchronization

/// The numbers of a weight or state that belongs to several models, as the last of them left them.
///
/// Each model keeps its arrays side by side in vectors of its own. When an action of one has changed them it writes
/// them here, and the next action of another takes them over: so models that share layers need no common memory, and
/// may live in different tasks.
final class SharedArray: Sendable {
  struct Latest: Sendable {
    var version: UInt64
    var values: [Float]
    /// Whether nothing of it is still to be taken from data: the statistics of a state, a scored kernel.
    var isFitted: Bool
  }

  private let latest = Mutex<Latest?>(nil)

  /// nil: the array belongs to one model alone.
  var current: Latest? { latest.withLock { $0 } }

  /// Whether another model has written since `version`.
  func isNewer(than version: UInt64) -> Bool { latest.withLock { $0.map { $0.version != version } ?? false } }

  /// - Returns: The version under which the values are now known.
  func write(_ values: UnsafeMutableBufferPointer<Float>, isFitted: Bool) -> UInt64 {
    latest.withLock { latest in
      let version = latest?.version ?? 0
      if let latest, latest.isFitted == isFitted, latest.values.elementsEqual(values, by: Self.sameBits) {
        return version
      }
      latest = Latest(version: version + 1, values: Array(values), isFitted: isFitted)
      return version + 1
    }
  }

  private static func sameBits(_ a: Float, _ b: Float) -> Bool { a.bitPattern == b.bitPattern }
}

/// What models can share.
protocol Shareable: AnyObject, Sendable {
  var shared: SharedArray { get }
}
extension WeightBox: Shareable {}
extension StateBox: Shareable {}

extension ModelStorage {
  /// Makes the arrays of this model known to the models that it becomes part of.
  func share() {
    sharesArrays = true
    forEachShareable { box, values, isFitted, version in version = box.shared.write(values, isFitted: isFitted) }
  }

  /// Makes known what an action has changed.
  func publish() {
    guard sharesArrays else { return }
    forEachShareable { box, values, isFitted, version in
      if box.shared.current != nil { version = box.shared.write(values, isFitted: isFitted) }
    }
  }

  /// Takes over what other models have changed.
  func adopt() {
    guard sharesArrays else { return }
    var changed: [ObjectIdentifier: Bool] = [:]
    forEachShareable { box, values, _, version in
      guard box.shared.isNewer(than: version), let latest = box.shared.current, latest.values.count == values.count
      else { return }
      _ = values.update(fromContentsOf: latest.values)
      version = latest.version
      changed[ObjectIdentifier(box)] = latest.isFitted
    }
    if graph.states.entries.allSatisfy({ $0.box.isGiven || $0.box.shared.current?.isFitted == true }) {
      hasStatistics = true
    }
    for index in graph.scoredParameters {
      switch changed[ObjectIdentifier(graph.parameters.entries[index].box)] {
      case true?: unscored.remove(index)
      case false?: unscored.insert(index)
      case nil: break
      }
    }
  }

  private func forEachShareable(
    _ body: (any Shareable, UnsafeMutableBufferPointer<Float>, _ isFitted: Bool, inout UInt64) -> Void
  ) {
    for (index, entry) in graph.parameters.entries.enumerated() {
      guard let values = values(of: entry.box) else { continue }
      body(entry.box, values, !unscored.contains(index), &sharedVersions[index])
    }
    for (index, entry) in graph.states.entries.enumerated() {
      guard let values = values(of: entry.box) else { continue }
      body(entry.box, values, hasStatistics, &sharedVersions[graph.parameters.entries.count + index])
    }
  }
}
