import CRaster

extension FieldSamples {
  /// Lends the samples to CRaster; nothing happens when the counts do not fit each other.
  func withRaster<Result>(_ body: (UnsafePointer<cr_field>) -> Result) -> Result? {
    guard columns > 1, rows > 1, classes > 0, values.count == classes * columns * rows else { return nil }
    return values.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return nil }
      var raster = cr_field(
        samples: base, classes: Int32(classes), width: Int32(columns), height: Int32(rows),
        left: origin.x, top: origin.y, step: step)
      return body(&raster)
    }
  }

  /// The line where class `c` begins to win, as segments in pixels.
  func boundary(of c: Int) -> [(Point, Point)] {
    let capacity = 2 * columns * rows
    let flat = withRaster { raster in
      [Double](unsafeUninitializedCapacity: 4 * capacity) { buffer, count in
        count = buffer.baseAddress.map { 4 * cr_boundary(raster, Int32(c), $0, capacity) } ?? 0
      }
    }
    guard let flat else { return [] }
    return stride(from: 0, to: flat.count, by: 4).map { i in
      (Point(flat[i], flat[i + 1]), Point(flat[i + 2], flat[i + 3]))
    }
  }
}
