import Swiftlet
import SwiftletPlot

extension Figure {
  static let network = Figure("network", "A network of 15 weights, drawn") {
    let data = Dataset.sumBin(seed: 1)
    let model = Sequential(for: data, seed: 4) {
      Dense(2, activation: .tanh)
      Dense(3, activation: .softmax)
    }
    try model.compile(optimizer: .adam(learningRate: 0.05), loss: .sparseCategoricalCrossentropy)
    try model.fit(data, epochs: 20, verbose: .silent)
    let picture = try model.diagram()
    return picture
  }
}
