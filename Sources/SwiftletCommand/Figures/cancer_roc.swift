import Swiftlet
import SwiftletPlot

extension Figure {
  static let cancerROC = Figure("cancer_roc", "How well a threshold tells malignant from benign: the ROC curve") {
    let table = try Dataset(csv: Clone.file("docs/data/breast_cancer.csv"), target: "diagnosis")
    let (train, test) = try table.split(holdOut: 0.4, stratified: true, seed: 1)
    let model = Sequential(for: train, seed: 1) {
      Normalization()
      Dense(8, activation: .tanh)
      Dense(1)
    }
    try model.compile(loss: .binaryCrossentropy(from: .logits))
    try model.fit(train, epochs: 12, verbose: .silent)
    let picture = try model.rocCurve(test).titled("Malignant or benign, by thirty measurements")
    return picture
  }
}
