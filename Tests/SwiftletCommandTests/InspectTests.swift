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

  @Test func aMissingFileAndAFolderAreSaid() throws {
    let scratch = try Scratch()
    for name in ["no.png", "."] {
      let outcome = try scratch.swiftlet("inspect", name)
      #expect(outcome.status == 1)
      #expect(outcome.err.hasPrefix("swiftlet: error: \(name): the file cannot be read"))
    }
  }
}
