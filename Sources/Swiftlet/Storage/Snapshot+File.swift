// A snapshot in a file: each array under its name (`dense/kernel`), the optimizer's memory beside them
// (`optimizer/0/dense/kernel`), and a text that tells which is which.

/// The text beside the arrays: which of them are what, and how far training had come.
struct StoredArrays: Codable {
  /// An array by its name in the model, and in the file where that is another.
  struct Role: Codable {
    let name: String
    let array: String?
  }
  struct Memory: Codable {
    let rule: String
    let slots: [String]
    /// The array of a solver's memory.
    let solver: String?
    let step: Int
    let batches: Int
    let epoch: Int
    let learningRate: Double
    /// Files of whole epochs have none.
    let place: EpochPlace?
  }
  let parameters: [Role]
  let states: [Role]
  /// Whether every Normalization has its statistics.
  let isFitted: Bool
  /// The parameters that the next training reads from its data; nil for none.
  let unscored: [String]?
  let memory: Memory?
}

extension Snapshot {
  /// Writes it into one safetensors file, which appears whole or not at all; an existing file is replaced.
  ///
  /// - Throws: `SwiftletError` (`unwritable-file`); what was there before is still there then.
  public func save(to path: String) throws(SwiftletError) { try file(path).write(to: path) }

  /// Reads what `save(to:)` wrote, of a snapshot or of a model.
  ///
  /// - Throws: `SwiftletError` when the file cannot be read (`unreadable-file`), is no whole file of a model
  ///   (`malformed-file`) or was written by a later version (`later-version`).
  public init(load path: String) throws(SwiftletError) {
    try self.init(try Safetensors(path: path), path)
  }

  func file(_ path: String) throws(SwiftletError) -> Safetensors {
    var names = FileNames()
    var arrays: [Safetensors.Array] = []
    func add(_ entries: [Entry], _ values: [Float], prefix: String = "") -> [StoredArrays.Role] {
      var start = 0
      return entries.map { entry in
        let name = names.fresh(prefix + entry.name)
        let end = start + entry.shape.count
        arrays.append(Safetensors.Array(name: name, shape: entry.shape, values: Array(values[start..<end])))
        start = end
        return StoredArrays.Role(name: entry.name, array: name == entry.name ? nil : name)
      }
    }
    let parameterRoles = add(parameterEntries, parameters)
    let stateRoles = add(stateEntries, states)
    let memory = memory.map { memory in
      var slots: [String] = []
      for (index, part) in slotParts(memory).enumerated() {
        let roles = add(part.entries, part.values, prefix: "optimizer/\(index)/")
        slots += roles.map { $0.array ?? $0.name }
      }
      var solver: String?
      if !memory.solver.isEmpty {
        let name = names.fresh("optimizer/solver")
        // Eight bytes each, so that they stand first, at a multiple of eight.
        arrays.insert(
          Safetensors.Array(name: name, shape: Shape([memory.solver.count]), values: [], doubles: memory.solver), at: 0)
        solver = name
      }
      return StoredArrays.Memory(
        rule: memory.rule, slots: slots, solver: solver, step: memory.step, batches: memory.batches,
        epoch: memory.epoch, learningRate: memory.learningRate, place: memory.place)
    }
    let stored = StoredArrays(
      parameters: parameterRoles, states: stateRoles, isFitted: hasStatistics,
      unscored: unscored.isEmpty ? nil : unscored.sorted(), memory: memory)
    return Safetensors(
      texts: FileFormat.texts + [(FileFormat.arrays, try FileFormat.text(stored, path))], arrays: arrays)
  }

  /// The optimizer's memory cut into arrays: slot by slot as the parameters are, then what is left over.
  private func slotParts(_ memory: Memory) -> [(entries: [Entry], values: [Float])] {
    let (count, all) = (parameters.count, memory.slots.count)
    let cut = count > 0 ? all - all % count : 0
    let parts = stride(from: 0, to: cut, by: max(count, 1)).map {
      (parameterEntries, Array(memory.slots[$0..<$0 + count]))
    }
    if cut == all { return parts }
    return parts + [([Entry(name: "memory", shape: Shape([all - cut]))], Array(memory.slots[cut...]))]
  }

