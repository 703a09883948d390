import Swiftlet
import SwiftletPlot

extension Figure {
  static let initializers = Figure("initializers", "How the initialisers distribute the weights of a layer") {
    let starts: [(String, Initializer)] = [
      ("Glorot uniform", .glorotUniform), ("He uniform", .heUniform), ("LeCun uniform", .lecunUniform),
      ("PyTorch's Linear", .torchLinear), ("Glorot normal", .glorotNormal), ("He normal", .heNormal),
      ("LeCun normal", .lecunNormal), ("He normal, Keras 1", .heNormal(.keras1)), ("orthogonal", .orthogonal(gain: 1)),
      ("Xavier normal, tanh", .xavierNormal(gain: .tanh)), ("normal", .normal(.keras3)), ("uniform", .uniform(.keras3)),
    ]
    let panels = starts.map { name, weights in
      let layer = Sequential(inputs: 256, seed: 1) { Dense(128, bias: false, weights: weights) }
      return Plot(name) { Histogram(layer.weights["dense/kernel"]?.values ?? []) }
        .x("weight", in: -0.6...0.6).y("density", in: 0...12)
    }
    let picture = Grid(
      columns: 4, sharing: .both, title: "What the weights of a layer with 256 inputs and 128 units start as",
      caption: "32,768 draws each, seed 1", panels
    ).panels(width: 235, height: 150)
    return picture
  }
}
