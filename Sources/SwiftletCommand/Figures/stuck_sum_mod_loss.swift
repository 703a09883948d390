import Swiftlet
import SwiftletPlot

extension Figure {
  static let stuckSumModLoss = Figure("stuck_sum_mod_loss", "The asker's network on sum_mod: the class shares, no more")
  {
    try AskersProgram.lossPlot(of: .sumMod(seed: 1), validation: .sumMod(seed: 1_000_001), seed: 1)
      .titled("sum_mod: every start is stuck at the class shares")
  }
}
