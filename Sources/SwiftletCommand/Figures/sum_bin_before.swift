import Swiftlet
import SwiftletPlot

extension Figure {
  static let sumBinBefore = Figure("sum_bin_before", "What the network says about sum_bin before it has learnt") {
    try SumBinProgram.model().decisionRegions(SumBinProgram.data()).titled(
      "sum_bin before training", caption: "2-16-3, relu · untrained: random initial weights · seed 1 · 2,000 rows")
  }
}
