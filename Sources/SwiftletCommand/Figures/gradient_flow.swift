import Swiftlet
import SwiftletPlot

extension Figure {
  static let gradientFlow = Figure("gradient_flow", "Gradients that vanish on their way through six sigmoid layers") {
    let data = Dataset.sumBin(seed: 1)
    let model = Sequential(for: data, seed: 1) {
      for _ in 0..<6 { Dense(16, activation: .sigmoid) }
      Dense(3)
    }
    try model.compile(loss: .sparseCategoricalCrossentropy(from: .logits))
    let picture = try model.gradientFlow(data)
    return picture
  }
}
