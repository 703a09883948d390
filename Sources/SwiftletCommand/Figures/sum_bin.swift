import Swiftlet
import SwiftletPlot

extension Figure {
  static let sumBin = Figure("sum_bin", "2000 points in three stripes by the sum of their coordinates") {
    SumBinProgram.data().plot().titled(
      "sum_bin: three stripes", caption: "2000 points, class by x0 + x1: below 0.807, below 1.169, above")
  }
}
