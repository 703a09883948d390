import Foundation
import Testing

@testable import Swiftlet

struct SafetensorsTests {
  private let sample = Safetensors(
    texts: [("format", "swiftlet"), ("é\"\\", "\u{0}\n\"checksum\":\"crc32:00000000\" 𝄞")],
    arrays: [
      Safetensors.Array(name: "d", shape: [2], values: [], doubles: [0.1, -.infinity]),
      Safetensors.Array(name: "dense/kernel", shape: [2, 3], values: [1, -0.0, .infinity, .nan, 1e-45, 3]),
      Safetensors.Array(name: "dense/bias", shape: [1], values: [2]),
      Safetensors.Array(name: "κ\n", shape: [], values: [-7]),
    ])

  @Test func everythingComesBackToTheBit() throws {
    let bytes = try sample.bytes("a")
    let back = try Safetensors(bytes, "a")
    #expect(back.texts.map(\.key) == sample.texts.map(\.key) && back.texts.map(\.text) == sample.texts.map(\.text))
    #expect(back.arrays.map(\.name) == sample.arrays.map(\.name))
    #expect(back.arrays.map(\.shape) == sample.arrays.map(\.shape))
    #expect(back.arrays.map { $0.values.map(\.bitPattern) } == sample.arrays.map { $0.values.map(\.bitPattern) })
    #expect(back.arrays.map(\.doubles) == sample.arrays.map(\.doubles))
    #expect(try back.bytes("a") == bytes)
  }

  @Test func theNumbersBeginAtAMultipleOfEight() throws {
    for length in 0..<9 {
      let file = Safetensors(texts: [("a", String(repeating: "x", count: length))], arrays: sample.arrays)
      let bytes = try file.bytes("a")
      let header = (0..<8).reduce(0) { $0 | Int(bytes[$1]) << (8 * $1) }
      #expect(header % 8 == 0 && bytes.count == 8 + header + 48)
    }
  }

  /// A file is refused wherever it ends too early, and whichever bit has changed.
  @Test func aFileThatWasCutOrChangedAnywhereIsRefused() throws {
    let whole = try sample.bytes("a")
    for count in 0..<whole.count {
      #expect(throws: SwiftletError.self, "cut at \(count)") { try Safetensors(Array(whole[..<count]), "a") }
    }
    #expect(throws: SwiftletError.self) { try Safetensors(whole + [0], "a") }
    var bytes = whole
    for place in whole.indices {
      for bit in 0..<8 {
        bytes[place] = whole[place] ^ 1 << bit
        #expect(throws: SwiftletError.self, "bit \(bit) of byte \(place)") { try Safetensors(bytes, "a") }
      }
      bytes[place] = whole[place]
    }
  }

  /// Bytes replaced, inserted, taken out and doubled at random: an error or the very same content, never a trap.
  @Test func randomDamageIsFound() throws {
    let whole = try sample.bytes("a")
    var random = RandomStream(.data, seed: 11)
    for round in 0..<4000 {
      var bytes = whole
      for _ in 0..<1 + random.below(3) {
        let place = random.below(bytes.count)
        switch random.below(4) {
        case 0: bytes[place] = UInt8(random.below(256))
        case 1: bytes.insert(UInt8(random.below(256)), at: place)
        case 2: bytes.remove(at: place)
        default: bytes.insert(contentsOf: bytes[place..<min(place + 8, bytes.count)], at: place)
        }
      }
      if bytes == whole { continue }
      #expect(throws: SwiftletError.self, "round \(round)") { try Safetensors(bytes, "a") }
    }
  }

  // MARK: - Files made by hand

  /// A file around a header, with a checksum that fits unless the header has none.
  static func file(_ header: String, numbers: Int = 8) -> [UInt8] {
    var text = Array(header.utf8)
    let length = text.count
    if let start = header.range(of: "00000000") {
      let prefix = header[..<start.lowerBound].utf8.count
      let whole = lengthBytes(length) + text + [UInt8](repeating: 0, count: numbers)
      text.replaceSubrange(prefix..<prefix + 8, with: crc(whole))
    }
    return lengthBytes(length) + text + [UInt8](repeating: 0, count: numbers)
  }