  init(_ file: Safetensors, _ path: String) throws(SwiftletError) {
    let stored = try FileFormat.value(StoredArrays.self, FileFormat.arrays, file, path)
    let arrays = Dictionary(file.arrays.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var unused = Set(arrays.keys)
    func array(_ name: String) throws(SwiftletError) -> Safetensors.Array {
      guard let array = arrays[name], unused.remove(name) != nil else {
        throw SafetensorsFaults.malformed(path, "the array \"\(name)\" is missing or used twice")
      }
      return array
    }
    func vector(_ roles: [StoredArrays.Role]) throws(SwiftletError) -> (entries: [Entry], values: [Float]) {
      var entries: [Entry] = []
      var values: [Float] = []
      for role in roles {
        let array = try array(role.array ?? role.name)
        guard array.doubles == nil else {
          throw SafetensorsFaults.otherNumbers(path, "the array \"\(role.name)\"", "F64")
        }
        entries.append(Entry(name: role.name, shape: array.shape))
        values += array.values
      }
      return (entries, values)
    }
    (parameterEntries, parameters) = try vector(stored.parameters)
    (stateEntries, states) = try vector(stored.states)
    hasStatistics = stored.isFitted
    unscored = Set(stored.unscored ?? [])
    if let memory = stored.memory {
      var slots: [Float] = []
      for name in memory.slots { slots += try array(name).values }
      var solver: [Double] = []
      if let name = memory.solver { solver = try array(name).doubles ?? [] }
      // Counts that could overflow while they are raised were never reached.
      let counts = 0..<(1 << 53)
      guard counts.contains(memory.step), counts.contains(memory.epoch), counts.contains(memory.batches),
        memory.learningRate >= 0, memory.learningRate.isFinite, memory.place?.isSound ?? true
      else { throw SafetensorsFaults.malformed(path, "a count of steps or the learning rate is out of range") }
      self.memory = Memory(
        rule: memory.rule, slots: slots, solver: solver, step: memory.step, batches: memory.batches,
        epoch: memory.epoch, learningRate: memory.learningRate, place: memory.place)
    } else {
      memory = nil
    }
    if let name = unused.sorted().first {
      throw SafetensorsFaults.malformed(path, "nothing tells what the array \"\(name)\" is for")
    }
  }

  /// Distinct names for the arrays of one file, whatever a person called the layers.
  private struct FileNames {
    private var taken: Set<String> = ["__metadata__"]

    mutating func fresh(_ name: String) -> String {
      var name = name
      while !taken.insert(name).inserted { name += "_" }
      return name
    }
  }
}

/// What the texts of our files are called, and which versions there are.
enum FileFormat {
  /// Raised whenever a file can hold what the version before would read wrongly.
  static let version = 1
  static let versionKey = "format_version"
  static let arrays = "arrays"
  static let model = "model"
  /// How deep the JSON inside a text may be nested.
  private static let maxDepth = 64

  static let texts: [(key: String, text: String)] = [("format", "swiftlet"), (versionKey, "\(version)")]

  static func text(
    _ value: some Encodable, _ path: String, places: [ObjectIdentifier: Int] = [:]
  ) throws(SwiftletError) -> String {
    do { return String(decoding: try JSONEncoding(places: places).encode(value).bytes, as: UTF8.self) } catch {
      throw SafetensorsFaults.make(
        .unwritableFile, "the model cannot be written down: \(reason(error))", path,
        remedy: "Save its weights alone, by snapshot().save(to:)")
    }
  }

  static func value<T: Decodable>(
    _ type: T.Type, _ key: String, _ file: Safetensors, _ path: String,
    tables: [ObjectIdentifier: [AnyObject]] = [:]
  ) throws(SwiftletError) -> T {
    try decode(type, try json(key, file, path), key, path, tables: tables)
  }

  static func decode<T: Decodable>(
    _ type: T.Type, _ json: JSON, _ key: String, _ path: String, tables: [ObjectIdentifier: [AnyObject]] = [:]
  ) throws(SwiftletError) -> T {
    do { return try JSONDecoding(tables: tables).decode(type, from: json) } catch {
      throw SafetensorsFaults.malformed(path, "in its text \"\(key)\" \(reason(error))")
    }
  }

  /// A text of the file, once its version was looked at.
  static func json(_ key: String, _ file: Safetensors, _ path: String) throws(SwiftletError) -> JSON {
    guard file.text("format") == "swiftlet", let version = file.text(versionKey).flatMap({ Int($0) }), version >= 1
    else { throw SafetensorsFaults.malformed(path, "its texts do not tell the format") }
    guard version <= self.version else { throw laterVersion(version, path) }
    guard let text = file.text(key) else {
      throw SafetensorsFaults.malformed(
        path, key == model ? "it holds the weights of a model, but not its layers" : "its text \"\(key)\" is missing")
    }
    do throws(JSONScanner.Fault) { return try JSONScanner.value(in: Array(text.utf8)[...], maxDepth: maxDepth) } catch {
      throw SafetensorsFaults.malformed(path, "in its text \"\(key)\", at byte \(error.offset), \(error.sentence)")
    }
  }

  private static func laterVersion(_ version: Int, _ path: String) -> SwiftletError {
    SafetensorsFaults.make(
      .laterVersion, "the file was written by a later version of Swiftlet", path,
      expected: "format version 1 to \(self.version)", got: "\(version)",
      remedy: "Update Swiftlet, or save the model with this version")
  }

  static func reason(_ error: any Error) -> String {
    switch error {
    case EncodingError.invalidValue(_, let context): context.debugDescription
    case DecodingError.dataCorrupted(let context), DecodingError.keyNotFound(_, let context),
      DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      context.debugDescription
    default: "\(error)"
    }
  }
}

extension Finding.ID {
  public static let laterVersion: Finding.ID = "later-version"
}
