import Foundation

/// The golden fixtures: what PyTorch, Keras and mpmath say. Suites that read them are named Golden….
public enum Golden {
  /// Where they are: the environment variable SWIFTLET_GOLDEN, else Tests/Fixtures/golden.
  public static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["SWIFTLET_GOLDEN"], !path.isEmpty {
      return URL(fileURLWithPath: path, isDirectory: true)
    }
    return URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/golden", isDirectory: true)
  }()

  /// Whether it is the set that comes with the package, whose counts are known.
  public static let isShipped = (ProcessInfo.processInfo.environment["SWIFTLET_GOLDEN"] ?? "").isEmpty

  /// The file `name`.json.
  public static func load(_ name: String) throws -> GoldenValue { try load(name, from: folder) }

  /// The file `name`.json of scripts/make_solver_fixtures.py, which no other folder replaces.
  public static func solver(_ name: String) throws -> GoldenValue {
    let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return try load(name, from: fixtures.appendingPathComponent("Fixtures/golden-solvers", isDirectory: true))
  }

  private static func load(_ name: String, from folder: URL) throws -> GoldenValue {
    let data = try Data(contentsOf: folder.appendingPathComponent("\(name).json"))
    return try GoldenValue(JSONSerialization.jsonObject(with: data), path: name)
  }

  /// The elements of `cases` in the file `name`.json.
  public static func cases(_ name: String) throws -> [GoldenValue] { try load(name)["cases"].list() }
}

/// A value of a fixture, with the path to it for messages.
public struct GoldenValue {
  let raw: Any
  public let path: String

  init(_ raw: Any, path: String) throws {
    self.raw = raw
    self.path = path
  }

  public struct Missing: Error, CustomStringConvertible {
    public let description: String
  }

  private func missing(_ what: String) -> Missing { Missing(description: "\(path) has no \(what)") }

  public var isNull: Bool { raw is NSNull }
  public var keys: [String] { ((raw as? [String: Any])?.keys).map { $0.sorted() } ?? [] }

  /// The same without some of its keys.
  public func without(_ keys: [String]) throws -> GoldenValue {
    try GoldenValue((raw as? [String: Any])?.filter { !keys.contains($0.key) } ?? raw, path: path)
  }

  /// The value of a key.
  public subscript(key: String) -> GoldenValue {
    get throws {
      guard let value = (raw as? [String: Any])?[key] else { throw missing("'\(key)'") }
      return try GoldenValue(value, path: "\(path).\(key)")
    }
  }

  /// The value of a key, or nil when there is none or it is null.
  public func optional(_ key: String) throws -> GoldenValue? {
    guard let value = (raw as? [String: Any])?[key], !(value is NSNull) else { return nil }
    return try GoldenValue(value, path: "\(path).\(key)")
  }

  public func list() throws -> [GoldenValue] {
    guard let values = raw as? [Any] else { throw missing("list") }
    return try values.enumerated().map { try GoldenValue($1, path: "\(path)[\($0)]") }
  }

  public func string() throws -> String {
    guard let text = raw as? String else { throw missing("text") }
    return text
  }

  public func bool() throws -> Bool {
    guard let number = raw as? NSNumber else { throw missing("true or false") }
    return number.boolValue
  }

  /// A number, or one of the strings "inf", "-inf", "nan".
  public func double() throws -> Double {
    guard let value = Self.number(raw) else { throw missing("number") }
    return value
  }

  /// The numbers of a plain list or of {"shape", "data"}, flat and row-major.
  public func doubles() throws -> [Double] {
    let list = (raw as? [String: Any])?["data"] ?? raw
    guard let values = list as? [Any] else { throw missing("list of numbers") }
    return try values.map {
      guard let value = Self.number($0) else { throw missing("number in its list") }
      return value
    }
  }

  public func floats() throws -> [Float] { try doubles().map { Float($0) } }

  /// The shape of {"shape", "data"}.
  public func shape() throws -> [Int] { try self["shape"].doubles().map { Int($0) } }

  private static func number(_ raw: Any) -> Double? {
    if let number = raw as? NSNumber { return number.doubleValue }
    switch raw as? String {
    case "inf": return .infinity
    case "-inf": return -.infinity
    case "nan": return .nan
    default: return nil
    }
  }
}
