#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Pictures one after another: an animated GIF, or a folder of PNG files.
///
///     let frames = try rates.map { try train(rate: $0).decisionRegions(data).titled("rate \($0)") }
///     try Filmstrip(frames).save("rates.gif")
///
/// Nothing jumps: every axis shows in all frames what it has to show in any of them, unless a plot says otherwise with
/// `.x(in:)`, plot areas stay where they are, and a colour that stands for a value stands for the same in all frames. `Film` makes one while a model learns.
public struct Filmstrip: Sendable {
  /// The frames in order.
  public let pictures: [any Picture]
  private let secondsPerFrame: Double

  /// The last frame stays a while, before the film begins again.
  private static let rest = 1.5
  /// Pixels of frames that are kept, instead of being drawn again.
  private static let room = 48_000_000

  /// - Parameters:
  ///   - pictures: Plots, or grids with as many plots each.
  ///   - secondsPerFrame: 0.02...600. The last frame stays 1.5 seconds.
  public init(_ pictures: [any Picture], secondsPerFrame: Double = 0.1) {
    self.pictures = pictures
    self.secondsPerFrame = secondsPerFrame
  }

  /// Writes the film as a GIF that plays for ever, in 256 colours, none further than a few levels from the right one.
  ///
  /// - Parameters:
  ///   - path: Ends in ".gif". The file appears whole or not at all.
  ///   - scale: Pixels per unit, 1...3.
  ///   - frames: A folder that also gets every frame as a PNG file: `0001.png`, `0002.png`, ... It is made when missing.
  /// - Throws: `PlotError` when there are no frames, a frame has other plots than the first, or as `Plot.save`.
  public func save(_ path: String, scale: Double = 1, frames: String? = nil) throws(PlotError) {
    try Self.check(path: path)
    try PictureFile.write(path) { () throws(PlotError) in try bytes(scale: scale, frames: frames) }
  }

  /// The film as the bytes of a GIF file.
  public func bytes(scale: Double = 1) throws(PlotError) -> [UInt8] { try bytes(scale: scale, frames: nil) }

  static func check(path: String) throws(PlotError) {
    guard try Plot.Format(path: path) == .gif else {
      throw PlotError(path: path, what: "films are GIF files", remedy: "give a name that ends in .gif")
    }
  }

  static func check(secondsPerFrame: Double) throws(PlotError) {
    guard (0.02...600).contains(secondsPerFrame) else {
      throw PlotError(what: "a frame of \(secondsPerFrame) seconds", remedy: "use 0.02 to 600 seconds")
    }
  }

  private func bytes(scale: Double, frames folder: String?) throws(PlotError) -> [UInt8] {
    try Self.check(secondsPerFrame: secondsPerFrame)
    let reel = try SteadyFrames(pictures.map(\.drawing), scale: scale)
    if let folder { try Self.make(folder: folder) }
    let table = ColorTable()
    var kept: [GDCanvas] = []
    for i in pictures.indices {
      let canvas = try reel.render(i)
      table.count(canvas)
      if (i + 1) * canvas.width * canvas.height <= Self.room { kept.append(canvas) }
      if let folder { try write(canvas, i, scale: scale, folder) }
    }
    table.choose(255)
    var writer = try GIFWriter(width: reel.width, height: reel.height, table: table)
    for i in pictures.indices {
      let canvas = try i < kept.count ? kept[i] : reel.render(i)
      try writer.add(canvas, seconds: i + 1 == pictures.count ? Self.rest : secondsPerFrame)
    }
    try writer.end()
    return writer.bytes
  }

  private func write(_ canvas: GDCanvas, _ i: Int, scale: Double, _ folder: String) throws(PlotError) {
    let number = String(i + 1)
    let name = String(repeating: "0", count: max(4 - number.count, 0)) + number + ".png"
    try PictureFile.write("\(folder)/\(name)") { () throws(PlotError) in
      try PNG.encode(canvas, dotsPerInch: 96 * scale, metadata: pictures[i].drawing.settings)
    }
  }

  /// Makes the folder for frames when it is missing, and sees that one can be written into it.
  static func make(folder: String) throws(PlotError) {
    if folder.isEmpty || mkdir(folder, 0o777) != 0 && errno != EEXIST {
      let reason = folder.isEmpty ? "this is not a folder's name" : String(cString: strerror(errno))
      throw PlotError(path: folder, what: reason, remedy: "name a folder inside one that can be written")
    }
    try PictureFile.tryOut("\(folder)/0001.png")
  }
}
