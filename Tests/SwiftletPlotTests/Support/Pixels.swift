import CPNG
import Testing

@testable import SwiftletPlot

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The pixels of a picture, 0x00RRGGBB.
struct Pixels: Equatable {
  var width: Int
  var height: Int
  var values: [UInt32]

  init(_ canvas: GDCanvas) {
    width = canvas.width
    height = canvas.height
    values = (0..<canvas.height).flatMap { j in
      UnsafeBufferPointer(start: canvas.rows[j], count: canvas.width).map { UInt32(bitPattern: $0) }
    }
  }

  /// Decodes a PNG with libpng's reader, which checks every checksum. The product links no reader.
  init(png bytes: [UInt8]) throws {
    var image = png_image()
    image.version = UInt32(PNG_IMAGE_VERSION)
    defer { png_image_free(&image) }
    let isBegun = png_image_begin_read_from_memory(&image, bytes, bytes.count) != 0
    try #require(isBegun)
    image.format = 0x02  // RGB, 8 bits
    var rgb = [UInt8](repeating: 0, count: Int(image.width * image.height) * 3)
    let isRead = png_image_finish_read(&image, nil, &rgb, Int32(image.width) * 3, nil) != 0
    try #require(isRead)
    width = Int(image.width)
    height = Int(image.height)
    values = stride(from: 0, to: rgb.count, by: 3).map { i in
      UInt32(rgb[i]) << 16 | UInt32(rgb[i + 1]) << 8 | UInt32(rgb[i + 2])
    }
  }

  /// As above; 0xAARRGGBB, opaque where the file does not tell.
  init(pngWithOpacity bytes: [UInt8]) throws {
    var image = png_image()
    image.version = UInt32(PNG_IMAGE_VERSION)
    defer { png_image_free(&image) }
    let isBegun = png_image_begin_read_from_memory(&image, bytes, bytes.count) != 0
    try #require(isBegun)
    image.format = 0x03  // RGB and opacity, 8 bits each
    var rgba = [UInt8](repeating: 0, count: Int(image.width * image.height) * 4)
    let isRead = png_image_finish_read(&image, nil, &rgba, Int32(image.width) * 4, nil) != 0
    try #require(isRead)
    width = Int(image.width)
    height = Int(image.height)
    values = stride(from: 0, to: rgba.count, by: 4).map { i in
      UInt32(rgba[i + 3]) << 24 | UInt32(rgba[i]) << 16 | UInt32(rgba[i + 1]) << 8 | UInt32(rgba[i + 2])
    }
  }

  subscript(x: Int, y: Int) -> UInt32 { values[y * width + x] }

  /// How much of each pixel a mark of `color` hides on `background`, by one channel where they differ.
  func coverage(_ color: RGBA, on background: RGBA) -> [Double] {
    let shift: UInt32 = color.red != background.red ? 16 : color.green != background.green ? 8 : 0
    let from = Double(background.hex >> shift & 255)
    let to = Double(color.hex >> shift & 255)
    return values.map { (Double($0 >> shift & 255) - from) / (to - from) }
  }
}

/// A chunk of a PNG file.
struct PNGChunk: Equatable {
  var type: String
  var data: [UInt8]

  /// Splits a file into its chunks; the walk is bounded by the file's length.
  static func all(in bytes: [UInt8]) -> [PNGChunk] {
    var chunks: [PNGChunk] = []
    var at = 8
    while at + 12 <= bytes.count {
      let length = bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
      guard at + 12 + length <= bytes.count else { break }
      let type = String(decoding: bytes[at + 4..<at + 8], as: UTF8.self)
      chunks.append(PNGChunk(type: type, data: Array(bytes[at + 8..<at + 8 + length])))
      at += 12 + length
    }
    return chunks
  }
}

/// All bytes of a file.
func bytes(of path: String) throws -> [UInt8] {
  guard let file = fopen(path, "rb") else {
    try #require(Bool(false), "\(path) cannot be read")
    return []
  }
  defer { fclose(file) }
  var result: [UInt8] = []
  var part = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = fread(&part, 1, part.count, file)
    if count == 0 { return result }
    result += part.prefix(count)
  }
}

/// The largest difference of a channel.
func channelDifference(_ a: UInt32, _ b: UInt32) -> Int {
  [16, 8, 0].map { (shift: UInt32) in abs(Int(a >> shift & 255) - Int(b >> shift & 255)) }.max() ?? 0
}
