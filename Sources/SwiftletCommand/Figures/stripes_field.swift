import SwiftletPlot

extension Figure {
  static let stripesField = Figure("stripes_field", "The rule behind sum_mod: two hundred stripes in three colours") {
    Plot(
      "sum_mod: the rule behind the points",
      caption: "the whole part of 100 (x0 + x1), modulo 3 · every pixel is the mean of 16 places inside it"
    ) {
      ClassMap(classes: 3, StripesProgram.truth)
      Outline(x: StripesProgram.view, y: StripesProgram.view)
    }
    .x("x0", in: 0...1).y("x1", in: 0...1).aspect(.square)
  }
}
