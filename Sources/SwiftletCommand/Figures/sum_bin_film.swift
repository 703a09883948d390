import Swiftlet
import SwiftletPlot

extension Figure {
  static let sumBinFilm = Figure("sum_bin_film", film: "A network learns sum_bin: what it says, and its loss") {
    let (data, fresh) = (Dataset.sumBin(seed: 1), Dataset.sumBin(rows: 400, seed: 2))
    let model = Sequential(for: data, seed: 1) {
      Dense(16, activation: .relu)
      Dense(3)
    }
    try model.compile(
      optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy(from: .logits), metrics: [.accuracy])
    let film = Film { model, epoch, history in
      let right = Int(100 * (epoch.validation(.accuracy) ?? 0))
      let regions = try model.decisionRegions(fresh)
        .titled("sum_bin, epoch \(epoch.number)", caption: "\(right) % of 400 fresh points are right")
      let loss = history.plot().titled("Loss", caption: "16 ReLU units, Adam 0.01").legend(.outside)
      return Grid(columns: 2, [regions.legend(.none), loss]).size(width: 800, height: 370)
    }
    try model.fit(data, epochs: 60, batchSize: 100, validation: .data(fresh), callbacks: [film], verbose: .silent)
    let picture = film.strip
    return picture
  }
}
