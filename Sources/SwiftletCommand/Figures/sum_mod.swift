import Swiftlet
import SwiftletPlot

extension Figure {
  static let sumMod = Figure("sum_mod", "The same points in two hundred stripes, narrower than the points are apart") {
    let picture = Dataset.sumMod(seed: 1).plot()
      .titled(
        "sum_mod: two hundred narrow stripes",
        caption: "class: the whole part of 100 (x0 + x1), modulo 3 · stripes of 0.007, points 0.011 apart · seed 1")
    return picture
  }
}
