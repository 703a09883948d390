import Testing

@testable import SwiftletPlot

@Suite struct PNGTests {
  static let plot = Plot.scatter(sumBin(300), title: "sum_bin", caption: "300 points")

  @Test(arguments: [1.0, 1.5, 2, 3])
  func sizeAndResolutionFollowTheScale(scale: Double) throws {
    let bytes = try Self.plot.png(scale: scale)
    let chunks = PNGChunk.all(in: bytes)
    let header = try #require(chunks.first)
    func number(_ data: ArraySlice<UInt8>) -> Int { data.reduce(0) { $0 << 8 | Int($1) } }
    #expect(header.type == "IHDR")
    #expect(number(header.data[0..<4]) == Int(800 * scale))
    #expect(number(header.data[4..<8]) == Int(600 * scale))
    #expect(Array(header.data[8...]) == [8, 2, 0, 0, 0])
    let physical = try #require(chunks.first { $0.type == "pHYs" })
    #expect(abs(Double(number(physical.data[0..<4])) * 0.0254 - 96 * scale) < 0.02)
    #expect(chunks.contains { $0.type == "sRGB" })
    #expect(!chunks.contains { ["tIME", "gAMA", "iCCP"].contains($0.type) })
  }

  @Test func decodingGivesThePixelsDrawn() throws {
    let canvas = try Self.plot.render(scale: 1)
    let bytes = try PNG.encode(canvas, dotsPerInch: 96, metadata: [:])
    #expect(try Pixels(png: bytes) == Pixels(canvas))
  }

  @Test func metadataComeBackInTheOrderOfTheirKeys() throws {
    let metadata = ["seed": "7", "learning rate": "0.02", "epochs": "60", "note": "два 👍"]
    let chunks = PNGChunk.all(in: try Self.plot.png(scale: 1, metadata: metadata))
    let plain = chunks.filter { $0.type == "tEXt" }.map { String(decoding: $0.data, as: UTF8.self) }
    #expect(plain.sorted() == plain)
    #expect(plain == ["epochs\0" + "60", "learning rate\0" + "0.02", "seed\0" + "7"])
    let international = chunks.filter { $0.type == "iTXt" }.map { String(decoding: $0.data, as: UTF8.self) }
    #expect(international == ["note\0\0\0\0\0два 👍"])
  }

  @Test(arguments: ["", " seed", "seed ", "Größe", "line\nbreak", String(repeating: "k", count: 80)])
  func aKeyThatPNGForbidsIsRefused(key: String) {
    #expect(throws: PlotError.self) { try Self.plot.png(scale: 1, metadata: [key: "1"]) }
  }

  @Test func equalPlotsGiveEqualBytes() throws {
    let metadata = ["b": "2", "a": "1", "c": "ж"]
    let regions = Plot.regions(of: Bands(), sumBin(200), wrong: [3], title: "regions")
    #expect(try regions.png(metadata: metadata) == regions.png(metadata: metadata))
  }

  @Test func picturesDrawnTogetherEqualThoseDrawnAlone() async throws {
    let plots = (0..<4).map { i in
      Plot.losses(LossCurves(training: fallingLoss(40, to: 0.1, seed: UInt64(i))), title: "\(i)")
    }
    let alone = try plots.map { try $0.png(scale: 1) }
    try await withThrowingTaskGroup(of: (Int, [UInt8]).self) { group in
      for i in 0..<24 { group.addTask { (i % 4, try plots[i % 4].png(scale: 1)) } }
      for try await (i, bytes) in group { #expect(bytes == alone[i]) }
    }
  }

  @Test(arguments: [0.0, 0.99, 3.01, -1, .nan, .infinity])
  func aScaleOutOfReachIsRefused(scale: Double) {
    #expect(throws: PlotError.self) { try Self.plot.png(scale: scale) }
  }
}
