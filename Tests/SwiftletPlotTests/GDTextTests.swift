import Testing

@testable import SwiftletPlot

@Suite struct GDTextTests {
  private func ink(_ text: TextLine, _ typesetter: GDText = .standard) throws -> Rect? {
    let canvas = try GDCanvas(width: 400, height: 200, background: RGBA(0xFFFFFF), typesetter: typesetter)
    canvas.text(text, at: Point(100, 150), RGBA(0))
    let pixels = Pixels(canvas)
    let dark = pixels.values.indices.filter { pixels.values[$0] & 0xFF < 0x80 }
    guard let top = dark.first, let bottom = dark.last else { return nil }
    let columns = dark.map { $0 % 400 }
    guard let left = columns.min(), let right = columns.max() else { return nil }
    return Rect(
      left: Double(left), top: Double(top / 400), right: Double(right + 1), bottom: Double(bottom / 400 + 1))
  }

  @Test func theBundledFontIsUsed() {
    #expect(GDText([.bundled]).measure(TextLine("Hg", size: 20)).width > 0)
    #expect(GDText.standard.warning == nil)
  }

  @Test(arguments: ["Hamburg 0.25", "потери × эпоха", "μ ± σ ≤ 10⁻⁵"])
  func inkLiesInTheMeasuredBox(string: String) throws {
    let text = TextLine(string, size: 18)
    let box = GDText.standard.measure(text)
    let ink = try #require(try ink(text))
    let measured = Rect(
      left: 100 + box.left, top: 150 - box.ascent, right: 100 + box.right, bottom: 150 + box.descent)
    #expect(measured.grown(1.5).contains(ink))
    #expect(ink.width > measured.width - 4)
  }

  @Test func uprightTextReadsUpwardsFromItsOrigin() throws {
    let ink = try #require(try ink(TextLine("epoch", size: 18, upright: true)))
    let box = GDText.standard.measure(TextLine("epoch", size: 18))
    #expect(ink.bottom <= 151 && ink.right <= 100 + box.descent + 1)
    #expect(abs(ink.height - box.width) < 4)
  }

  @Test func markupIsNotRead() {
    let plain = GDText.standard.measure(TextLine("a<b", size: 16)).width
    let entity = GDText.standard.measure(TextLine("a&lt;b", size: 16)).width
    #expect(entity > plain + 10)
  }

  @Test func unknownCharactersBecomeOneSquareAndAccentsAreDropped() {
    #expect(Letters.covered("x 👩‍👩‍👧 y") == "x □ y")
    #expect(Letters.covered("漢字") == "□□")
    #expect(Letters.covered("q\u{0307}") == "q")
    #expect(Letters.covered("a\nb\tc") == "a b c")
    #expect(Letters.covered("потеря Ωé×10⁻³") == "потеря Ωé×10⁻³")
  }

  @Test func withoutFontsABitmapFontWritesASCII() throws {
    #expect(Letters.ascii("−1.5×10⁻⁵ é Ж 👍") == "-1.5x10^-5 e ? ?")
    let bitmap = GDText([.bitmap])
    #expect(bitmap.warning != nil)
    let ink = try #require(try ink(TextLine("0.25 epoch", size: 16), bitmap))
    #expect(ink.width > 60 && ink.height > 8)
    #expect(try self.ink(TextLine("0.25", size: 16, upright: true), bitmap) != nil)
  }

  @Test func aPictureIsWrittenWithoutAnyFont() throws {
    let plot = Plot.losses(LossCurves(training: fallingLoss(40, to: 0.1)), title: "потери")
    let bytes = try plot.png(typesetter: GDText([.bitmap]))
    #expect(try Pixels(png: bytes).width == 1200)
  }
}
