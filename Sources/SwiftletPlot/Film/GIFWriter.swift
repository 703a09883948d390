import CGD

/// An animated GIF in memory, frame by frame: one palette for all frames, and of each frame only what changes.
struct GIFWriter {
  private(set) var bytes: [UInt8] = []
  private let table: ColorTable
  private let width: Int
  private let height: Int
  private var shown: [UInt8] = []
  /// The palette with one more colour, which stands for "as before".
  private let colors: [UInt32]
  /// Levels of a channel that no eye tells apart; without it noise in the last bits would be most of the file.
  private static let tolerance = 5

  /// - Parameter table: With 255 colours at most.
  init(width: Int, height: Int, table: ColorTable) throws(PlotError) {
    self.table = table
    self.width = width
    self.height = height
    colors = Array(table.colors.prefix(255)) + [0]
    let first = try IndexedImage(width: width, height: height, colors: colors)
    // The palette is the file's own; it plays for ever.
    guard let head = GDBytes.taken({ gdImageGifAnimBeginPtr(first.image, $0, 1, 0) }) else {
      throw GDBytes.shortOfMemory
    }
    bytes = head
  }

  /// - Parameter seconds: How long the frame stays.
  mutating func add(_ canvas: GDCanvas, seconds: Double) throws(PlotError) {
    let clear = UInt8(colors.count - 1)
    let (indices, change) = table.step(to: canvas, shown: &shown, tolerance: Self.tolerance, unchanged: clear)
    // A frame equal to the last one is a single clear pixel: it is there, and it takes its time.
    let columns = change.right > change.left ? Int(change.left)..<Int(change.right) : 0..<1
    let rows = change.bottom > change.top ? Int(change.top)..<Int(change.bottom) : 0..<1
    let image = try IndexedImage(width: columns.count, height: rows.count, colors: colors, clear: Int(clear))
    image.fill(indices, rows: rows, columns: columns, stride: width)
    let delay = Int32(whole(min(max(seconds, 0.02), 600) * 100) ?? 10)
    // Disposal 1: what was drawn stays.
    let block = GDBytes.taken {
      gdImageGifAnimAddPtr(
        image.image, $0, 0, Int32(columns.lowerBound), Int32(rows.lowerBound), delay, Int32(gdDisposalNone), nil)
    }
    guard let block else { throw GDBytes.shortOfMemory }
    bytes += block
  }

  mutating func end() throws(PlotError) {
    guard let block = GDBytes.taken({ gdImageGifAnimEndPtr($0) }) else { throw GDBytes.shortOfMemory }
    bytes += block
  }
}
