import Swiftlet
import SwiftletPlot

extension Figure {
  static let runs = Figure("runs", "Four widths of a layer, four runs") {
    let (data, fresh) = (Dataset.sumBin(seed: 1), Dataset.sumBin(seed: 2))
    let runs = try [2, 4, 8, 32].map { units in
      let model = Sequential(for: data, seed: 1) {
        Dense(units, activation: .tanh)
        Dense(3)
      }
      try model.compile(optimizer: .adam(learningRate: 0.02), loss: .sparseCategoricalCrossentropy(from: .logits))
      let history = try model.fit(data, epochs: 30, validation: .data(fresh), verbose: .silent)
      return (name: "\(units) units", history: history)
    }
    let picture = try Plot.runs(runs).titled("How wide must the layer be?")
    return picture
  }
}
