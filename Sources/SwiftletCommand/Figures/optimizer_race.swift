import Swiftlet
import SwiftletPlot

extension Figure {
  static let optimizerRace = Figure("optimizer_race", "Six optimizers from the same start") {
    let (data, fresh) = (Dataset.sumBin(seed: 1), Dataset.sumBin(seed: 2))
    let model = Sequential(for: data, seed: 1) {
      Dense(16, activation: .relu)
      Dense(3)
    }
    try model.compile(optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy(from: .logits))
    let race = try model.optimizerRace(
      data,
      [
        ("SGD 0.1", .sgd(learningRate: 0.1)), ("momentum 0.9", .sgd(learningRate: 0.1, momentum: 0.9)),
        ("Adagrad 0.1", .adagrad(learningRate: 0.1)), ("RMSprop 0.01", .rmsprop(learningRate: 0.01)),
        ("Adam 0.01", .adam(learningRate: 0.01)), ("Lion 0.003", .lion(learningRate: 0.003)),
      ], epochs: 30, validation: .data(fresh))
    let picture = try race.plot()
    return picture
  }
}
