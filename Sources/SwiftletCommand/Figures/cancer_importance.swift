import Swiftlet
import SwiftletPlot

extension Figure {
  static let cancerImportance = Figure("cancer_importance", "Which columns a network leans on") {
    let table = try Dataset(csv: Clone.file("docs/data/breast_cancer.csv"), target: "diagnosis")
    let (train, test) = try table.split(holdOut: 0.4, stratified: true, seed: 1)
    let model = Sequential(for: train, seed: 1) {
      Normalization()
      Dense(8, activation: .tanh)
      Dense(1)
    }
    try model.compile(loss: .binaryCrossentropy(from: .logits))
    try model.fit(train, epochs: 12, verbose: .silent)
    let picture = try model.permutationImportance(on: test, seed: 1).plot()
    return picture
  }
}
