import Swiftlet
import SwiftletPlot

/// What is shown beside the pictures of others, in the order of the rows.
enum Sides {
  static let scenes: [(name: String, make: @Sendable (_ data: String) throws -> Scene)] = [
    ("scatter", { _ in try Timed.scatter() }),
    ("stripes", { _ in stripes() }),
    ("regions", { _ in try Timed.regions() }),
    ("iris", iris),
    ("loss", { _ in try loss() }),
    ("losslog", { _ in try Timed.lossLog() }),
    ("confusion", confusion),
    ("gallery", { _ in try Timed.gallery() }),
    ("weights", weights),
    ("roc", roc),
    ("surface", { _ in surface() }),
  ]

  static func stripes() -> Scene {
    let data = Dataset.sumMod(seed: 1)
    return Scene(data.plot(), tables: [Table("stripes", data)])
  }

  @Sendable static func iris(_ folder: String) throws -> Scene {
    let flowers = try Dataset(
      csv: "\(folder)/iris.csv", target: "species", ignoring: ["sepal_length_cm", "sepal_width_cm"])
    let model = Sequential(for: flowers, seed: 1) {
      Normalization()
      Dense(16, activation: .tanh)
      Dense(3)
    }
    try model.compile(
      optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy(from: .logits), metrics: [.accuracy])
    try model.fit(flowers, epochs: 100, verbose: .silent)
    let plot = try model.decisionRegions(flowers).titled("Iris by its petals")
      .x("petal length (cm)").y("petal width (cm)")
    return Scene(plot, tables: [Table("iris", flowers)])
  }

  static func loss() throws -> Scene {
    let (_, history) = try Training.sumBin()
    return Scene(history.plot(), tables: [Table("loss", history)])
  }

  /// Digits of test rows, by a network that has seen the others a few times only.
  @Sendable static func confusion(_ folder: String) throws -> Scene {
    let (model, test) = try Training.digits(folder, epochs: 4)
    let answers = try model.classify(test)
    guard case .classes(let truths, _) = test.targets else { throw Unknown(name: "digits without labels") }
    let table = Table(
      name: "confusion", head: ["truth", "answer"],
      columns: [truths.map(Double.init), answers.map { Double($0.index) }])
    return Scene(try model.confusionMatrix(test), tables: [table])
  }

  @Sendable static func weights(_ folder: String) throws -> Scene {
    let (model, _) = try Training.digits(folder, epochs: 12)
    let arrays = model.weights.sorted { $0.key < $1.key }.filter { $0.value.values.count > 100 }
    let tables = arrays.enumerated().map { i, array in
      Table(name: "weights_\(i)", head: [array.key], columns: [array.value.values.map(Double.init)])
    }
    return Scene(try model.weightHistograms().size(width: 800, height: 600), tables: tables)
  }

  /// Malignant or not: a network of few units, judged on rows it has not seen.
  @Sendable static func roc(_ folder: String) throws -> Scene {
    let (train, test) = try Dataset(csv: "\(folder)/breast_cancer.csv", target: "diagnosis")
      .split(holdOut: 0.5, stratified: true, seed: 3)
    let model = Sequential(for: train, seed: 1) {
      Normalization()
      Dense(4, activation: .relu)
      Dense(2)
    }
    try model.compile(optimizer: .adam(learningRate: 0.005), loss: .sparseCategoricalCrossentropy(from: .logits))
    try model.fit(train, epochs: 6, verbose: .silent)
    let scores = try model.classify(test).map { Double($0.probabilities[1]) }
    guard case .classes(let truths, _) = test.targets else { throw Unknown(name: "rows without labels") }
    let table = Table(name: "roc", head: ["truth", "score"], columns: [truths.map(Double.init), scores])
    return Scene(try model.rocCurve(test), tables: [table])
  }

  /// No network: the height of a wave, and lines of equal height.
  static func surface() -> Scene {
    let wave = Plot.Surface("height") { xs, ys in zip(xs, ys).map { Training.height($0, $1) } }
    let plot = Plot("A wave", caption: "sin(6x) cos(5y) + 1.2 xy") {
      Field(wave)
      Contours(wave).labelled()
    }
    .x("x", in: 0...1).y("y", in: 0...1).aspect(.square)
    let places = (0...200).map { Double($0) / 200 }
    let table = Table(
      name: "surface", head: places.map { "\($0)" },
      columns: places.map { x in places.map { y in Training.height(x, y) } })
    return Scene(plot, tables: [table])
  }
}
