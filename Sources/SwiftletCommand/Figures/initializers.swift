import Foundation
import Swiftlet
import SwiftletPlot

extension Figure {
  /// What the kernel of one layer starts as, under each initialiser.
  static let initializers = Figure("initializers", "How the initialisers distribute the weights of a layer") {
    let (inputs, units) = (256, 128)
    let panels = InitializerGallery.shown.map { name, initializer in
      let model = Sequential(inputs: inputs, seed: 1) { Dense(units, bias: false, weights: initializer) }
      let values = model.weights.first?.value.values ?? []
      let deviation = InitializerGallery.deviation(values)
      return Plot("\(name) · sd \(String(format: "%.4f", deviation))") { Histogram(values) }
        .x("weight", in: -0.6...0.6).y("density", in: 0...12)
    }
    return Grid(
      columns: 4, sharing: .both, title: "What the weights of a layer with 256 inputs and 128 units start as",
      caption: "32,768 draws each, seed 1 · density; sd: standard deviation", panels
    ).panels(width: 235, height: 150)
  }
}

enum InitializerGallery {
  static let shown: [(String, Initializer)] = [
    ("Glorot uniform", .glorotUniform), ("He uniform", .heUniform), ("LeCun uniform", .lecunUniform),
    ("PyTorch's Linear", .torchLinear),
    ("Glorot normal", .glorotNormal), ("He normal", .heNormal), ("LeCun normal", .lecunNormal),
    ("He normal, Keras 1", .heNormal(.keras1)),
    ("orthogonal", .orthogonal(gain: 1)), ("Xavier normal, tanh", .xavierNormal(gain: .tanh)),
    ("normal", .normal(.keras3)), ("uniform", .uniform(.keras3)),
  ]

  static func deviation(_ values: [Float]) -> Double {
    let numbers = values.map(Double.init)
    let mean = numbers.reduce(0, +) / Double(max(numbers.count, 1))
    return (numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(numbers.count, 1))).squareRoot()
  }
}
