/// An optimizer in a file: the name of its method, that one's numbers, and what every optimizer has.
extension Optimizer: Codable {
  private enum Key: String, CodingKey { case name, numbers, learningRate, preset, schedule, modifiers }

  /// Whether `encode(to:)` can write it: a rule of your own is code, which no file can keep.
  var isCodable: Bool {
    switch method {
    case .sweep(let rule): rule is any KernelRule
    case .solver: true
    }
  }

  /// - Throws: `EncodingError` for a rule that is not the library's.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(name, forKey: .name)
    try container.encode(learningRate, forKey: .learningRate)
    try container.encode(preset, forKey: .preset)
    try container.encode(schedule, forKey: .schedule)
    try container.encode(modifiers, forKey: .modifiers)
    switch method {
    case .sweep(let rule as any KernelRule): try container.encode(rule, forKey: .numbers)
    case .solver(let solver): try container.encode(solver, forKey: .numbers)
    case .sweep(let rule):
      throw EncodingError.invalidValue(
        rule,
        EncodingError.Context(
          codingPath: encoder.codingPath, debugDescription: "the rule \(rule.name) is not one of the library's"))
    }
  }

  /// Numbers out of their domain are faults at `compile()`, as they are where they are typed.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let name = try container.decode(String.self, forKey: .name)
    guard let known = Self.vocabulary.first(where: { $0.0 == name })?.1() else {
      throw DecodingError.dataCorruptedError(
        forKey: .name, in: container, debugDescription: "there is no optimizer called \(name)")
    }
    self.init(
      method: try Self.decode(known.method, container),
      learningRate: try container.decode(Double.self, forKey: .learningRate),
      preset: try container.decode(Preset.self, forKey: .preset))
    schedule = try container.decode(Schedule.self, forKey: .schedule)
    modifiers = try container.decode(Modifiers.self, forKey: .modifiers)
  }

  /// The numbers of a method of the same type as `known`.
  private static func decode(_ known: Method, _ container: KeyedDecodingContainer<Key>) throws -> Method {
    func rule<R: KernelRule>(like known: R) throws -> any KernelRule { try container.decode(R.self, forKey: .numbers) }
    func solver<S: Solver>(like known: S) throws -> any Solver { try container.decode(S.self, forKey: .numbers) }
    switch known {
    case .sweep(let known as any KernelRule): return .sweep(try rule(like: known))
    case .sweep: return known
    case .solver(let known): return .solver(try solver(like: known))
    }
  }
}
