/// What a PNG file tells about itself, without its pixels being decoded.
///
/// Walks the chunks of the file (PNG specification, third edition, section 5): every length is compared with what is
/// there before anything is read, and every checksum is computed.
package struct PNGFacts: Sendable, Equatable {
  /// Why a file is not what it should be.
  package struct Fault: Error, Equatable {
    package let what: String
  }

  package struct Chunk: Sendable, Equatable {
    package let type: String
    package let length: Int
  }

  package private(set) var width = 0
  package private(set) var height = 0
  package private(set) var bitsPerChannel = 0
  /// "RGB", "grey", "palette", "grey with opacity" or "RGB with opacity".
  package private(set) var color = ""
  package private(set) var isSRGB = false
  /// nil where the file does not tell, or where pixels are not square.
  package private(set) var dotsPerInch: Double?
  /// Lines of text in the order of the file. Compressed ones are named only.
  package private(set) var texts: [Text] = []
  package private(set) var chunks: [Chunk] = []

  package struct Text: Sendable, Equatable {
    package let key: String
    package let text: String
  }

  package static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// - Throws: `Fault` when the bytes are not a whole PNG file.
  package init(_ bytes: [UInt8]) throws(Fault) {
    guard bytes.starts(with: Self.signature) else { throw Fault(what: "it does not begin like a PNG file") }
    var at = 8
    while chunks.last?.type != "IEND" {
      let (type, data) = try Self.chunk(bytes, at)
      if chunks.isEmpty && type != "IHDR" { throw Fault(what: "its first chunk is \(type) in place of IHDR") }
      chunks.append(Chunk(type: type, length: data.count))
      try read(type, Array(data))
      at += 12 + data.count
    }
    guard chunks.contains(where: { $0.type == "IDAT" }) else { throw Fault(what: "it has no pixels") }
  }

  /// The chunk at an offset.
  private static func chunk(_ bytes: [UInt8], _ at: Int) throws(Fault) -> (type: String, data: ArraySlice<UInt8>) {
    guard at + 12 <= bytes.count else { throw Fault(what: "it ends after \(bytes.count) bytes, in the middle") }
    let letters = bytes[at + 4..<at + 8]
    guard letters.allSatisfy({ (65...90).contains($0) || (97...122).contains($0) }) else {
      throw Fault(what: "there is no chunk at byte \(at)")
    }
    let type = String(decoding: letters, as: UTF8.self)
    let length = number(bytes, at)
    guard length <= bytes.count - at - 12 else {
      throw Fault(
        what: "its chunk \(type) at byte \(at) should have \(length) bytes, and \(bytes.count - at - 12) are left")
    }
    let end = at + 8 + length
    guard number(bytes, end) == Int(checksum(bytes[at + 4..<end])) else {
      throw Fault(what: "the checksum of its chunk \(type) at byte \(at) is wrong")
    }
    return (type, bytes[at + 8..<end])
  }

  private mutating func read(_ type: String, _ data: [UInt8]) throws(Fault) {
    switch type {
    case "IHDR": try readHeader(data)
    case "sRGB": isSRGB = true
    case "pHYs":
      guard data.count == 9 else { throw Fault(what: "its chunk pHYs has \(data.count) bytes in place of 9") }
      let (x, y) = (Self.number(data, 0), Self.number(data, 4))
      if x == y, data[8] == 1 { dotsPerInch = (Double(x) * 0.254).rounded() / 10 }
    case "tEXt": texts.append(try plain(data))
    case "zTXt": texts.append(Text(key: try split(data).key, text: "(compressed)"))
    case "iTXt": texts.append(try international(data))
    default: break
    }
  }

  private mutating func readHeader(_ data: [UInt8]) throws(Fault) {
    guard data.count == 13, chunks.count == 1 else { throw Fault(what: "its header is not one of a PNG") }
    (width, height) = (Self.number(data, 0), Self.number(data, 4))
    bitsPerChannel = Int(data[8])
    let names: [UInt8: String] = [
      0: "grey", 2: "RGB", 3: "palette", 4: "grey with opacity", 6: "RGB with opacity",
    ]
    guard width > 0, height > 0, let name = names[data[9]] else { throw Fault(what: "its header is not one of a PNG") }
    color = name
  }

  private func split(_ data: [UInt8]) throws(Fault) -> (key: String, rest: ArraySlice<UInt8>) {
    guard let zero = data.firstIndex(of: 0), (1...79).contains(zero) else {
      throw Fault(what: "it has a line of text without a key")
    }
    return (Self.latin1(data[..<zero]), data[(zero + 1)...])
  }

  private func plain(_ data: [UInt8]) throws(Fault) -> Text {
    let (key, rest) = try split(data)
    return Text(key: key, text: Self.latin1(rest))
  }

  /// Key, two flags, language, translated key, text.
  private func international(_ data: [UInt8]) throws(Fault) -> Text {
    let (key, rest) = try split(data)
    let parts = rest.dropFirst(2).split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
    guard rest.count >= 2, parts.count == 3, let flag = rest.first else {
      throw Fault(what: "its line of text \"\(key)\" is cut")
    }
    return Text(key: key, text: flag == 0 ? String(decoding: parts[2], as: UTF8.self) : "(compressed)")
  }

  private static func latin1(_ bytes: ArraySlice<UInt8>) -> String {
    String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
  }

  private static func number(_ bytes: [UInt8], _ at: Int) -> Int {
    Int(bytes[at]) << 24 | Int(bytes[at + 1]) << 16 | Int(bytes[at + 2]) << 8 | Int(bytes[at + 3])
  }

  /// CRC-32 as PNG has it: polynomial 0xEDB88320, all bits turned before and after.
  static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { sum, byte in table[Int((sum ^ UInt32(byte)) & 255)] ^ sum >> 8 }
  }

  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
  }
}
