import Testing

@testable import Swiftlet

struct JSONTests {
  private func scan(_ text: String, maxDepth: Int = 8) throws -> JSON {
    try JSONScanner.value(in: Array(text.utf8)[...], maxDepth: maxDepth)
  }

  static let good: [(String, JSON)] = [
    ("null", .null), (" true\n", .bool(true)), ("false", .bool(false)), ("0", .number("0")),
    ("-0.5e+3", .number("-0.5e+3")),
    ("18446744073709551615", .number("18446744073709551615")), ("\"\"", .string("")), ("[]", .array([])),
    ("{ }", .object([])), ("[1 , [ ] ]", .array([.number("1"), .array([])])),
    (#""\"\\\/\b\f\n\r\t""#, .string("\"\\/\u{8}\u{C}\n\r\t")), (#""\u00e9\uD834\uDD1E""#, .string("é𝄞")),
    ("\"é𝄞\u{7F}\"", .string("é𝄞\u{7F}")),
    (
      #"{"b":1,"a":{"":[]}}"#,
      .object([
        JSON.Member(key: "b", value: .number("1")),
        JSON.Member(key: "a", value: .object([JSON.Member(key: "", value: .array([]))])),
      ])
    ),
  ]

  @Test(arguments: good) func whatTheGrammarAllowsIsRead(_ text: String, _ value: JSON) throws {
    #expect(try scan(text) == value)
    #expect(try scan(String(decoding: value.bytes, as: UTF8.self)) == value)
  }

  @Test(arguments: [
    "", " ", "nul", "truefalse", "True", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}", "{a:1}", "{\"a\":1,}",
    "{\"a\":1,\"a\":1}", #"{"a":1,"\u0061":2}"#, "{}{}", "[]]", "[", "{", "{\"a\":1", "\"", "\"\\\"", "\"\\x\"",
    #""\u12""#, #""\u12g4""#, #""\uD834""#, #""\uDD1E""#, #""\uD834\u0041""#, "\"\n\"", "01", "-", "1.", ".5", "1e",
    "1e+", "+1", "0x10", "NaN", "Infinity", "'a'", "// a\n1", "\u{FEFF}1", "1\0", "[[[[[[[[[]]]]]]]]]",
  ])
  func whatTheGrammarForbidsIsRefused(_ text: String) {
    #expect(throws: JSONScanner.Fault.self) { try scan(text) }
  }

  @Test(arguments: [
    [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xE2, 0x82, 0x22],
  ])
  func bytesThatAreNotUTF8AreRefused(_ bytes: [UInt8]) {
    #expect(throws: JSONScanner.Fault.self) { try JSONScanner.value(in: bytes[...], maxDepth: 8) }
  }

  @Test func aHundredThousandBracketsAreRefusedAtOnce() {
    for text in [String(repeating: "[", count: 100_000), String(repeating: "{\"a\":", count: 100_000)] {
      let clock = ContinuousClock()
      #expect(clock.measure { #expect(throws: JSONScanner.Fault.self) { try scan(text) } } < .milliseconds(500))
    }
  }

  struct Sample: Codable, Hashable {
    enum Kind: Codable, Hashable {
      case plain
      case pair(Int, b: Double)
      case list([Float])
    }
    enum Name: String, Codable, Hashable { case first, second }
    var text = "\u{1}\"é\\\u{2028}"
    var huge = UInt64.max
    var small = Int8.min
    var numbers: [Double] = [0, -0.0, 0.1, 5e-324, .greatestFiniteMagnitude, .infinity, -.infinity, 1e16]
    var floats: [Float] = [0.1, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -0.0]
    var kinds: [Kind] = [.plain, .pair(-3, b: 0.5), .list([])]
    var name = Name.second
    var none: Int?
    var some: Int? = 4
    var nested: [[Bool?]] = [[true, nil], []]
    var range = 1..<5
    var closed: ClosedRange<Float> = -Float.infinity...2
  }

  @Test func codableValuesComeBackToTheBit() throws {
    let sample = Sample()
    let json = try JSONEncoding().encode(sample)
    let back = try JSONDecoding().decode(Sample.self, from: try scan(String(decoding: json.bytes, as: UTF8.self)))
    #expect(back == sample)
    #expect(back.numbers.map(\.bitPattern) == sample.numbers.map(\.bitPattern))
    #expect(back.floats.map(\.bitPattern) == sample.floats.map(\.bitPattern))
    let nan = try JSONDecoding().decode(Double.self, from: try JSONEncoding().encode(Double.nan))
    #expect(nan.isNaN)
  }

  @Test(arguments: [
    "1.5", "\"1\"", "300", "-1", "1e2", "true", "null", "[]", "{}",
  ])
  func aValueOfAnotherTypeIsRefused(_ text: String) throws {
    let json = try scan(text)
    #expect(throws: DecodingError.self) { try JSONDecoding().decode(UInt8.self, from: json) }
  }

  @Test func numbersBeyondDoubleAreRefused() throws {
    #expect(throws: DecodingError.self) { try JSONDecoding().decode(Double.self, from: .number("1e400")) }
    #expect(throws: DecodingError.self) { try JSONDecoding().decode([Int].self, from: .object([])) }
    #expect(throws: DecodingError.self) {
      try JSONDecoding().decode(Range<Int>.self, from: .array([.number("5"), .number("1")]))
    }
    #expect(throws: DecodingError.self) { try JSONDecoding().decode(Sample.Kind.self, from: .object([])) }
  }
}
