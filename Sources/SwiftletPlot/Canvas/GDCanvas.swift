import CGD
import CRaster

/// Pixels: shapes through coverage masks (CRaster), text through libgd.
///
/// Only this file and `GDText.swift` know libgd. Its own shapes are not used: thick lines, ellipses and dashes
/// come out ragged, and coordinates are whole numbers.
final class GDCanvas: Canvas {
  let width: Int
  let height: Int
  let image: gdImagePtr
  private let coverage: UnsafeMutablePointer<UInt8>
  private var mask: cr_mask
  private let typesetter: GDText

  /// - Throws: `PlotError` when a side is not in 64...8192 pixels, all are more than 64 million, or memory is short.
  convenience init(width: Int, height: Int, background: RGBA, typesetter: GDText = .standard) throws(PlotError) {
    try Self.check(width: width, height: height)
    try self.init(tileOf: width, by: height, background: background, typesetter: typesetter)
  }

  static func check(width: Int, height: Int) throws(PlotError) {
    let sides = 64...8192
    guard sides.contains(width), sides.contains(height) else {
      throw PlotError(
        what: "a picture of \(width) × \(height) pixels was asked for",
        remedy: "each side has to have \(sides.lowerBound) to \(sides.upperBound) pixels")
    }
    guard width * height <= 64_000_000 else {
      throw PlotError(
        what: "a picture of \(width) × \(height) pixels was asked for",
        remedy: "it may have 64 million pixels in all; choose a smaller size or scale")
    }
  }

  /// A part of a picture, which may be as small as a pixel.
  ///
  /// - Precondition: 1...8192 pixels each way.
  init(
    tileOf width: Int, by height: Int, background: RGBA, typesetter: GDText = .standard
  ) throws(PlotError) {
    guard let image = gdImageCreateTrueColor(Int32(width), Int32(height)) else {
      throw PlotError(what: "libgd had no memory for \(width) × \(height) pixels", remedy: "make the picture smaller")
    }
    self.width = width
    self.height = height
    self.image = image
    self.typesetter = typesetter
    coverage = .allocate(capacity: width * height)
    coverage.initialize(repeating: 0, count: width * height)
    mask = cr_mask_make(coverage, Int32(width), Int32(height))
    // A new image has a row of memory for each row of pixels; libgd would set them one by one.
    for row in UnsafeBufferPointer(start: writableRows, count: height) {
      row.update(repeating: Int32(background.hex), count: width)
    }
  }

  deinit {
    gdImageDestroy(image)
    coverage.deallocate()
  }

  /// The rows of 0x00RRGGBB pixels, from the top.
  var rows: UnsafePointer<UnsafePointer<Int32>> {
    UnsafeRawPointer(image.pointee.tpixels).assumingMemoryBound(to: UnsafePointer<Int32>.self)
  }

  var writableRows: UnsafePointer<UnsafeMutablePointer<Int32>> {
    UnsafeRawPointer(image.pointee.tpixels).assumingMemoryBound(to: UnsafeMutablePointer<Int32>.self)
  }

  func fill(_ shapes: [Shape], _ color: RGBA, within clip: Rect) {
    mask.clip = pixels(of: clip)
    for shape in shapes where shape.isFinite { cover(shape) }
    let opacity = UInt32(min(max(color.opacity, 0), 1) * 255 + 0.5)
    cr_blend(&mask, writableRows, color.hex, opacity)
  }

  private func cover(_ shape: Shape) {
    switch shape {
    case .disc(let c, let radius): cr_disc(&mask, c.x, c.y, radius)
    case .ring(let c, let radius, let width): cr_ring(&mask, c.x, c.y, radius, width)
    case .capsule(let a, let b, let width): cr_capsule(&mask, a.x, a.y, b.x, b.y, width)
    case .rectangle(let r): cr_rectangle(&mask, r.left, r.top, r.right, r.bottom)
    case .polygon(let corners, let grown):
      // A point is its x and y: the corners are the flat list that the loop wants.
      corners.withUnsafeBytes { bytes in
        guard let flat = bytes.baseAddress?.assumingMemoryBound(to: Double.self) else { return }
        cr_polygon(&mask, flat, corners.count, grown)
      }
    case .area(let corners):
      cr_area(&mask, corners.flatMap { [bounded($0.x), bounded($0.y)] }, corners.count)
    }
  }

  /// Far outside nobody sees where a point lies, and products of such numbers stay finite.
  private func bounded(_ value: Double) -> Double { min(max(value, -1e7), 1e7) }

  func text(_ text: TextLine, at origin: Point, _ color: RGBA) {
    guard origin.isFinite else { return }
    typesetter.draw(text, at: origin, color, into: image)
  }

  func measure(_ text: TextLine) -> TextBox { typesetter.measure(text) }

  func tint(_ field: FieldSamples, over part: Rect, _ tint: Tint) {
    let colors = tint.colors.map(\.hex)
    guard field.classes >= 2, colors.count == field.classes else { return }
    field.withRaster { raster in
      cr_tint(writableRows, pixels(of: part), raster, colors, tint.background.hex, tint.low, tint.high)
    }
  }

  func paint(_ colors: [UInt32], over part: Rect) {
    let inside = pixels(of: part)
    guard bounds.contains(part), colors.count == Int(inside.right - inside.left) * Int(inside.bottom - inside.top)
    else { return }
    cr_paint(writableRows, inside, colors)
  }

  func lay(_ colors: [UInt32], over part: Rect, background: RGBA) {
    let inside = pixels(of: part)
    guard bounds.contains(part), colors.count == Int(inside.right - inside.left) * Int(inside.bottom - inside.top)
    else { return }
    cr_lay(writableRows, inside, colors)
  }

  /// The whole pixels of a rectangle that lie on the canvas.
  private func pixels(of rect: Rect) -> cr_bounds {
    let left = min(max(pixel(rect.left), 0), Int32(width))
    let top = min(max(pixel(rect.top), 0), Int32(height))
    let right = min(max(pixel(rect.right), 0), Int32(width))
    let bottom = min(max(pixel(rect.bottom), 0), Int32(height))
    return cr_bounds(left: left, top: top, right: right, bottom: bottom)
  }
}

extension Shape {
  var isFinite: Bool {
    switch self {
    case .disc(let c, let radius): c.isFinite && radius.isFinite
    case .ring(let c, let radius, let width): c.isFinite && radius.isFinite && width.isFinite
    case .capsule(let a, let b, let width): a.isFinite && b.isFinite && width.isFinite
    case .rectangle(let r): r.left.isFinite && r.right.isFinite && r.top.isFinite && r.bottom.isFinite
    case .area(let corners): corners.allSatisfy(\.isFinite)
    case .polygon(let corners, let grown): grown.isFinite && corners.allSatisfy(\.isFinite)
    }
  }
}
