import Swiftlet

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension Picture {
  /// Shows the picture in the terminal.
  ///
  ///     try model.decisionRegions(data).show()
  ///
  /// As sharp as the terminal can: as pixels by kitty's protocol or as sixels, else as coloured half blocks. Where
  /// standard output is a file or a pipe, or the variable `NO_COLOR` is set, one line tells what there would be to see.
  ///
  /// - Throws: `PlotError` when a chart or mark could not be made, or standard output cannot be written.
  public func show() throws(PlotError) {
    let bytes = try Preview(drawing, Terminal.standard).bytes()
    // What was printed before comes first.
    fflush(nil)
    guard bytes.withUnsafeBytes({ writeAll($0, to: STDOUT_FILENO) }) else {
      throw PlotError(
        what: "standard output cannot be written: \(String(cString: strerror(errno)))", remedy: "save the picture")
    }
  }
}

/// A picture as a terminal shows it.
struct Preview {
  private let drawing: Drawing
  private let terminal: Terminal

  init(_ drawing: Drawing, _ terminal: Terminal) {
    self.drawing = drawing
    self.terminal = terminal
  }

  func bytes() throws(PlotError) -> [UInt8] {
    switch terminal.graphics {
    case .kitty: try kitty(drawing.render(scale: scale()))
    case .sixel: Sixels.encode(try drawing.render(scale: scale()))
    case .blocks(let isTrueColor):
      HalfBlocks(try drawing.render(scale: 1).pixels, columns: terminal.columns, rows: terminal.rows)
        .encode(isTrueColor: isTrueColor)
    case .words: try words()
    }
  }

  /// Finer where the window has so many pixels that a picture would be small in it.
  private func scale() throws(PlotError) -> Double {
    let width = try drawing.size(scale: 1, typesetter: .standard).width
    let room = Double(terminal.pixelWidth) / Double(max(width, 1))
    return room >= 2.4 ? 2 : room >= 1.6 ? 1.5 : 1
  }

  private func words() throws(PlotError) -> [UInt8] {
    try drawing.check(scale: 1)
    let size = try drawing.size(scale: 1, typesetter: .standard)
    let title = drawing.title.prefix(80).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let name = title.isEmpty ? "" : " \"\(title)\""
    return Array("[picture\(name), \(size.width) × \(size.height) units: save it to see it]\n".utf8)
  }

  /// A PNG in pieces of 4096 letters; only as wide as the window.
  private func kitty(_ canvas: GDCanvas) throws(PlotError) -> [UInt8] {
    let letters = Base64.encode(try PNG.encode(canvas, dotsPerInch: 96, metadata: [:]))
    let isTooWide = terminal.pixelWidth > 0 && canvas.width > terminal.pixelWidth
    var result: [UInt8] = []
    for start in stride(from: 0, to: letters.count, by: 4096) {
      let end = min(start + 4096, letters.count)
      let first = start == 0 ? "a=T,f=100,q=2," + (isTooWide ? "c=\(terminal.columns)," : "") : ""
      result += Array("\u{1B}_G\(first)m=\(end < letters.count ? 1 : 0);".utf8) + letters[start..<end]
      result += Array("\u{1B}\\".utf8)
    }
    return result + [10]
  }
}
