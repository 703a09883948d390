import CGD
import Synchronization

/// Text through libgd and FreeType.
///
/// The bundled font comes first, so that pixels do not depend on the fonts of a machine; then whatever
/// fontconfig calls `sans`; then libgd's bitmap fonts. Calls are serialised by one lock, measurements kept.
final class GDText: Sendable {
  /// Where letters can come from, in the order to try.
  enum Source: Sendable, Hashable { case bundled, system, bitmap }

  static let standard = GDText([.bundled, .system, .bitmap])

  private struct State {
    var chosen: [Bool: Source] = [:]
    var boxes: [TextLine: TextBox] = [:]
  }

  private let sources: [Source]
  private let state = Mutex(State())
  /// libgd keeps one cache of fonts for the process, so all typesetters take turns.
  private static let turn = Mutex(())

  init(_ sources: [Source]) { self.sources = sources }

  /// What to tell about the letters: nil when the bundled font is used.
  var warning: String? {
    switch source(bold: false) {
    case .bundled: nil
    case .system: "the bundled font could not be used: text is in the system's sans font"
    case .bitmap: "no usable font was found: text is in a bitmap font, letters beyond ASCII are replaced"
    }
  }

  func measure(_ text: TextLine) -> TextBox {
    if let known = state.withLock({ $0.boxes[text] }) { return known }
    let box = measured(text)
    state.withLock {
      if $0.boxes.count > 4096 { $0.boxes.removeAll() }
      $0.boxes[text] = box
    }
    return box
  }

  func draw(_ text: TextLine, at origin: Point, _ color: RGBA, into image: gdImagePtr) {
    let source = source(bold: text.isBold)
    let spot = (pixel(origin.x), pixel(origin.y))
    if let pattern = Self.pattern(source, bold: text.isBold) {
      _ = Self.typeset(text, source, pattern, color, at: spot, into: image)
    } else {
      Self.drawBitmap(text, color, at: spot, into: image)
    }
  }

  private func measured(_ text: TextLine) -> TextBox {
    let source = source(bold: text.isBold)
    var flat = text
    flat.isUpright = false
    flat.isSlanted = false
    if let pattern = Self.pattern(source, bold: text.isBold),
      let box = Self.typeset(flat, source, pattern, RGBA(0), at: (0, 0), into: nil)
    {
      return box
    }
    let font = Self.bitmapFont(size: text.size).pointee
    let width = Double(Letters.ascii(text.string).count) * Double(font.w)
    return TextBox(left: 0, right: width, ascent: Double(font.h) * 0.75, descent: Double(font.h) * 0.2)
  }

  /// The first source that can set a letter, found once.
  private func source(bold: Bool) -> Source {
    if let known = state.withLock({ $0.chosen[bold] }) { return known }
    let probe = TextLine("Hg", size: 12, bold: bold)
    let found = sources.first { source in
      guard let pattern = Self.pattern(source, bold: bold) else { return source == .bitmap }
      return Self.typeset(probe, source, pattern, RGBA(0), at: (0, 0), into: nil) != nil
    }
    state.withLock { $0.chosen[bold] = found ?? .bitmap }
    return found ?? .bitmap
  }

  /// What libgd is given as the font's name; nil for bitmap fonts and when the bundled font has no file.
  private static func pattern(_ source: Source, bold: Bool) -> String? {
    switch source {
    case .bundled: FontFiles.shared.path(bold: bold)
    case .system: bold ? "sans:bold" : "sans"
    case .bitmap: nil
    }
  }

  /// Draws (or, without an image, only measures) and returns the ink; nil when the font cannot be used.
  private static func typeset(
    _ text: TextLine, _ source: Source, _ pattern: String, _ color: RGBA, at spot: (Int32, Int32),
    into image: gdImagePtr?
  ) -> TextBox? {
    var extra = gdFTStringExtra()
    // At 72 dots per inch a point is a pixel.
    extra.flags = gdFTEX_RESOLUTION | (source == .system ? gdFTEX_FONTCONFIG : gdFTEX_FONTPATHNAME)
    extra.hdpi = 72
    extra.vdpi = 72
    let string = source == .bundled ? Letters.covered(text.string) : Letters.plain(text.string)
    // libgd reads character entities; an ampersand has to come as one.
    let escaped = string.split(separator: "&", omittingEmptySubsequences: false).joined(separator: "&#38;")
    if escaped.isEmpty { return TextBox() }
    let angle = text.isUpright ? Double.pi / 2 : text.isSlanted ? Double.pi / 4 : 0
    var corners = [Int32](repeating: 0, count: 8)
    let failure = turn.withLock { _ in
      gdImageStringFTEx(
        image, &corners, Int32(color.hex), pattern, max(text.size, 1), angle, spot.0, spot.1, escaped, &extra) != nil
    }
    if failure { return nil }
    // Lower left, lower right, upper right, upper left; y downwards.
    return TextBox(
      left: Double(corners[0] - spot.0), right: Double(corners[2] - spot.0),
      ascent: Double(spot.1 - corners[5]), descent: Double(corners[1] - spot.1))
  }

  private static func bitmapFont(size: Double) -> gdFontPtr {
    size < 13 ? gdFontGetMediumBold() : size < 18 ? gdFontGetLarge() : gdFontGetGiant()
  }

  private static func drawBitmap(_ text: TextLine, _ color: RGBA, at spot: (Int32, Int32), into image: gdImagePtr) {
    let font = bitmapFont(size: text.size)
    let ascent = Int32(Double(font.pointee.h) * 0.75)
    var bytes = Array(Letters.ascii(text.string).utf8) + [0]
    // Bitmap letters know two directions only.
    if text.isUpright || text.isSlanted {
      gdImageStringUp(image, font, spot.0 - ascent, spot.1, &bytes, Int32(color.hex))
    } else {
      gdImageString(image, font, spot.0, spot.1 - ascent, &bytes, Int32(color.hex))
    }
  }
}
