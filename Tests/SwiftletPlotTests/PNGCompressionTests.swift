import Testing

@testable import SwiftletPlot

/// The compressor of PNG files, judged by libpng and zlib, which read what it writes.
@Suite struct PNGCompressionTests {
  private func dice(_ seed: UInt64) -> () -> UInt32 {
    var state = seed
    return {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt32(truncatingIfNeeded: state >> 33)
    }
  }

  /// One picture for each way in which bytes repeat, or do not.
  enum Kind: CaseIterable {
    case noise, flat, fewColors, rowsAlike, gradient, tiles, oneSpeck
  }

  private func colors(_ kind: Kind, _ width: Int, _ height: Int) -> [UInt32] {
    let next = dice(UInt64(width * 31 + height))
    let row = (0..<width).map { _ in next() & 0xFFFFFF }
    return (0..<width * height).map { i in
      let (x, y) = (i % width, i / width)
      return switch kind {
      case .noise: next() & 0xFFFFFF
      case .flat: 0xFFFFFF
      case .fewColors: [0x000000, 0xFFFFFF, 0x3F90DA][Int(next() % 3)]
      case .rowsAlike: row[x]
      case .gradient: UInt32(x * 255 / width) << 16 | UInt32(y * 255 / height) << 8 | UInt32((x + y) % 256)
      case .tiles: row[x % 17] &+ UInt32(y % 13) & 0xFFFFFF
      case .oneSpeck: x == width / 2 && y == height / 2 ? 0x010203 : 0xFFFFFF
      }
    }
  }

  @Test(arguments: Kind.allCases, [(64, 64), (65, 300), (1200, 90), (8192, 64)])
  func decodingGivesThePixels(kind: Kind, size: (width: Int, height: Int)) throws {
    let canvas = try GDCanvas(width: size.width, height: size.height, background: RGBA(0xFFFFFF))
    canvas.paint(colors(kind, size.width, size.height), over: canvas.bounds)
    let bytes = try PNG.encode(canvas, dotsPerInch: 96, metadata: [:])
    #expect(try Pixels(png: bytes) == Pixels(canvas))
    #expect(try PNG.encode(canvas, dotsPerInch: 96, metadata: [:]) == bytes)
    // Noise cannot be made smaller, but it hardly grows.
    #expect(bytes.count < size.width * size.height * 3 * 101 / 100 + 2000)
  }

  @Test func flatPicturesTakeLittleRoom() throws {
    let canvas = try GDCanvas(width: 1200, height: 900, background: RGBA(0xFFFFFF))
    #expect(try PNG.encode(canvas, dotsPerInch: 96, metadata: [:]).count < 8000)
    canvas.paint(colors(.rowsAlike, 1200, 900), over: canvas.bounds)
    #expect(try PNG.encode(canvas, dotsPerInch: 96, metadata: [:]).count < 40_000)
  }
}
