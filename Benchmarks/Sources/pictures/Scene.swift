import Swiftlet
import SwiftletPlot

/// A picture that others draw too: how ours is drawn, and the numbers that theirs is drawn from.
struct Scene {
  /// Draws and writes a PNG of 1200 × 900 pixels.
  let draw: (_ path: String) throws -> Void
  var tables: [Table] = []

  init(_ plot: Plot, tables: [Table] = []) {
    self.init(tables: tables) { plot }
  }

  /// `plot` is made anew for every picture: what it costs to ask a model counts.
  init(tables: [Table] = [], _ plot: @escaping () throws -> Plot) {
    self.tables = tables
    draw = { try plot().save($0) }
  }

  init(_ grid: Grid, tables: [Table] = []) {
    self.tables = tables
    draw = { try grid.save($0) }
  }
}

/// What is timed.
enum Timed {
  static let scenes: [String: @Sendable () throws -> Scene] = [
    "scatter": scatter, "losslog": lossLog, "gallery": gallery, "regions": regions,
  ]

  @Sendable static func scatter() throws -> Scene {
    let data = Dataset.sumBin(seed: 1)
    return Scene(tables: [Table("scatter", data)]) { data.plot() }
  }

  /// A network learns a wave of two numbers for 60 epochs: losses over more than two powers of ten.
  @Sendable static func lossLog() throws -> Scene {
    let (_, history) = try Training.wave()
    return Scene(tables: [Table("losslog", history)]) { history.plot().y(scale: .log) }
  }

  @Sendable static func gallery() throws -> Scene {
    let panels = Curve.panels.map { curve in
      Plot(curve.name) {
        curve.line(curve.value)
        curve.line(curve.slope).dashed()
      }
      .x("x").y("", in: Curve.shown).legend(.none)
    }
    let grid = Grid(
      columns: 4, sharing: .both, title: "12 activations", caption: "solid: f(x) · dashed: f′(x)", panels
    ).panels(width: 182, height: 167.5)
    return Scene(grid, tables: Curve.tables)
  }

  @Sendable static func regions() throws -> Scene {
    let model = try Training.sumBin().model
    let fresh = Dataset.sumBin(seed: 2)
    return Scene(tables: [Table("regions_train", .sumBin(seed: 1)), Table("regions", fresh)]) {
      try model.decisionRegions(fresh)
    }
  }
}
