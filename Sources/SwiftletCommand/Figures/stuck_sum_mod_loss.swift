import Swiftlet
import SwiftletPlot

extension Figure {
  static let stuckSumModLoss = Figure("stuck_sum_mod_loss", "The asker's network on sum_mod: the class shares, no more")
  {
    try AskersProgram.lossPlot(of: .sumMod(seed: 1), validation: .sumMod(seed: 2), seed: 1).titled(
      "sum_mod, as asked: stuck", caption: AskersProgram.settings)
  }
}
