import Swiftlet
import SwiftletPlot

extension Figure {
  /// The program of the third note: one neuron learns the mean of two whole numbers from endless batches.
  static let meanOfTwoLoss = Figure("mean_of_two_loss", "Loss of the neuron that learns the mean of two numbers") {
    let numbers = Symbol.input(2, name: "numbers")
    let model = Model(inputs: numbers, outputs: Dense(1)(numbers), seed: 0)
    try model.compile(optimizer: .rmsprop(), loss: .mse)
    let pairs = (0..<10_000).map { [Double($0 / 100), Double($0 % 100)] }
    let all = try Dataset(inputs: pairs, targets: pairs.map { [($0[0] + $0[1]) / 2] })
    let history = try model.fit(
      batches: BatchSource.meanOfTwo(size: 64, seed: 0), stepsPerEpoch: 1000, epochs: 5, validation: .data(all),
      verbose: .silent)
    let picture = history.plot().titled("One neuron learns the mean of two numbers, from batches of 64")
    return picture
  }
}
