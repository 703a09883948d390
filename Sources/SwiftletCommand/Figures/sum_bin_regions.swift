import Swiftlet
import SwiftletPlot

extension Figure {
  static let sumBinRegions = Figure("sum_bin_regions", "What the network says about sum_bin after 30 epochs") {
    let model = try SumBinProgram.model()
    _ = try SumBinProgram.train(model)
    return try model.decisionRegions(SumBinProgram.fresh()).titled("sum_bin after training, on points never seen")
  }
}
