/// Shapes and letters as they are, for papers and for printing.
///
/// Letters are drawn as the outlines of the bundled font, so that a picture looks the same in every browser, editor and
/// printer, whatever fonts these have; above them lie the same words as text that cannot be seen, but selected, searched
/// for and read aloud. Fields of colour are PNG pictures inside.
final class SVGCanvas: Canvas {
  let width: Int
  let height: Int
  private let background: RGBA
  private let typesetter: GDText
  private var body = ""
  private var words: [(text: TextLine, origin: Point)] = []
  private var clips: [String] = []
  /// The clip that the group that is open now has.
  private var openClip: Int?
  /// The outlines that letters refer to, in the order of their first use.
  private var outlines: [String] = []
  private var outlineNames: [String: String] = [:]

  /// Stands for what makes the names of this picture's parts different from those of another on the same page.
  private static let mark = "\u{1}"

  init(width: Int, height: Int, background: RGBA, typesetter: GDText = .standard) {
    self.width = width
    self.height = height
    self.background = background
    self.typesetter = typesetter
  }

  func fill(_ shapes: [Shape], _ color: RGBA, within clip: Rect) {
    let seen = shapes.filter { shape in
      shape.isFinite && !shape.isEmpty && shape.bounds.intersects(clip) && shape.bounds.intersects(bounds)
    }
    let elements = SVGShapes(seen, SVGText.color(color)).elements
    guard !elements.isEmpty, color.opacity > 0 else { return }
    setClip(seen.allSatisfy { clip.contains($0.bounds) } ? nil : clip)
    if color.opacity >= 1 {
      body += elements.joined()
    } else {
      // The union in one colour: where shapes overlap, a group is blended once.
      body += "<g opacity=\"\(SVGText.number(color.opacity))\">" + elements.joined() + "</g>\n"
    }
  }

  func measure(_ text: TextLine) -> TextBox { typesetter.measure(text) }

  func tint(_ field: FieldSamples, over part: Rect, _ tint: Tint) {
    image(over: part) { canvas, corner in
      var moved = field
      moved.origin = field.origin.moved(-corner.x, -corner.y)
      canvas.tint(moved, over: canvas.bounds, tint)
    }
  }

  func paint(_ colors: [UInt32], over part: Rect) {
    image(over: part) { canvas, _ in canvas.paint(colors, over: canvas.bounds) }
  }

  /// What lies under these pixels is seen through them, as far as they are not opaque.
  func lay(_ colors: [UInt32], over part: Rect, background: RGBA) {
    guard bounds.contains(part), let columns = whole(part.width), let rows = whole(part.height), columns > 0,
      colors.count == columns * rows, let bytes = try? PNG.encode(colors, width: columns)
    else { return }
    embed(bytes, at: Point(part.left, part.top), columns, rows)
  }

  /// A PNG that covers whole pixels of the picture.
  private func image(over part: Rect, _ draw: (GDCanvas, Point) -> Void) {
    let corner = Point(max(part.left, 0).rounded(), max(part.top, 0).rounded())
    let right = min(part.right, Double(width)).rounded()
    let bottom = min(part.bottom, Double(height)).rounded()
    guard let columns = whole(right - corner.x), let rows = whole(bottom - corner.y), columns > 0, rows > 0,
      let canvas = try? GDCanvas(tileOf: columns, by: rows, background: background)
    else { return }
    draw(canvas, corner)
    guard let bytes = try? PNG.encode(canvas, dotsPerInch: 96, metadata: [:]) else { return }
    embed(bytes, at: corner, columns, rows)
  }

  private func embed(_ png: [UInt8], at corner: Point, _ columns: Int, _ rows: Int) {
    setClip(nil)
    body += "<image x=\"\(SVGText.number(corner.x))\" y=\"\(SVGText.number(corner.y))\" width=\"\(columns)\" "
    body += "height=\"\(rows)\" preserveAspectRatio=\"none\" xlink:href=\"data:image/png;base64,"
    body += String(decoding: Base64.encode(png), as: UTF8.self) + "\"/>\n"
  }

  private func setClip(_ clip: Rect?) {
    let number = clip.map { rect -> Int in
      let path = SVGShapes.path(of: rect)
      if let known = clips.firstIndex(of: path) { return known }
      clips.append(path)
      return clips.count - 1
    }
    guard number != openClip else { return }
    if openClip != nil { body += "</g>\n" }
    if let number { body += "<g clip-path=\"url(#c\(Self.mark)\(number))\">\n" }
    openClip = number
  }
}

