import Swiftlet
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension Picture {
  /// Writes the picture into a file; the end of its name tells the format (see `Plot.Format`).
  ///
  /// The file appears whole or not at all: it is written beside its place and renamed. Equal pictures give equal
  /// bytes with the same libgd, FreeType, libpng and zlib.
  ///
  ///     try plot.save("loss.png", scale: 2, metadata: ["seed": "1"])
  ///     try plot.save("loss.svg")
  ///
  /// - Parameters:
  ///   - path: Ends in ".png", ".svg", ".webp" or ".gif"; its folder has to exist, an existing file is replaced.
  ///   - scale: Pixels per unit, 1...3: 1.5 makes 1200 × 900 pixels of 800 × 600 units. Lines and letters grow with
  ///     it, the layout stays. An SVG has the size of scale 1; its fields of colour are as fine as `scale` says.
  ///   - metadata: Lines of text inside the file (PNG and SVG), by key, beside the settings that a chart of a model
  ///     knows. `swiftlet inspect` prints them.
  /// - Throws: `PlotError` when the path, scale, size or a key is not usable, when a chart or mark could not be made,
  ///   or the file cannot be written.
  public func save(_ path: String, scale: Double = 1.5, metadata: [String: String] = [:]) throws(PlotError) {
    let format = try Plot.Format(path: path)
    try PictureFile.write(path) { () throws(PlotError) in
      try drawing.encoded(format, scale: scale, metadata: metadata)
    }
  }

  /// The picture as the bytes of a file.
  ///
  /// - Parameters: As of `save`.
  /// - Throws: `PlotError` as `save`, as far as it does not concern files.
  public func bytes(
    _ format: Plot.Format = .png, scale: Double = 1.5, metadata: [String: String] = [:]
  ) throws(PlotError) -> [UInt8] {
    try drawing.encoded(format, scale: scale, metadata: metadata)
  }

  /// The picture as pixels.
  ///
  /// - Parameter scale: Pixels per unit, 1...3.
  /// - Throws: `PlotError` when scale or size is not usable or a chart or mark could not be made.
  public func pixels(scale: Double = 1.5) throws(PlotError) -> Plot.Pixels { try render(scale: scale).pixels }

  func png(
    scale: Double = 1.5, metadata: [String: String] = [:], typesetter: GDText = .standard
  ) throws(PlotError) -> [UInt8] {
    let lines = drawing.settings.merging(metadata) { _, given in given }
    return try PNG.encode(render(scale: scale, typesetter: typesetter), dotsPerInch: 96 * scale, metadata: lines)
  }

  func render(scale: Double = 1.5, typesetter: GDText = .standard) throws(PlotError) -> GDCanvas {
    try drawing.render(scale: scale, typesetter: typesetter)
  }
}

extension Plot {
  /// A picture as pixels.
  public struct Pixels: Sendable, Hashable {
    public let width: Int
    public let height: Int
    /// 0x00RRGGBB, row by row from the top.
    public let values: [UInt32]

    public subscript(x: Int, y: Int) -> UInt32 { values[y * width + x] }
  }

  /// What a chart or a mark could not be made of.
  func checkFaults() throws(PlotError) {
    if let fault = fault ?? marks.lazy.compactMap({ ($0 as? any FaultyMark)?.fault }).first { throw fault }
  }
}

/// What plots, grids and films share on their way into a file.
enum PictureFile {
  /// Writes the bytes that `make` gives, whole or not at all; its errors learn the path.
  static func write(_ path: String, _ make: () throws(PlotError) -> [UInt8]) throws(PlotError) {
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

  /// Whether a file could be written there, found out before anything long is begun.
  static func tryOut(_ path: String) throws(PlotError) {
    do throws(AtomicFile.Failure) {
      try AtomicFile.tryOut(path)
    } catch {
      throw PlotError(path: path, what: error.what, remedy: error.remedy)
    }
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
