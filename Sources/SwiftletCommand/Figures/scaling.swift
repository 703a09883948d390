import SwiftletPlot

extension Figure {
  /// The time of a step as the work grows, over what the cores and the memory allow at best.
  static let scaling = Figure("scaling", "The time of a step as batch, width, depth and rows grow") {
    let told = try Measurements.Scaling.read()
    return Grid(
      columns: 2, title: "How the time of a step grows",
      caption:
        "one thread · peak: the step's products at the measured peak of multiply-adds · memory: its rows at the "
        + "measured bandwidth of memory",
      [
        ScalingPanels.plot(told, "batch", "64-128-10, rows of a batch"),
        ScalingPanels.plot(told, "width", "64-n-10 in batches of 128, n units"),
        ScalingPanels.plot(told, "depth", "64-(64)ⁿ-10 in batches of 128, n layers"),
        ScalingPanels.plot(told, "rows", "64-16-10 in batches of 32, rows of data"),
      ]
    ).panels(width: 470, height: 290)
  }
}

private enum ScalingPanels {
  static func plot(_ told: Measurements.Scaling, _ series: String, _ title: String) -> Plot {
    let rows = told.series(series)
    let x = rows.map(\.value)
    return Plot(title) {
      Line(x: x, y: rows.map { 1e6 * $0.seconds }, name: "step").dotted()
      Line(x: x, y: rows.map { 1e-3 * $0.flops / told.gflops }, name: "peak").dashed()
      Line(x: x, y: rows.map { 1e-3 * $0.bytes / told.gigabytesPerSecond }, name: "memory").dashed()
    }
    .x(series == "rows" ? "rows of data" : series, scale: .log).y("µs per step", scale: .log)
  }
}
