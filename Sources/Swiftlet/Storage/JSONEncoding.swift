/// Encodable values as JSON. Numbers that JSON cannot write are the texts "inf", "-inf" and "nan"; members keep the
/// order in which a type encodes them, so equal values give equal bytes.
struct JSONEncoding {
  /// Objects that are written as their place in a table of their own, by identity.
  var places: [ObjectIdentifier: Int] = [:]

  func encode(_ value: some Encodable) throws -> JSON { try Sink(places).json(value) }

  /// What an encoder has been told, until it is whole.
  private final class Node {
    enum Content {
      case value(JSON)
      case array([Node])
      case object([(key: String, node: Node)])
    }
    var content: Content?

    var json: JSON {
      switch content {
      case nil: .object([])
      case .value(let value): value
      case .array(let nodes): .array(nodes.map(\.json))
      case .object(let members): .object(members.map { JSON.Member(key: $0.key, value: $0.node.json) })
      }
    }

    func append(_ node: Node) {
      guard case .array(var nodes) = content else { return }
      content = nil
      nodes.append(node)
      content = .array(nodes)
    }

    func append(_ node: Node, for key: String) {
      guard case .object(var members) = content else { return }
      content = nil
      members.append((key, node))
      content = .object(members)
    }

    var count: Int { if case .array(let nodes) = content { nodes.count } else { 0 } }
  }

  private struct Sink: Encoder {
    let node = Node()
    let places: [ObjectIdentifier: Int]
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    init(_ places: [ObjectIdentifier: Int]) { self.places = places }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
      if node.content == nil { node.content = .object([]) }
      return KeyedEncodingContainer(Keyed<Key>(sink: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
      if node.content == nil { node.content = .array([]) }
      return Unkeyed(sink: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { Single(sink: self) }

    /// A sink for a part of this one.
    func part() -> Sink { Sink(places) }

    func json(_ value: some Encodable) throws -> JSON {
      switch value {
      case let value as Bool: return .bool(value)
      case let value as String: return .string(value)
      case let value as Double: return Self.number(value, "\(value)")
      case let value as Float: return Self.number(Double(value), "\(value)")
      case let value as any FixedWidthInteger: return .number("\(value)")
      case let value as any StoredByPlace:
        guard let place = places[ObjectIdentifier(value as AnyObject)] else {
          throw EncodingError.invalidValue(
            value, EncodingError.Context(codingPath: [], debugDescription: "an array that no table lists"))
        }
        return .number("\(place)")
      default:
        let part = part()
        try value.encode(to: part)
        return part.node.json
      }
    }

    static func number(_ value: Double, _ text: String) -> JSON {
      if value.isFinite { return .number(text) }
      return .string(value.isNaN ? "nan" : value > 0 ? "inf" : "-inf")
    }

    func leaf(_ value: some Encodable) throws -> Node {
      let node = Node()
      node.content = .value(try json(value))
      return node
    }

    static var null: Node {
      let node = Node()
      node.content = .value(.null)
      return node
    }
  }

  private struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let sink: Sink
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) { sink.node.append(Sink.null, for: key.stringValue) }
    func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
      sink.node.append(try sink.leaf(value), for: key.stringValue)
    }

    private func part(_ key: any CodingKey) -> Sink {
      let part = sink.part()
      sink.node.append(part.node, for: key.stringValue)
      return part
    }

    func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> { part(key).container(keyedBy: type) }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { part(key).unkeyedContainer() }
    func superEncoder() -> any Encoder { part(SuperKey()) }
    func superEncoder(forKey key: Key) -> any Encoder { part(key) }
  }

  private struct SuperKey: CodingKey {
    var stringValue: String { "super" }
    var intValue: Int? { nil }
    init() {}
    init?(stringValue: String) {}
    init?(intValue: Int) { nil }
  }

  private struct Unkeyed: UnkeyedEncodingContainer {
    let sink: Sink
    var codingPath: [any CodingKey] { [] }
    var count: Int { sink.node.count }

    func encodeNil() { sink.node.append(Sink.null) }
    func encode<T: Encodable>(_ value: T) throws { sink.node.append(try sink.leaf(value)) }

    private func part() -> Sink {
      let part = sink.part()
      sink.node.append(part.node)
      return part
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
      part().container(keyedBy: type)
    }
    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { part().unkeyedContainer() }
    func superEncoder() -> any Encoder { part() }
  }

  private struct Single: SingleValueEncodingContainer {
    let sink: Sink
    var codingPath: [any CodingKey] { [] }

    func encodeNil() { sink.node.content = .value(.null) }
    func encode<T: Encodable>(_ value: T) throws { sink.node.content = .value(try sink.json(value)) }
  }
}

/// An object with an identity: a file holds a table of them, and whatever refers to one holds its place in it.
/// Only classes can have it; not written as `AnyObject`, because an `init` could not replace `self` then.
protocol StoredByPlace: Codable {}

extension StoredByPlace {
  func encode(to encoder: any Encoder) throws {
    throw EncodingError.invalidValue(
      self, EncodingError.Context(codingPath: [], debugDescription: "only a model's own table can hold it"))
  }
}
