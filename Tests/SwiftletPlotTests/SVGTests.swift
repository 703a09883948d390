import Foundation
import Testing

@testable import SwiftletPlot

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// What a strict reader of XML finds in an SVG.
private final class Elements: NSObject, XMLParserDelegate {
  struct Element {
    var name: String
    var attributes: [String: String]
    var text = ""
  }

  private(set) var all: [Element] = []
  private var open: [Int] = []

  init(_ bytes: [UInt8]) throws {
    super.init()
    let parser = XMLParser(data: Data(bytes))
    parser.delegate = self
    let isWhole = parser.parse()
    try #require(isWhole, "\(String(describing: parser.parserError)) in line \(parser.lineNumber)")
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    open.append(all.count)
    all.append(Element(name: name, attributes: attributes))
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    open.removeLast()
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    if let last = open.last { all[last].text += string }
  }

  func named(_ name: String) -> [Element] { all.filter { $0.name == name } }
}

@Suite struct SVGTests {
  private static let plots: [Plot] = [
    Plot.scatter(sumBin(300), title: "sum_bin", caption: "300 points"),
    Plot.regions(of: Bands(), sumBin(200), wrong: [3, 5], title: "regions"),
    Plot.losses(LossCurves(training: fallingLoss(60, to: 0.01), validation: fallingLoss(60, to: 0.02)), title: "loss"),
    Plot("потери <&> \"x\" 👍\u{1}", caption: "a ]]> b") { Line([1, .nan, .infinity, 3]) }.theme(.dark),
    Plot("empty") {},
  ]

  @Test(arguments: plots.indices)
  func everyReferenceIsThereAndEveryNameUnique(number: Int) throws {
    let elements = try Elements(Self.plots[number].bytes(.svg))
    let names = elements.all.compactMap { $0.attributes["id"] }
    #expect(Set(names).count == names.count)
    let links = elements.all.compactMap { $0.attributes["xlink:href"] }.filter { $0.hasPrefix("#") }
    let clips = elements.all.compactMap { $0.attributes["clip-path"] }
    let wanted = links.map { String($0.dropFirst()) } + clips.map { String($0.dropFirst(5).dropLast()) }
    #expect(Set(wanted).isSubset(of: names) && !wanted.isEmpty)
    for value in elements.all.flatMap(\.attributes.values) where !value.hasPrefix("data:") {
      #expect(!value.contains("nan") && !value.contains("inf") && !value.contains("e+"), "\(value.prefix(80))")
    }
  }

  @Test(arguments: plots.indices)
  func theWordsAreThereAsText(number: Int) throws {
    let plot = Self.plots[number]
    let canvas = recorded(plot).canvas
    let elements = try Elements(plot.bytes(.svg))
    let texts = elements.named("text").map(\.text)
    for words in canvas.readable(on: Looks(plot.theme, plot.palette).background) {
      let string = words.text.string.replacing("\u{1}", with: " ")
      #expect(texts.contains(string), "\(string)")
    }
    let group = elements.named("g").last
    #expect(group?.attributes["fill-opacity"] == "0")
  }

  @Test func sizesAreInUnitsAndShapesInPixels() throws {
    let plot = Plot { Points(x: [0.5], y: [0.5]) }.x(in: 0...1).y(in: 0...1).size(width: 400, height: 300)
    for scale in [1.0, 2] {
      let root = try #require(try Elements(plot.bytes(.svg, scale: scale)).all.first)
      #expect(root.attributes["width"] == "400" && root.attributes["height"] == "300")
      #expect(root.attributes["viewBox"] == "0 0 \(Int(400 * scale)) \(Int(300 * scale))")
      let figure = Figure(plot, on: RecordingCanvas(width: Int(400 * scale), height: Int(300 * scale)), scale: scale)
      let circle = try #require(try Elements(plot.bytes(.svg, scale: scale)).named("circle").last)
      #expect(Double(circle.attributes["cx"] ?? "") == figure.layout.area.center.x)
      #expect(Double(circle.attributes["cy"] ?? "") == figure.layout.area.center.y)
    }
  }

  @Test func aHalfTransparentLineIsOneGroup() throws {
    let canvas = SVGCanvas(width: 100, height: 100, background: RGBA(0xFFFFFF))
    let shapes: [Shape] = [
      .capsule(Point(1, 1), Point(50, 50), width: 3), .capsule(Point(50, 50), Point(90, 1), width: 3),
      .capsule(Point(5, 5), Point(6, 6), width: 2),
    ]
    canvas.fill(shapes, RGBA(0xFF0000, opacity: 0.5))
    let elements = try Elements(Array(canvas.document(title: "", metadata: [:], scale: 1).utf8))
    let strokes = elements.named("path").filter { $0.attributes["stroke"] == "#ff0000" }
    #expect(strokes.map { $0.attributes["d"] } == ["M1 1L50 50L90 1", "M5 5L6 6"])
    #expect(elements.named("g").contains { $0.attributes["opacity"] == "0.5" })
  }

  @Test func aFieldIsAPictureOfTheSamePixels() throws {
    let plot = Plot { Field(HalfPlane()) }.x(in: 0...1).y(in: 0...1)
    let image = try #require(try Elements(plot.bytes(.svg)).named("image").first)
    let link = try #require(image.attributes["xlink:href"])
    let data = try #require(Data(base64Encoded: String(link.dropFirst("data:image/png;base64,".count))))
    let inner = try Pixels(png: Array(data))
    let whole = Pixels(try plot.render())
    let left = try #require(Int(image.attributes["x"] ?? ""))
    let top = try #require(Int(image.attributes["y"] ?? ""))
    // The frame lies over the outermost pixels.
    for (x, y) in [(10, 10), (200, 300), (inner.width - 10, inner.height - 10)] {
      #expect(inner[x, y] == whole[left + x, top + y])
    }
  }