  static func lengthBytes(_ length: Int) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } }

  /// CRC-32 bit by bit, as the standard describes it.
  static func crc(_ bytes: [UInt8]) -> [UInt8] {
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    let text = String(~sum, radix: 16)
    return Array((String(repeating: "0", count: 8 - text.count) + text).utf8)
  }

  static let sum = #""__metadata__":{"checksum":"crc32:00000000"}"#

  static func header(_ entry: String) -> String { "{\(sum),\(entry)}" }

  @Test func aFileMadeByHandIsRead() throws {
    let good = Self.file(Self.header(#""a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"#))
    let file = try Safetensors(good, "a")
    #expect(file.arrays.map(\.name) == ["a"] && file.arrays[0].values == [0, 0] && file.texts.isEmpty)
    // Members in another order, spaces behind, arrays in another order than their bytes.
    let other = Self.file(
      Self.header(
        #""b":{"shape":[],"dtype":"F32","data_offsets":[4,8]},"a":{"data_offsets":[0,4],"dtype":"F32","shape":[1,1]}"#)
        + "   ")
    #expect(try Safetensors(other, "a").arrays.map(\.name) == ["b", "a"])
    #expect(try Safetensors(Self.file("{\(Self.sum)}", numbers: 0), "a").arrays.isEmpty)
  }

  static let bad: [(String, [UInt8])] = [
    ("empty", []), ("seven bytes", [1, 0, 0, 0, 0, 0, 0]), ("no header", lengthBytes(0)),
    ("a header of one byte", lengthBytes(1) + [0x7B, 0x7D]),
    ("a header of 2^63 bytes", [0, 0, 0, 0, 0, 0, 0, 0x80] + Array("{}".utf8)),
    ("a header of 2^64-1 bytes", [UInt8](repeating: 255, count: 8) + Array("{}".utf8)),
    ("a header of 100 MB and one", lengthBytes(100_000_001) + Array("{}".utf8)),
    ("a header behind the end", lengthBytes(3) + Array("{}".utf8)), ("no checksum", file("{}", numbers: 0)),
    ("an array", file("[\(sum)]", numbers: 0)), ("a space before", file(" {\(sum)}", numbers: 0)),
    ("a byte order mark", file("\u{FEFF}{\(sum)}", numbers: 0)), ("two values", file("{\(sum)}{}", numbers: 0)),
    ("a NUL behind", file("{\(sum)}\0", numbers: 0)), ("no comma", file("{\(sum) \"a\":1}")),
    ("a checksum of five", file(#"{"__metadata__":{"checksum":"crc32:12345"}}"#, numbers: 0)),
    ("another checksum", file(#"{"__metadata__":{"checksum":"md5:00000000"}}"#, numbers: 0)),
    (
      "a checksum in capitals",
      Array(String(decoding: file("{\(sum)}", numbers: 0), as: UTF8.self).replacing("crc32", with: "CRC32").utf8)
    ),
    ("metadata twice", file("{\(sum),\"__metadata__\":{}}", numbers: 0)),
    ("metadata of a number", file(#"{"__metadata__":{"checksum":"crc32:00000000","n":1}}"#, numbers: 0)),
    ("metadata in a list", file(#"{"__metadata__":[{"checksum":"crc32:00000000"}]}"#, numbers: 0)),
    (
      "an array twice",
      file(
        header(
          #""a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}"#)
      )
    ),
    ("an array that is a number", file(header(#""a":1"#))), ("an empty array", file(header(#""a":{}"#))),
    ("a list", file(header(#""a":["F32",[2],[0,8]]"#))),
    ("no type", file(header(#""a":{"shape":[2],"data_offsets":[0,8]}"#))),
    ("no shape", file(header(#""a":{"dtype":"F32","data_offsets":[0,8]}"#))),
    ("no offsets", file(header(#""a":{"dtype":"F32","shape":[2]}"#))),
    ("a fourth member", file(header(#""a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1}"#))),
    ("one offset", file(header(#""a":{"dtype":"F32","shape":[2],"data_offsets":[0]}"#))),
    ("three offsets", file(header(#""a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}"#))),
    ("offsets backwards", file(header(#""a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}"#))),
    ("offsets past the end", file(header(#""a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}"#))),
    ("an offset of 2^64", file(header(#""a":{"dtype":"F32","shape":[2],"data_offsets":[0,18446744073709551616]}"#))),
    ("a negative offset", file(header(#""a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}"#))),
    ("an offset with a point", file(header(#""a":{"dtype":"F32","shape":[2],"data_offsets":[0.0,8.0]}"#))),
    ("an offset with an exponent", file(header(#""a":{"dtype":"F32","shape":[2],"data_offsets":[0,8e0]}"#))),
    ("an offset in quotes", file(header(#""a":{"dtype":"F32","shape":[2],"data_offsets":["0","8"]}"#))),
    ("a size of zero", file(header(#""a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}"#), numbers: 0)),
    ("a negative size", file(header(#""a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}"#))),
    ("a size of true", file(header(#""a":{"dtype":"F32","shape":[true],"data_offsets":[0,4]}"#), numbers: 4)),
    ("a size in a list", file(header(#""a":{"dtype":"F32","shape":[[2]],"data_offsets":[0,8]}"#))),
    ("a shape that is a number", file(header(#""a":{"dtype":"F32","shape":2,"data_offsets":[0,8]}"#))),
    ("a shape too small", file(header(#""a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}"#))),
    ("a shape too large", file(header(#""a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}"#))),
    (
      "2^62 times 2^62",
      file(
        header(#""a":{"dtype":"F32","shape":[4611686018427387904,4611686018427387904],"data_offsets":[0,0]}"#),
        numbers: 0)
    ),
    (
      "2^62 numbers",
      file(header(#""a":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,0]}"#), numbers: 0)
    ),
    (
      "2^32 times 2^32",
      file(header(#""a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}"#), numbers: 0)
    ),
    ("float16", file(header(#""a":{"dtype":"F16","shape":[4],"data_offsets":[0,8]}"#))),
    ("a float64 of four bytes", file(header(#""a":{"dtype":"F64","shape":[2],"data_offsets":[0,8]}"#))),
    ("bfloat16", file(header(#""a":{"dtype":"BF16","shape":[4],"data_offsets":[0,8]}"#))),
    ("an unknown type", file(header(#""a":{"dtype":"Q4","shape":[2],"data_offsets":[0,8]}"#))),
    ("a type in small letters", file(header(#""a":{"dtype":"f32","shape":[2],"data_offsets":[0,8]}"#))),
    ("bytes left over", file(header(#""a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#))),
    ("bytes before", file(header(#""a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}"#))),
    (
      "a hole",
      file(
        header(
          #""a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}"#
        ),
        numbers: 12)
    ),
    (
      "an overlap",
      file(
        header(
          #""a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}"#)
      )
    ),
    (
      "the same bytes twice",
      file(
        header(
          #""a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"#)
      )
    ),
    ("nested deep", file(header("\"a\":" + String(repeating: "[", count: 200_000)))),
    (
      "a name that is not UTF-8",
      lengthBytes(sum.utf8.count + 7) + Array("{\(sum),\"".utf8) + [0xFF] + Array("\":1}".utf8)
    ),
    ("an image", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]),
    ("a zip file", [0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 60)),
    ("a table", Array("a,b,c\n1,2,3\n4,5,6\n".utf8)),
  ]

  @Test(arguments: bad) func aMalformedFileIsRefusedByName(_ what: String, _ bytes: [UInt8]) throws {
    let error = #expect(throws: SwiftletError.self) { try Safetensors(bytes, "x.safetensors") }
    #expect(error?.stage == .storage && error?.faults.count == 1)
    #expect(error?.faults.first?.id == .malformedFile)
    #expect(error?.faults.first?.place?.file == "x.safetensors")
    #expect(error?.faults.first?.remedy.isEmpty == false)
  }

  @Test func thereAreSixtyOfThem() { #expect(Self.bad.count >= 60) }

  @Test func whatIsNoFileIsRefused() throws {
    let folder = try TemporaryFolder()
    for path in [folder.path("none"), folder.url.path, "/dev/null", "/dev/zero", "", "a\0b"] {
      let error = #expect(throws: SwiftletError.self) { try Model(load: path) }
      #expect(error?.contains(.unreadableFile) == true && error?.stage == .storage, "\(path)")
    }
    for path in [folder.path("no/such"), folder.url.path, "/dev/null", ""] {
      let error = #expect(throws: SwiftletError.self) { try sample.write(to: path) }
      #expect(error?.contains(.unwritableFile) == true && error?.stage == .storage, "\(path)")
    }
  }
}
