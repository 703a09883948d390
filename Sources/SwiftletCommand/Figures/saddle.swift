import Swiftlet
import SwiftletPlot

extension Figure {
  static let saddle = Figure("saddle", "A saddle learnt from 500 noisy points: predictions as a surface") {
    let places = Tensor.uniform(rows: 500, shape: 2, in: -1...1, seed: 1)
    let noise = Tensor.uniform(rows: 500, shape: 1, in: -0.2...0.2, seed: 2).values
    let heights = (0..<500).map { row in
      let (x, y) = (places[row: row][0], places[row: row][1])
      return x * x - y * y + noise[row]
    }
    let data = try Dataset(inputs: places, .values(Tensor(column: heights)))
    let model = Sequential(for: data, seed: 1) {
      Dense(32, activation: .tanh)
      Dense(1)
    }
    try model.compile(optimizer: .adam(learningRate: 0.02), loss: .mse)
    try model.fit(data, epochs: 100, verbose: .silent)
    let picture = try model.regressionSurface(data).titled("A saddle, learnt from 500 noisy points")
    return picture
  }
}
