import Swiftlet
import SwiftletPlot

extension Figure {
  static let sumMod = Figure("sum_mod", "2000 points in two hundred stripes too narrow to see") {
    Dataset.sumMod(seed: 1).plot().titled(
      "sum_mod: two hundred stripes",
      caption: "2000 points, class is the whole part of 100 (x0 + x1), modulo 3: neighbours say nothing")
  }
}
