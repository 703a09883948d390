import Swiftlet
import SwiftletPlot

extension Figure {
  static let sumBinBefore = Figure("sum_bin_before", "What the network says about sum_bin before it has learnt") {
    try SumBinProgram.model().decisionRegions(SumBinProgram.data()).titled(
      "sum_bin before training", caption: "the weights as they are drawn, seed 1")
  }
}
