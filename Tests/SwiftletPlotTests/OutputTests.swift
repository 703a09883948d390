import Testing

@testable import SwiftletPlot

@Suite struct OutputTests {
  private static let plot = Plot("a") { Line([3, 2, 1]) }.size(width: 200, height: 160)

  @Test(arguments: [
    ("png", [0x89, 0x50]), ("SVG", Array("<?xml".utf8)), ("webp", Array("RIFF".utf8)), ("gif", Array("GIF8".utf8)),
  ])
  func theEndOfTheNameTellsTheFormat(ending: String, start: [UInt8]) throws {
    let scratch = try Scratch()
    try Self.plot.save(scratch.path + "/a.b.\(ending)", scale: 1)
    #expect(scratch.names == ["a.b.\(ending)"])
    #expect(try bytes(of: scratch.path + "/a.b.\(ending)").starts(with: start))
  }

  @Test(arguments: [
    ("a.pgn", "did you mean .png? "), ("a.sgv", "did you mean .svg? "), ("a.pdf", ""), ("a", ""), ("png", ""),
    ("a.png/", ""), ("", ""), ("a.", ""), ("👍.👍", ""),
  ])
  func anotherEndingIsRefusedWithTheNearest(name: String, hint: String) throws {
    let error = #expect(throws: PlotError.self) { try Self.plot.save(name) }
    #expect(error?.path == name)
    #expect(error?.remedy.hasPrefix(hint) == true)
    #expect(error?.remedy.hasSuffix("in .png, .svg, .webp or .gif") == true)
  }

  @Test func pixelsAreThoseOfTheFile() throws {
    let pixels = try Self.plot.pixels(scale: 2)
    #expect((pixels.width, pixels.height) == (400, 320))
    #expect(pixels.values == (try Pixels(png: Self.plot.bytes(scale: 2))).values)
    #expect(pixels[0, 0] == 0xFFFFFF)
  }

  @Test func aStillGIFIsNearThePicture() throws {
    let plot = Plot.regions(of: Bands(), sumBin(200), wrong: [3], title: "regions").size(width: 320, height: 240)
    let still = try GIFReader(try plot.bytes(.gif, scale: 1))
    let truth = try plot.pixels(scale: 1)
    #expect(still.frames.count == 1 && still.width == 320)
    let worst = zip(still.frames[0].shown, truth.values).map(channelDifference).max()
    #expect(try #require(worst) <= 24)
  }

  @Test(arguments: [
    (63.0, 600.0, 1.0), (800, 63, 1), (8193, 600, 1), (4000, 600, 3), (8192, 8192, 1), (.nan, 600, 1),
    (.infinity, 600, 1), (-800, 600, 1), (0, 0, 1),
  ])
  func aSizeOutOfReachIsRefused(width: Double, height: Double, scale: Double) throws {
    for format in Plot.Format.allCases {
      #expect(throws: PlotError.self) {
        try Plot("a") { Line([1, 2]) }.size(width: width, height: height).bytes(format, scale: scale)
      }
    }
  }

  @Test(arguments: [(64.0, 64.0), (64, 2000), (2000, 64), (100, 90)])
  func theSmallestSizesAreNoTrap(width: Double, height: Double) throws {
    let plot = Plot.regions(of: Bands(), sumBin(50), wrong: [3], title: "a long title for a small picture")
    for format in Plot.Format.allCases {
      #expect(try plot.size(width: width, height: height).bytes(format, scale: 1).count > 20)
    }
  }

  @Test func aGridHasTheSizeThatWasAskedFor() throws {
    let grid = Grid(columns: 2, sharing: .both, title: "Four", [Self.plot, Self.plot, Self.plot, Self.plot])
    let pixels = try grid.size(width: 640, height: 480).pixels(scale: 1.5)
    #expect((pixels.width, pixels.height) == (960, 720))
    #expect(throws: PlotError.self) { try grid.size(width: 150, height: 480).pixels() }
    #expect(throws: PlotError.self) { try grid.size(width: .nan, height: 480).pixels() }
  }

  @Test func settingsOfThePanelsAreThoseOfTheGridWhereTheyAgree() throws {
    var a = Self.plot
    a.metadata = ["seed": "1", "network": "2-3", "rows": "5"]
    var b = Self.plot
    b.metadata = ["seed": "1", "network": "2-16-3"]
    let facts = try PNGFacts(try Grid(columns: 2, [a, b]).bytes(metadata: ["note": "x"]))
    #expect(
      facts.texts == [.init(key: "note", text: "x"), .init(key: "rows", text: "5"), .init(key: "seed", text: "1")])
  }

  @Test func aFolderOfTheSameNameIsNoPicture() throws {
    let error = #expect(throws: PlotError.self) { try Self.plot.save("/tmp/../tmp/no.such.folder/a.svg") }
    #expect(error?.what == "there is no folder /tmp/../tmp/no.such.folder")
  }
}

/// What a PNG tells about itself.
@Suite struct PNGFactsTests {
  private static func file() throws -> [UInt8] {
    try Plot("a") { Line([3, 2, 1]) }.size(width: 64, height: 64).bytes(
      scale: 1.5, metadata: ["seed": "7", "n": "два"])
  }

  @Test func whatWasWrittenIsRead() throws {
    let facts = try PNGFacts(try Self.file())
    #expect((facts.width, facts.height, facts.bitsPerChannel, facts.color) == (96, 96, 8, "RGB"))
    #expect(facts.isSRGB && facts.dotsPerInch == 144)
    #expect(facts.texts == [.init(key: "n", text: "два"), .init(key: "seed", text: "7")])
    #expect(facts.chunks.first?.type == "IHDR" && facts.chunks.last == .init(type: "IEND", length: 0))
  }

  @Test func everyCutFileIsRefused() throws {
    let file = try Self.file()
    for count in 0..<file.count where count < 400 || count > file.count - 40 {
      #expect(throws: PNGFacts.Fault.self) { try PNGFacts(Array(file.prefix(count))) }
    }
  }

  @Test func everyChangedByteIsNoticed() throws {
    let file = try Self.file()
    for at in 0..<file.count where at < 300 || at % 97 == 0 {
      var changed = file
      changed[at] ^= 0x10
      #expect(throws: PNGFacts.Fault.self, "byte \(at)") { try PNGFacts(changed) }
    }
  }

  @Test func aLengthBeyondTheFileIsSaid() throws {
    var file = try Self.file()
    file.replaceSubrange(8..<12, with: [0xFF, 0xFF, 0xFF, 0xF0])
    let error = #expect(throws: PNGFacts.Fault.self) { try PNGFacts(file) }
    #expect(error?.what.contains("should have 4294967280 bytes") == true)
    file = try Self.file()
    file[20] ^= 1
    let second = #expect(throws: PNGFacts.Fault.self) { try PNGFacts(file) }
    #expect(second?.what == "the checksum of its chunk IHDR at byte 8 is wrong")
    #expect(throws: PNGFacts.Fault(what: "it does not begin like a PNG file")) { try PNGFacts([1, 2, 3]) }
  }

  @Test func theChecksumIsThatOfTheSpecification() {
    // The check value of CRC-32: of the nine digits.
    #expect(PNGFacts.checksum(ArraySlice("123456789".utf8)) == 0xCBF4_3926)
  }
}
