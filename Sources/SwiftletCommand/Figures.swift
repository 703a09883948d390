import SwiftletPlot

/// A picture of `plots/`: drawn from fixed seeds, so that it comes out the same every time.
struct Figure: Sendable {
  /// The name of its file without the `.png`, and of the source file in `Figures/`.
  let name: String
  /// What it shows, in one line.
  let summary: String
  let draw: @Sendable () throws -> any Picture

  init(_ name: String, _ summary: String, draw: @escaping @Sendable () throws -> any Picture) {
    self.name = name
    self.summary = summary
    self.draw = draw
  }

  var file: String { name + ".png" }
}

extension Figure {
  /// Every picture, in the order in which they are drawn.
  static let all: [Figure] = [
    sumBin, sumMod, iris,
    sumBinBefore, sumBinRegions, irisRegions,
    tutorialALoss, tutorialBLoss, meanOfTwoLoss, sumBinLoss, irisLoss,
    stuckSumBinLoss, stuckSumModLoss,
    stripes, stripesField, stripesSpectrum, stripesPeers,
    activations, initializers, schedules, optimizers,
    benchmarks, scaling,
  ]
}
