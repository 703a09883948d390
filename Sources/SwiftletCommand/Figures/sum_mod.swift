import Swiftlet
import SwiftletPlot

extension Figure {
  static let sumMod = Figure("sum_mod", "The same points in two hundred stripes, narrower than the points are apart") {
    let data = Dataset.sumMod(seed: 1)
    return data.plot().titled(
      "sum_mod: two hundred narrow stripes",
      caption: "class ⌊100 (x0 + x1)⌋ mod 3: stripes of 0.007, points 0.011 apart · \(data.count) rows · seed 1")
  }
}
