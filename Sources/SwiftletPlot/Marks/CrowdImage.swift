import CRaster

/// How many discs lie over each pixel, one plane per colour.
struct CrowdImage: Sendable {
  /// Where the pixels are, and what they stand for.
  struct Area: Sendable, Equatable {
    var area: Rect
    var clip: Rect
    var x: AxisScale
    var y: AxisScale

    init(_ area: Rect, x: AxisScale, y: AxisScale) {
      (self.area, clip, self.x, self.y) = (area, area.wholePixels, x, y)
    }
  }

  let area: Area
  private let planes: Int
  private let pixels: Int
  private let sums: [Float]
  /// The largest number of discs over one pixel, of all planes together, at least 2.
  let most: Double

  init(_ cloud: PointCloud, classes: [Int], planes: Int, area: Area, radius: Double) {
    let width = max(whole(area.clip.width) ?? 0, 0)
    let height = max(whole(area.clip.height) ?? 0, 0)
    let pixels = width * height
    self.area = area
    self.planes = planes
    self.pixels = pixels
    guard pixels > 0 else {
      (sums, most) = ([], 2)
      return
    }
    let counts = Self.counts(cloud, classes, planes: planes, area, width, height)
    sums = [Float](unsafeUninitializedCapacity: planes * pixels) { buffer, used in
      for plane in 0..<planes {
        counts.withUnsafeBufferPointer { counts in
          guard let from = counts.baseAddress, let to = buffer.baseAddress else { return }
          cr_overlap(from + plane * pixels, Int32(width), Int32(height), radius, to + plane * pixels)
        }
      }
      used = planes * pixels
    }
    most = Self.most(sums, planes, pixels)
  }

  private static func counts(
    _ cloud: PointCloud, _ classes: [Int], planes: Int, _ area: Area, _ width: Int, _ height: Int
  ) -> [UInt32] {
    let across = axis(area.x, from: area.area.left - area.clip.left, length: area.area.width)
    let down = axis(area.y, from: area.area.bottom - area.clip.top, length: -area.area.height)
    var counts = [UInt32](repeating: 0, count: planes * width * height)
    cloud.withColumns { x, y in
      classes.withUnsafeBufferPointer { classes in
        withUnsafePointer(to: across) { across in
          withUnsafePointer(to: down) { down in
            cr_count(
              x, y, cloud.count, across, down, classes.isEmpty ? nil : classes.baseAddress, Int32(planes), &counts,
              Int32(width), Int32(height))
          }
        }
      }
    }
    return counts
  }

  /// An axis as CRaster takes it: pixel = f(value) · factor + start.
  private static func axis(_ scale: AxisScale, from start: Double, length: Double) -> cr_axis {
    var axis = cr_axis()
    var ends = (low: scale.low, high: scale.high)
    switch scale.kind {
    case .linear: axis.kind = cr_linear
    case .logarithmic:
      axis.kind = cr_log
      ends = (Libm.log(ends.low), Libm.log(ends.high))
    case .symmetric(let unit):
      axis.kind = cr_symmetric
      axis.unit = unit
      func folded(_ value: Double) -> Double { (value < 0 ? -1 : 1) * Libm.log(1 + abs(value) / unit) }
      ends = (folded(ends.low), folded(ends.high))
    }
    axis.factor = length / (ends.high - ends.low)
    axis.start = start - ends.low * axis.factor
    return axis
  }

  private static func most(_ sums: [Float], _ planes: Int, _ pixels: Int) -> Double {
    var most: Float = 2
    sums.withUnsafeBufferPointer { sums in
      for i in 0..<pixels {
        var sum: Float = 0
        for plane in 0..<planes { sum += sums[plane * pixels + i] }
        if sum > most { most = sum }
      }
    }
    return Double(most)
  }

  /// 0xAARRGGBB of each pixel, from 256 colours.
  func colors(_ ramp: [UInt32]) -> [UInt32] {
    guard ramp.count == 256 else { return [] }
    return made { cr_crowd_ramp(sums, pixels, Float(most), ramp, $0) }
  }

  /// 0xAARRGGBB of each pixel, the planes' colours mixed.
  func colors(_ series: [RGBA]) -> [UInt32] {
    let light = (0..<planes).flatMap { plane -> [Float] in
      let color = series.isEmpty ? RGBA(0x808080) : series[plane % series.count]
      return [color.red, color.green, color.blue].map { Float(RGBA.linear[Int($0)]) }
    }
    return made { cr_crowd_shares(sums, pixels, Int32(planes), Float(most), Float(Density.least), light, $0) }
  }

  private func made(_ fill: (UnsafeMutablePointer<UInt32>) -> Void) -> [UInt32] {
    [UInt32](unsafeUninitializedCapacity: pixels) { buffer, used in
      guard let base = buffer.baseAddress, pixels > 0 else { return }
      fill(base)
      used = pixels
    }
  }
}
