import Foundation
import Testing

@testable import SwiftletCommand

@Suite struct InspectTests {
  private func picture(_ scratch: Scratch) throws {
    #expect(try scratch.swiftlet("plots", "--only", "iris", "--out", "p").status == 0)
  }

  @Test func aPictureTellsItsSizeAndHowItCameAbout() throws {
    let scratch = try Scratch()
    try picture(scratch)
    let outcome = try scratch.swiftlet("inspect", "p/iris.png")
    #expect(outcome.status == 0 && outcome.err.isEmpty)
    let lines = outcome.out.split(separator: "\n")
    #expect(lines.first == "p/iris.png: PNG, 1200 × 900 pixels, 8-bit RGB, sRGB, 144 dots per inch")
    #expect(lines.contains { $0.hasPrefix("  Title  ") })
  }

  @Test func programsGetJSON() throws {
    let scratch = try Scratch()
    try picture(scratch)
    let outcome = try scratch.swiftlet("inspect", "--json", "p/iris.png")
    let object = try JSONSerialization.jsonObject(with: Data(outcome.out.utf8)) as? [String: Any]
    #expect(object?["width"] as? Int == 1200 && object?["format"] as? String == "png")
    #expect((object?["metadata"] as? [String: String])?["Title"] != nil)
  }

  /// The same in two processes: check 1 of the visual specification.
  @Test func check1TwoProcessesDrawTheSameBytes() throws {
    let scratch = try Scratch()
    try picture(scratch)
    #expect(try scratch.swiftlet("plots", "--only", "iris", "--out", "q").status == 0)
    #expect(try scratch.data("p/iris.png") == scratch.data("q/iris.png"))
  }

  @Test func aDamagedPictureSaysWhere() throws {
    let scratch = try Scratch()
    try picture(scratch)
    var data = try scratch.data("p/iris.png")
    data[20] ^= 1
    try data.write(to: scratch.url.appendingPathComponent("bad.png"))
    try scratch.data("p/iris.png").prefix(5000).write(to: scratch.url.appendingPathComponent("cut.png"))
    let bad = try scratch.swiftlet("inspect", "bad.png")
    #expect(bad.status == 1 && bad.out.isEmpty)
    #expect(bad.err.hasPrefix("swiftlet: error: bad.png: the PNG is damaged: the checksum of its chunk IHDR"))
    let cut = try scratch.swiftlet("inspect", "cut.png")
    #expect(cut.status == 1 && cut.err.contains("are left"))
  }

  @Test(arguments: [
    ("", "the file is empty"), ("hello", "this is not a PNG file"), ("GIF89a", "this is a GIF"),
    ("\u{8}\0\0\0\0\0\0\0{\"a\": {}}", "this is a model"), ("<?xml?><svg>", "this is an SVG"),
  ])
  func whatIsNoPNGIsNamed(content: String, sentence: String) throws {
    let scratch = try Scratch()
    try scratch.write(content, to: "file.png")
    let outcome = try scratch.swiftlet("inspect", "file.png")
    #expect(outcome.status == 1 && outcome.out.isEmpty)
    #expect(outcome.err.hasPrefix("swiftlet: error: file.png: \(sentence)"))
  }

  /// The picture with one more line of text, in the file's own letters (Latin-1).
  private func addText(_ scratch: Scratch, _ key: String, _ text: String) throws {
    func latin1(_ words: String) -> [UInt8] { words.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } }
    func four(_ value: UInt32) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }
    let body = Array("tEXt".utf8) + latin1(key) + [0] + latin1(text)
    let sum = body.reduce(~UInt32(0)) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }
    var data = try scratch.data("p/iris.png")
    data.insert(contentsOf: four(UInt32(body.count - 4)) + body + four(~sum), at: data.count - 12)
    try data.write(to: scratch.url.appendingPathComponent("odd.png"))
  }

  @Test func whatATerminalWouldObeyIsShownOnly() throws {
    let scratch = try Scratch()
    try picture(scratch)
    try addText(
      scratch, "Odd\u{1B}[2J", "\u{1B}]0;mine\u{7}\u{1B}[31mred\u{9B}32m\u{7F}\nTitle  another\r\nthird\tpart")
    let outcome = try scratch.swiftlet("inspect", "odd.png")
    #expect(outcome.status == 0)
    #expect(!outcome.out.unicodeScalars.contains { $0 != "\n" && ($0.value < 32 || (0x7F...0x9F).contains($0.value)) })
    let lines = outcome.out.split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("  Odd\u{FFFD}[2J") && $0.hasSuffix("\u{FFFD}[31mred\u{FFFD}32m\u{FFFD}") })
    let indent = try #require(lines.last).prefix { $0 == " " }.count
    #expect(indent >= 4 && lines.suffix(2).map { $0.dropFirst(indent) } == ["Title  another", "third part"])

    let json = try scratch.swiftlet("inspect", "--json", "odd.png").out
    #expect(!json.unicodeScalars.contains { $0 != "\n" && ($0.value < 32 || (0x7F...0x9F).contains($0.value)) })
    let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
    let text = (object?["metadata"] as? [String: String])?["Odd\u{1B}[2J"]
    #expect(text?.contains("\u{9B}32m\u{7F}\n") == true)
  }

  @Test func wordsOfAFileAreTamed() {
    #expect(TamedText.line("a\r\nb\u{85}c\u{1B}[m") == "a b c\u{FFFD}[m")
    #expect(TamedText.lines("a\n\nb\u{2028}c\u{202E}", indent: 2) == "a\n  \n  b\n  c\u{FFFD}")
    #expect(TamedText.json("{\n\"a\u{9B}\u{202E}é\"}") == "{\n\"a\\u009b\\u202eé\"}")
    #expect(TamedText.lines("café 5 µm, 日本", indent: 1) == "café 5 µm, 日本")
  }

  @Test func aMissingFileAndAFolderAreSaid() throws {
    let scratch = try Scratch()
    for name in ["no.png", "."] {
      let outcome = try scratch.swiftlet("inspect", name)
      #expect(outcome.status == 1)
      #expect(outcome.err.hasPrefix("swiftlet: error: \(name): the file cannot be read"))
    }
  }
}
