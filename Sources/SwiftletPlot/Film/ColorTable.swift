import CRaster

/// At most 256 colours for all pixels of some pictures.
///
/// None is far from the colour it stands for: where 256 cannot be near to all, those that most pixels have come first.
final class ColorTable {
  /// 0x00RRGGBB.
  private(set) var colors: [UInt32] = []
  private var cells = [cr_cell](repeating: cr_cell(), count: Int(cr_cell_count))
  private var table: [UInt8] = []

  init() {}

  convenience init(of canvases: [GDCanvas], limit: Int) {
    self.init()
    for canvas in canvases { count(canvas) }
    choose(limit)
  }

  func count(_ canvas: GDCanvas) { cr_census(&cells, canvas.rows, Int32(canvas.width), Int32(canvas.height)) }

  /// Chooses the colours for everything that was counted.
  func choose(_ limit: Int) {
    var chosen = [UInt32](repeating: 0, count: limit)
    let count = cr_choose(cells, limit, &chosen)
    colors = count > 0 ? Array(chosen.prefix(count)) : [0xFFFFFF, 0]
    table = [UInt8](repeating: 0, count: cells.count)
    cr_nearest(cells, colors, colors.count, &table)
  }

  /// The number of each pixel's colour, row by row.
  func indices(of canvas: GDCanvas) -> [UInt8] {
    var shown: [UInt8] = []
    return step(to: canvas, shown: &shown, tolerance: 0, unchanged: 0).indices
  }

  /// What a film changes to show this picture next.
  ///
  /// - Parameters:
  ///   - shown: The number of the colour that each pixel shows; empty before the first picture.
  ///   - tolerance: A pixel stays as it is where that is no more than this from its colour in each channel.
  ///   - unchanged: The number for such a pixel.
  func step(
    to canvas: GDCanvas, shown: inout [UInt8], tolerance: Int, unchanged: UInt8
  ) -> (indices: [UInt8], change: cr_change) {
    let pixels = canvas.width * canvas.height
    let isFirst = shown.count != pixels
    if isFirst { shown = [UInt8](repeating: 0, count: pixels) }
    var indices = [UInt8](repeating: 0, count: pixels)
    let change = cr_index(
      canvas.rows, Int32(canvas.width), Int32(canvas.height), table, colors, isFirst ? 1 : 0, Int32(tolerance),
      unchanged, &shown, &indices)
    return (indices, change)
  }
}
