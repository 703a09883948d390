/// Decodable values from JSON, the other side of `JSONEncoding`.
struct JSONDecoding {
  /// The objects that are written as places, by type.
  var tables: [ObjectIdentifier: [AnyObject]] = [:]

  func decode<T: Decodable>(_ type: T.Type = T.self, from json: JSON) throws -> T {
    try Source(json: json, tables: tables).value(type)
  }

  private static func fault(_ expected: String) -> DecodingError {
    .dataCorrupted(DecodingError.Context(codingPath: [], debugDescription: "\(expected) has to stand here"))
  }

  struct Source: Decoder {
    let json: JSON
    let tables: [ObjectIdentifier: [AnyObject]]
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
      guard case .object(let members) = json else { throw JSONDecoding.fault("an object") }
      let values = Dictionary(members.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
      return KeyedDecodingContainer(Keyed<Key>(source: self, members: values))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
      guard case .array(let values) = json else { throw JSONDecoding.fault("a list") }
      return Unkeyed(source: self, values: values)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { Single(source: self) }

    func part(_ json: JSON) -> Source { Source(json: json, tables: tables) }

    func value<T: Decodable>(_ type: T.Type) throws -> T {
      let known: Any?
      switch type {
      case is Bool.Type: known = if case .bool(let value) = json { value } else { nil }
      case is String.Type: known = json.string
      case is Double.Type: known = number.flatMap { Double($0) }
      case is Float.Type: known = number.flatMap { Float($0) }
      case let type as any FixedWidthInteger.Type: known = integer(type)
      default: return try T(from: self)
      }
      guard let value = known as? T else { throw JSONDecoding.fault("a value of type \(type)") }
      return value
    }

    private func integer<I: FixedWidthInteger>(_ type: I.Type) -> I? {
      if case .number(let text) = json { I(text) } else { nil }
    }

    /// The text of a number, or of one that JSON cannot write; nil for a number beyond Double.
    private var number: String? {
      switch json {
      case .number(let text): Double(text)?.isFinite == true ? text : nil
      case .string(let text): ["inf", "-inf", "nan"].contains(text) ? text : nil
      default: nil
      }
    }
  }

  private struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let source: Source
    let members: [String: JSON]
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { members.keys.compactMap { Key(stringValue: $0) } }

    private func part(_ key: any CodingKey) throws -> Source {
      guard let value = members[key.stringValue] else { throw JSONDecoding.fault("the member \"\(key.stringValue)\"") }
      return source.part(value)
    }

    func contains(_ key: Key) -> Bool { members[key.stringValue] != nil }
    func decodeNil(forKey key: Key) throws -> Bool { try part(key).json == .null }
    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try part(key).value(type) }
    func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { try part(key).container(keyedBy: type) }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
      try part(key).unkeyedContainer()
    }
    func superDecoder() throws -> any Decoder { throw JSONDecoding.fault("no superclass") }
    func superDecoder(forKey key: Key) throws -> any Decoder { try part(key) }
  }

  private struct Unkeyed: UnkeyedDecodingContainer {
    let source: Source
    let values: [JSON]
    var currentIndex = 0
    var codingPath: [any CodingKey] { [] }
    var count: Int? { values.count }
    var isAtEnd: Bool { currentIndex >= values.count }

    private mutating func next() throws -> Source {
      guard !isAtEnd else { throw JSONDecoding.fault("another value") }
      currentIndex += 1
      return source.part(values[currentIndex - 1])
    }

    mutating func decodeNil() -> Bool {
      guard !isAtEnd, values[currentIndex] == .null else { return false }
      currentIndex += 1
      return true
    }
    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try next().value(type) }
    mutating func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> { try next().container(keyedBy: type) }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try next().unkeyedContainer() }
    mutating func superDecoder() throws -> any Decoder { try next() }
  }

  private struct Single: SingleValueDecodingContainer {
    let source: Source
    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool { source.json == .null }
    func decode<T: Decodable>(_ type: T.Type) throws -> T { try source.value(type) }
  }
}

extension StoredByPlace {
  init(from decoder: any Decoder) throws {
    let tables = (decoder as? JSONDecoding.Source)?.tables
    let place = try decoder.singleValueContainer().decode(Int.self)
    guard let table = tables?[ObjectIdentifier(Self.self)], table.indices.contains(place),
      let object = table[place] as? Self
    else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: [], debugDescription: "there is no array number \(place)"))
    }
    self = object
  }
}
