import Swiftlet
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension Plot {
  /// Writes the picture as a PNG file of 800 × 600 units.
  ///
  /// The file appears whole or not at all: it is written beside its place and renamed. Equal plots give equal
  /// bytes with the same libgd, FreeType, libpng and zlib.
  ///
  ///     try plot.save("loss.png", scale: 2, metadata: ["seed": "1"])
  ///
  /// - Parameters:
  ///   - path: Ends in ".png"; its folder has to exist, an existing file is replaced.
  ///   - scale: Pixels per unit, 1...3: 1.5 gives 1200 × 900 pixels. Lines and letters grow with it, the layout
  ///     stays.
  ///   - metadata: Lines of text inside the file, by key; for reading back how the picture came about.
  /// - Throws: `PlotError` when the path, scale or a key is not usable, or the file cannot be written.
  public func save(_ path: String, scale: Double = 1.5, metadata: [String: String] = [:]) throws(PlotError) {
    try PictureFile.write(path) { () throws(PlotError) in try png(scale: scale, metadata: metadata) }
  }

  /// The picture as the bytes of a PNG file.
  func png(
    scale: Double = 1.5, metadata: [String: String] = [:], typesetter: GDText = .standard
  ) throws(PlotError) -> [UInt8] {
    let canvas = try render(scale: scale, typesetter: typesetter)
    return try PNG.encode(
      canvas, dotsPerInch: 96 * scale, metadata: self.metadata.merging(metadata) { _, given in given })
  }

  /// The picture as pixels.
  func render(
    width: Double = Size.figureWidth, height: Double = Size.figureHeight, scale: Double = 1.5,
    typesetter: GDText = .standard
  ) throws(PlotError) -> GDCanvas {
    try checkFaults()
    try PictureFile.check(scale: scale)
    let canvas = try GDCanvas(
      width: whole(width * scale) ?? 0, height: whole(height * scale) ?? 0,
      background: Looks(theme, palette).background, typesetter: typesetter)
    Figure(self, on: canvas, scale: scale).draw()
    typesetter.warnOnce()
    return canvas
  }

  /// What a chart or a mark could not be made of.
  func checkFaults() throws(PlotError) {
    if let fault = fault ?? marks.lazy.compactMap({ ($0 as? any FaultyMark)?.fault }).first { throw fault }
  }
}

/// What plots and grids share on their way into a file.
enum PictureFile {
  static func check(scale: Double) throws(PlotError) {
    guard (1...3).contains(scale) else {
      throw PlotError(what: "the scale is \(scale)", remedy: "use a scale between 1 and 3; 1.5 gives 1200 × 900 pixels")
    }
  }

  /// Writes the bytes that `make` gives, whole or not at all; its errors learn the path.
  static func write(_ path: String, _ make: () throws(PlotError) -> [UInt8]) throws(PlotError) {
    guard path.lowercased().hasSuffix(".png") else {
      throw PlotError(path: path, what: "only PNG pictures can be made", remedy: "give a name that ends in .png")
    }
    let bytes: [UInt8]
    do {
      bytes = try make()
    } catch {
      throw PlotError(path: path, what: error.what, remedy: error.remedy)
    }
    var failure: AtomicFile.Failure?
    bytes.withUnsafeBytes { buffer in
      do throws(AtomicFile.Failure) { try AtomicFile.write(buffer, to: path) } catch { failure = error }
    }
    if let failure { throw PlotError(path: path, what: failure.what, remedy: failure.remedy) }
  }
}

private let warnings = Mutex<Set<String>>([])

extension GDText {
  /// What it had to do without, on standard error, each sentence once per process.
  func warnOnce() {
    guard let sentence = warning, warnings.withLock({ $0.insert(sentence).inserted }) else { return }
    let line = Array("SwiftletPlot: \(sentence)\n".utf8)
    _ = line.withUnsafeBytes { writeAll($0, to: STDERR_FILENO) }
  }
}
