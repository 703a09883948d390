import Foundation
import Swiftlet
import SwiftletPlot
import Testing

/// A program as a user writes it: nothing but what is public is seen here.
private enum PublicProgram {
  static func pictures(model: Model, data: Dataset, in folder: URL) throws {
    func file(_ name: String) -> String { folder.appendingPathComponent(name).path }
    let history = try model.fit(
      data, epochs: 6,
      callbacks: [
        .film(file("learning.gif"), every: 2) { model, epoch in
          try model.decisionRegions(data, fixing: ["x2": 0.5]).titled("epoch \(epoch.number)")
        }
      ], verbose: .silent)
    try history.plot().save(file("loss.png"))
    try model.decisionRegions(data, fixing: ["x2": 0.5]).theme(.dark).save(file("regions.png"), scale: 2)
  }

  static func ownFigure(model: Model, data: Dataset, history: History, in folder: URL) throws {
    func file(_ name: String) -> String { folder.appendingPathComponent(name).path }
    let view = try model.predictor()
    let wrong = try model.errors(on: data)
    let figure = Plot("sum_bin", caption: model.summary()) {
      Field(view)
      Boundary(view)
      Points(data, color: .byClass)
      if wrong.count > 0 { Rings(wrong) }
      for level in [0.25, 0.75] { Rule(y: level) }
    }
    .x("x0", in: 0...1).y("x1", in: 0...1).aspect(.equal).legend(.outside)
    try figure.save(file("figure.png"))
    try Grid(columns: 2, [figure, history.plot().y("loss", scale: .log), model.confusionMatrix(data)])
      .save(file("grid.png"))
  }
}

@Suite struct PublicProgramTests {
  private static func compiled(_ data: Dataset) throws -> Sequential {
    let model = Sequential(for: data, seed: 1) {
      Dense(8, activation: .relu)
      Dense(3)
    }
    try model.compile(
      optimizer: .adam(learningRate: 0.02), loss: .sparseCategoricalCrossentropy(from: .logits), metrics: [.accuracy])
    return model
  }

  private static func folder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("swiftlet-program-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  private static func sizes(in folder: URL) throws -> [String: Int] {
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    return try Dictionary(
      uniqueKeysWithValues: files.map {
        ($0, try Data(contentsOf: folder.appendingPathComponent($0)).count)
      })
  }

  @Test func filmLossAndRegionsOfThreeColumns() throws {
    let plane = Dataset.sumBin(rows: 200, seed: 1)
    let rows = (0..<200).map { row -> [Float] in
      let values = plane.inputs.values
      return [values[2 * row], values[2 * row + 1], Float(row % 7) / 7]
    }
    let data = try Dataset(inputs: rows, classes: rows.map { $0[0] + $0[1] < 0.8 ? 0 : $0[0] + $0[1] < 1.2 ? 1 : 2 })
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try PublicProgram.pictures(model: Self.compiled(data), data: data, in: folder)
    let sizes = try Self.sizes(in: folder)
    #expect(sizes.keys.sorted() == ["learning.gif", "loss.png", "regions.png"])
    for size in sizes.values { #expect(size > 5_000) }
  }

  @Test func aFigureOfOnesOwnMarks() throws {
    let data = Dataset.sumBin(rows: 200, seed: 1)
    let model = try Self.compiled(data)
    let history = try model.fit(data, epochs: 3, verbose: .silent)
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try PublicProgram.ownFigure(model: model, data: data, history: history, in: folder)
    #expect(try Self.sizes(in: folder).keys.sorted() == ["figure.png", "grid.png"])
  }
}
