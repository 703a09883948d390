import Swiftlet
import SwiftletPlot

extension Figure {
  static let stuckSumBinLoss = Figure("stuck_sum_bin_loss", "A start of the asker's network that never learns sum_bin")
  {
    // The first seed, from 0 on, with which neither ReLU is active on any of the 2000 points before the first step.
    let seed: UInt64 = 15
    return try AskersProgram.lossPlot(of: .sumBin(seed: seed), validation: .sumBin(seed: seed + 1_000_000), seed: seed)
      .titled("sum_bin, a dead start: one start in seven fails")
  }
}
