import Swiftlet
import SwiftletPlot

extension Figure {
  static let sumBin = Figure("sum_bin", "2000 points in three stripes by the sum of their coordinates") {
    let picture = Dataset.sumBin(seed: 1).plot()
      .titled(
        "sum_bin: three broad stripes",
        caption: "class 0 where x0 + x1 < 0.807, 1 where it is < 1.169, else 2 · seed 1")
    return picture
  }
}
