import Swiftlet
import Testing

@testable import SwiftletPlot

/// One picture of each kind, light and dark, at scales 1 and 2: nothing overlaps, is cut or cannot be read.
@Suite struct ChartLayoutTests {
  private static let names = ["adam", "потери на проверке", String(repeating: "W", count: 300)]

  private static let curves = CurveSet(
    curves: (0..<3).map { index in
      .init(name: names[index], values: fallingLoss(60 - 20 * index, to: 0.1, seed: UInt64(index + 1)), series: index)
    }, events: [(epoch: 20, label: "learning rate 0.01"), (epoch: 60, label: "stopped early")])

  private static let flow = GradientFlow(
    layers: (0..<9).map { .init(name: "layer with a name \($0)", mean: 1 / Double($0 + 1), largest: 3, ratio: 0.5) })

  static let plots: [String: Plot] = [
    "runs": Plot.curves(curves, title: "Runs"),
    "losses": Plot.losses(
      LossCurves(
        training: fallingLoss(40, to: 0.02) + [.nan], validation: fallingLoss(41, to: 0.03, seed: 2),
        events: [(epoch: 41, label: "stopped")]), title: "Loss"),
    "flow": Plot.gradientFlow(flow, title: "Gradients"),
    "activation": Activation.gelu.plot(),
  ]

  @Test(arguments: plots.keys.sorted())
  func plotsCanBeRead(name: String) throws { expectGoodLayout(try #require(Self.plots[name])) }

  @Test func gridsCanBeRead() {
    let panels = (0..<5).map { index in
      HistogramPanel(
        name: index == 1 ? Self.names[2] : "dense_\(index)/kernel", count: 60,
        values: fallingLoss(60, to: 0.1, seed: UInt64(index)).map { Float($0) }, words: "52 % are 0, left out here")
    }
    expectGoodLayout(Grid.histograms(panels, of: "weight", title: "Weights", caption: "60 epochs", sharing: .x))
    expectGoodLayout(Grid.activations([.relu, .gelu, .tanh, .sine]))
  }

  @Test func networksCanBeRead() throws {
    for sizes in [[2, 3], [20, 6]] {
      let model = Sequential(inputs: 2, seed: 1) {
        for size in sizes { Dense(size, activation: .tanh, biases: .normal(.torch)) }
      }
      expectGoodLayout(try model.diagram())
    }
  }
}
