import Swiftlet
import SwiftletPlot

extension Figure {
  static let stuckSumBinLoss = Figure("stuck_sum_bin_loss", "A start of the asker's network that never learns sum_bin")
  {
    // One of the starts, about one in seven, in which both ReLUs are dead from the beginning.
    try AskersProgram.lossPlot(of: .sumBin(seed: 1), validation: .sumBin(seed: 2), seed: 1).titled(
      "sum_bin, as asked: stuck", caption: AskersProgram.settings)
  }
}
