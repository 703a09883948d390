extension Model {
  /// Lets layers or arrays start again, as they did before anything was learnt; all others keep what they have
  /// learnt. The optimizer starts anew.
  ///
  ///     try model.restart("dense")                          // kernel and bias of the layer
  ///     try model.restart("sine/kernel", "dense_1", seed: 7)
  ///
  /// A kernel that is read from data (`.scored`) is read from those of the next `fit`.
  ///
  /// - Parameters:
  ///   - names: Of layers, as `summary()` tells them, or of arrays, as `weights` does.
  ///   - seed: What random numbers follow from; nil: the model's own, so the numbers are those of its first start.
  /// - Throws: `SwiftletError` (`unknown-name`) for a name that is neither, with the nearest ones; nothing is changed
  ///   then.
  public func restart(_ names: String..., seed: UInt64? = nil) throws(SwiftletError) {
    let storage = try prepared()
    let entries = storage.graph.parameters.entries
    var chosen: Set<Int> = []
    var faults: [Finding] = []
    for name in names {
      let matches = entries.indices.filter { entries[$0].name == name || entries[$0].name.hasPrefix(name + "/") }
      if matches.isEmpty { faults.append(Self.unknownStart(name, entries.map(\.name))) }
      chosen.formUnion(matches)
    }
    if names.isEmpty {
      faults.append(
        Finding(
          .badArgument, "nothing is named that could start again", expected: "names of layers or arrays", got: "none",
          remedy: "Give one, such as \"\(entries.first?.name ?? "dense")\""))
    }
    guard faults.isEmpty else { throw SwiftletError(.training, faults) }
    for index in chosen { storage.restart(index, seed: seed ?? self.seed) }
    storage.publish()
    training = nil
  }

  private static func unknownStart(_ name: String, _ arrays: [String]) -> Finding {
    var known: [String] = []
    for array in arrays {
      let layer = String(array.prefix { $0 != "/" })
      if layer != array, !known.contains(layer) { known.append(layer) }
    }
    let all = known + arrays
    let near = Spelling.nearest(name, among: all)
    return Finding(
      .unknownName, "the model has no weights called \"\(name)\"",
      expected: arrays.isEmpty
        ? "none, because it has no weights" : "one of \(all.joined(separator: ", "))",
      got: "\"\(name)\"",
      remedy: near.isEmpty ? "Use one of the names in summary()" : "Did you mean \(near.joined(separator: " or "))?")
  }
}

extension ModelStorage {
  /// Fills a parameter array as if it was new.
  func restart(_ index: Int, seed: UInt64) {
    let entry = graph.parameters.entries[index]
    guard let values = values(of: entry.box) else { return }
    var random = RandomStream(.initialization, seed: seed, UInt64(index))
    entry.box.initializer.fill(values, shape: entry.shape, random: &random)
    if entry.box.initializer.looksAtData { unscored.insert(index) }
  }
}
