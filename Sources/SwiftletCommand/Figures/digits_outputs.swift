import Swiftlet
import SwiftletPlot

extension Figure {
  static let digitsOutputs = Figure("digits_outputs", "What the layers that read digits answer") {
    let table = try Dataset(csv: Clone.file("docs/data/digits.csv"), target: "digit")
    let (train, test) = try table.split(holdOut: 0.3, stratified: true, seed: 1)
    let model = Sequential(for: train, seed: 1) {
      Lambda { $0 / 16 }
      Dense(32, activation: .relu)
      Dense(10)
    }
    try model.compile(loss: .sparseCategoricalCrossentropy(from: .logits))
    try model.fit(train, epochs: 20, verbose: .silent)
    let picture = try model.activationHistograms(test)
    return picture
  }
}
