/// Reads JSON by RFC 8259 and no more leniently: a key that comes twice, bytes that are not UTF-8, half of a
/// surrogate pair, anything behind the value and nesting beyond `maxDepth` are faults.
///
/// Our own, because two readers that disagree about a duplicate key see two different files.
struct JSONScanner {
  struct Fault: Error {
    let sentence: String
    /// In bytes from the start.
    let offset: Int
  }

  private let bytes: ArraySlice<UInt8>
  private var position: Int
  private let maxDepth: Int

  static func value(in bytes: ArraySlice<UInt8>, maxDepth: Int) throws(Fault) -> JSON {
    var scanner = JSONScanner(bytes: bytes, position: bytes.startIndex, maxDepth: maxDepth)
    scanner.skipSpace()
    let value = try scanner.value(depth: 0)
    scanner.skipSpace()
    guard scanner.position == bytes.endIndex else { throw scanner.fault("something follows the end of the value") }
    return value
  }

  private init(bytes: ArraySlice<UInt8>, position: Int, maxDepth: Int) {
    self.bytes = bytes
    self.position = position
    self.maxDepth = maxDepth
  }

  private func fault(_ sentence: String) -> Fault { Fault(sentence: sentence, offset: position - bytes.startIndex) }

  private var next: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  /// Passes over `byte`, if it is the next one.
  private mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws(Fault) -> JSON {
    switch next {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case nil: throw fault("it ends in the middle")
    case let byte? where byte == UInt8(ascii: "-") || byte >= 48 && byte <= 57: return .number(try number())
    default: throw fault("no value begins here")
    }
  }

  private mutating func word(_ word: String, _ value: JSON) throws(Fault) -> JSON {
    for byte in word.utf8 {
      guard take(byte) else { throw fault("no value begins here") }
    }
    return value
  }

  private mutating func object(depth: Int) throws(Fault) -> JSON {
    guard depth < maxDepth else { throw fault("it is nested more than \(maxDepth) deep") }
    position += 1
    var members: [JSON.Member] = []
    var keys: Set<String> = []
    skipSpace()
    if take(UInt8(ascii: "}")) { return .object([]) }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw fault("a key has to stand here") }
      let key = try string()
      guard keys.insert(key).inserted else { throw fault("the key \"\(key)\" comes twice") }
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw fault("a colon has to stand here") }
      skipSpace()
      members.append(JSON.Member(key: key, value: try value(depth: depth + 1)))
      skipSpace()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw fault("a comma or } has to stand here") }
    return .object(members)
  }

  private mutating func array(depth: Int) throws(Fault) -> JSON {
    guard depth < maxDepth else { throw fault("it is nested more than \(maxDepth) deep") }
    position += 1
    var values: [JSON] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { return .array([]) }
    repeat {
      skipSpace()
      values.append(try value(depth: depth + 1))
      skipSpace()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw fault("a comma or ] has to stand here") }
    return .array(values)
  }

  private mutating func number() throws(Fault) -> String {
    let start = position
    _ = take(UInt8(ascii: "-"))
    if !take(UInt8(ascii: "0")) { try digits() }
    if take(UInt8(ascii: ".")) { try digits() }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      try digits()
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func digits() throws(Fault) {
    let start = position
    while let byte = next, byte >= 48, byte <= 57 { position += 1 }
    if position == start { throw fault("a digit has to stand here") }
  }

  // MARK: - Strings

  private mutating func string() throws(Fault) -> String {
    position += 1
    var text: [UInt8] = []
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else { throw fault("the text is not UTF-8") }
        return string
      case UInt8(ascii: "\\"): try escape(into: &text)
      case 0..<0x20: throw fault("a control character stands in a text")
      default: text.append(byte)
      }
    }
    throw fault("a text has no end")
  }

  private mutating func escape(into text: inout [UInt8]) throws(Fault) {
    guard let byte = next else { throw fault("a text has no end") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"): text += String(Character(try scalar())).utf8
    default: throw fault("there is no such escape")
    }
  }

  private mutating func scalar() throws(Fault) -> Unicode.Scalar {
    var code = try fourDigits()
    if code & 0xFC00 == 0xD800 {
      guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else { throw fault("half of a surrogate pair") }
      let low = try fourDigits()
      guard low & 0xFC00 == 0xDC00 else { throw fault("half of a surrogate pair") }
      code = 0x10000 + (code & 0x3FF) << 10 + low & 0x3FF
    }
    guard let scalar = Unicode.Scalar(code) else { throw fault("half of a surrogate pair") }
    return scalar
  }

  private mutating func fourDigits() throws(Fault) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw fault("four hexadecimal digits have to stand here")
      }
      code = code << 4 + UInt32(digit)
      position += 1
    }
    return code
  }
}
