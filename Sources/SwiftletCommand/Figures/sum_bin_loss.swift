import Swiftlet
import SwiftletPlot

extension Figure {
  static let sumBinLoss = Figure("sum_bin_loss", "Loss of the network that learns sum_bin") {
    try SumBinProgram.train(SumBinProgram.model()).plot().titled("sum_bin: learnt in 30 epochs")
  }
}
