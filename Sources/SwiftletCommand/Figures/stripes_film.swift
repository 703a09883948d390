import Swiftlet
import SwiftletPlot

extension Figure {
  static let stripesFilm = Figure("stripes_film", film: "Two sine units find the stripes of sum_mod") {
    let (data, fresh) = (Dataset.sumMod(seed: 1), Dataset.sumMod(seed: 2))
    let model = Sequential(for: data, seed: 1) {
      Sine(2, kernel: .scored(range: 600)).learningRate(scale: 0.05, of: "kernel")
      Dense(3, weights: .zeros)
    }
    try model.compile(
      optimizer: .adam(learningRate: 0.25), loss: .sparseCategoricalCrossentropy(from: .logits), metrics: [.accuracy])
    let film = Film { model, epoch, history in
      let right = Int(100 * (epoch.validation(.accuracy) ?? 0))
      let view = try model.predictor()
      let title = "A small part of sum_mod, update \(epoch.number)"
      let stripes = Plot(title, caption: "\(right) % of 2,000 fresh points are right") {
        Field(view)
        Points(fresh)
      }.x("x0", in: 0.4...0.6).y("x1", in: 0.4...0.6).aspect(.square).legend(.none)
      let loss = history.plot().titled("Loss", caption: "two sine units, Adam 0.25").x("update").legend(.outside)
      return Grid(columns: 2, [stripes, loss]).size(width: 800, height: 370)
    }
    try model.fit(data, epochs: 60, batchSize: 2000, validation: .data(fresh), callbacks: [film], verbose: .silent)
    let picture = film.strip
    return picture
  }
}
