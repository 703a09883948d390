import CPNGWriter

/// A picture as the bytes of a PNG file.
enum PNG {
  /// Encodes the canvas.
  ///
  /// Pixels are 8-bit RGB, marked as sRGB; `dotsPerInch` becomes the pHYs chunk; the metadata become tEXt (ASCII)
  /// or iTXt lines in the order of their keys. No time and no version, so equal canvases give equal bytes.
  ///
  /// - Throws: `PlotError` for a key that PNG does not allow, or when memory is short.
  static func encode(
    _ canvas: GDCanvas, dotsPerInch: Double, metadata: [String: String]
  ) throws(PlotError) -> [UInt8] {
    let lines = try checked(metadata)
    let perMetre = UInt32(min(max(dotsPerInch, 1), 10_000) / 0.0254 + 0.5)
    var result = cpng_result()
    let isDone = withTexts(lines) { texts in
      cpng_encode(
        Int32(canvas.width), Int32(canvas.height), canvas.rows, 0, perMetre, texts.baseAddress, texts.count, &result)
    }
    return try taken(&result, isDone)
  }

  /// Encodes colours 0xAARRGGBB, row by row from the top: a part of a picture that what lies under it is seen through.
  ///
  /// - Precondition: `width` is positive, and there are whole rows of colours.
  static func encode(_ colors: [UInt32], width: Int) throws(PlotError) -> [UInt8] {
    var result = cpng_result()
    let isDone = colors.withUnsafeBytes { bytes -> Int32 in
      guard let first = bytes.baseAddress?.assumingMemoryBound(to: Int32.self) else { return 0 }
      let rows = stride(from: 0, to: colors.count, by: width).map { first + $0 }
      return cpng_encode(Int32(width), Int32(rows.count), rows, 1, UInt32(96 / 0.0254 + 0.5), nil, 0, &result)
    }
    return try taken(&result, isDone)
  }

  private static func taken(_ result: inout cpng_result, _ isDone: Int32) throws(PlotError) -> [UInt8] {
    guard isDone == 1, let bytes = result.bytes else {
      throw PlotError(what: "libpng failed: \(message(of: result))", remedy: "make the picture smaller")
    }
    defer { cpng_free(&result) }
    return Array(UnsafeBufferPointer(start: bytes, count: result.count))
  }

  /// Keys in order, each 1...79 printable ASCII characters without spaces at its ends; text without NUL.
  private static func checked(_ metadata: [String: String]) throws(PlotError) -> [(String, String)] {
    var lines: [(String, String)] = []
    for (key, text) in metadata.sorted(by: { $0.key < $1.key }) {
      let isPrintable = key.utf8.allSatisfy { (32...126).contains($0) }
      guard (1...79).contains(key.utf8.count), isPrintable, !key.hasPrefix(" "), !key.hasSuffix(" ") else {
        throw PlotError(
          what: "\"\(key.prefix(100))\" cannot be a key of a PNG's metadata",
          remedy: "use 1 to 79 ASCII characters without spaces at the ends")
      }
      lines.append((key, String(text.map { $0 == "\0" ? " " : $0 })))
    }
    return lines
  }

  /// Lends the lines as C strings.
  private static func withTexts<Result>(
    _ lines: [(String, String)], _ body: (UnsafeBufferPointer<cpng_text>) -> Result
  ) -> Result {
    var bytes: [CChar] = []
    let starts = lines.map { key, text in
      let keyStart = bytes.count
      bytes += key.utf8CString
      let textStart = bytes.count
      bytes += text.utf8CString
      return (keyStart, textStart)
    }
    return bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return body(UnsafeBufferPointer(start: nil, count: 0)) }
      let texts = starts.map { cpng_text(key: base + $0.0, text: base + $0.1) }
      return texts.withUnsafeBufferPointer(body)
    }
  }

  private static func message(of result: cpng_result) -> String {
    withUnsafeBytes(of: result.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
