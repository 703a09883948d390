import CGD

extension GDCanvas {
  var pixels: Plot.Pixels {
    let values = [UInt32](unsafeUninitializedCapacity: width * height) { buffer, count in
      for j in 0..<height {
        for i in 0..<width { buffer[j * width + i] = UInt32(bitPattern: rows[j][i]) & 0xFFFFFF }
      }
      count = width * height
    }
    return Plot.Pixels(width: width, height: height, values: values)
  }

  /// libgd keeps in a global variable where it complains: it is set once, whichever thread comes first.
  private static let silence: Void = cgd_silence()

  /// - Throws: `PlotError` when this libgd cannot write WebP.
  func webp() throws(PlotError) -> [UInt8] {
    Self.silence
    // Above 100 means without loss.
    let bytes = GDBytes.taken { gdImageWebpPtrEx(image, $0, 101) }
    guard let bytes else {
      throw PlotError(
        what: "this libgd was built without WebP", remedy: "save as .png, or install a libgd that has WebP")
    }
    return bytes
  }

  func gif() throws(PlotError) -> [UInt8] {
    let colors = ColorTable(of: [self], limit: 256)
    let frame = try IndexedImage(width: width, height: height, colors: colors.colors)
    frame.fill(colors.indices(of: self), rows: 0..<height, columns: 0..<width)
    guard let bytes = GDBytes.taken({ gdImageGifPtr(frame.image, $0) }) else { throw GDBytes.shortOfMemory }
    return bytes
  }
}

enum GDBytes {
  static let shortOfMemory = PlotError(what: "libgd could not make the GIF", remedy: "make the picture smaller")

  /// A block that libgd allocated, copied and given back; nil when there was none.
  static func taken(_ make: (UnsafeMutablePointer<Int32>) -> UnsafeMutableRawPointer?) -> [UInt8]? {
    var count: Int32 = 0
    guard let block = make(&count) else { return nil }
    defer { gdFree(block) }
    return count > 0 ? Array(UnsafeRawBufferPointer(start: block, count: Int(count))) : nil
  }
}