extension SVGCanvas {
  func text(_ text: TextLine, at origin: Point, _ color: RGBA) {
    guard origin.isFinite, !text.string.isEmpty else { return }
    setClip(nil)
    let font = text.isBold ? Outlines.bold : Outlines.sans
    let line = font.line(Letters.covered(text.string))
    let size = text.size / font.unitsPerEm
    // As wide as the letters of a picture of pixels, whose widths are rounded: the layout was made with those.
    let inked = Double(line.width)
    let measured = typesetter.measure(text).right
    let stretch = inked > 0 && measured > 0 ? min(max(measured / (inked * size), 0.8), 1.25) : 1
    body += "<g transform=\"translate(\(SVGText.point(origin)))\(Self.turn(text))"
    body += "scale(\(Self.fine(size * stretch)) \(Self.fine(-size)))\" fill=\"\(SVGText.color(color))\">"
    for (glyph, x) in line.glyphs {
      guard let name = name(of: glyph, text.isBold, font) else { continue }
      body += "<use xlink:href=\"#\(name)\"" + (x == 0 ? "" : " x=\"\(x)\"") + "/>"
    }
    body += "</g>\n"
    remember(text, at: origin)
  }

  private static func turn(_ text: TextLine) -> String {
    text.isUpright ? "rotate(-90)" : text.isSlanted ? "rotate(-45)" : ""
  }

  /// Five decimals: a scale is multiplied with thousands of the font's units.
  private static func fine(_ value: Double) -> String {
    let parts = whole(value.magnitude * 1e5) ?? 0
    let digits = String(parts % 100_000)
    let rest = String(repeating: "0", count: 5 - digits.count) + digits
    return "\(value < 0 ? "-" : "")\(parts / 100_000).\(rest)"
  }

  private func name(of glyph: Int, _ isBold: Bool, _ font: Outlines) -> String? {
    let key = "\(isBold ? "b" : "g")\(glyph)"
    if let known = outlineNames[key] { return known.isEmpty ? nil : known }
    let path = font.path(of: glyph)
    let name = path.isEmpty ? "" : "\(key)\(Self.mark)"
    outlineNames[key] = name
    if !path.isEmpty { outlines.append("<path id=\"\(name)\" d=\"\(path)\"/>") }
    return path.isEmpty ? nil : name
  }

  /// A halo is the same words a pixel apart: they can be selected once.
  private func remember(_ text: TextLine, at origin: Point) {
    if words.suffix(12).contains(where: { $0.text == text && $0.origin.distance(to: origin) < 8 }) { return }
    words.append((text, origin))
  }

  private var selectable: String {
    words.map { text, origin in
      let box = typesetter.measure(text)
      let place =
        text.isUpright || text.isSlanted
        ? "transform=\"translate(\(SVGText.point(origin)))\(Self.turn(text))\""
        : "x=\"\(SVGText.number(origin.x))\" y=\"\(SVGText.number(origin.y))\""
      let size = SVGText.number(text.size)
      return "<text \(place) font-size=\"\(size)\" textLength=\"\(SVGText.number(max(box.right, 1)))\""
        + (text.isBold ? " font-weight=\"bold\"" : "") + ">\(SVGText.escaped(text.string))</text>\n"
    }.joined()
  }

  /// The whole file.
  ///
  /// - Parameters:
  ///   - title: For readers who cannot see the picture.
  ///   - metadata: By key; written in the order of the keys.
  ///   - scale: Pixels of this canvas per unit: the file's own size is in units.
  func document(title: String, metadata: [String: String], scale: Double) -> String {
    setClip(nil)
    let size = "width=\"\(SVGText.number(Double(width) / scale))\" height=\"\(SVGText.number(Double(height) / scale))\""
    var head = """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" \(size) \
      viewBox="0 0 \(width) \(height)" role="img">

      """
    if !title.isEmpty { head += "<title>\(SVGText.escaped(title))</title>\n" }
    let lines = metadata.sorted { $0.key < $1.key }.map { key, value in
      "<s:setting key=\"\(SVGText.escaped(key))\">\(SVGText.escaped(value))</s:setting>\n"
    }
    if !lines.isEmpty {
      head += "<metadata xmlns:s=\"urn:swiftlet:settings\">\n\(lines.joined())</metadata>\n"
    }
    let clips = self.clips.enumerated().map { "<clipPath id=\"c\(Self.mark)\($0)\"><path d=\"\($1)\"/></clipPath>\n" }
    head += "<defs>\n" + clips.joined() + outlines.map { $0 + "\n" }.joined() + "</defs>\n"
    head += "<path d=\"\(SVGShapes.path(of: bounds))\" fill=\"\(SVGText.color(background))\"/>\n"
    let foot = "<g fill-opacity=\"0\" font-family=\"'DejaVu Sans',Verdana,sans-serif\">\n\(selectable)</g>\n</svg>\n"
    let text = head + body + foot
    return text.replacing(Self.mark, with: Self.fingerprint(of: text) + "-")
  }

  /// FNV-1a: equal pictures have equal names in them, different ones different.
  private static func fingerprint(of text: String) -> String {
    let hash = text.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    return String(hash, radix: 36)
  }
}
