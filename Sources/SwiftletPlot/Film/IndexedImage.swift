import CGD

/// libgd's image of colour numbers, as GIF files hold them.
final class IndexedImage {
  let image: gdImagePtr
  private let width: Int
  private let height: Int

  /// - Parameters:
  ///   - colors: 0x00RRGGBB, at most 256.
  ///   - clear: The number that leaves a pixel as it was.
  /// - Throws: `PlotError` when memory is short.
  init(width: Int, height: Int, colors: [UInt32], clear: Int? = nil) throws(PlotError) {
    guard let image = gdImageCreate(Int32(width), Int32(height)) else { throw GDBytes.shortOfMemory }
    self.image = image
    self.width = width
    self.height = height
    for color in colors.prefix(256) {
      gdImageColorAllocate(image, Int32(color >> 16 & 255), Int32(color >> 8 & 255), Int32(color & 255))
    }
    if let clear { gdImageColorTransparent(image, Int32(clear)) }
  }

  deinit { gdImageDestroy(image) }

  /// Takes a part of a picture of `indices`, row by row, with as many columns as `stride` says.
  func fill(_ indices: [UInt8], rows: Range<Int>, columns: Range<Int>, stride: Int? = nil) {
    let stride = stride ?? width
    guard rows.count == height, columns.count == width, indices.count >= rows.upperBound * stride else { return }
    indices.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      for (j, row) in rows.enumerated() {
        image.pointee.pixels[j]?.update(from: base + row * stride + columns.lowerBound, count: width)
      }
    }
  }
}