  /// What a browser makes of the pictures in an SVG, the first below; letters and shapes are left out.
  private func images(in svg: [UInt8], over pixels: inout [SIMD3<Double>], width: Int) throws -> Int {
    let images = try Elements(svg).named("image")
    for image in images {
      let link = try #require(image.attributes["xlink:href"])
      let data = try #require(Data(base64Encoded: String(link.dropFirst("data:image/png;base64,".count))))
      let inner = try Pixels(pngWithOpacity: Array(data))
      let left = try #require(Int(image.attributes["x"] ?? ""))
      let top = try #require(Int(image.attributes["y"] ?? ""))
      for y in 0..<inner.height {
        for x in 0..<inner.width {
          let over = inner[x, y]
          let alpha = Double(over >> 24) / 255
          let color = SIMD3(Double(over >> 16 & 255), Double(over >> 8 & 255), Double(over & 255))
          pixels[(top + y) * width + left + x] = pixels[(top + y) * width + left + x] * (1 - alpha) + color * alpha
        }
      }
    }
    return images.count
  }

  @Test func whatLiesUnderACrowdIsSeenThroughIt() throws {
    let xs = (0..<60_000).map { 0.6 + 0.3 * Double($0 % 251) / 251 }
    let ys = (0..<60_000).map { 0.1 + 0.3 * Double($0 % 239) / 239 }
    let plot = Plot {
      Field(HalfPlane())
      Points(x: xs, y: ys)
    }
    .x(in: 0...1).y(in: 0...1)
    let truth = Pixels(try plot.render(scale: 1))
    var pixels = [SIMD3<Double>](repeating: SIMD3(255, 255, 255), count: truth.width * truth.height)
    // The field, the crowd, and the bar that tells how many points overlap.
    #expect(try images(in: plot.bytes(.svg, scale: 1), over: &pixels, width: truth.width) == 3)
    let layout = Figure(plot, on: RecordingCanvas(width: truth.width, height: truth.height), scale: 1).layout
    var tinted = 0
    for y in stride(from: Int(layout.area.top) + 3, to: Int(layout.area.bottom) - 3, by: 5) {
      for x in stride(from: Int(layout.area.left) + 3, to: Int(layout.area.right) - 3, by: 5) {
        let color = pixels[y * truth.width + x].rounded(.toNearestOrAwayFromZero)
        let hex = UInt32(color.x) << 16 | UInt32(color.y) << 8 | UInt32(color.z)
        #expect(channelDifference(hex, truth[x, y]) <= 1, "\(x), \(y)")
        if channelDifference(hex, 0xFFFFFF) > 10 { tinted += 1 }
      }
    }
    #expect(tinted > 2000)
  }

  @Test func metadataAndTitleAreReadBack() throws {
    let elements = try Elements(
      try Plot("a < b") { Line([1]) }.bytes(.svg, metadata: ["seed": "7", "note": "<два>"]))
    #expect(elements.named("title").map(\.text) == ["a < b"])
    let settings = elements.named("s:setting").map { [$0.attributes["key"] ?? "", $0.text] }
    #expect(settings == [["note", "<два>"], ["seed", "7"]])
  }

  @Test func equalPicturesAreEqualAndDifferentOnesHaveDifferentNames() throws {
    #expect(try Self.plots[1].bytes(.svg) == Self.plots[1].bytes(.svg))
    func names(_ plot: Plot) throws -> Set<String> {
      Set(try Elements(plot.bytes(.svg)).all.compactMap { $0.attributes["id"] })
    }
    #expect(try names(Self.plots[0]).isDisjoint(with: names(Self.plots[2])))
  }

  @Test(arguments: [
    (0.0, "0"), (-0.001, "0"), (1.07, "1.07"), (-3.25, "-3.25"), (1.1, "1.1"), (.nan, "0"), (1e300, "10000000"),
  ])
  func numbersAreShort(value: Double, text: String) { #expect(SVGText.number(value) == text) }
}

/// The curves of the bundled fonts against FreeType's pixels.
@Suite struct OutlineTests {
  @Test(arguments: ["Hamburg 0.25", "потери × эпоха", "μ ± σ ≤ 10⁻⁵", "Üé — fi Ta"])
  func linesAreAboutAsWideAsFreeTypeSetsThem(string: String) {
    for (font, isBold) in [(Outlines.sans, false), (Outlines.bold, true)] {
      let line = font.line(string)
      let size = 100.0
      let width = Double(line.width) * size / font.unitsPerEm
      let measured = GDText.standard.measure(TextLine(string, size: size, bold: isBold)).right
      #expect(abs(width - measured) < 0.03 * measured)
      #expect(line.glyphs.allSatisfy { $0.glyph > 0 })
    }
  }

  @Test func lettersHaveCurvesSpacesNoneAndAccentsBothParts() {
    func path(_ string: String) -> String { Outlines.sans.path(of: Outlines.sans.line(string).glyphs[0].glyph) }
    #expect(path(" ").isEmpty)
    #expect(path("l").filter { $0 == "M" }.count == 1)
    #expect(path("o").filter { $0 == "M" }.count == 2)
    #expect(path("é").filter { $0 == "M" }.count == path("e").filter { $0 == "M" }.count + 1)
  }

  @Test func aDamagedFontIsNoTrap() {
    for cut in [0, 3, 20, 300, 5000] {
      let font = Outlines([UInt8](repeating: 255, count: cut))
      #expect(font.line("ab").glyphs.count == 2)
    }
  }
}
