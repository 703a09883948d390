import Foundation
import Testing

@testable import Swiftlet

@Suite struct NumberTextTests {
  func parse(_ text: String) -> NumberText { Array(text.utf8).withUnsafeBufferPointer { NumberText.parse($0) } }

  func isText(_ text: String) -> Bool { if case .text = parse(text) { true } else { false } }
  func isMissing(_ text: String) -> Bool { if case .missing = parse(text) { true } else { false } }
  func isNotFinite(_ text: String) -> Bool { if case .notFinite = parse(text) { true } else { false } }
  func isWhole(_ text: String) -> Bool { if case .number(_, isWhole: true) = parse(text) { true } else { false } }

  /// The bits read, or nil when it is no finite number.
  func bits(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32? {
    if case .number(let value, _) = NumberText.parse(bytes) { value.bitPattern } else { nil }
  }

  @Test func wordsAreToldApart() {
    for text in ["", " ", "\t", "NA", "na", "N/A", "#N/A", "<NA>", "null", "NULL", "None", "?"] {
      #expect(isMissing(text), "\(text)")
    }
    for text in ["nan", "NaN", "-nan", "inf", "-Inf", "+INFINITY", "1e39", "-3.5e38", "1e999999999999999999999"] {
      #expect(isNotFinite(text), "\(text)")
    }
    for text in [
      "abc", "1,5", "1.2.3", "--1", "+", "-", ".", "e5", "1e", "1e+", "1e5.0", "0x10", "1 2", "1_000", "1f", "٣", "1é",
      "-.",
      "1\0", "infinit", "nanx",
    ] { #expect(isText(text), "\(text)") }
  }

  @Test func wholeNumbersHaveNoPointAndNoExponent() {
    for text in ["0", "-7", "+12", " 3 ", "007", "999999999999999"] { #expect(isWhole(text), "\(text)") }
    for text in ["1.", "1.0", "1e2", ".5", "1000000000000000"] { #expect(!isWhole(text), "\(text)") }
  }

  @Test func knownValuesAreRight() {
    let known: [(String, Float)] = [
      ("0", 0), ("1.", 1), (".5", 0.5), ("5.1", 5.1), ("-2e3", -2000), ("1E-2", 0.01), (" 7 ", 7), ("+4", 4),
      ("3.4028234663852886e38", .greatestFiniteMagnitude), ("1.401298464324817e-45", .leastNonzeroMagnitude),
      ("1e-60", 0), ("16777217", 16_777_216), ("16777217.0000001", 16_777_218),
      ("1234567890123456789012345", 1.2345679e24),
    ]
    for (text, value) in known {
      guard case .number(let read, _) = parse(text) else {
        Issue.record("\(text) is not read")
        continue
      }
      #expect(read == value, "\(text)")
    }
    if case .number(let zero, _) = parse("-0.0") {
      #expect(zero == 0 && zero.sign == .minus)
    } else {
      Issue.record("-0.0")
    }
  }

  /// Digits of random length with a point anywhere and sometimes an exponent: the bits of strtof, always.
  @Test func aMillionRandomNumbersHaveTheBitsOfStrtof() {
    var random = RandomStream(.data, seed: 20)
    var text = [UInt8](repeating: 0, count: 64)
    var compared = 0
    var differing = 0
    for _ in 0..<1_000_000 {
      let count = randomNumber(&random, into: &text)
      let (mine, theirs) = both(&text, count)
      if !theirs.isFinite { continue }
      compared += 1
      if mine != theirs.bitPattern { differing += 1 }
    }
    #expect(differing == 0 && compared > 800_000)
  }

  private func both(_ text: inout [UInt8], _ count: Int) -> (UInt32?, Float) {
    text[count] = 0
    return text.withUnsafeBufferPointer { buffer in
      let theirs = buffer.withMemoryRebound(to: CChar.self) { strtof($0.baseAddress!, nil) }
      return (bits(UnsafeBufferPointer(rebasing: buffer[..<count])), theirs)
    }
  }

  private func randomNumber(_ random: inout RandomStream, into text: inout [UInt8]) -> Int {
    let draw = random.next()
    var count = 0
    func put(_ byte: UInt8) {
      text[count] = byte
      count += 1
    }
    if draw & 1 == 0 { put(UInt8(ascii: "-")) }
    let digits = 1 + Int((draw >> 1) % 24)
    let point = Int((draw >> 8) % 26)
    for i in 0..<digits {
      if i == point { put(UInt8(ascii: ".")) }
      put(UInt8(ascii: "0") + UInt8((draw >> (2 * i + 3)) % 10))
    }
    if (draw >> 60) % 4 == 0 {
      put(UInt8(ascii: "e"))
      for byte in String(Int((draw >> 40) % 90) - 45).utf8 { put(byte) }
    }
    return count
  }

  /// The middle between two neighbouring float32 numbers, and decimals a hair above and below it, where rounding
  /// by way of Double goes wrong.
  @Test func decimalsAroundTheMiddleOfTwoFloatsRoundOnce() {
    var random = RandomStream(.data, seed: 21)
    var differing = 0
    for _ in 0..<20_000 {
      let below = Float(bitPattern: UInt32(random.below(0x3000_0000)) + 0x2800_0000)
      let middle = (Double(below) + Double(below.nextUp)) / 2
      for digits in [9, 13, 16, 17, 18, 19, 20, 30] {
        let rounded = String(format: "%.\(digits)g", middle)
        for text in [rounded, rounded + (rounded.contains("e") ? "" : "1")] where text.contains(".") {
          let mine = text.utf8CString.withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: UInt8.self) { bits(UnsafeBufferPointer(rebasing: $0.dropLast())) }
          }
          if mine != strtof(text, nil).bitPattern { differing += 1 }
        }
      }
    }
    #expect(differing == 0)
  }
}
